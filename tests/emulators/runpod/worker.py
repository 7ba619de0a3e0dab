"""One worker and its time with one job."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tests.emulators.runpod.errors import Json
from tests.emulators.runpod.faults import FaultKind
from tests.emulators.runpod.jobs import Job, Status
from tests.emulators.runpod.pace import Pace
from tests.emulators.runpod.whisper_input import WorkerError


class WorkerState(StrEnum):
    """What a worker does; all but COLD stand under these names in `health`."""

    COLD = "cold"
    INITIALIZING = "initializing"
    IDLE = "idle"
    RUNNING = "running"
    UNHEALTHY = "unhealthy"


@dataclass(eq=False, slots=True)
class Worker:
    """One machine."""

    id: str
    state: WorkerState = WorkerState.COLD
    is_taken: bool = False
    """By a job, even while it is initializing."""
    idle_since: float = 0.0
    model: str = ""
    """The one it has loaded."""

    def cool(self) -> None:
        """Goes cold and forgets its model."""
        self.state, self.model = WorkerState.COLD, ""


class WorkerDied(Exception):
    """The machine is gone, in the middle of a job."""


async def attempt(
    worker: Worker, job: Job, work: Callable[[Job], Awaitable[Any]], pace: Pace, chance: random.Random
) -> tuple[Status, Json]:
    """Does a job at its pace, with its faults; returns how it ends and its `output` or `error`.

    Raises:
        WorkerDied: That is the job's fault.
        TimeoutError: It took longer than the job may.
    """
    loop = asyncio.get_running_loop()
    began = loop.time()
    assert job.asked is not None, "a job keeps what is asked as long as it may be tried"
    model = job.asked.options["model"]
    takes_s = pace.execution_s(job.asked.samples, loads_model=model != worker.model, chance=chance)
    if slow := job.fault(FaultKind.JOB_SLOW):
        takes_s += slow.delay_s
    async with asyncio.timeout(job.execution_timeout_s):
        if (deadly := job.fault(FaultKind.WORKER_DIES)) and job.deaths < deadly.deaths:
            await asyncio.sleep(takes_s / 2)
            raise WorkerDied
        if job.fault(FaultKind.JOB_STALLS):
            await asyncio.Event().wait()
        ending = await _ending(worker, job, work)
        worker.model = model
        await asyncio.sleep(max(0.0, takes_s - (loop.time() - began)))
    return ending


async def _ending(worker: Worker, job: Job, work: Callable[[Job], Awaitable[Any]]) -> tuple[Status, Json]:
    if failed := job.fault(FaultKind.JOB_FAILED):
        return Status.FAILED, {
            "error": failed.text or WorkerError("CUDA out of memory", "RuntimeError").text(worker.id)
        }
    if job.fault(FaultKind.JOB_FAILED_WITHOUT_TEXT):
        return Status.FAILED, {}
    if job.fault(FaultKind.JOB_TIMED_OUT):
        return Status.TIMED_OUT, {}
    try:
        return Status.COMPLETED, {"output": await work(job)}
    except WorkerError as error:
        return Status.FAILED, {"error": error.text(worker.id)}
    except Exception as error:  # whatever a handler raises fails its job, as in runpod.serverless
        kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
        return Status.FAILED, {"error": WorkerError(str(error), kind).text(worker.id)}
