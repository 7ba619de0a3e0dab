"""The clients of the kit while Redis is away, silent or back: patient for seconds, never for ever."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Generator
from contextlib import contextmanager
from typing import Any, cast

import pytest
from redis.asyncio import Redis
from redis.exceptions import TimeoutError as RedisTimeoutError

from tests.fakes.redis_process import RedisProcess
from xquizit_kit.errors import Unavailable
from xquizit_kit.redis_client import connect, connect_blocking, redis_errors

AT_LAST_S = 9.0
"""Far more than the patience promised, far less than every try's limit together."""


@pytest.fixture
async def redis(redis_server: RedisProcess) -> AsyncIterator[Redis]:
    async with connect(redis_server.url) as client:
        yield client


async def pid_of(redis: Redis) -> int:
    answer = await cast("Any", redis).info("server")
    return int(answer["process_id"])


@contextmanager
def silent(pid: int) -> Generator[None]:
    """The process keeps its sockets, and says nothing."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


async def test_patience_with_a_silent_redis_ends(redis: Redis) -> None:
    with silent(await pid_of(redis)):
        async with asyncio.timeout(AT_LAST_S):
            with pytest.raises(Unavailable) as caught:
                async with redis_errors():
                    await redis.set("test:silent", b"1")
    assert caught.value.reason == "redis_unavailable"
    async with redis_errors():
        assert await redis.set("test:silent", b"2")
        assert await redis.get("test:silent") == b"2"


async def test_patience_with_a_redis_that_is_silent_from_the_start_ends(
    redis_server: RedisProcess, redis: Redis
) -> None:
    async with connect(redis_server.url) as newcomer:
        with silent(await pid_of(redis)):
            async with asyncio.timeout(AT_LAST_S):
                with pytest.raises(Unavailable) as caught:
                    async with redis_errors():
                        await newcomer.get("test:new")
        assert caught.value.reason == "redis_unavailable"
        async with redis_errors():
            assert await newcomer.get("test:new") is None


async def test_many_callers_of_a_silent_redis_are_told_at_the_same_time(redis_server: RedisProcess) -> None:
    async def ask(client: Redis, n: int) -> str:
        try:
            async with redis_errors():
                await client.get(f"test:{n}")
        except Unavailable as error:
            return error.reason
        return "answered"

    async with connect(redis_server.url, max_connections=2) as client:
        with silent(await pid_of(client)):
            async with asyncio.timeout(AT_LAST_S):
                told = await asyncio.gather(*(ask(client, n) for n in range(10)))
        assert told == ["redis_unavailable"] * 10
        assert await asyncio.gather(*(ask(client, n) for n in range(10))) == ["answered"] * 10


async def test_a_restart_is_waited_for(redis_server: RedisProcess, redis: Redis) -> None:
    async def ask() -> bytes | str | None:
        async with redis_errors():
            return await redis.get("test:restart")

    assert await ask() is None
    redis_server.stop()
    async with asyncio.TaskGroup() as tasks:
        asking = tasks.create_task(ask())
        await asyncio.sleep(0)  # it has begun
        await asyncio.to_thread(redis_server.start)
    assert asking.result() is None


async def test_a_quiet_stream_is_no_error_and_a_silent_redis_is(redis_server: RedisProcess, redis: Redis) -> None:
    async with connect_blocking(redis_server.url, block_s=0.1) as reader:
        assert not await reader.xread({"test:quiet": "0"}, block=100)
        with silent(await pid_of(redis)):
            async with asyncio.timeout(AT_LAST_S):
                with pytest.raises(RedisTimeoutError):
                    await reader.xread({"test:quiet": "0"}, block=100)
        await redis.xadd("test:quiet", {"a": "b"})
        assert await reader.xread({"test:quiet": "0"}, block=100)
