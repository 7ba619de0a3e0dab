"""Whether the microphone is dead, too quiet, fine or clipping; pure."""

from collections import deque
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

FULL_SCALE = 32_700
"""From here on a sample counts as clipped."""
CLIPPED_SHARE = 0.01
DEAD_PEAK = 1
"""Digital silence, give or take a dithered bit."""
QUIET_RMS = 180.0
"""Speech softer than this (-45 dBFS) is not understood well."""


class Level(Enum):
    """What the microphone gives."""

    DEAD = "dead"
    QUIET = "quiet"
    OK = "ok"
    CLIPPING = "clipping"


@dataclass(frozen=True, slots=True)
class _Slice:
    samples: int
    peak: int
    clipped: int
    square_sum: float


class LevelMeter:
    """Judges the last second, again and again. Feed windows in order."""

    def __init__(self, *, span_samples: int = 16_000) -> None:
        """Takes over how many samples to judge."""
        self._span = span_samples
        self._heard: deque[_Slice] = deque()
        self._spoken: deque[_Slice] = deque()
        self._state: Level | None = None

    def step(self, samples: NDArray[np.int16], *, speech: bool) -> Level | None:
        """Takes the next window; returns the state when it has changed.

        Loudness is judged by the last second of speech only: somebody who is thinking is not too quiet.

        Args:
            samples: The window.
            speech: Whether somebody speaks in it.
        """
        loud = np.abs(samples.astype(np.int32))
        window = _Slice(
            len(samples),
            int(loud.max(initial=0)),
            int((loud >= FULL_SCALE).sum()),
            float(np.square(loud, dtype=np.float64).sum()),
        )
        _push(self._heard, window, self._span)
        if speech:
            _push(self._spoken, window, self._span)
        if _total(self._heard) < self._span:
            return None
        state = self._judge()
        if state is self._state:
            return None
        self._state = state
        return state

    def _judge(self) -> Level:
        if max(window.peak for window in self._heard) <= DEAD_PEAK:
            return Level.DEAD
        if sum(window.clipped for window in self._heard) > CLIPPED_SHARE * _total(self._heard):
            return Level.CLIPPING
        spoken = _total(self._spoken)
        if spoken >= self._span and sum(window.square_sum for window in self._spoken) < QUIET_RMS**2 * spoken:
            return Level.QUIET
        return Level.OK


def _push(slices: deque[_Slice], window: _Slice, span: int) -> None:
    slices.append(window)
    while _total(slices) - slices[0].samples >= span:
        slices.popleft()


def _total(slices: deque[_Slice]) -> int:
    return sum(window.samples for window in slices)
