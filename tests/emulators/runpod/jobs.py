"""Jobs: what is asked of them, in which state they are, how they stand on the wire, how long they are remembered."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tests.emulators.runpod.errors import Json
from tests.emulators.runpod.faults import Fault, FaultKind, pick
from tests.emulators.runpod.whisper_input import WhisperInput

_RETENTION_S = {"runsync": 60.0, "run": 1800.0}
"""How long a result is kept, by the route the job came by."""
_RETRIES = 1
"""A job whose worker dies is tried once more."""


class Status(StrEnum):
    """The state of a job."""

    IN_QUEUE = "IN_QUEUE"
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"
    TIMED_OUT = "TIMED_OUT"


FINAL = frozenset({Status.COMPLETED, Status.FAILED, Status.CANCELLED, Status.TIMED_OUT})
RETRIABLE = frozenset({Status.FAILED, Status.TIMED_OUT})


@dataclass(eq=False, slots=True)
class Job:
    """One job. Times are seconds of the emulator's clock."""

    id: str
    route: str
    """`run` or `runsync`."""
    asked: WhisperInput | None
    """Let go once nobody can want it again."""
    faults: frozenset[Fault]
    execution_timeout_s: float
    ttl_s: float
    queued_at: float
    status: Status = Status.IN_QUEUE
    started_at: float | None = None
    ended_at: float | None = None
    worker_id: str = ""
    retries: int = 0
    deaths: int = 0
    result: Json = field(default_factory=dict[str, Any])
    """`output` or `error`, neither, or both."""
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    last_reply: Json | None = None
    """What `status` said of it last."""
    task: asyncio.Task[None] | None = None
    """That in which a worker is at it."""

    def fault(self, *kinds: FaultKind) -> Fault | None:
        """The first of its faults that is of one of `kinds`."""
        return pick(self.faults, *kinds)

    def begin(self, worker_id: str, now: float) -> None:
        """A worker takes it."""
        self.status, self.worker_id, self.started_at = Status.IN_PROGRESS, worker_id, now

    def lose_worker(self, now: float) -> bool:
        """Its worker died: back to the queue, or, when it was tried often enough, failed.

        Returns:
            Whether it is in the queue.
        """
        self.deaths += 1
        if self.retries == _RETRIES:
            self.end(Status.FAILED, now, error=f"job timed out after {_RETRIES} retries")
            return False
        self.status, self.retries = Status.IN_QUEUE, self.retries + 1
        return True

    def end(self, status: Status, now: float, **result: Any) -> None:
        """Comes to its end; `result` is `output` or `error`."""
        self.status, self.ended_at, self.result = status, now, result
        if status not in RETRIABLE:
            self.asked = None
        self.ended.set()

    def requeue(self, now: float) -> None:
        """Starts again, as if it had just come; its faults have struck."""
        self.status, self.queued_at, self.faults = Status.IN_QUEUE, now, frozenset()
        self.started_at = self.ended_at = None
        self.worker_id, self.retries, self.result = "", 0, {}
        self.ended = asyncio.Event()

    def wire(self) -> Json:
        """As it stands on the wire; times in milliseconds."""
        body: Json = {"id": self.id, "status": self.status.value}
        if self.started_at is not None and self.status is not Status.IN_QUEUE:
            body |= {"delayTime": _ms(self.started_at - self.queued_at), "workerId": self.worker_id}
            if self.ended_at is not None:
                body["executionTime"] = _ms(self.ended_at - self.started_at)
        if self.retries:
            body["retries"] = self.retries
        return dict(sorted((body | self.result).items()))


class JobStore:
    """The jobs that are remembered: each until its result is too old, or it itself is older than it may get."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._jobs: dict[str, Job] = {}

    def add(self, job: Job) -> None:
        """Remembers a job."""
        self._forget()
        self._jobs[job.id] = job

    def get(self, job_id: str) -> Job | None:
        """A job by its id; None when there is none, or no longer."""
        self._forget()
        return self._jobs.get(job_id)

    def all(self) -> list[Job]:
        """All that are remembered, the oldest first."""
        self._forget()
        return list(self._jobs.values())

    def _forget(self) -> None:
        now = self._clock()
        for job in [job for job in self._jobs.values() if _is_over(job, now)]:
            del self._jobs[job.id]
            if job.ended_at is not None:  # nobody can try it again
                job.asked = None


def _is_over(job: Job, now: float) -> bool:
    if job.ended_at is None:
        return now - job.queued_at >= job.ttl_s
    return now - job.ended_at >= _RETENTION_S[job.route]


def _ms(seconds: float) -> int:
    return round(1000 * seconds)
