"""What integration tests share: a real Redis."""

from collections.abc import Iterator

import pytest

from tests.fakes.redis_process import RedisProcess


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The address of one Redis that all tests share; use keys of your own."""
    with RedisProcess() as redis:
        yield redis.url


@pytest.fixture
def redis_server() -> Iterator[RedisProcess]:
    """A Redis of one's own, for tests in which it goes away: `.url`, `.stop()`, `.start()`."""
    with RedisProcess() as redis:
        yield redis
