"""The workers behind an endpoint and the queue before them: who is cold, who starts, who is at which job."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from tests.emulators.runpod.changes import Changes
from tests.emulators.runpod.errors import Json
from tests.emulators.runpod.faults import FaultKind
from tests.emulators.runpod.jobs import FINAL, Job, JobStore, Status
from tests.emulators.runpod.pace import Pace
from tests.emulators.runpod.worker import Worker, WorkerDied, WorkerState, attempt

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_STARTABLE = (WorkerState.COLD, WorkerState.UNHEALTHY)


class Fleet:
    """Takes jobs in their order, one to a worker. A job that waits starts a cold worker, whoever then takes it."""

    def __init__(
        self,
        work: Callable[[Job], Awaitable[Any]],
        store: JobStore,
        *,
        max_workers: int,
        min_workers: int,
        pace: Pace,
        clock: Callable[[], float],
        chance: random.Random,
    ) -> None:
        """Takes what its workers do.

        Args:
            work: Makes the output of a job; a `WorkerError`, or any other exception, fails the job.
            store: Where jobs are remembered.
            max_workers: Jobs at once.
            min_workers: So many are warm at the start and never go cold by themselves.
            pace: How fast all of it is.
            clock: Seconds; for `delayTime`, `executionTime` and the idle timeout.
            chance: For the jitter and the workers' names.
        """
        self.pace = pace
        self.changes = Changes()
        self.queued: list[Job] = []
        self.started: list[Job] = []
        self.ended: list[Job] = []
        """Jobs in the order in which that happened to them; one that was tried twice started twice."""
        self._work = work
        self._store = store
        self._clock = clock
        self._chance = chance
        self._min_workers = min_workers
        self._workers = [Worker("".join(chance.choices(_LETTERS, k=14))) for _ in range(max_workers)]
        for worker in self._workers[:min_workers]:
            worker.state = WorkerState.IDLE
        self._queue: list[Job] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._failures: list[BaseException] = []
        self._is_open = True
        self._retried = 0

    @property
    def waiting(self) -> int:
        """Jobs in the queue."""
        return len(self._queue)

    def submit(self, job: Job) -> None:
        """Takes a job into the queue."""
        self._cool_idle()
        self._queue.append(job)
        self.queued.append(job)
        self._dispatch()

    def cancel(self, job: Job) -> None:
        """Ends a job wherever it is; one that has ended stays as it is."""
        if job.status in FINAL:
            return
        if job in self._queue:
            self._queue.remove(job)
        self._end(job, Status.CANCELLED)
        if job.task is not None:
            job.task.cancel()

    def purge(self) -> int:
        """Cancels all that wait in the queue; how many."""
        waiting = list(self._queue)
        for job in waiting:
            self.cancel(job)
        return len(waiting)

    def cool(self) -> None:
        """All idle workers go cold now."""
        for worker in self._workers:
            if worker.state is WorkerState.IDLE:
                worker.cool()

    def health(self) -> Json:
        """The body of `health`."""
        self._cool_idle()
        workers = {state.value: sum(worker.state is state for worker in self._workers) for state in WorkerState}
        del workers[WorkerState.COLD]
        statuses = [job.status for job in self._store.all()]
        return {
            "jobs": {
                "completed": sum(job.status is Status.COMPLETED for job in self.ended),
                "failed": sum(job.status in {Status.FAILED, Status.TIMED_OUT} for job in self.ended),
                "inProgress": statuses.count(Status.IN_PROGRESS),
                "inQueue": statuses.count(Status.IN_QUEUE),
                "retried": self._retried,
            },
            "workers": dict(sorted({**workers, "ready": workers[WorkerState.IDLE], "throttled": 0}.items())),
        }

    async def close(self) -> None:
        """Ends all work; jobs stay as they are.

        Raises:
            BaseException: What broke in here, which no job can be blamed for.
        """
        self._is_open = False
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._failures:
            raise self._failures[0]

    def _dispatch(self) -> None:
        """Gives jobs to free workers, and starts as many workers as there are jobs that nobody starts one for."""
        remembered = set(self._store.all())
        self._queue = [job for job in self._queue if job in remembered]
        waiting = [job for job in self._queue if job.fault(FaultKind.JOB_STUCK) is None]
        for job in list(waiting):
            is_cold = job.fault(FaultKind.COLD_START) is not None and job.started_at is None
            worker = self._free(*_STARTABLE, WorkerState.IDLE) if is_cold else self._free(WorkerState.IDLE)
            if worker is None:
                continue
            waiting.remove(job)
            self._queue.remove(job)
            worker.state = WorkerState.INITIALIZING if is_cold else WorkerState.RUNNING
            worker.is_taken = True
            job.task = self._spawn(self._serve(worker, job), worker)
        starting = sum(w.state is WorkerState.INITIALIZING and not w.is_taken for w in self._workers)
        for _ in waiting[starting:]:
            if (worker := self._free(*_STARTABLE)) is not None:
                worker.state = WorkerState.INITIALIZING
                self._spawn(asyncio.sleep(self.pace.cold_start_s), worker)
        self.changes.notify()

    def _free(self, *states: WorkerState) -> Worker | None:
        return next((worker for state in states for worker in self._workers if worker.state is state), None)

    def _spawn(self, work: Coroutine[Any, Any, None], worker: Worker) -> asyncio.Task[None]:
        task = asyncio.create_task(work, name=f"emulator-worker-{worker.id}")
        self._tasks.add(task)
        # Not at the task's own end: one that is cancelled before its first step has none.
        task.add_done_callback(lambda done: self._free_again(done, worker))
        return task

    def _free_again(self, task: asyncio.Task[None], worker: Worker) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._failures.append(error)
        worker.is_taken = False
        if worker.state is not WorkerState.UNHEALTHY:
            worker.state, worker.idle_since = WorkerState.IDLE, self._clock()
        if self._is_open:
            self._dispatch()

    async def _serve(self, worker: Worker, job: Job) -> None:
        """A worker's time with one job."""
        if worker.state is WorkerState.INITIALIZING and (cold := job.fault(FaultKind.COLD_START)):
            await asyncio.sleep(cold.delay_s)
            worker.state, worker.model = WorkerState.RUNNING, ""
        job.begin(worker.id, self._clock())
        self.started.append(job)
        self.changes.notify()
        try:
            status, result = await attempt(worker, job, self._work, self.pace, self._chance)
        except TimeoutError:
            self._end(job, Status.FAILED, error="executionTimeout exceeded")
        except WorkerDied:
            worker.cool()
            worker.state = WorkerState.UNHEALTHY
            self._lose(job)
        else:
            self._end(job, status, **result)

    def _lose(self, job: Job) -> None:
        """A job whose worker died goes back to the head of the queue, unless it was tried often enough."""
        if job.lose_worker(self._clock()):
            self._retried += 1
            self._queue.insert(0, job)
        else:
            self.ended.append(job)
        self.changes.notify()

    def _end(self, job: Job, status: Status, **result: Any) -> None:
        job.end(status, self._clock(), **result)
        self.ended.append(job)
        self.changes.notify()

    def _cool_idle(self) -> None:
        """Workers go cold by the clock, when a job comes or somebody looks; nothing ticks in between."""
        now = self._clock()
        for worker in self._workers[self._min_workers :]:
            if worker.state is WorkerState.IDLE and now - worker.idle_since >= self.pace.idle_timeout_s:
                worker.cool()
