"""One spoken piece (a sentence or first clause), and the parts that a long one is sent in; pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from xquizit_kit.audio import SAMPLE_BYTES, SPEAK_RATE_HZ, duration_s, samples_for
from xquizit_kit.piece_codec import PieceWord

PART_LIMIT_S = 8.0
"""No event holds more audio: base64 WAV of 8 s is half a megabyte, which pages take in one line without a stutter, and
whoever reconnects within a long sentence does not hear all of it again. Pages put a small gap between two events, so
nothing shorter is cut."""
_SLACK_S = 0.5
"""So far from the even place a cut may lie, to fall where it is quiet."""
_WINDOW_S = 0.02


@dataclass(frozen=True, slots=True)
class Rendering:
    """One rendering of some words. Another one of the same words may differ in every byte."""

    pcm: bytes
    """24 kHz s16le mono."""
    words: tuple[PieceWord, ...] = ()
    """When each word is heard; empty where nobody knows."""
    engine: str = ""
    """Who speaks; empty where nobody knows."""
    standing_in_for: str = ""
    """Who should have spoken, where another engine did."""

    @property
    def ms(self) -> int:
        """How long it lasts."""
        return _ms(len(self.pcm) // SAMPLE_BYTES)


@dataclass(frozen=True, slots=True)
class SpokenPiece:
    """One piece, whole."""

    index: int
    text: str
    rendering: Rendering
    cache_key: str
    """Where the rendering lies in Redis; empty when it was not stored."""

    @property
    def parts(self) -> int:
        """How many events it becomes."""
        spoken_s = duration_s(len(self.rendering.pcm) // SAMPLE_BYTES, SPEAK_RATE_HZ)
        return 1 if spoken_s <= PART_LIMIT_S else math.ceil(spoken_s / (PART_LIMIT_S - 2 * _SLACK_S))


def part_of(piece: Rendering, number: int, parts: int) -> Rendering:
    """Part `number` of a piece that is cut into `parts`, each of about the same length; joined they are the piece.

    A word belongs to the part in which it begins; its times count from the start of that part.
    """
    samples = memoryview(piece.pcm).cast("h")
    begin, end = _cut(samples, number, parts), _cut(samples, number + 1, parts)
    begin_ms, end_ms = _ms(begin), _ms(end)
    words = [
        word
        for word in piece.words
        if (number == 0 or word.start_ms >= begin_ms) and (number == parts - 1 or word.start_ms < end_ms)
    ]
    return Rendering(
        samples[begin:end].tobytes(), _moved(words, begin_ms, end_ms - begin_ms), piece.engine, piece.standing_in_for
    )


def _moved(words: Sequence[PieceWord], begin_ms: int, limit_ms: int) -> tuple[PieceWord, ...]:
    """The words with times from `begin_ms` on, none before it and none behind `limit_ms`."""

    def within(ms: int) -> int:
        return max(0, min(ms - begin_ms, limit_ms))

    return tuple(word._replace(start_ms=within(word.start_ms), end_ms=within(word.end_ms)) for word in words)


def _ms(samples: int) -> int:
    return round(1000 * duration_s(samples, SPEAK_RATE_HZ))


def _cut(samples: "memoryview[int]", number: int, parts: int) -> int:
    """Where part `number` begins: the quietest moment around the even place."""
    even = len(samples) * number // parts
    if number in (0, parts):
        return even
    window, slack = samples_for(_WINDOW_S, SPEAK_RATE_HZ), samples_for(_SLACK_S, SPEAK_RATE_HZ)
    first = max(even - slack, 0)
    loudness = {
        start: sum(map(abs, samples[start : start + window]))
        for start in range(first, min(even + slack, len(samples)) - window, window)
    }
    return min(loudness, key=lambda start: loudness[start]) + window // 2 if loudness else even
