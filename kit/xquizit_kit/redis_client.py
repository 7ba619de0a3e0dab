"""Connections to Redis: bounded, patient for seconds, and clear when Redis stays away."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from xquizit_kit.errors import Unavailable

MAX_CONNECTIONS = 64
"""Per process; the 65th command waits for a free connection instead of failing."""
CONNECT_TIMEOUT_S = 1.0
COMMAND_TIMEOUT_S = 5.0
RETRIES = 8
"""With 50 ms doubling to 500 ms: about 2.5 s of patience, enough for a restart (19 ms) or a failover (2.2 s)."""


@asynccontextmanager
async def connect(url: str, *, max_connections: int = MAX_CONNECTIONS) -> AsyncGenerator[Redis]:
    """A client for commands; values are bytes. Nothing is sent until the first command.

    Args:
        url: `redis://`, `rediss://` or `unix://`.
        max_connections: Size of the pool; callers wait when it is used up.
    """
    pool = BlockingConnectionPool.from_url(  # pyright: ignore[reportUnknownMemberType]  its **kwargs are untyped
        url,
        max_connections=max_connections,
        timeout=COMMAND_TIMEOUT_S,
        socket_connect_timeout=CONNECT_TIMEOUT_S,
        socket_timeout=COMMAND_TIMEOUT_S,
        retry=Retry(ExponentialWithJitterBackoff(base=0.05, cap=0.5), RETRIES),
        retry_on_error=[RedisConnectionError, RedisTimeoutError],
    )
    client = Redis(connection_pool=pool)
    try:
        yield client
    finally:
        await client.aclose()
        await pool.aclose()


@asynccontextmanager
async def connect_blocking(url: str) -> AsyncGenerator[Redis]:
    """A client for one blocking reader (`XREAD BLOCK`): no socket timeout, so that a quiet stream is not an error."""
    pool = BlockingConnectionPool.from_url(  # pyright: ignore[reportUnknownMemberType]  its **kwargs are untyped
        url, max_connections=1, timeout=None, socket_connect_timeout=CONNECT_TIMEOUT_S, socket_timeout=None
    )
    client = Redis(connection_pool=pool)
    try:
        yield client
    finally:
        await client.aclose()
        await pool.aclose()


@asynccontextmanager
async def redis_errors() -> AsyncGenerator[None]:
    """Turns Redis's failures into `Unavailable` for the caller; put it around every use of a client.

    Raises:
        Unavailable: Redis did not answer, or refused (loading, read only, out of memory).
    """
    try:
        yield
    except RedisError as error:
        raise Unavailable(
            "The interview's storage is not available right now. Please try again in a moment.",
            reason="redis_unavailable",
            retry_after_s=2.0,
        ) from error
