"""Cuts a text that is still being written into the pieces that are spoken: a short first clause, then sentences.

Every decision rests on the characters around one place and is made only when all of them are known, so the pieces
depend on the text alone and not on how it was split into deltas.
"""
# ruff: noqa: RUF001 (the punctuation that people write is what this file is about)

import re
from collections.abc import Iterator

FIRST_CLAUSE_CHARS = 12
"""The first piece may end at a comma from this length on: about a second of speech, enough to make the next in."""
FIRST_CAP_CHARS = 80
"""The first piece is cut at this length, whatever is in it."""
SENTENCE_CHARS = 25
"""A later sentence shorter than this is spoken together with the next one."""
CAP_CHARS = 280
"""No piece is longer: some 20 s of speech."""

_NEVER_END = frozenset(
    "mr mrs ms dr prof st gen col sgt capt lt rev hon messrs mt ft vs e.g i.e eg ie cf viz al fig figs eq eqs ca "
    "approx dept est tel ext ref vol pp op jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
"""Abbreviations that something follows; "mar." and the like are months far more often than ends."""
_SELDOM_END = frozenset("inc ltd co corp llc jr sr etc bros assn univ m.sc b.sc a.m p.m".split())
"""Abbreviations that end a sentence only when a capital follows."""
_NUMBERED = frozenset("no nos nr art sec ch p".split())
"""Abbreviations only before a number: "No. 5", but "No. That is all."""
_ENDS = frozenset(".!?…。！？")
_WIDE_ENDS = frozenset("。！？")
"""Ends that need no space behind them."""
_CLAUSE_ENDS = frozenset(",;:—–")
_CLOSERS = frozenset("\"'”’»)]}*_`")
_TAIL_CHARS = 8
"""So many closing marks after an end are looked at."""
_WORD_CHARS = 32
"""So far back is looked for the word before a full stop."""
_LAST_WORD = re.compile(r"[\w.'’&-]*$")
_JOINT = re.compile(r"\s(?=(?:and|but|or|because|which|that|when|where|while|if|so|as|with)\s)")


class Chunker:
    """Takes text deltas, gives pieces. `push` every delta, then `finish` once.

    Joined, the pieces are the text except for white space between them and for stretches without a letter or digit.
    """

    def __init__(self) -> None:
        self._text = ""
        self._at = 0
        self._clause_end = 0
        self._is_first = True

    def push(self, delta: str) -> Iterator[str]:
        """The pieces that are certain once `delta` is known."""
        self._text += delta
        return self._cut(ended=False)

    def finish(self) -> Iterator[str]:
        """The pieces that were waiting for more text."""
        return self._cut(ended=True)

    def _cut(self, *, ended: bool) -> Iterator[str]:
        while (end := self._find_end(ended)) is not None:
            piece, self._text = self._text[:end].strip(), self._text[end:]
            self._at = self._clause_end = 0
            if _is_speakable(piece):
                self._is_first = False
                yield piece
            if not self._text:
                return

    def _find_end(self, ended: bool) -> int | None:
        """Where the piece at the start of the text ends; None while that is open.

        `_at` is the first place not yet judged; what lies before it is no end, whatever follows.
        """
        if self._at == 0:
            self._text = self._text.lstrip()
        cap = FIRST_CAP_CHARS if self._is_first else CAP_CHARS
        while self._at < len(self._text):
            if self._at >= cap:
                return self._forced_end(cap)
            end = self._end_at(self._at, ended)
            if end is None:
                return None
            if end:
                return end
            self._at += 1
        return len(self._text) if ended and self._text else None

    def _end_at(self, at: int, ended: bool) -> int | None:
        """The piece's end when `text[at]` ends it, 0 when it does not, None when more text is needed to tell."""
        character = self._text[at]
        if character == "\n":
            return at + 1 if _is_speakable(self._text[:at]) else 0
        if character in _ENDS:
            return self._sentence_end_at(at, ended)
        if character in _CLAUSE_ENDS:
            return self._clause_end_at(at, ended)
        return 0

    def _sentence_end_at(self, at: int, ended: bool) -> int | None:
        text = self._text
        end = at + 1
        while end < len(text) and end - at < _TAIL_CHARS and (text[end] in _CLOSERS or text[end] in _ENDS):
            end += 1
        if end == len(text):
            return end if ended else None
        if not text[end].isspace() and text[at] not in _WIDE_ENDS:
            return 0
        if end - at > 1 and text[end - 1] in _ENDS:
            return 0  # the last of several is the one to judge: "?!", "..."
        if len(text[:end].strip()) < SENTENCE_CHARS and not self._is_first:
            return 0
        if text[at] in ".…":
            return self._judge_full_stop(at, end, ended)
        return end if _is_speakable(text[:end]) else 0

    def _judge_full_stop(self, at: int, end: int, ended: bool) -> int | None:
        """Whether the full stop at `at` ends a sentence, by the word before it and the character after the space."""
        text = self._text
        matched = _LAST_WORD.search(text[max(0, at - _WORD_CHARS) : at])
        word = matched.group().lower() if matched else ""
        if word.strip(".'’") in _NEVER_END or _is_initial(word, text[:at]) or _is_list_number(text[:at]):
            return 0
        if end + 1 >= len(text) and not ended:
            return None
        follows = text[end + 1 : end + 2]
        if not follows or follows.isspace():
            return end if _is_speakable(text[:end]) else 0
        if follows.islower() or (word in _NUMBERED and follows.isdigit()):
            return 0
        if word.strip(".") in _SELDOM_END and not follows.isupper():
            return 0
        return end if _is_speakable(text[:end]) else 0

    def _clause_end_at(self, at: int, ended: bool) -> int | None:
        if at + 1 >= len(self._text):
            return 0 if ended else None
        if not self._text[at + 1].isspace():
            return 0
        self._clause_end = at + 1
        is_early = self._is_first and at + 1 >= FIRST_CLAUSE_CHARS and _is_speakable(self._text[:at])
        return at + 1 if is_early else 0

    def _forced_end(self, cap: int) -> int:
        """The best place to cut a stretch at its cap: after a clause, before an "and", between words, anywhere."""
        if self._clause_end > cap // 3:
            return self._clause_end
        joints = [joint.start() for joint in _JOINT.finditer(self._text, 0, cap)]
        if joints and joints[-1] > cap // 3:
            return joints[-1]
        space = max(self._text.rfind(" ", 1, cap), self._text.rfind("\t", 1, cap))
        return space if space > 0 else cap


def _is_speakable(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _is_initial(word: str, before: str) -> bool:
    """Whether the word before a full stop is a name's initial: one capital, and not the pronoun."""
    bare = word.rpartition(".")[2]
    return len(bare) == 1 and bare.isalpha() and before[-1:].isupper() and (bare != "i" or "." in word)


def _is_list_number(before: str) -> bool:
    """Whether only a number stands before the full stop: "1. First"."""
    return len(before) <= 2 and before.isdigit()
