"""In which language an interview is held, kept in a real Redis."""

import uuid
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from xquizit_kit import redis_keys
from xquizit_kit.redis_client import connect
from xquizit_transcription.session_store import language_store
from xquizit_transcription.spoken_language import SpokenLanguage

GERMAN = SpokenLanguage("de", {"en": 2.5})


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    async with connect(redis_url) as client:
        yield client


@pytest.fixture
async def session_id(redis: Redis) -> str:
    session_id = str(uuid.uuid4())
    await redis.set(redis_keys.state(session_id), b"{}", ex=60)
    return session_id


async def test_it_is_there_for_another_replica_and_every_use_counts(redis: Redis, session_id: str) -> None:
    key = redis_keys.language(session_id)
    assert (await language_store(redis, ttl_s=60).load(session_id)).fixed == ""
    assert await language_store(redis, ttl_s=60).save(session_id, GERMAN)
    await redis.expire(key, 5)
    assert (await language_store(redis, ttl_s=60).load(session_id)).to_json() == GERMAN.to_json()
    assert await redis.ttl(key) > 55


async def test_it_goes_with_the_session_and_is_not_written_again(redis: Redis, session_id: str) -> None:
    store = language_store(redis, ttl_s=60)
    await store.save(session_id, GERMAN)
    await redis.delete(*redis_keys.session_keys(session_id, 0))
    assert not await redis.exists(redis_keys.language(session_id)), "deleting a session deletes it"
    assert not await store.save(session_id, GERMAN)
    assert not await redis.exists(redis_keys.language(session_id))
