"""The Redis that tests use goes away and comes back at the same address."""

import pytest
from redis.exceptions import RedisError

from tests.fakes.redis_process import RedisProcess
from xquizit_kit.errors import Unavailable
from xquizit_kit.redis_client import connect, redis_errors


async def test_shared_redis_keeps_a_value(redis_url: str) -> None:
    async with connect(redis_url) as redis:
        await redis.set("test:redis-process", b"1", ex=60)
        assert await redis.get("test:redis-process") == b"1"


async def test_own_redis_goes_away_and_comes_back(redis_server: RedisProcess) -> None:
    url = redis_server.url
    redis_server.stop()
    async with connect(url) as redis:
        with pytest.raises(Unavailable) as caught:
            async with redis_errors():
                await redis.ping()
        assert isinstance(caught.value.__cause__, RedisError)
        redis_server.start()
        assert redis_server.url == url
        assert await redis.ping()
