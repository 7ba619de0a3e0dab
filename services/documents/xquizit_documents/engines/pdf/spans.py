"""Glyphs that stand close together on one baseline, drawn one after the other: the smallest pieces of a layout."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

from xquizit_documents.engines.pdf.drawing import Glyph
from xquizit_documents.engines.pdf.geometry import Box
from xquizit_documents.engines.pdf.words import ACCENTS, Piece, is_right_to_left, words

_WIDE = 0.75
"""A gap of so many font sizes parts two spans: the gutter of columns, a tab, a table's cell."""
_WIDE_WITHOUT_SPACE = 0.35
"""The same in documents that draw spaces, where none was drawn."""
_WIDE_BESIDE_SPACE = 1.6
"""The same, where a space was drawn: justified lines stretch it."""
_SAME_LINE = 0.45
"""Baselines that differ by less of the font's size are one line: superscripts, mixed fonts."""
_LEAST_SPREAD = 4
"""Letters of a word that is spread."""
_SPACES = 0.05
"""The share of spaces from which on a document is said to draw them; in English every sixth letter is one."""
_BACK = 0.6
"""So far back, in font sizes, a glyph may go: accents, kerning."""
_BACK_TO_LETTER = 1.1
"""The same after an accent, under which a letter follows."""
_WORD_GAP = 0.13
"""A gap of so many font sizes parts words. TeX sets words at least 0.16 apart and hardly ever kerns by 0.1."""
_WORD_GAP_BESIDE_SPACES = 0.2
"""The same in documents that draw spaces."""
_TWICE = 0.15
"""The same glyph again, so near in font sizes, is a bold face made by drawing twice."""


@dataclass(slots=True)
class Span:
    """One piece of a line, left to right as it stands on the page."""

    glyphs: list[Glyph] = field(default_factory=list[Glyph])

    @property
    def x0(self) -> float:
        """Its left edge."""
        return min(glyph.x0 for glyph in self.glyphs)

    @property
    def x1(self) -> float:
        """Its right edge, without what stands behind its last letter."""
        return max(glyph.x1 for glyph in self.glyphs)

    @property
    def y(self) -> float:
        """Its baseline."""
        return median(glyph.y for glyph in self.glyphs)

    @property
    def size(self) -> float:
        """The size of its largest font."""
        return max(glyph.size for glyph in self.glyphs)

    @property
    def order(self) -> int:
        """When its first glyph was drawn."""
        return min(glyph.order for glyph in self.glyphs)


def pieces(glyphs: Iterable[Glyph], rules: Sequence[Box] = ()) -> list[Piece]:
    """The pieces that `glyphs` make, in the order in which they were drawn; those without a letter or mark left out.

    Args:
        glyphs: Of one direction.
        rules: Upright lines, at which a piece ends.
    """
    found: list[Piece] = []
    once = list(_once(glyphs))
    spaces = sum(not glyph.text.strip() for glyph in once)
    wide, gap = (_WIDE_WITHOUT_SPACE, _WORD_GAP_BESIDE_SPACES) if spaces > _SPACES * len(once) else (_WIDE, _WORD_GAP)
    for span in _spread(_spans(once, rules, wide)):
        found_words = tuple(words(span.glyphs, gap))
        if found_words:
            found.append(
                Piece(
                    found_words, found_words[0].x0, max(word.x1 for word in found_words), span.y, span.size, span.order
                )
            )
    return found


def _spread(spans: list[Span]) -> list[Span]:
    """Joins letters that stand alone, each as far from the next as all others: a heading that is s p r e a d."""
    joined: list[list[Span]] = []
    for span in spans:
        run = joined[-1] if joined else []
        if run and _is_spread_on(run, span):
            run.append(span)
        else:
            joined.append([span])
    return [
        Span([glyph for span in run for glyph in span.glyphs]) if len(run) >= _LEAST_SPREAD else span
        for run in joined
        for span in (run[:1] if len(run) >= _LEAST_SPREAD else run)
    ]


def _is_spread_on(run: list[Span], span: Span) -> bool:
    before, size = run[-1], span.size
    if len(span.glyphs) != 1 or len(before.glyphs) != 1 or abs(span.y - before.y) > 0.1 * size:
        return False
    gap = span.x0 - before.x1
    usual = run[1].x0 - run[0].x1 if len(run) > 1 else gap
    return span.glyphs[0].text.isalpha() and 0 < gap < _WIDE_BESIDE_SPACE * size and abs(gap - usual) < 0.4 * size


def _once(glyphs: Iterable[Glyph]) -> Iterable[Glyph]:
    """Leaves out what was drawn a second time at the same place."""
    seen: dict[tuple[str, int, int], Glyph] = {}
    for glyph in glyphs:
        step = max(glyph.size, 1.0)
        key = glyph.text, round(glyph.x0 / step), round(glyph.y / step)
        before = seen.get(key)
        if before is not None and glyph.text.strip():
            near = abs(before.x0 - glyph.x0) < _TWICE * step and abs(before.y - glyph.y) < _TWICE * step
            if near and before.x1 - before.x0 > 0:
                continue
        seen[key] = glyph
        yield glyph


def _spans(glyphs: Iterable[Glyph], rules: Sequence[Box], wide: float) -> list[Span]:
    spans: list[Span] = []
    last: Glyph | None = None
    spaces: list[Glyph] = []
    for glyph in glyphs:
        if not glyph.text.strip():
            spaces.append(glyph)
            continue
        if (
            last is None
            or not _goes_on(last, glyph, _WIDE_BESIDE_SPACE if spaces else wide)
            or _is_cut(last, glyph, rules)
        ):
            spans.append(Span())
        else:
            spans[-1].glyphs += spaces
        spans[-1].glyphs.append(glyph)
        last, spaces = glyph, []
    return spans


def _goes_on(last: Glyph, glyph: Glyph, wide: float) -> bool:
    size = max(last.size, glyph.size)
    if glyph.turns != last.turns or abs(glyph.y - last.y) > _SAME_LINE * size:
        return False
    back = _BACK_TO_LETTER if last.text in ACCENTS else _BACK
    rightwards = -back * size < glyph.x0 - last.x1 < wide * size + max(last.letter_space, 0.0)
    leftwards = -_BACK * size < last.x0 - glyph.x1 < wide * size / 2 and is_right_to_left(glyph.text)
    return rightwards or leftwards


def _is_cut(last: Glyph, glyph: Glyph, rules: Sequence[Box]) -> bool:
    """Whether an upright line stands between two glyphs."""
    if glyph.x0 - last.x1 < 1:
        return False
    return any(
        rule.y0 < glyph.y < rule.y1 and last.x1 - 0.5 < rule.x0 and rule.x1 < glyph.x0 + 0.5
        for rule in rules
        if rule.height > glyph.size
    )
