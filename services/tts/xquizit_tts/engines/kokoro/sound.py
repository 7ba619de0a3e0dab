"""What happens to the sound that the model makes, before it becomes integers; pure arithmetic on float samples."""

from dataclasses import dataclass
from typing import Any

import numpy as np

FRAME_SAMPLES = 600
"""The model counts durations in frames of 25 ms."""
LEAD_FRAMES = 3
"""So many frames of what comes before the first sound stay; word times count from there (kokoro's join_timestamps)."""
TAIL_SAMPLES = 3600
"""So much silence stays at the end, 150 ms: the pause between two pieces."""
_SILENCE = 0.005
"""-46 dBFS, as RealtimeTTS's own trimming has it."""
_KNEE = 0.9

Samples = np.ndarray[tuple[int], np.dtype[np.float32]]


@dataclass(frozen=True, slots=True)
class Shaped:
    """A stretch of sound that can be sent."""

    samples: Samples
    """-1..1."""
    cut_frames: int
    """So many frames are gone from its start."""
    too_loud: int
    """So many samples were outside -1..1: as integers they would have changed their sign."""


def shaped(samples: Any, lead_frames: int) -> Shaped:
    """Limits `samples` to -1..1 and takes silence off both ends.

    Args:
        samples: Float samples at 24 kHz.
        lead_frames: What the model holds for the time before the first phoneme.

    Raises:
        ValueError: Some samples are no numbers.
    """
    wide: Samples = np.asarray(samples, dtype=np.float32).reshape(-1)
    if not np.isfinite(wide).all():
        raise ValueError("the model made samples that are no numbers")
    sizes = np.abs(wide)
    heard = np.flatnonzero(sizes > _SILENCE)
    first, last = (int(heard[0]), int(heard[-1]) + 1) if heard.size else (0, wide.size)
    cut_frames = max(0, min(first // FRAME_SAMPLES, lead_frames) - LEAD_FRAMES)
    kept = slice(cut_frames * FRAME_SAMPLES, last + TAIL_SAMPLES)
    over = sizes[kept] - _KNEE
    limited = np.where(over > 0, np.sign(wide[kept]) * (_KNEE + (1 - _KNEE) * np.tanh(over / (1 - _KNEE))), wide[kept])
    return Shaped(limited.astype(np.float32), cut_frames, int((sizes > 1).sum()))
