"""Slots of an engine: given in order, freed by every way out, refused when they would come too late."""

import asyncio
from contextlib import suppress
from dataclasses import replace

import pytest

from xquizit_kit.errors import AtCapacity
from xquizit_tts.port import Piece
from xquizit_tts.scheduler import Rules, Scheduler


class Clock:
    """Goes when it is told."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def piece(session: str, characters: int = 100, *, is_first: bool = False) -> Piece:
    return Piece("x" * characters, "v", 1.0, session, is_first)


async def hold(scheduler: Scheduler, one: Piece, done: asyncio.Event, log: list[str]) -> None:
    async with scheduler.slot(one):
        log.append(one.session_id)
        await done.wait()


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_slots_are_given_in_order_and_counted() -> None:
    scheduler, done, log = Scheduler(lambda: 2, Rules(), now_s=Clock()), asyncio.Event(), list[str]()
    async with asyncio.TaskGroup() as group:
        for name in ("a", "b", "c", "d"):
            group.create_task(hold(scheduler, piece(name), done, log))
        await settle()
        group.create_task(hold(scheduler, piece("urgent", is_first=True), done, log))
        await settle()
        assert (log, scheduler.busy, scheduler.waiting) == (["a", "b"], 2, 3)
        done.set()
    assert log[2] == "urgent"
    assert (scheduler.busy, scheduler.waiting, scheduler.waits.granted) == (0, 0, 5)


@pytest.mark.parametrize("held", [True, False])
async def test_whoever_is_cancelled_leaves_nothing_behind(held: bool) -> None:
    scheduler, done, log = Scheduler(lambda: 1, Rules(), now_s=Clock()), asyncio.Event(), list[str]()
    first = asyncio.create_task(hold(scheduler, piece("a"), done, log))
    await settle()
    second = asyncio.create_task(hold(scheduler, piece("b"), done, log))
    third = asyncio.create_task(hold(scheduler, piece("c"), done, log))
    await settle()
    cancelled = first if held else second
    cancelled.cancel()
    with suppress(asyncio.CancelledError):
        await cancelled
    done.set()
    await asyncio.gather(*(task for task in (first, second, third) if task is not cancelled))
    assert (scheduler.busy, scheduler.waiting) == (0, 0)
    assert log == (["a", "b", "c"] if held else ["a", "c"])


async def test_who_is_cancelled_in_the_moment_of_the_grant_gives_it_on() -> None:
    scheduler, done, log = Scheduler(lambda: 1, Rules(), now_s=Clock()), asyncio.Event(), list[str]()
    go = asyncio.Event()
    first = asyncio.create_task(hold(scheduler, piece("a"), go, log))
    await settle()
    second = asyncio.create_task(hold(scheduler, piece("b"), done, log))
    third = asyncio.create_task(hold(scheduler, piece("c"), done, log))
    await settle()
    go.set()
    await asyncio.sleep(0)  # the first ends and grants the second, which has not run since
    second.cancel()
    done.set()
    await asyncio.gather(first, third)
    with suppress(asyncio.CancelledError):
        await second
    assert "c" in log
    assert (scheduler.busy, scheduler.waiting) == (0, 0)


async def test_what_would_come_too_late_is_refused_at_once() -> None:
    clock = Clock()
    scheduler, done, log = (
        Scheduler(lambda: 1, Rules(first_wait_s=2, later_wait_s=8), now_s=clock),
        asyncio.Event(),
        list[str](),
    )
    async with scheduler.slot(piece("learned")):
        clock.now_s += 5.0  # 50 ms a character
    running = asyncio.create_task(hold(scheduler, piece("a"), done, log))
    await settle()
    with pytest.raises(AtCapacity) as refused:
        async with scheduler.slot(piece("b", is_first=True)):
            pass
    assert refused.value.retry_after_s == pytest.approx(3.0)
    waiting = asyncio.create_task(hold(scheduler, piece("c"), done, log))  # a later one has 8 s
    await settle()
    assert (scheduler.waiting, scheduler.waits.refused) == (1, 1)
    done.set()
    await asyncio.gather(running, waiting)


async def test_who_waits_too_long_in_the_event_is_refused() -> None:
    scheduler, done, log = Scheduler(lambda: 1, Rules(first_wait_s=0.05)), asyncio.Event(), list[str]()
    running = asyncio.create_task(hold(scheduler, piece("a"), done, log))
    await settle()
    with pytest.raises(AtCapacity):
        async with scheduler.slot(piece("b", is_first=True)):
            pass
    assert (scheduler.busy, scheduler.waiting) == (1, 0)
    done.set()
    await running


async def test_the_callers_own_deadline_counts_too() -> None:
    clock = Clock()
    scheduler, done, log = Scheduler(lambda: 1, Rules(), now_s=clock), asyncio.Event(), list[str]()
    async with scheduler.slot(piece("learned")):
        clock.now_s += 5.0
    running = asyncio.create_task(hold(scheduler, piece("a"), done, log))
    await settle()
    with pytest.raises(AtCapacity):
        async with scheduler.slot(replace(piece("b"), deadline_s=clock.now_s + 4)):
            pass
    waiting = asyncio.create_task(hold(scheduler, replace(piece("c"), deadline_s=clock.now_s + 6), done, log))
    await settle()
    assert scheduler.waiting == 1
    done.set()
    await asyncio.gather(running, waiting)


async def test_slots_that_have_gone_are_not_given() -> None:
    slots = 3
    scheduler, done, log = Scheduler(lambda: slots, Rules(), now_s=Clock()), asyncio.Event(), list[str]()
    slots = 1
    tasks = [asyncio.create_task(hold(scheduler, piece(name), done, log)) for name in ("a", "b")]
    await settle()
    assert (log, scheduler.busy, scheduler.waiting) == (["a"], 1, 1)
    done.set()
    await asyncio.gather(*tasks)


async def test_the_line_is_bounded() -> None:
    scheduler, done, log = Scheduler(lambda: 1, Rules(most_waiting=2), now_s=Clock()), asyncio.Event(), list[str]()
    tasks = [asyncio.create_task(hold(scheduler, piece("a"), done, log)) for _ in range(3)]
    await settle()
    with pytest.raises(AtCapacity):
        async with scheduler.slot(piece("a")):
            pass
    done.set()
    await asyncio.gather(*tasks)
