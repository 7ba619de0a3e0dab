"""How candidates pause, kept in a real Redis."""

import uuid
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from tests.fakes.lossy_redis import LossyRedis
from tests.fakes.redis_process import RedisProcess
from xquizit_kit import redis_keys
from xquizit_kit.errors import Unavailable
from xquizit_kit.redis_client import connect
from xquizit_transcription.session_store import SessionStore, pause_store
from xquizit_transcription.turn_taking.pauses import PauseModel

LEARNED = PauseModel().learned(1.2).learned(0.8).judged(too_soon=True)


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    async with connect(redis_url) as client:
        yield client


@pytest.fixture
async def session_id(redis: Redis) -> str:
    session_id = str(uuid.uuid4())
    await redis.set(redis_keys.state(session_id), b"{}", ex=60)
    return session_id


@pytest.fixture
def store(redis: Redis) -> SessionStore[PauseModel]:
    return pause_store(redis, ttl_s=60)


async def test_what_was_learned_is_there_for_the_next_answer(store: SessionStore[PauseModel], session_id: str) -> None:
    assert await store.load(session_id) == PauseModel()
    assert await store.save(session_id, LEARNED)
    again = await store.load(session_id)
    assert again.pauses == 2
    assert again.usual_wait_s == pytest.approx(LEARNED.usual_wait_s, rel=0.001)


async def test_the_last_writer_wins(store: SessionStore[PauseModel], session_id: str) -> None:
    await store.save(session_id, LEARNED)
    await store.save(session_id, LEARNED.learned(0.5))
    assert (await store.load(session_id)).pauses == 3


async def test_it_lives_as_long_as_the_session_and_every_use_counts(
    store: SessionStore[PauseModel], redis: Redis, session_id: str
) -> None:
    key = redis_keys.pauses(session_id)
    await store.save(session_id, LEARNED)
    assert 55 <= await redis.ttl(key) <= 60
    await redis.expire(key, 5)
    await store.load(session_id)
    assert await redis.ttl(key) > 55


async def test_nothing_is_stored_for_a_session_that_is_gone(
    store: SessionStore[PauseModel], redis: Redis, session_id: str
) -> None:
    await store.save(session_id, LEARNED)
    await redis.delete(*redis_keys.session_keys(session_id, 0))
    assert not await redis.exists(redis_keys.pauses(session_id)), "deleting a session deletes it"
    assert not await store.save(session_id, LEARNED)
    assert not await redis.exists(redis_keys.pauses(session_id))
    assert await store.load(session_id) == PauseModel()


@pytest.mark.parametrize("stored", [b"", b"{", b"[1,2]", b"\xff", b'{"log_mean":null}'])
async def test_what_cannot_be_read_is_a_typical_speaker(
    store: SessionStore[PauseModel], redis: Redis, session_id: str, stored: bytes
) -> None:
    await redis.set(redis_keys.pauses(session_id), stored, ex=60)
    assert await store.load(session_id) == PauseModel()


async def test_a_save_whose_answer_was_lost_is_repeated(redis_url: str, session_id: str) -> None:
    async with LossyRedis().to(redis_url) as lossy, connect(lossy.url) as client:
        store = pause_store(client, ttl_s=60)
        await store.save(session_id, PauseModel())
        lossy.lose_answer_to("EVALSHA")
        assert await store.save(session_id, LEARNED)
        assert lossy.losses == 1
        assert (await store.load(session_id)).pauses == 2


async def test_a_redis_that_is_away_is_said_so(redis_server: RedisProcess) -> None:
    async with connect(redis_server.url) as client:
        store = pause_store(client, ttl_s=60)
        redis_server.stop()
        with pytest.raises(Unavailable):
            await store.load("gone")
        with pytest.raises(Unavailable):
            await store.save("gone", LEARNED)
