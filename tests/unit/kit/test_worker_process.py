"""Worker processes: requests, errors, limits, death; and the pool that lends them. With real processes."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from xquizit_kit.errors import AtCapacity, BadDocument, DeadlineExceeded, EngineFailed
from xquizit_kit.worker_pool import WorkerPool
from xquizit_kit.worker_process import WorkerProcess

MODULE = "tests.fakes.odd_worker"
LIMIT_S = 20.0


@asynccontextmanager
async def worker(arguments: dict[str, Any] | None = None, **options: Any) -> AsyncIterator[WorkerProcess]:
    started = await WorkerProcess.start(MODULE, arguments, **options)
    try:
        yield started
    finally:
        await started.close()
        assert not psutil.pid_exists(started.pid)


def children() -> list[psutil.Process]:
    found: list[psutil.Process] = []
    for child in psutil.Process().children():
        with suppress(psutil.NoSuchProcess):  # also when it is a zombie
            if MODULE in child.cmdline():
                found.append(child)
    return found


async def test_answers_many_requests_in_turn() -> None:
    async with worker() as w:
        for size in (0, 1, 100_000, 12 * 1024 * 1024):
            payload = b"ab" * (size // 2) + b"c" * (size % 2)
            answer, data = await w.call("echo", {"n": size}, payload, timeout_s=LIMIT_S)
            assert answer == {"header": {"n": size}, "size_bytes": size}
            assert data == payload[::-1]


async def test_requests_at_once_are_answered_each_with_its_own() -> None:
    async with worker() as w:
        answers = await asyncio.gather(*(w.call("echo", {"n": n}, timeout_s=LIMIT_S) for n in range(10)))
        assert [answer["header"]["n"] for answer, _ in answers] == list(range(10))


async def test_our_errors_arrive_as_they_were_raised_and_the_worker_lives_on() -> None:
    async with worker() as w:
        with pytest.raises(BadDocument, match=r"It is torn\.") as refused:
            await w.call("refuse", timeout_s=LIMIT_S)
        assert refused.value.reason == "torn"
        with pytest.raises(AtCapacity) as full:
            await w.call("refuse_for_now", timeout_s=LIMIT_S)
        assert full.value.retry_after_s == 7.0
        assert (await w.call("echo", timeout_s=LIMIT_S))[0]["size_bytes"] == 0


async def test_an_unforeseen_error_tells_nothing_of_its_text() -> None:
    async with worker() as w:
        with pytest.raises(EngineFailed) as broken:
            await w.call("break_off", timeout_s=LIMIT_S)
        assert broken.value.reason == "worker_failed"
        assert "secret" not in broken.value.message
        with pytest.raises(EngineFailed):
            await w.call("no such method", timeout_s=LIMIT_S)
        assert w.alive


async def test_whatever_is_printed_or_read_does_not_disturb_the_frames() -> None:
    async with worker() as w:
        assert (await w.call("chatter", timeout_s=LIMIT_S))[0] == {"said": True}
        assert (await w.call("describe", timeout_s=LIMIT_S))[0]["stdin"] == ""
        assert (await w.call("echo", timeout_s=LIMIT_S))[0]["size_bytes"] == 0


async def test_a_worker_tells_its_memory_and_its_end() -> None:
    async with worker() as w:
        told, measured = w.rss_bytes, psutil.Process(w.pid).memory_info().rss
        assert told == pytest.approx(measured, rel=0.1)
        ended = asyncio.create_task(w.ended())
        assert not (await asyncio.wait({ended}, timeout=0.05))[0]
        psutil.Process(w.pid).kill()
        async with asyncio.timeout(LIMIT_S):
            await ended
        assert w.rss_bytes == 0
        assert not w.alive


async def test_a_worker_that_is_too_slow_is_killed() -> None:
    async with worker() as w:
        with pytest.raises(DeadlineExceeded) as slow:
            await w.call("hang", timeout_s=0.1)
        assert slow.value.reason == "too_slow"
        assert not w.alive
        with pytest.raises(EngineFailed) as dead:
            await w.call("echo", timeout_s=LIMIT_S)
        assert dead.value.reason == "worker_died"


async def test_cancelling_a_request_kills_the_worker() -> None:
    async with worker() as w, asyncio.TaskGroup() as group:
        call = group.create_task(w.call("spin", timeout_s=LIMIT_S))
        await asyncio.sleep(0)
        call.cancel()
        await asyncio.wait([call])
        assert call.cancelled()
        assert not w.alive


async def test_a_worker_that_dies_says_so() -> None:
    async with worker() as w:
        with pytest.raises(EngineFailed) as dead:
            await w.call("die", payload=b"x" * 1_000_000, timeout_s=LIMIT_S)
        assert dead.value.reason == "worker_died"


async def test_an_answer_beyond_the_limit_is_not_read() -> None:
    async with worker(answer_limit_bytes=1024 * 1024) as w:
        with pytest.raises(EngineFailed):
            await w.call("answer_much", timeout_s=LIMIT_S)
        assert not w.alive


async def test_limits_hold() -> None:
    limits = {"address_space_bytes": 1024**3, "open_files": 16, "file_size_bytes": 0}
    async with worker({"limits": limits}) as w:
        with pytest.raises(EngineFailed) as memory:
            await w.call("eat_memory", timeout_s=LIMIT_S)
        assert memory.value.reason == "out_of_memory"
        with pytest.raises(EngineFailed):
            await w.call("open_files", timeout_s=LIMIT_S)
        assert w.alive


async def test_a_worker_may_write_no_file(tmp_path: Path) -> None:
    async with worker({"limits": {"file_size_bytes": 0}}) as w:
        with pytest.raises(EngineFailed):
            await w.call("write_file", payload=str(tmp_path / "dropped").encode(), timeout_s=LIMIT_S)
        assert not (tmp_path / "dropped").exists() or not (tmp_path / "dropped").stat().st_size


async def test_the_cpu_limit_is_for_each_request() -> None:
    async with worker({"limits": {"cpu_s": 1}}) as w:
        for _ in range(4):
            await w.call("work", {"cpu_s": 0.6}, timeout_s=LIMIT_S)
        with pytest.raises(DeadlineExceeded) as slow:
            await w.call("spin", timeout_s=LIMIT_S)
        assert slow.value.reason == "too_slow"


async def test_a_worker_that_cannot_start_says_so_and_leaves_nothing() -> None:
    with pytest.raises(EngineFailed):
        await WorkerProcess.start(MODULE, {"fail": True})
    with pytest.raises(DeadlineExceeded):
        await WorkerProcess.start(MODULE, {"hang": True}, ready_timeout_s=0.5)
    with pytest.raises(EngineFailed):
        await WorkerProcess.start("tests.fakes.no_such_worker")
    assert not children()


async def test_a_worker_gets_only_the_environment_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", "a secret")
    async with worker(environment={"PATH": os.environ["PATH"]}) as w:
        assert "GEMINI_API_KEY" not in (await w.call("describe", timeout_s=LIMIT_S))[0]["environment"]


def test_an_orphan_ends_and_a_failure_is_reported_where_nothing_may_be_written(tmp_path: Path) -> None:
    """With stderr in a file and no file allowed to grow, a broken method still answers; without a parent, it ends."""
    script = (
        "import asyncio\n"
        "from xquizit_kit.worker_process import WorkerProcess\n"
        "from xquizit_kit.errors import EngineFailed\n"
        "async def main():\n"
        f"    w = await WorkerProcess.start({MODULE!r}, {{'limits': {{'file_size_bytes': 0}}}})\n"
        "    try:\n"
        "        await w.call('break_off', timeout_s=20)\n"
        "    except EngineFailed as error:\n"
        "        print(error.reason, w.alive, w.pid, flush=True)\n"
        "    import os; os._exit(0)\n"
        "asyncio.run(main())\n"
    )
    with (tmp_path / "stderr").open("w") as stderr:
        done = subprocess.run([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=stderr, timeout=60)
    reason, alive, pid = done.stdout.decode().split()
    assert (reason, alive) == ("worker_failed", "True")
    with suppress(psutil.NoSuchProcess):
        psutil.Process(int(pid)).wait(timeout=20)


async def start() -> WorkerProcess:
    return await WorkerProcess.start(MODULE)


async def pid(w: WorkerProcess) -> int:
    return (await w.call("describe", timeout_s=LIMIT_S))[0]["pid"]


async def test_a_pool_lends_the_same_warm_worker_again_and_ends_it() -> None:
    async with WorkerPool(start, warm=1, limit=1).running() as pool:
        (child,) = children()
        for _ in range(3):
            async with pool.worker(wait_s=0) as w:
                assert await pid(w) == child.pid
    assert not child.is_running()


async def test_a_pool_never_has_more_workers_than_its_limit() -> None:
    async with WorkerPool(start, warm=2, limit=2).running() as pool:
        seen: list[int] = []

        async def use() -> None:
            async with pool.worker(wait_s=LIMIT_S) as w:
                await w.call("echo", timeout_s=LIMIT_S)
                seen.append(len(children()))
                await w.kill()

        async with asyncio.TaskGroup() as group:
            for _ in range(8):
                group.create_task(use())
        assert len(seen) == 8
        assert max(seen) <= 2


async def test_a_pool_refuses_when_all_are_lent() -> None:
    async with WorkerPool(start, warm=1, limit=1).running() as pool:
        async with pool.worker(wait_s=0):
            for wait_s in (0, 0.01):
                with pytest.raises(AtCapacity) as full:
                    async with pool.worker(wait_s=wait_s):
                        pass
            assert full.value.retry_after_s
        async with pool.worker(wait_s=0) as w:
            assert w.alive


async def test_a_pool_replaces_a_worker_that_died_idle_and_one_that_was_killed() -> None:
    async with WorkerPool(start, warm=1, limit=1).running() as pool:
        async with pool.worker(wait_s=0) as first:
            with pytest.raises(DeadlineExceeded):
                await first.call("hang", timeout_s=0.05)
        async with pool.worker(wait_s=0) as second:
            assert await pid(second) != first.pid
        await second.kill()
        async with pool.worker(wait_s=0) as third:
            assert await pid(third) != second.pid


async def test_a_pool_keeps_a_worker_ready_after_one_was_killed() -> None:
    starts = asyncio.Queue[int]()

    async def counted() -> WorkerProcess:
        started = await start()
        starts.put_nowait(started.pid)
        return started

    async with WorkerPool(counted, warm=1, limit=1).running() as pool:
        await starts.get()
        async with pool.worker(wait_s=0) as w:
            await w.kill()
        async with asyncio.timeout(LIMIT_S):
            assert await starts.get() != w.pid


async def test_a_pool_ends_a_worker_after_its_uses() -> None:
    async with WorkerPool(start, warm=0, limit=1, max_uses=2).running() as pool:
        pids = []
        for _ in range(4):
            async with pool.worker(wait_s=0) as w:
                pids.append(await pid(w))
    assert pids[0] == pids[1] != pids[2] == pids[3]


async def test_a_failed_start_frees_its_place() -> None:
    arguments = {"fail": True}

    async def maybe() -> WorkerProcess:
        return await WorkerProcess.start(MODULE, arguments)

    async with WorkerPool(maybe, warm=0, limit=1).running() as pool:
        with pytest.raises(EngineFailed):
            async with pool.worker(wait_s=0):
                pass
        arguments.clear()
        async with pool.worker(wait_s=0) as w:
            assert w.alive


async def test_what_the_body_raises_leaves_a_pool_as_it_is() -> None:
    with pytest.raises(KeyError, match="mine"):
        async with WorkerPool(start, warm=1, limit=1).running():
            raise KeyError("mine")
    assert not children()


async def test_a_pool_that_ends_kills_what_is_lent() -> None:
    async def use(pool: WorkerPool, lent: asyncio.Event) -> None:
        async with pool.worker(wait_s=0) as w:
            lent.set()
            await w.call("spin", timeout_s=LIMIT_S)

    lent = asyncio.Event()
    async with WorkerPool(start, warm=1, limit=1).running() as pool:
        user = asyncio.create_task(use(pool, lent), name="user")
        await lent.wait()
        await asyncio.sleep(0)
    assert not children()
    with pytest.raises(EngineFailed):
        await user
