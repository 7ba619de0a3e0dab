"""The audio of an answer that is not final yet, addressed by its samples; pure."""

import numpy as np
from numpy.typing import NDArray

from xquizit_kit.audio import SAMPLE_BYTES


class KeptAudio:
    """A stretch of samples that grows at its end and is given up from its beginning."""

    def __init__(self, first_sample: int) -> None:
        """Takes where the first sample to come lies in the answer."""
        self._first = first_sample
        self._pcm = bytearray()

    @property
    def first(self) -> int:
        """The first sample that is kept."""
        return self._first

    @property
    def end(self) -> int:
        """One past the last sample that came."""
        return self._first + len(self._pcm) // SAMPLE_BYTES

    def add(self, pcm: bytes) -> None:
        """Keeps the next samples."""
        self._pcm += pcm

    def pcm(self, start: int, end: int) -> bytes:
        """The samples `start`..`end`, which are kept."""
        return bytes(self._pcm[(start - self._first) * SAMPLE_BYTES : (end - self._first) * SAMPLE_BYTES])

    def samples(self, start: int, end: int) -> NDArray[np.int16]:
        """The same as numbers."""
        return np.frombuffer(self.pcm(start, end), "<i2")

    def give_up(self, end: int) -> None:
        """Gives up all before `end`."""
        if end > self._first:
            del self._pcm[: (end - self._first) * SAMPLE_BYTES]
            self._first = end
