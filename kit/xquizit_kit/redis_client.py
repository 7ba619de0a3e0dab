"""Connections to Redis: bounded, patient for seconds, and clear when Redis stays away."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from xquizit_kit.errors import Unavailable

_T = TypeVar("_T")

MAX_CONNECTIONS = 64
"""Per process; the 65th command waits for a free connection instead of failing."""
CONNECT_TIMEOUT_S = 1.0
COMMAND_TIMEOUT_S = 1.0
"""One try. The largest values are a few MB, which even a slow network carries in a tenth of it."""
RETRIES = 8
"""With 50 ms doubling to 500 ms: about 2.5 s of patience, enough for a restart (19 ms) or a failover (2.2 s)."""
PATIENCE_S = 3.25
"""All tries of all commands inside one `redis_errors`, also when Redis refuses nothing and says nothing.

With one try more (see `_HaltingRetry`) still less than any caller's deadline (the gateway's shortest is 5 s), so that a
caller hears what is wrong.
"""
BLOCKING_GRACE_S = 3.0
"""A blocking read that is so much later than it asked for will never be answered."""


class _HaltingRetry(Retry):
    """Stops trying for whoever has been cancelled.

    redis-py sends inside `asyncio.wait_for`, which in Python 3.11 loses a cancellation that comes as the sending ends.
    """

    async def call_with_retry(
        self,
        do: Callable[[], Awaitable[_T]],
        fail: Callable[..., Any],
        is_retryable: Callable[[Exception], bool] | None = None,
        with_failure_count: bool = False,
    ) -> _T:
        async def fail_or_halt(*failure: Any) -> None:
            await fail(*failure)
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise asyncio.CancelledError

        return await super().call_with_retry(do, fail_or_halt, is_retryable, with_failure_count)


@asynccontextmanager
async def connect(url: str, *, max_connections: int = MAX_CONNECTIONS) -> AsyncGenerator[Redis]:
    """A client for commands; values are bytes. Nothing is sent until the first command.

    A command whose answer is lost is sent again: what it does, it must be able to do twice.

    Args:
        url: `redis://`, `rediss://` or `unix://`.
        max_connections: Size of the pool; callers wait when it is used up.
    """
    pool = BlockingConnectionPool.from_url(  # pyright: ignore[reportUnknownMemberType]  its **kwargs are untyped
        url,
        max_connections=max_connections,
        timeout=PATIENCE_S,
        socket_connect_timeout=CONNECT_TIMEOUT_S,
        socket_timeout=COMMAND_TIMEOUT_S,
        retry=_HaltingRetry(ExponentialWithJitterBackoff(base=0.05, cap=0.5), RETRIES),
        retry_on_error=[RedisConnectionError, RedisTimeoutError],
    )
    client = Redis(connection_pool=pool)
    try:
        yield client
    finally:
        await client.aclose()
        await pool.aclose()


@asynccontextmanager
async def connect_blocking(url: str, *, block_s: float) -> AsyncGenerator[Redis]:
    """A client for one blocking reader (`XREAD BLOCK`): a quiet stream is no error, a silent Redis is one.

    Nothing is tried again: the reader knows from where to read on.

    Args:
        url: As for `connect`.
        block_s: The longest that a command asks Redis to wait.
    """
    pool = BlockingConnectionPool.from_url(  # pyright: ignore[reportUnknownMemberType]  its **kwargs are untyped
        url,
        max_connections=1,
        timeout=None,
        socket_connect_timeout=CONNECT_TIMEOUT_S,
        socket_timeout=block_s + BLOCKING_GRACE_S,
    )
    client = Redis(connection_pool=pool)
    try:
        yield client
    finally:
        await client.aclose()
        await pool.aclose()


@asynccontextmanager
async def redis_errors() -> AsyncGenerator[None]:
    """Turns Redis's failures into `Unavailable` for the caller; put it around every use of a client, and nothing else.

    Raises:
        Unavailable: Redis did not answer within `PATIENCE_S`, or refused (loading, read only, out of memory).
    """
    # One limit for everything inside: redis-py retries connecting inside of retrying a command, and a script is up to
    # three commands, so that limits for each of them say nothing about how long a caller waits.
    try:
        async with asyncio.timeout(PATIENCE_S):
            yield
    except (RedisError, TimeoutError) as error:
        raise Unavailable(
            "The interview's storage is not available right now. Please try again in a moment.",
            reason="redis_unavailable",
            retry_after_s=2.0,
        ) from error
