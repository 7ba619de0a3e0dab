"""One spoken piece (a sentence or first clause), and the parts that a long one is sent in; pure."""

import math
from dataclasses import dataclass

from xquizit_kit.audio import SAMPLE_BYTES, SPEAK_RATE_HZ, duration_s, samples_for

PART_LIMIT_S = 8.0
"""No event holds more audio: base64 WAV of 8 s is half a megabyte, which pages take in one line without a stutter, and
whoever reconnects within a long sentence does not hear all of it again. Pages put a small gap between two events, so
nothing shorter is cut."""
_SLACK_S = 0.5
"""So far from the even place a cut may lie, to fall where it is quiet."""
_WINDOW_S = 0.02


@dataclass(frozen=True, slots=True)
class SpokenPiece:
    """One rendering of a piece, whole. Another rendering of the same words may differ in every byte."""

    index: int
    text: str
    pcm: bytes
    """24 kHz s16le mono."""
    cache_key: str
    """Where it lies in Redis; empty when it was not stored."""

    @property
    def parts(self) -> int:
        """How many events it becomes."""
        spoken_s = duration_s(len(self.pcm) // SAMPLE_BYTES, SPEAK_RATE_HZ)
        return 1 if spoken_s <= PART_LIMIT_S else math.ceil(spoken_s / (PART_LIMIT_S - 2 * _SLACK_S))


def part_of(pcm: bytes, number: int, parts: int) -> bytes:
    """Part `number` of a piece that is cut into `parts`, each of about the same length; joined they are the piece."""
    samples = memoryview(pcm).cast("h")
    return samples[_cut(samples, number, parts) : _cut(samples, number + 1, parts)].tobytes()


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
