"""A bounded set of warm worker processes of one kind, lent one at a time."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from xquizit_kit.errors import AtCapacity, EngineFailed, XquizitError
from xquizit_kit.logs import get_logger
from xquizit_kit.worker_process import WorkerProcess

log = get_logger(__name__)

_LOANS_END_S = 2.0
"""At the pool's end lent workers are killed, and their borrowers have this long to notice."""


class WorkerPool:
    """A bounded set of warm workers of one kind. `async with pool.worker(…) as w` lends one.

    Idle and lent workers together are never more than `limit`: only the holder of a slot, or the keeper while there is
    room, starts one, and one at a time.
    """

    def __init__(
        self,
        start: Callable[[], Awaitable[WorkerProcess]],
        *,
        warm: int,
        limit: int,
        max_uses: int = 0,
    ) -> None:
        """Takes how to start a worker and how many.

        Args:
            start: Starts and warms one worker.
            warm: Workers kept idle and ready; at most `limit`.
            limit: Workers at most, lent and idle together.
            max_uses: A worker is ended after so many loans; 0 means never.
        """
        self._start = start
        self._warm = min(warm, limit)
        self._limit = limit
        self._max_uses = max_uses
        self._idle: list[tuple[WorkerProcess, int]] = []
        self._spent: list[WorkerProcess] = []
        self._slots = asyncio.Semaphore(limit)
        self._lent = 0
        self._out = set[WorkerProcess]()
        self._closed = False
        self._growth = asyncio.Lock()
        self._changed = asyncio.Event()

    @asynccontextmanager
    async def running(self) -> AsyncGenerator["WorkerPool"]:
        """Starts the warm workers, keeps them warm, and ends all at exit: lent ones are killed."""
        try:
            while len(self._idle) < self._warm:
                self._idle.append((await self._start(), 0))
            # Not in a TaskGroup, which would wrap in an ExceptionGroup what the body raises.
            keeper = asyncio.create_task(self._keep_warm(), name="worker-pool-keeper")
            try:
                yield self
            finally:
                keeper.cancel()
                await asyncio.wait([keeper])
        finally:
            self._closed = True
            await self._end_loans()
            async with asyncio.TaskGroup() as group:
                for worker in [*self._spent, *(worker for worker, _ in self._idle)]:
                    group.create_task(worker.close(), name="worker-close")
            self._idle.clear()
            self._spent.clear()

    async def _end_loans(self) -> None:
        for worker in list(self._out):
            await worker.kill()
        with suppress(TimeoutError):
            async with asyncio.timeout(_LOANS_END_S):
                for _ in range(self._limit):
                    await self._slots.acquire()

    @asynccontextmanager
    async def worker(self, *, wait_s: float) -> AsyncGenerator[WorkerProcess]:
        """Lends a worker; one that died meanwhile is replaced.

        Raises:
            AtCapacity: All are lent and none came back within `wait_s`.
            XquizitError: A new one was needed and did not start, or the pool has ended.
        """
        try:
            async with asyncio.timeout(wait_s):
                await self._slots.acquire()
        except TimeoutError:
            raise AtCapacity("All are busy right now. Please try again in a moment.", retry_after_s=2.0) from None
        self._lent += 1
        try:
            worker, uses = self._take_idle() or await self._grow()
            if self._closed:
                await worker.kill()
                raise EngineFailed("This is shutting down. Please try again.", reason="shutting_down", retry_after_s=1)
            self._out.add(worker)
            try:
                yield worker
            finally:
                self._out.discard(worker)
                self._take_back(worker, uses + 1)
        finally:
            self._lent -= 1
            self._slots.release()
            self._changed.set()

    def _take_idle(self) -> tuple[WorkerProcess, int] | None:
        while self._idle:
            worker, uses = self._idle.pop()
            if worker.alive:
                return worker, uses
            self._spent.append(worker)
        return None

    async def _grow(self) -> tuple[WorkerProcess, int]:
        async with self._growth:  # the keeper may be starting the very one we need
            return self._take_idle() or (await self._start(), 0)

    def _take_back(self, worker: WorkerProcess, uses: int) -> None:
        if worker.alive and not (self._max_uses and uses >= self._max_uses):
            self._idle.append((worker, uses))
        else:
            self._spent.append(worker)

    async def _keep_warm(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            while self._spent:
                await self._spent[0].close()
                del self._spent[0]
            async with self._growth:
                await self._fill()

    async def _fill(self) -> None:
        while len(self._idle) < self._warm and len(self._idle) + self._lent < self._limit:
            try:
                self._idle.append((await self._start(), 0))
            except (OSError, XquizitError) as error:  # the next loan tries again
                log.error("worker did not start", error=str(error))
                return
