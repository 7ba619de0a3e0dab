"""What the tests of simulated interviews share: a real Redis."""

from collections.abc import AsyncIterator, Iterator

import pytest
from redis.asyncio import Redis

from tests.fakes.redis_process import RedisProcess
from xquizit_kit.redis_client import connect


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The address of one Redis that all these tests share; sessions have keys of their own."""
    with RedisProcess() as server:
        yield server.url


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    """A client of it."""
    async with connect(redis_url) as client:
        yield client
