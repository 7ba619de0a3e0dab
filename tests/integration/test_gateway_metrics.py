"""What real gateways count of replies: each once, by who worded it, and all that was mended in it."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import pytest_asyncio
from prometheus_client.parser import text_string_to_metric_families
from redis.asyncio import Redis

from tests.fakes.running_gateway import event_stream, gateway_settings, running_gateway, whole_stream
from tests.fakes.scripted_interview import ScriptedInterview, serving_interview
from xquizit_gateway.config import GatewaySettings
from xquizit_gateway.turns.entry import Entry, TurnKey
from xquizit_gateway.turns.log import TurnLog
from xquizit_kit import redis_keys
from xquizit_kit.errors import InvalidInput, Unavailable
from xquizit_kit.redis_client import connect


@dataclass
class Stage:
    """The interview service behind the gateways of a test."""

    redis: Redis
    interview: ScriptedInterview
    settings: GatewaySettings

    async def session(self, *, started: bool = True) -> str:
        return await self.interview.begin(str(uuid.uuid4()), started=started)


@pytest_asyncio.fixture
async def stage(redis_url: str) -> AsyncIterator[Stage]:
    async with AsyncExitStack() as stack:
        redis = await stack.enter_async_context(connect(redis_url))
        interview, address = await stack.enter_async_context(serving_interview(redis))
        interview.engine, interview.mended = "gemini", ["two_questions"]
        yield Stage(redis, interview, gateway_settings(redis_url, interview_address=address))


def answering(session_id: str, turn: int = 1) -> dict[str, Any]:
    return {"json": {"session_id": session_id, "answer": "I led it.", "turn": turn}}


async def counted(client: httpx.AsyncClient) -> dict[str, float]:
    """The counters of replies by their label."""
    text = (await client.get("/metrics")).text
    return {
        next(iter(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        if family.name in ("xquizit_replies", "xquizit_reply_mended")
        for sample in family.samples
        if sample.name.endswith("_total")
    }


async def test_every_reply_counts_once_whoever_asks_for_it_again(stage: Stage) -> None:
    session_id = await stage.session(started=False)
    async with running_gateway(stage.settings) as client:
        for _ in range(2):
            await client.post("/start-interview", json={"session_id": session_id})
        assert await counted(client) == {"gemini": 1, "two_questions": 1}
        gate = asyncio.Event()
        stage.interview.scripts[1] = [["Half ", gate, "and half?"]]
        async with event_stream(client, "POST", "/stream-answer", **answering(session_id)) as reader:
            async with event_stream(client, "POST", "/stream-answer", **answering(session_id)) as follower:
                await follower.until("text_chunk")
                gate.set()
                await follower.rest()
            await reader.rest()
        await whole_stream(client, "POST", "/stream-answer", **answering(session_id))
        assert await counted(client) == {"gemini": 2, "two_questions": 2}
        stage.interview.engine, stage.interview.mended = "embedded", ["gemini_timeout", "two_questions"]
        await whole_stream(client, "POST", "/stream-answer", **answering(session_id, 2))
        assert await counted(client) == {"gemini": 2, "embedded": 1, "two_questions": 3, "gemini_timeout": 1}


async def test_a_replay_is_not_counted(stage: Stage) -> None:
    session_id = await stage.session()
    async with running_gateway(stage.settings) as client:
        await whole_stream(client, "POST", "/stream-answer", **answering(session_id))
    await stage.redis.delete(redis_keys.turn_events(session_id, 1))
    async with running_gateway(stage.settings) as client:
        events = await whole_stream(client, "POST", "/stream-answer", **answering(session_id))
        assert events[-1].event == "done"
        assert await counted(client) == {}
    assert len(stage.interview.calls) == 2


async def test_a_reply_that_breaks_off_counts_once_it_is_whole(stage: Stage) -> None:
    stage.interview.scripts[1] = [["Half ", Unavailable("gone")], ["A whole question?"]]
    async with running_gateway(stage.settings) as client:
        await whole_stream(client, "POST", "/stream-answer", **answering(await stage.session()))
        assert await counted(client) == {"gemini": 1, "two_questions": 1}


async def test_who_takes_an_unfinished_turn_over_counts_its_reply_though_it_was_made_before(stage: Stage) -> None:
    session_id = await stage.session()
    session = stage.interview.sessions[session_id]
    session.turn, session.answers[1], session.replies[1] = 1, "I led it.", "Question 1?"
    await stage.redis.set(redis_keys.turn_fence(session_id, 1), 1)
    assert await TurnLog(stage.redis, ttl_s=60).append(TurnKey(session_id, 1), 1, [Entry(0, "accepted", {})])
    async with running_gateway(stage.settings) as client:
        await whole_stream(client, "POST", "/stream-answer", **answering(session_id))
        assert await counted(client) == {"gemini": 1, "two_questions": 1}


@pytest.mark.parametrize("refusal", [InvalidInput("No."), Unavailable("Away.")])
async def test_a_turn_without_a_reply_counts_none(stage: Stage, refusal: Exception) -> None:
    session_id = await stage.session()
    stage.interview.scripts[1] = [[refusal]]  # type: ignore[list-item]
    async with running_gateway(stage.settings) as client:
        assert (await client.post("/stream-answer", **answering(session_id))).status_code in (422, 503)
        assert await counted(client) == {}


async def test_no_text_gets_into_a_label(stage: Stage) -> None:
    stage.interview.engine, stage.interview.mended = "", ["She said: I led it."]
    async with running_gateway(stage.settings) as client:
        events = await whole_stream(client, "POST", "/stream-answer", **answering(await stage.session()))
        assert json.loads(events[-1].data)["status"] == "complete"
        metrics = (await client.get("/metrics")).text
    assert 'xquizit_replies_total{engine="other"} 1.0' in metrics
    assert 'xquizit_reply_mended_total{what="other"} 1.0' in metrics
    assert "She said" not in metrics
