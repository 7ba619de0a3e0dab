"""What is done twice because the first answer was lost is done once: real scripts, real Redis, a connection cut."""

import uuid
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from tests.fakes.lossy_redis import LossyRedis
from tests.unit.interview.material import NURSE
from xquizit_gateway.turns.entry import Entry, TurnKey
from xquizit_gateway.turns.heard import Playback
from xquizit_gateway.turns.lease import TurnLease
from xquizit_gateway.turns.log import TurnLog
from xquizit_gateway.turns.playbacks import Playbacks
from xquizit_interview.engines.embedded import EmbeddedEngine
from xquizit_interview.interviewer import Interviewer
from xquizit_interview.server import interviewing
from xquizit_interview.state_store import StaleVersion, StateStore
from xquizit_kit import redis_keys
from xquizit_kit.errors import NotFound
from xquizit_kit.redis_client import connect
from xquizit_transcription.answer import Final
from xquizit_transcription.answer_store import AnswerStore


@pytest.fixture
async def lossy(redis_url: str) -> AsyncIterator[LossyRedis]:
    async with LossyRedis().to(redis_url) as lossy:
        yield lossy


@pytest.fixture
async def redis(lossy: LossyRedis) -> AsyncIterator[Redis]:
    async with connect(lossy.url) as client:
        yield client


@pytest.fixture
async def session_id(redis: Redis) -> str:
    session_id = str(uuid.uuid4())
    await redis.set(redis_keys.state(session_id), b"{}", ex=60)
    return session_id


def final(start: int, end: int) -> Final:
    return Final(f"{start} to {end}", start, end, 0.5, ())


async def test_a_final_is_stored_once(lossy: LossyRedis, redis: Redis, session_id: str) -> None:
    store = AnswerStore(redis, ttl_s=60)
    answer = await store.open(session_id, 1, 0)
    lossy.lose_answer_to("EVALSHA")
    await answer.commit(16_000, final(0, 15_000))
    assert lossy.losses == 1
    await answer.commit(32_000, final(16_000, 31_000))
    stored = (await store.open(session_id, 1, 32_000)).record
    assert (stored.samples, stored.finals) == (32_000, (final(0, 15_000), final(16_000, 31_000)))


async def test_the_winner_of_a_turn_hears_that_it_has_won(lossy: LossyRedis, redis: Redis, session_id: str) -> None:
    lease, key = TurnLease(redis, lease_ttl_s=30, fence_ttl_s=60), TurnKey(session_id, 1)
    lossy.lose_answer_to("EVALSHA")
    fence = await lease.take(key)
    assert lossy.losses == 1
    assert fence == 1
    assert await lease.take(key) is None, "nobody else, and not we ourselves a second time"
    assert await lease.renew(key, fence)
    lossy.lose_answer_to("EVALSHA")
    await lease.release(key, fence)
    assert not await lease.is_held(key)
    assert await lease.take(key) == 2
    assert not await lease.renew(key, fence)


async def test_an_acknowledgement_is_kept_though_its_answer_was_lost(
    lossy: LossyRedis, redis: Redis, session_id: str
) -> None:
    key = TurnKey(session_id, 1)
    await redis.set(redis_keys.turn_fence(session_id, 1), 1, ex=60)
    assert await TurnLog(redis, ttl_s=60).append(key, 1, [Entry(0, "accepted", {})])
    playbacks = Playbacks(redis, ttl_s=60)
    lossy.lose_answer_to("EVALSHA")
    await playbacks.heard(key, 1, 200, "stopped")
    assert lossy.losses == 1
    assert await playbacks.read(key) == Playback(1, 200, "stopped")
    assert await redis.xlen(redis_keys.turn_playback(session_id, 1)) == 1


@pytest.fixture
async def interviewer(redis: Redis) -> AsyncIterator[Interviewer]:
    async with interviewing(EmbeddedEngine(reason="test"), redis, ttl_s=60) as ready:
        yield ready


async def test_a_write_that_was_stored_is_no_conflict(
    lossy: LossyRedis, redis: Redis, interviewer: Interviewer
) -> None:
    interview = (await interviewer.create(NURSE)).interview
    store = StateStore(redis, ttl_s=60)
    newer = interview.model_copy(update={"version": interview.version + 1})
    lossy.lose_answer_to("EVALSHA")
    await store.replace(newer)
    assert lossy.losses == 1
    with pytest.raises(StaleVersion):
        await store.replace(newer.model_copy(update={"fallbacks": ("somebody else's",)}))
    assert await store.load(interview.session_id) == newer


async def test_an_erasure_that_was_done_is_not_an_unknown_interview(
    lossy: LossyRedis, redis: Redis, interviewer: Interviewer
) -> None:
    session_id = (await interviewer.create(NURSE)).interview.session_id
    lossy.lose_answer_to("DEL")
    await interviewer.delete(session_id)
    assert lossy.losses == 1
    assert not await redis.exists(redis_keys.state(session_id))
    with pytest.raises(NotFound):
        await interviewer.delete(session_id)
