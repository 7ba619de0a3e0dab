"""What the engine has done, in figures."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a job is for."""

    PARTIAL = "partial"
    FINAL = "final"
    WARM_UP = "warm_up"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The figures at one moment; all only grow."""

    calls: Mapping[tuple[Kind, str], int]
    """By kind and by how they ended: `completed`, `cancelled`, or an `Outcome`."""
    jobs: int
    """Jobs that came to an end on RunPod."""
    retries: int
    """Attempts after the first."""
    cancelled: int
    """Jobs that RunPod was asked to end because nobody waits for them any more."""
    worker_s: float
    """What is paid for: the workers' time on jobs."""
    queue_s: float
    """How long jobs waited for a worker."""


@dataclass(slots=True)
class Counters:
    """Counts for one process."""

    calls: Counter[tuple[Kind, str]] = field(default_factory=Counter[tuple[Kind, str]])
    jobs: int = 0
    retries: int = 0
    cancelled: int = 0
    worker_ms: float = 0.0
    queue_ms: float = 0.0

    def snapshot(self) -> Snapshot:
        """The figures now."""
        return Snapshot(
            calls=dict(self.calls),
            jobs=self.jobs,
            retries=self.retries,
            cancelled=self.cancelled,
            worker_s=self.worker_ms / 1000,
            queue_s=self.queue_ms / 1000,
        )
