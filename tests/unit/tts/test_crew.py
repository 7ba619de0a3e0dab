"""The workers of an engine, with real processes: lent in order, replaced when gone or worn, refused when none lives."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import psutil
import pytest

from xquizit_kit.errors import EngineFailed
from xquizit_kit.worker_process import WorkerProcess
from xquizit_tts.crew import Crew

LIMIT_S = 20.0


class Starter:
    """Starts workers, or refuses to, and remembers where."""

    def __init__(self) -> None:
        self.posts: list[str] = []
        self.failures = 0
        """So many of the next starts fail."""
        self.may_start = asyncio.Event()
        self.may_start.set()

    async def __call__(self, post: str) -> WorkerProcess:
        await self.may_start.wait()
        if self.failures:
            self.failures -= 1
            raise EngineFailed("No model.")
        self.posts.append(post)
        return await WorkerProcess.start("tests.fakes.odd_worker")


@asynccontextmanager
async def crew_of(starter: Starter, *posts: str, max_uses: int = 0, max_rss_bytes: int = 0) -> AsyncIterator[Crew]:
    crew = Crew(starter, posts, max_uses=max_uses, max_rss_bytes=max_rss_bytes, pause_s=0.01)
    before = set(psutil.Process().children())
    async with asyncio.timeout(LIMIT_S), crew.running():
        yield crew
    assert not [child for child in psutil.Process().children() if child not in before and child.is_running()]


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(LIMIT_S):
        while not true():  # noqa: ASYNC110 - other processes do it
            await asyncio.sleep(0.005)


async def use(crew: Crew) -> int:
    async with crew.worker() as worker:
        await worker.call("echo", timeout_s=LIMIT_S)
        return worker.pid


async def test_every_post_has_its_worker_and_a_second_loan_waits() -> None:
    starter = Starter()
    async with crew_of(starter, "cuda:0", "cuda:1") as crew:
        assert sorted(starter.posts) == ["cuda:0", "cuda:1"]
        assert (crew.size, crew.alive) == (2, 2)
        async with crew.worker() as one, crew.worker() as other:
            assert one.pid != other.pid
            third = asyncio.create_task(use(crew))
            fourth = asyncio.create_task(use(crew))
            await asyncio.sleep(0)
            fourth.cancel()
        assert await third in (one.pid, other.pid)
        assert {await use(crew) for _ in range(4)} == {one.pid, other.pid}


async def test_a_worker_that_dies_idle_is_replaced_at_its_post() -> None:
    starter = Starter()
    async with crew_of(starter, "a", "b") as crew:
        pids = {await use(crew), await use(crew)}
        os.kill(next(iter(pids)), signal.SIGKILL)
        await until(lambda: len(starter.posts) == 3 and crew.alive == 2)
        assert len({await use(crew) for _ in range(4)} - pids) == 1


async def test_without_any_worker_loans_are_refused_at_once_until_one_is_back() -> None:
    starter = Starter()
    async with crew_of(starter, "a") as crew:
        starter.may_start.clear()
        async with crew.worker() as worker:
            waiting = asyncio.create_task(use(crew))
            await asyncio.sleep(0)
            with pytest.raises(EngineFailed):
                await worker.call("die", timeout_s=LIMIT_S)
        with pytest.raises(EngineFailed) as refused:
            await waiting
        assert refused.value.reason == "workers_down"
        with pytest.raises(EngineFailed):
            await use(crew)
        starter.failures = 2
        starter.may_start.set()
        await until(lambda: crew.alive == 1)
        assert await use(crew)


async def test_a_worn_worker_serves_until_its_successor_is_there() -> None:
    starter = Starter()
    async with crew_of(starter, "a", max_uses=3) as crew:
        starter.may_start.set()
        pid = await use(crew)
        starter.may_start.clear()
        assert [await use(crew) for _ in range(5)] == [pid] * 5
        starter.failures = 1
        starter.may_start.set()
        await until(lambda: crew.starts == 2 and not psutil.pid_exists(pid))
        assert await use(crew) != pid


async def test_a_worn_worker_that_is_lent_is_not_taken_away() -> None:
    starter = Starter()
    async with crew_of(starter, "a", max_uses=1) as crew:
        starter.may_start.clear()
        await use(crew)
        async with crew.worker() as worker:
            starter.may_start.set()
            await until(lambda: crew.starts == 2)
            assert await use(crew) != worker.pid
            assert (await worker.call("echo", {"n": 1}, timeout_s=LIMIT_S))[0]["header"] == {"n": 1}
        await until(lambda: not psutil.pid_exists(worker.pid))


async def test_a_worker_that_has_grown_is_replaced() -> None:
    starter = Starter()
    async with crew_of(starter, "a", max_rss_bytes=1) as crew:
        pid = await use(crew)
        await until(lambda: crew.starts >= 2 and not psutil.pid_exists(pid))


async def test_a_crew_begins_with_those_that_start_and_fails_when_none_does() -> None:
    starter = Starter()
    starter.failures = 1
    async with crew_of(starter, "a", "b") as crew:
        await until(lambda: crew.alive == 2)
    starter.failures = 2
    with pytest.raises(EngineFailed, match=r"No model\."):
        async with crew_of(starter, "a", "b"):
            pass


async def test_at_the_end_what_is_lent_is_killed() -> None:
    spinning = asyncio.Event()

    async def spin(crew: Crew) -> None:
        async with crew.worker() as worker:
            spinning.set()
            await worker.call("spin", timeout_s=LIMIT_S)

    async with crew_of(Starter(), "a") as crew:
        task = asyncio.create_task(spin(crew))
        await spinning.wait()
    with pytest.raises(EngineFailed):
        await task
