"""When the words of a text are heard, from when those that were said are: "C++" is heard as "C plus plus"; pure."""

import re
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from xquizit_tts.port import SpokenWord

_WORD = re.compile(r"\S+")
_MARKS = re.compile(r"[^\w]+")


def align(written: str, said: str, heard: Sequence[SpokenWord]) -> tuple[SpokenWord, ...]:
    """The words of `written`, each with its time; those that nobody says (a dash, a picture) are left out.

    Args:
        written: The text as it is shown.
        said: What the engine was given for it.
        heard: The words that the engine told, by their places in `said`, in order.

    Words that are written as they are said keep their time. Where they differ, the time of what was said between two
    common words is shared by the written words in between, by their length.
    """
    spoken = _spoken_words(said, heard)
    shown = [match for match in _WORD.finditer(written) if _plain(match[0])]
    if not spoken or not shown:
        return ()
    matcher = SequenceMatcher(
        None, [_plain(match[0]) for match in shown], [_plain(said[one.start : one.end]) for one in spoken], False
    )
    words: list[SpokenWord] = []
    for kind, first, last, from_spoken, to_spoken in matcher.get_opcodes():
        if kind == "equal":
            for match, one in zip(shown[first:last], spoken[from_spoken:to_spoken], strict=True):
                words.append(SpokenWord(match.start(), match.end(), one.start_ms, one.end_ms))
        elif kind == "replace":
            words += _shared(shown[first:last], spoken[from_spoken].start_ms, spoken[to_spoken - 1].end_ms)
        elif kind == "insert" and words:  # "C++" has begun as "C"
            words[-1] = replace(words[-1], end_ms=spoken[to_spoken - 1].end_ms)
    return tuple(words)


def _spoken_words(said: str, heard: Sequence[SpokenWord]) -> list[SpokenWord]:
    """The blank-separated words of `said`; engines tell "gate" and "way" of "gate-way" apart, and tell no marks."""
    words: list[SpokenWord] = []
    at = 0
    for match in _WORD.finditer(said):
        while at < len(heard) and heard[at].end <= match.start():
            at += 1
        inside = at
        while inside < len(heard) and heard[inside].start < match.end():
            inside += 1
        if inside > at:
            words.append(SpokenWord(match.start(), match.end(), heard[at].start_ms, heard[inside - 1].end_ms))
            at = inside
    return words


def _shared(shown: Sequence[re.Match[str]], start_ms: int, end_ms: int) -> list[SpokenWord]:
    total = sum(len(match[0]) for match in shown)
    words: list[SpokenWord] = []
    length = 0
    for match in shown:
        begins_ms = start_ms + (end_ms - start_ms) * length // total
        length += len(match[0])
        words.append(
            SpokenWord(match.start(), match.end(), begins_ms, start_ms + (end_ms - start_ms) * length // total)
        )
    return words


def _plain(word: str) -> str:
    return _MARKS.sub("", word).casefold()
