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
    """One window. All sums are of integers below 2^53, so that what is added and taken away again leaves nothing."""

    samples: int
    is_dead: bool
    clipped: int
    square_sum: int


class _Span:
    """The newest windows that together have at least so many samples, and their sums, kept up as they come and go."""

    def __init__(self, span: int) -> None:
        self._span = span
        self._slices: deque[_Slice] = deque()
        self.samples = 0
        self.alive = 0
        """Windows that are not dead."""
        self.clipped = 0
        self.square_sum = 0

    def push(self, window: _Slice) -> None:
        """Takes the next window, and lets go of those that are not needed any more."""
        self._slices.append(window)
        self._count(window, 1)
        while self.samples - self._slices[0].samples >= self._span:
            self._count(self._slices.popleft(), -1)

    def _count(self, window: _Slice, sign: int) -> None:
        self.samples += sign * window.samples
        self.alive += sign * (not window.is_dead)
        self.clipped += sign * window.clipped
        self.square_sum += sign * window.square_sum


class LevelMeter:
    """Judges the last second, again and again. Feed windows in order."""

    def __init__(self, *, span_samples: int = 16_000) -> None:
        """Takes over how many samples to judge."""
        self._span = span_samples
        self._heard = _Span(span_samples)
        self._spoken = _Span(span_samples)
        self._state: Level | None = None

    def step(self, samples: NDArray[np.int16], *, speech: bool) -> Level | None:
        """Takes the next window; returns the state when it has changed.

        Loudness is judged by the last second of speech only: somebody who is thinking is not too quiet.

        Args:
            samples: The window.
            speech: Whether somebody speaks in it.
        """
        loud = np.abs(samples.astype(np.int64))
        window = _Slice(
            len(samples),
            int(loud.max(initial=0)) <= DEAD_PEAK,
            int(np.count_nonzero(loud >= FULL_SCALE)),
            int(np.dot(loud, loud)),
        )
        self._heard.push(window)
        if speech:
            self._spoken.push(window)
        if self._heard.samples < self._span:
            return None
        state = self._judge()
        if state is self._state:
            return None
        self._state = state
        return state

    def _judge(self) -> Level:
        if not self._heard.alive:
            return Level.DEAD
        if self._heard.clipped > CLIPPED_SHARE * self._heard.samples:
            return Level.CLIPPING
        spoken = self._spoken
        if spoken.samples >= self._span and spoken.square_sum < QUIET_RMS**2 * spoken.samples:
            return Level.QUIET
        return Level.OK
