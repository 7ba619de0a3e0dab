"""The turns of this process: opens one for whoever asks, drives it when nobody else does, and lets it be followed."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from xquizit_gateway.turns.answers import refuse_another, stored_answer
from xquizit_gateway.turns.driver import Tools, TurnDriver
from xquizit_gateway.turns.entry import Entry, Progress, TurnKey
from xquizit_gateway.turns.follower import Idle, TurnFollower
from xquizit_kit.cancellation import end
from xquizit_kit.errors import Unavailable
from xquizit_kit.logs import get_logger

log = get_logger(__name__)

OPEN_POLL_S = 0.1
"""A turn that another process has just taken is looked at this often until it is accepted or refused there."""
OPEN_PATIENCE_S = 10.0
CANCEL_AGAIN_S = 3.0
"""A driver gives its lease back when it is cancelled; being asked again would cut that short."""


class TurnRegistry:
    """Owns the drivers of this process. A driver belongs to the session, not to the request that caused it."""

    def __init__(self, tools: Tools, follower: TurnFollower) -> None:
        self._tools = tools
        self._follower = follower
        self._drivers: dict[TurnKey, TurnDriver] = {}
        self._tasks: dict[TurnKey, asyncio.Task[None]] = {}
        self.is_draining = False
        """No new turn is driven here; event streams end with a retry hint."""

    async def open(self, key: TurnKey, answer: str, *, again: bool = True, is_known: bool = False) -> int:
        """Sees to it that a turn is driven, here or elsewhere, and returns when its answer is stored.

        Args:
            key: The turn.
            answer: The candidate's words; empty: those that are stored already.
            again: Whether a turn that ended in `error` is driven again.
            is_known: Whether the answer was compared with the stored one before.

        Returns:
            The entry up to which an `error` is of an earlier attempt; -1 when there is none.

        Raises:
            NotFound: No such session.
            WrongPhase: The turn is not due, or it has another answer already (reason `answer_differs`).
            InvalidInput: The answer cannot be used.
            Unavailable: Redis or the interview service is away.
        """
        try:
            async with asyncio.timeout(OPEN_PATIENCE_S):
                while (opened := await self._try_open(key, answer, again=again, is_known=is_known)) is None:  # noqa: ASYNC110 - another process moves it
                    await asyncio.sleep(OPEN_POLL_S)
                return opened
        except TimeoutError:
            raise Unavailable(
                "The interview did not take the answer in time. Please try again.",
                reason="turn_unavailable",
                retry_after_s=1.0,
            ) from None

    async def watch(self, key: TurnKey, answer: str, after: int) -> AsyncGenerator[Entry | Idle]:
        """Opens a turn and yields its entries behind number `after`, up to its end; its driver may die meanwhile.

        The first thing yielded is `Idle`, as soon as the turn is open; nothing at all is yielded when the turn is done
        and has no entry behind `after`.

        Raises:
            XquizitError: See `open`; after the first `Idle` only when a turn had to be taken over and could not.
        """
        # Who comes back with a `Last-Event-ID` goes on with what it sent before, also while the interview is away.
        stale_error_at = await self.open(key, answer, is_known=after >= 0)
        if after >= 0 and await self._is_over(key, after, stale_error_at):
            return
        yield Idle()
        has_more = after < 0
        idle_s = min(self._tools.settings.heartbeat_s, self._tools.lease.ttl_s / 2)
        async with aclosing(self._follower.follow(key, after, idle_s=idle_s)) as entries:
            async for entry in entries:
                if isinstance(entry, Idle):
                    if not has_more and await self._is_over(key, after, stale_error_at):
                        return
                    if not self.is_draining and not await self._tools.lease.is_held(key):
                        stale_error_at = max(stale_error_at, await self.open(key, answer, again=False, is_known=True))
                    yield entry
                    continue
                has_more = True
                if entry.event == "error":
                    if entry.n > stale_error_at and not await self._was_driven_again(key, entry):
                        yield entry
                        return
                elif entry.event != "accepted":
                    yield entry
                    if entry.event == "done":
                        return

    async def want_whole(self, key: TurnKey) -> None:
        """Has all audio of an open turn made available at once, whoever drives it: somebody waits for the turn's end.

        Raises:
            Unavailable: Redis is away.
        """
        if (driver := self._drivers.get(key)) is not None:
            driver.hurry()
        else:
            await self._tools.playbacks.tell(key, "whole")

    async def stop(self, session_id: str) -> None:
        """Stops the session's drivers here, and waits until they have stopped."""
        await self._cancel([task for key, task in self._tasks.items() if key.session_id == session_id])

    def drain(self) -> None:
        """Takes no new turns and tells the followers; the running turns go on."""
        self.is_draining = True
        for driver in self._drivers.values():
            driver.hurry()
        self._follower.ring()

    async def aclose(self, grace_s: float) -> None:
        """Lets the running turns end for `grace_s` seconds, then hands them over: their leases are given back."""
        self.drain()
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=grace_s)
        await self._cancel(list(self._tasks.values()))

    async def _try_open(self, key: TurnKey, answer: str, *, again: bool, is_known: bool) -> int | None:
        if (driver := self._drivers.get(key)) is not None:
            await asyncio.shield(driver.accepted)
            if not is_known:
                refuse_another(answer, driver.answer)
            return driver.stale_error_at
        progress = Progress.of(await self._tools.log.read(key))
        if answer and progress.is_accepted and not is_known:
            refuse_another(answer, await stored_answer(self._tools.interview, key))
        if progress.ending == "done" or (progress.ending == "error" and not again):
            return -1
        if self.is_draining:
            raise Unavailable("This server is stopping. Please try again.", reason="draining", retry_after_s=1.0)
        fence = await self._tools.lease.take(key)
        if fence is None:
            return -1 if progress.is_open else None
        driver = await self._begin(key, answer, fence, again=again)
        if driver is None:
            return -1
        await asyncio.shield(driver.accepted)
        return driver.stale_error_at

    async def _begin(self, key: TurnKey, answer: str, fence: int, *, again: bool) -> TurnDriver | None:
        """Starts a driver under a lease just taken; None when the turn has ended meanwhile."""
        progress = Progress.of(await self._tools.log.read(key))
        if progress.ending == "done" or (progress.ending == "error" and not again):
            await self._tools.lease.release(key, fence)
            return None
        driver = self._drivers[key] = TurnDriver(self._tools, key, answer, fence, progress)
        # Not in a TaskGroup: one turn's failure must not end the others. `_run` and `aclose` see to every end.
        self._tasks[key] = asyncio.create_task(self._run(driver), name=f"turn-{key.turn}-driver")
        self._tasks[key].add_done_callback(_log_failure)
        return driver

    async def _run(self, driver: TurnDriver) -> None:
        metrics = self._tools.metrics
        try:
            with metrics.active_turns.track_inprogress():
                outcome = await driver.run()
            metrics.turns.labels(outcome).inc()
            log.info("turn ended", turn=driver.key.turn, outcome=outcome)
        finally:
            del self._drivers[driver.key], self._tasks[driver.key]
            self._follower.ring(driver.key)

    async def _is_over(self, key: TurnKey, after: int, stale_error_at: int) -> bool:
        """Whether the turn has ended and nothing lies behind `after`."""
        progress = Progress.of(await self._tools.log.read(key))
        if progress.ending is None or progress.position > after:
            return False
        return progress.ending == "done" or progress.position > stale_error_at

    async def _was_driven_again(self, key: TurnKey, error: Entry) -> bool:
        return bool(await self._tools.log.read(key, error.n))

    async def _cancel(self, tasks: list[asyncio.Task[None]]) -> None:
        await end(*tasks, again_s=CANCEL_AGAIN_S)


def _log_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("turn driver failed", exc_info=error)
