"""What the routes share; tests read and set it in-process, others over `/emulator/…`."""

import random
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.emulators.runpod.faults import FaultBook
from tests.emulators.runpod.fleet import Fleet
from tests.emulators.runpod.hearing import Transcriber
from tests.emulators.runpod.jobs import Job, JobStore
from tests.emulators.runpod.limits import Limits, Rates
from tests.emulators.runpod.log import RequestLog
from tests.emulators.runpod.pace import Pace
from tests.emulators.runpod.whisper import Whisper
from tests.emulators.runpod.whisper_input import Dialect, WhisperInput
from tests.emulators.runpod.wire import Submission

_QUEUE_PER_WORKER = 500


@dataclass
class State:
    """One endpoint: its settings, its jobs, its workers."""

    transcriber: Transcriber
    endpoint_id: str = "whisper"
    api_key: str = ""
    """The only key that is right; empty: every key is, unless it begins with `invalid`."""
    dialect: Dialect = "marketplace"
    pace: Pace = field(default_factory=Pace)
    """Of the start; the fleet has the one of now."""
    max_workers: int = 5
    min_workers: int = 0
    execution_timeout_s: float = 600.0
    """Of jobs whose policy does not say."""
    limits: Limits = field(default_factory=Limits)
    seed: int = 0
    clock: Callable[[], float] = time.monotonic
    faults: FaultBook = field(default_factory=FaultBook)
    log: RequestLog = field(default_factory=RequestLog)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self.rates = Rates(self.limits)
        self.jobs = JobStore(self.clock)
        self.fleet = Fleet(
            Whisper(self.transcriber, self.dialect).work,
            self.jobs,
            max_workers=self.max_workers,
            min_workers=self.min_workers,
            pace=self.pace,
            clock=self.clock,
            chance=self._chance,
        )

    @property
    def is_queue_full(self) -> bool:
        """Whether another job is one too many."""
        most = self.limits.max_queue
        return self.fleet.waiting >= (_QUEUE_PER_WORKER * self.max_workers if most is None else most)

    def new_job(self, route: str, submission: Submission, asked: WhisperInput) -> Job:
        """Makes a job, with the faults that wait for one, and puts it into the queue."""
        name = str(uuid.UUID(int=self._chance.getrandbits(128), version=4)) + "-u1"
        job = Job(
            id=f"sync-{name}" if route == "runsync" else name,
            route=route,
            asked=asked,
            faults=self.faults.of_job(route),
            execution_timeout_s=submission.execution_timeout_s or self.execution_timeout_s,
            ttl_s=submission.ttl_s,
            queued_at=self.clock(),
        )
        self.jobs.add(job)
        self.fleet.submit(job)
        return job
