"""Words and pieces of lines, made of glyphs: accents put on their letters, gaps told from the spaces between words."""

import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from xquizit_documents.engines.pdf.drawing import Glyph

_NOTE_SIZE, _NOTE_RISE = 0.8, 0.2
"""How small and how high, in sizes of the text around, the number of a note is set."""
_SPREAD_LETTERS = 4
ACCENTS = {
    **{"`": "\u0300", "\u02cb": "\u0300", "\u00b4": "\u0301", "\u02ca": "\u0301", "^": "\u0302", "\u02c6": "\u0302"},
    **{
        "~": "\u0303",
        "\u02dc": "\u0303",
        "\u00af": "\u0304",
        "\u02c9": "\u0304",
        "\u02d8": "\u0306",
        "\u02d9": "\u0307",
    },
    **{
        "\u00a8": "\u0308",
        "\u02da": "\u030a",
        "\u02dd": "\u030b",
        "\u02c7": "\u030c",
        "\u00b8": "\u0327",
        "\u02db": "\u0328",
    },
}
"""Accents that TeX and others set as glyphs of their own, over or under the letter."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A span with its measures taken."""

    words: tuple["Word", ...]
    x0: float
    x1: float
    y: float
    size: float
    order: int

    @property
    def text(self) -> str:
        """Its words."""
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Word:
    """Letters without a gap."""

    letters: tuple[str, ...]
    """What each glyph says, from left to right."""
    x0: float
    x1: float
    y: float
    size: float
    address: str = ""
    """Where a link on it leads; set on the last word of the link alone."""
    on_page_from_right: bool = False
    """Whether most of its page is read from right to left."""

    @property
    def text(self) -> str:
        """What it says, from left to right."""
        return "".join(self.letters)


def words(glyphs: list[Glyph], least: float) -> list[Word]:
    """The words of one span; a gap of `least` font sizes parts them, and a space does."""
    shown = _accented([glyph for glyph in glyphs if glyph.text])
    if any(is_right_to_left(glyph.text) for glyph in shown):
        shown = sorted(shown, key=lambda glyph: (glyph.x0 + glyph.x1) / 2)
    spread = _letter_gap(shown, least)
    words: list[list[Glyph]] = []
    last: Glyph | None = None
    for glyph in shown:
        if not glyph.text.strip():
            last = None
            continue
        gap = 0.0 if last is None else glyph.x0 - last.x1 - spread
        if last is None or gap > least * max(last.size, glyph.size) or _is_note(last, glyph):
            words.append([])
        words[-1].append(glyph)
        last = glyph
    return [_word(each) for each in words]


def _is_note(last: Glyph, glyph: Glyph) -> bool:
    """Whether one of two glyphs is the raised number of a note that the other only stands beside."""
    if last.size == glyph.size:
        return False
    small, large = sorted((last, glyph), key=lambda each: each.size)
    raised = small.y - large.y
    return small.size < _NOTE_SIZE * large.size and raised > _NOTE_RISE * large.size and small.text.isdigit()


def _word(glyphs: list[Glyph]) -> Word:
    # A soft hyphen that is drawn is a hyphen; some fonts name all of theirs so. At the end it may be the line's.
    letters = [*(glyph.text.replace("\u00ad", "-") for glyph in glyphs[:-1]), glyphs[-1].text]
    return Word(
        tuple(letters),
        min(glyph.x0 for glyph in glyphs),
        max(glyph.x1 for glyph in glyphs),
        median(glyph.y for glyph in glyphs),
        max(glyph.size for glyph in glyphs),
    )


def _letter_gap(glyphs: list[Glyph], least: float) -> float:
    """How far apart letters are set beyond their width, where a heading is s p r e a d; 0 where it is not."""
    gaps = [after.x0 - before.x1 for before, after in pairwise(glyphs) if before.text.strip() and after.text.strip()]
    if len(gaps) < _SPREAD_LETTERS:
        space = min((glyph.letter_space for glyph in glyphs), default=0.0)
        return space if all(abs(gap - space) < 0.1 * glyphs[0].size for gap in gaps) else 0.0
    size = max(glyph.size for glyph in glyphs)
    usual = median(gaps)
    return usual if usual > least * size * 0.5 and sorted(gaps)[len(gaps) // 5] > usual * 0.6 else 0.0


def _accented(glyphs: list[Glyph]) -> list[Glyph]:
    """Puts an accent that was set by itself onto the letter that shares its place."""
    if not any(glyph.text in ACCENTS for glyph in glyphs):
        return glyphs
    merged: list[Glyph] = []
    for glyph in glyphs:
        last = merged[-1] if merged else None
        if last is not None and _overlap(last, glyph) > 0.5:
            if (mark := ACCENTS.get(last.text)) is not None and glyph.text.isalpha():
                merged[-1] = _composed(glyph, mark)
                continue
            if (mark := ACCENTS.get(glyph.text)) is not None and last.text.isalpha():
                merged[-1] = _composed(last, mark)
                continue
        merged.append(glyph)
    return merged


def _composed(letter: Glyph, mark: str) -> Glyph:
    base = {"\u0131": "i", "\u0237": "j"}.get(letter.text, letter.text)
    letter.text = unicodedata.normalize("NFC", base + mark)
    return letter


def _overlap(first: Glyph, second: Glyph) -> float:
    """The part of the narrower glyph that lies over or under the other, from 0 to 1."""
    narrower = min(first.x1 - first.x0, second.x1 - second.x0)
    return (min(first.x1, second.x1) - max(first.x0, second.x0)) / narrower if narrower > 0 else 0.0


def is_right_to_left(text: str) -> bool:
    """Whether a glyph that says `text` is read from right to left."""
    return not text.isascii() and any(unicodedata.bidirectional(char) in ("R", "AL") for char in text)
