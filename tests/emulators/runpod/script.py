"""The ear that knows the recordings: which words lie in a window is looked up by the window's own samples."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tests.emulators.runpod.hearing import HeardWord, invented
from tests.emulators.runpod.speech import timed

_PROBE_SAMPLES = 800
"""So long a run is looked for; shorter at a window's end."""
_LEAST_SAMPLES = 160
"""A shorter run says nothing about where it comes from."""
_STEP_SAMPLES = 1600
"""After a run that no recording has, the next one is tried so far on."""
_MOST_PLACES = 50
"""A run that a recording has more often is no mark of a place."""


@dataclass(frozen=True, slots=True)
class _Recording:
    pcm: bytes
    samples: NDArray[np.int16]
    words: tuple[HeardWord, ...]


@dataclass(frozen=True, slots=True)
class _Match:
    """A stretch that a window and a recording have in common."""

    recording: _Recording
    start: int
    """In the window."""
    end: int
    offset: int
    """What is at `start` in the window is here in the recording."""

    def words(self, samples: int) -> list[HeardWord]:
        """Those whose middle lies in the stretch, placed in the window, which has `samples`."""
        shift, end = self.start - self.offset, self.offset + self.end - self.start
        return [
            replace(
                word, start_sample=max(0, word.start_sample + shift), end_sample=min(samples, word.end_sample + shift)
            )
            for word in self.recording.words
            if self.offset <= (word.start_sample + word.end_sample) // 2 < end
        ]


class Script:
    """Knows what is said in each recording, and so in any cut of one, with or without silence around and between."""

    def __init__(self, *, hallucinates: bool = False, strict: bool = True) -> None:
        """Starts without recordings.

        Args:
            hallucinates: In digital silence it hears what Whisper is known to invent; otherwise nothing.
            strict: A window that sounds but comes from no recording fails its job; otherwise nothing is heard in it.
        """
        self._recordings: list[_Recording] = []
        self._hallucinates = hallucinates
        self._strict = strict

    def add(self, pcm: bytes, words: Sequence[HeardWord]) -> None:
        """Makes a recording known: 16 kHz s16le mono, and what is said in it, in order."""
        self._recordings.append(_Recording(pcm, np.frombuffer(pcm, "<i2"), tuple(words)))

    def say(self, text: str, *, language: str = "en") -> bytes:
        """Speaks `text` and makes the recording known as one in that language; returns it."""
        pcm, words = timed(text)
        self.add(pcm, [replace(word, language=language) for word in words])
        return pcm

    async def __call__(self, pcm: bytes) -> list[HeardWord]:
        """The words of a window.

        Raises:
            LookupError: It is strict, and the window is from no recording.
        """
        window = np.frombuffer(pcm, "<i2")
        sounding = np.flatnonzero(window)
        if not sounding.size:
            return invented(len(window)) if self._hallucinates else []
        heard: list[HeardWord] = []
        at, floor, is_known, is_strange = 0, 0, False, False
        while (index := int(np.searchsorted(sounding, at))) < len(sounding):
            start = int(sounding[index])
            run = _run(window, start)
            match = self._find(window, start, floor, run)
            if match is None:
                is_strange = is_strange or len(run) >= _LEAST_SAMPLES
                at = start + _STEP_SAMPLES
                continue
            is_known = True
            heard += match.words(len(window))
            at = floor = match.end
        if self._strict and is_strange and not is_known:
            raise LookupError("This window is from no recording of the script.")
        return heard

    def _find(self, window: NDArray[np.int16], start: int, floor: int, run: NDArray[np.int16]) -> _Match | None:
        """The longest stretch around `start`, not before `floor`, that a recording has, too."""
        if len(run) < _LEAST_SAMPLES:
            return None
        matches = (
            _extend(window, start, floor, recording, place)
            for recording in self._recordings
            for place in _places(recording.pcm, run.tobytes())
        )
        return max(matches, key=lambda match: match.end - match.start, default=None)


def _run(window: NDArray[np.int16], start: int) -> NDArray[np.int16]:
    """What is looked for: from `start`, without the silence that somebody may have added behind it."""
    run = window[start : start + _PROBE_SAMPLES]
    return run[: int(np.flatnonzero(run)[-1]) + 1]


def _places(pcm: bytes, run: bytes) -> Iterator[int]:
    """Where `run` begins in `pcm`, in samples."""
    at = -1
    found = 0
    while found < _MOST_PLACES and (at := pcm.find(run, at + 1)) >= 0:
        if at % 2 == 0:
            found += 1
            yield at // 2


def _extend(window: NDArray[np.int16], start: int, floor: int, recording: _Recording, place: int) -> _Match:
    back = _common(window[floor:start][::-1], recording.samples[:place][::-1])
    forth = _common(window[start:], recording.samples[place:])
    return _Match(recording, start - back, start + forth, place - back)


def _common(one: NDArray[np.int16], other: NDArray[np.int16]) -> int:
    """How many samples are the same from the beginning on."""
    length = min(len(one), len(other))
    different = np.flatnonzero(one[:length] != other[:length])
    return int(different[0]) if different.size else length
