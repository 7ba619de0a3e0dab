"""Requests to a worker process that are answered by many frames: order, stop, hang, failure, death."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import pytest

from xquizit_kit.errors import BadDocument, DeadlineExceeded, EngineFailed
from xquizit_kit.worker_process import WorkerProcess

MODULE = "tests.fakes.odd_worker"
LIMIT_S = 20.0


@asynccontextmanager
async def worker() -> AsyncIterator[WorkerProcess]:
    started = await WorkerProcess.start(MODULE)
    try:
        yield started
    finally:
        await started.close()


async def is_well(w: WorkerProcess) -> bool:
    answer, data = await w.call("echo", {"n": 1}, b"abc", timeout_s=LIMIT_S)
    return answer == {"header": {"n": 1}, "size_bytes": 3} and data == b"cba"


async def test_every_answer_comes_in_order_and_the_next_request_gets_its_own() -> None:
    async with worker() as w:
        answers = [answer async for answer in w.stream("count", {"to": 300}, b"x" * 50, timeout_s=LIMIT_S)]
        assert answers == [({"n": n}, b"x" * (50 * n)) for n in range(300)]
        assert await is_well(w)
        assert [answer async for answer in w.stream("count", {"to": 0}, timeout_s=LIMIT_S)] == []
        assert await is_well(w)


@pytest.mark.parametrize("after", [0, 1, 40])
async def test_closing_stops_the_child_and_leaves_it_ready(tmp_path: Path, after: int) -> None:
    told = tmp_path / "told"
    async with worker() as w:
        pid = w.pid
        async with aclosing(w.stream("count", {"told": str(told)}, b"x", timeout_s=LIMIT_S)) as answers:
            async for answer, _ in answers:
                if answer["n"] == after:
                    break
        assert int(told.read_text()) > after
        assert await is_well(w)
        assert w.pid == pid


async def test_stopping_at_the_very_end_leaves_it_ready() -> None:
    async with worker() as w:
        for _ in range(50):
            async with aclosing(w.stream("count", {"to": 3}, timeout_s=LIMIT_S)) as answers:
                async for answer, _ in answers:
                    if answer["n"] == 2:
                        break
            assert await is_well(w)


async def test_cancelling_who_waits_stops_the_child(tmp_path: Path) -> None:
    told = tmp_path / "told"
    seen = asyncio.Event()

    async def take(w: WorkerProcess) -> None:
        async with aclosing(w.stream("count", {"told": str(told)}, b"x", timeout_s=LIMIT_S)) as answers:
            async for _ in answers:
                seen.set()

    async with worker() as w:
        taking = asyncio.create_task(take(w))
        await seen.wait()
        taking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await taking
        assert told.exists()
        assert await is_well(w)


async def test_a_child_that_does_not_stop_is_killed() -> None:
    async with worker() as w:
        async with aclosing(w.stream("count_deaf", timeout_s=LIMIT_S, stop_s=0.05)) as answers:
            async for _ in answers:
                break
        assert not w.alive
        with pytest.raises(EngineFailed):
            await w.call("echo", timeout_s=LIMIT_S)


async def test_a_child_that_falls_silent_is_killed() -> None:
    async with worker() as w:
        answers = w.stream("count_deaf", timeout_s=0.2)
        assert (await anext(answers))[0] == {"n": 0}
        with pytest.raises(DeadlineExceeded):
            await anext(answers)
        assert not w.alive


async def test_what_a_method_raises_arrives_after_its_answers() -> None:
    async with worker() as w:
        answers = w.stream("count_and_fail", timeout_s=LIMIT_S)
        assert (await anext(answers))[0] == {"n": 0}
        with pytest.raises(BadDocument, match=r"It is torn\."):
            await anext(answers)
        assert await is_well(w)


async def test_a_child_that_dies_says_so() -> None:
    async with worker() as w:
        answers = w.stream("count_and_die", timeout_s=LIMIT_S)
        await anext(answers)
        with pytest.raises(EngineFailed) as died:
            await anext(answers)
        assert died.value.reason == "worker_died"
        assert not w.alive


async def test_two_streams_take_turns() -> None:
    async def counted(w: WorkerProcess, to: int) -> list[int]:
        return [answer["n"] async for answer, _ in w.stream("count", {"to": to}, timeout_s=LIMIT_S)]

    async with worker() as w:
        assert await asyncio.gather(*(counted(w, to) for to in range(5))) == [list(range(to)) for to in range(5)]
