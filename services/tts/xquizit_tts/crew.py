"""A fixed number of worker processes, each at its post (a device): lent one at a time, replaced when gone or worn."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from xquizit_kit.cancellation import end
from xquizit_kit.errors import EngineFailed, XquizitError
from xquizit_kit.logs import get_logger
from xquizit_kit.worker_process import WorkerProcess

log = get_logger(__name__)

PAUSE_S = 0.5
PAUSE_LIMIT_S = 30.0
"""A worker that did not start is started again after a pause that doubles up to the limit."""


@dataclass(slots=True, eq=False)
class _Member:
    worker: WorkerProcess
    uses: int = 0
    is_lent: bool = False
    is_leaving: bool = False
    """Its successor is there: it ends as soon as it is given back."""
    worn: asyncio.Event = field(default_factory=asyncio.Event)


class Crew:
    """The workers of one engine. Who borrows one never waits for a process to start: without any that lives the loan is
    refused at once, so that somebody else can stand in; a worn worker serves until its successor is ready."""

    def __init__(
        self,
        start: Callable[[str], Awaitable[WorkerProcess]],
        posts: Sequence[str],
        *,
        max_uses: int = 0,
        max_rss_bytes: int = 0,
        pause_s: float = PAUSE_S,
    ) -> None:
        """Takes how to start a worker and where.

        Args:
            start: Starts and warms one worker at a post.
            posts: The post of each worker, e.g. `("cuda:0", "cuda:0", "cuda:1")`.
            max_uses: After so many loans a worker is replaced; 0 means never.
            max_rss_bytes: A worker that holds more memory is replaced; 0 means never.
            pause_s: The first pause before a start is tried again.
        """
        self._start = start
        self._posts = tuple(posts)
        self._max_uses = max_uses
        self._max_rss_bytes = max_rss_bytes
        self._pause_s = pause_s
        self._members: set[_Member] = set()
        self._idle: deque[_Member] = deque()
        self._waiting: deque[asyncio.Future[_Member]] = deque()
        self._closing: set[asyncio.Task[None]] = set()
        self.starts = 0
        """Workers started so far."""

    @property
    def size(self) -> int:
        """How many workers there are to be."""
        return len(self._posts)

    @property
    def alive(self) -> int:
        """How many can take work, lent ones included."""
        return sum(member.worker.alive for member in self._members if not member.is_leaving)

    @asynccontextmanager
    async def running(self) -> AsyncGenerator["Crew"]:
        """Starts a worker at every post, keeps them so, and ends all at exit: lent ones are killed.

        Raises:
            XquizitError, OSError: No worker could be started at all.
        """
        keepers: list[asyncio.Task[None]] = []
        try:
            for post, member in zip(self._posts, await self._first_members(), strict=True):
                keepers.append(asyncio.create_task(self._keep(post, member), name=f"crew-{post}"))
            yield self
        finally:
            await end(*keepers)
            self._refuse_all(_down("This is shutting down. Please try again."))
            await asyncio.gather(*(member.worker.kill() for member in self._members), return_exceptions=True)
            if self._closing:
                await asyncio.wait(self._closing)
            self._members.clear()
            self._idle.clear()

    @asynccontextmanager
    async def worker(self) -> AsyncGenerator[WorkerProcess]:
        """Lends a worker; waits in line while all are lent.

        Raises:
            EngineFailed: None lives (reason `workers_down`); the next is being started meanwhile.
        """
        member = await self._borrow()
        try:
            yield member.worker
        finally:
            self._give_back(member)

    async def _first_members(self) -> list[_Member | None]:
        """One for each post, None where it did not start; with the error of the first when none did."""
        started = await asyncio.gather(*(self._hire(post) for post in self._posts), return_exceptions=True)
        members = [one if isinstance(one, _Member) else None for one in started]
        errors = [one for one in started if isinstance(one, BaseException)]
        if len(errors) == len(started):
            raise errors[0]
        for error in errors:
            if not isinstance(error, XquizitError | OSError):
                raise error
            log.error("worker did not start", error=str(error))
        return members

    async def _hire(self, post: str) -> _Member:
        worker = await self._start(post)
        self.starts += 1
        member = _Member(worker)
        self._members.add(member)
        self._offer(member)
        return member

    async def _keep(self, post: str, member: _Member | None) -> None:
        """Has a worker at `post`, for ever."""
        pause_s = self._pause_s
        while True:
            if member is not None and not await self._is_worn(member):
                self._dismiss(member)
                member = None
            try:
                successor = await self._hire(post)
            except (XquizitError, OSError) as error:
                log.error("worker did not start", post=post, error=str(error), again_in_s=pause_s)
                await asyncio.sleep(pause_s)
                pause_s = min(2 * pause_s, PAUSE_LIMIT_S)
                continue
            pause_s = self._pause_s
            if member is not None:
                self._dismiss(member)
            member = successor

    async def _is_worn(self, member: _Member) -> bool:
        """Waits until a worker is gone (False) or worn (True)."""
        ended = asyncio.create_task(member.worker.ended(), name="crew-ended")
        worn = asyncio.create_task(member.worn.wait(), name="crew-worn")
        try:
            await asyncio.wait({ended, worn}, return_when=asyncio.FIRST_COMPLETED)
            return member.worker.alive
        finally:
            await end(ended, worn)

    def _dismiss(self, member: _Member) -> None:
        member.is_leaving = True
        if member in self._idle:
            self._idle.remove(member)
        if not member.is_lent:
            self._close(member)
        if not self.alive:
            self._refuse_all(_down("The voice is being started again."))

    def _close(self, member: _Member) -> None:
        self._members.discard(member)
        closing = asyncio.create_task(member.worker.close(), name="crew-close")
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)

    async def _borrow(self) -> _Member:
        while self._idle:
            member = self._idle.popleft()
            if member.worker.alive:
                member.is_lent = True
                return member
        if not self.alive:
            raise _down("The voice is being started again.")
        place: asyncio.Future[_Member] = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        try:
            return await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled() and place.exception() is None:
                self._give_back(place.result())
            raise

    def _give_back(self, member: _Member) -> None:
        member.is_lent = False
        member.uses += 1
        if member.is_leaving:
            self._close(member)
        elif member.worker.alive:
            if self._max_uses and member.uses >= self._max_uses:
                member.worn.set()
            elif self._max_rss_bytes and member.worker.rss_bytes > self._max_rss_bytes:
                member.worn.set()
            self._offer(member)

    def _offer(self, member: _Member) -> None:
        """Gives a free worker to who has waited longest."""
        while self._waiting:
            place = self._waiting.popleft()
            if not place.done():
                member.is_lent = True
                place.set_result(member)
                return
        self._idle.append(member)

    def _refuse_all(self, error: EngineFailed) -> None:
        while self._waiting:
            place = self._waiting.popleft()
            if not place.done():
                place.set_exception(error)


def _down(message: str) -> EngineFailed:
    return EngineFailed(message, reason="workers_down", retry_after_s=1.0)
