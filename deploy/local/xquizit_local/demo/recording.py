"""The whole conversation as one track: both voices where they were, at 24 kHz."""

from pathlib import Path

import numpy as np

from xquizit_kit.audio import SPEAK_RATE_HZ, duration_s, sample_count, samples_for, to_wav
from xquizit_local.demo.voice import resample


class Recording:
    """Collects what each side said and when, on the conversation's own clock.

    That clock is the wall clock at SPEED=1. When the candidate speaks faster than real time, its speech still lasts as
    long as it sounds, and the pauses between the voices are the real ones.
    """

    def __init__(self) -> None:
        """Begins with nothing at second 0."""
        self._pieces: list[tuple[int, bytes]] = []
        self.end_s = 0.0
        """Where the last thing said ends."""

    def add(self, start_s: float, pcm: bytes, rate_hz: int) -> float:
        """Places `pcm` at `start_s` and returns where it ends; overlapping voices are mixed."""
        if rate_hz != SPEAK_RATE_HZ:
            pcm = resample(pcm, rate_hz, SPEAK_RATE_HZ)
        self._pieces.append((samples_for(start_s, SPEAK_RATE_HZ), pcm))
        end_s = start_s + duration_s(sample_count(pcm), SPEAK_RATE_HZ)
        self.end_s = max(self.end_s, end_s)
        return end_s

    def write(self, path: Path) -> None:
        """Writes the WAV."""
        length = max((start + sample_count(pcm) for start, pcm in self._pieces), default=0)
        mixed = np.zeros(length, dtype=np.int32)
        for start, pcm in self._pieces:
            mixed[start : start + sample_count(pcm)] += np.frombuffer(pcm, dtype="<i2")
        path.write_bytes(to_wav(np.clip(mixed, -32768, 32767).astype("<i2").tobytes(), SPEAK_RATE_HZ))
