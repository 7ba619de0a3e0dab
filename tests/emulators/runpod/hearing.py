"""What the emulated Whisper hears: words with their places; and the simplest ears."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class HeardWord:
    """A word in a stretch of sound; positions are samples from its start."""

    text: str
    start_sample: int
    end_sample: int
    probability: float = 0.95
    no_speech_prob: float = 0.01
    """What Whisper makes of the stretch: 0..1, that nobody speaks in it."""
    language: str = "en"
    """In which it is spoken."""


Transcriber = Callable[[bytes], Awaitable[list[HeardWord]]]
"""Hears a window of 16 kHz s16le mono. What it raises fails the job."""


class Fixed:
    """Hears the same text in all that sounds, spread evenly from the first to the last sample that is not 0."""

    def __init__(self, text: str) -> None:
        self._words = text.split()

    async def __call__(self, pcm: bytes) -> list[HeardWord]:
        """Its words, or none in digital silence."""
        sounding = np.flatnonzero(np.frombuffer(pcm, "<i2"))
        if not sounding.size:
            return []
        return spread(self._words, int(sounding[0]), int(sounding[-1]) + 1)


class Gated:
    """Hears with another ear, but only while its gate is open: a job is IN_PROGRESS for as long as a test wants."""

    def __init__(self, ear: Transcriber) -> None:
        """Is closed."""
        self._ear = ear
        self._gate = asyncio.Event()

    def open(self) -> None:
        """What waits, and what comes, is heard."""
        self._gate.set()

    def close(self) -> None:
        """What comes waits."""
        self._gate.clear()

    async def __call__(self, pcm: bytes) -> list[HeardWord]:
        """What the other ear hears."""
        await self._gate.wait()
        return await self._ear(pcm)


def spread(words: Sequence[str], start_sample: int, end_sample: int, **measures: float) -> list[HeardWord]:
    """`words` one after the other from `start_sample` to `end_sample`, all of the same length."""
    places = np.linspace(start_sample, end_sample, len(words) + 1).astype(int).tolist()
    return [
        HeardWord(word, start, end, **measures) for word, start, end in zip(words, places[:-1], places[1:], strict=True)
    ]


def invented(samples: int) -> list[HeardWord]:
    """What Whisper invents where nobody speaks, with the measures that give it away."""
    return spread(["Thanks", "for", "watching!"], 0, samples, probability=0.25, no_speech_prob=0.91)
