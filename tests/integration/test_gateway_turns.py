"""Turns through real gateways: once, whole, in order, whoever dies."""

import asyncio
import base64
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import pytest_asyncio
from redis.asyncio import Redis

from tests.fakes.running_gateway import (
    event_stream,
    gateway_process,
    gateway_settings,
    running_gateway,
    serving_gateway,
    whole_stream,
)
from tests.fakes.scripted_interview import ScriptedInterview, serving_interview
from tests.fakes.scripted_tts import ScriptedTts, audio_of, serving_tts
from xquizit_gateway.config import GatewaySettings
from xquizit_gateway.turns import speaker
from xquizit_gateway.turns.entry import Entry, Progress, TurnKey
from xquizit_gateway.turns.log import TurnLog
from xquizit_gateway.turns.writer import TurnWriter
from xquizit_kit import redis_keys
from xquizit_kit.errors import EngineFailed, InvalidInput, NotFound, Unavailable, WrongPhase, XquizitError
from xquizit_kit.redis_client import connect

SPOKEN_SECOND_BYTES = 48_000


@dataclass
class Stage:
    """The services behind the gateways of a test."""

    redis: Redis
    interview: ScriptedInterview
    tts: ScriptedTts
    settings: GatewaySettings

    async def session(self, *, started: bool = True) -> str:
        return await self.interview.begin(str(uuid.uuid4()), started=started)


@pytest_asyncio.fixture
async def stage(redis_url: str) -> AsyncIterator[Stage]:
    async with AsyncExitStack() as stack:
        redis = await stack.enter_async_context(connect(redis_url))
        interview, interview_address = await stack.enter_async_context(serving_interview(redis))
        tts, tts_address = await stack.enter_async_context(serving_tts(redis))
        settings = gateway_settings(redis_url, interview_address=interview_address, tts_address=tts_address)
        yield Stage(redis, interview, tts, settings)


@pytest.fixture
def turn_log(stage: Stage) -> TurnLog:
    return TurnLog(stage.redis, ttl_s=60)


@asynccontextmanager
async def two_gateways(stage: Stage) -> AsyncIterator[tuple[httpx.AsyncClient, httpx.AsyncClient]]:
    async with running_gateway(stage.settings) as first, running_gateway(stage.settings) as second:
        yield first, second


def answering(session_id: str, answer: str = "My answer.", **more: Any) -> dict[str, Any]:
    return {"json": {"session_id": session_id, "answer": answer, **more}}


def text_of(events: list[Any]) -> str:
    """The text a client shows: a restart drops what was there."""
    text = ""
    for event in events:
        if event.event == "restart":
            text = ""
        if event.event == "text_chunk":
            text += json.loads(event.data)["text"]
    return text


def pcm_of(events: list[Any]) -> bytes:
    """The audio a client plays."""
    pcm = b""
    for event in events:
        if event.event == "restart":
            pcm = b""
        if event.event == "audio_chunk":
            pcm += base64.b64decode(json.loads(event.data)["audio"])[44:]
    return pcm


def pieces_of(events: list[Any]) -> list[tuple[int, int, str]]:
    """What each audio event says it is."""
    audio = [json.loads(event.data) for event in events if event.event == "audio_chunk"]
    return [(data["index"], data["chunk_index"], data["text"]) for data in audio]


def data_of(events: list[Any], name: str) -> list[dict[str, Any]]:
    """What the events of that name tell."""
    return [json.loads(event.data) for event in events if event.event == name]


def ids_of(events: list[Any]) -> list[str]:
    return [event.id for event in events]


async def test_text_and_audio_come_in_order_with_consecutive_ids(stage: Stage) -> None:
    stage.interview.scripts[1] = [["One thing. ", "And ", "another?"]]
    async with running_gateway(stage.settings) as client:
        events = await whole_stream(client, "POST", "/stream-answer", **answering(await stage.session()))
    assert ids_of(events) == [f"1-{n}" for n in range(1, len(events) + 1)]
    assert text_of(events) == "One thing. And another?"
    assert pcm_of(events) == audio_of("One thing.") + audio_of(" And another?")
    assert events[-1].event == "done"
    assert json.loads(events[-1].data) == {
        "status": "complete",
        "voice": {"state": "spoken", "engines": ["script"]},
    }
    assert data_of(events, "metadata")[0]["turn"] == 1


async def test_text_does_not_wait_for_the_rest_of_the_reply_or_for_audio(stage: Stage) -> None:
    gate = asyncio.Event()
    stage.interview.scripts[1] = [["Early words ", gate, "and late ones?"]]
    async with running_gateway(stage.settings) as client:
        async with event_stream(client, "POST", "/stream-answer", **answering(await stage.session())) as reader:
            first = await reader.until("text_chunk")
            assert json.loads(first.data) == {"text": "Early words ", "chunk": 0}
            gate.set()
            await reader.until("done")


async def test_the_same_turn_sent_twice_runs_once_and_both_see_the_same(stage: Stage) -> None:
    gate = asyncio.Event()
    stage.interview.scripts[1] = [["Just ", gate, "once?"]]
    session_id = await stage.session()
    request = answering(session_id, turn=1)
    async with two_gateways(stage) as (first, second):
        async with event_stream(first, "POST", "/stream-answer", **request) as reader:
            by_get = {"params": {"session_id": session_id, "answer": " My answer. "}}
            async with (
                event_stream(first, "POST", "/stream-answer", **request) as same,
                event_stream(second, "POST", "/stream-answer", **request) as elsewhere,
                event_stream(second, "GET", "/stream-answer", **by_get) as without_turn,
            ):
                followers = (reader, same, elsewhere, without_turn)
                for follower in followers:
                    await follower.until("text_chunk")
                gate.set()
                events = [await follower.rest() for follower in followers]
                assert all(others == events[0] for others in events)
    assert stage.interview.calls == [(1, "My answer.")]


async def test_simultaneous_duplicates_on_two_gateways_run_once(stage: Stage) -> None:
    request = answering(await stage.session())
    async with two_gateways(stage) as clients:
        answers = await asyncio.gather(
            *(whole_stream(client, "POST", "/stream-answer", **request) for client in (*clients, *clients))
        )
    assert all(answer == answers[0] for answer in answers)
    assert len(stage.interview.calls) == 1


async def test_a_finished_turn_is_replayed_without_running_again(stage: Stage) -> None:
    request = answering(await stage.session(), turn=1)
    async with running_gateway(stage.settings) as client:
        first = await whole_stream(client, "POST", "/stream-answer", **request)
        assert await whole_stream(client, "POST", "/stream-answer", **request) == first
    assert len(stage.interview.calls) == 1


async def test_a_reconnect_goes_on_after_the_last_event_on_another_gateway(stage: Stage) -> None:
    gate = asyncio.Event()
    stage.interview.scripts[1] = [["A. ", "B. ", gate, "C?"]]
    session_id = await stage.session()
    async with two_gateways(stage) as (first, second):
        async with event_stream(first, "POST", "/stream-answer", **answering(session_id)) as reader:
            await reader.until("text_chunk")
            last = await reader.until("text_chunk")
            before = reader.seen
        request = {"params": {"session_id": session_id, "answer": "My answer."}, "headers": {"Last-Event-ID": last.id}}
        async with event_stream(second, "GET", "/stream-answer", **request) as reader:
            gate.set()
            after = await reader.rest()
    events = before + after
    assert ids_of(events) == [f"1-{n}" for n in range(1, len(events) + 1)]
    assert text_of(events) == "A. B. C?"
    assert pcm_of(events) == audio_of("A.") + audio_of(" B.") + audio_of(" C?")
    assert len(stage.interview.calls) == 1


async def test_the_stream_begins_with_an_id_so_that_a_browser_can_always_resume(stage: Stage) -> None:
    gate = asyncio.Event()
    stage.interview.scripts[1] = [[gate, "Late?"]]
    async with running_gateway(stage.settings) as client:
        async with client.stream("POST", "/stream-answer", **answering(await stage.session())) as response:
            assert response.headers["content-type"].startswith("text/event-stream")
            assert response.headers["x-accel-buffering"] == "no"
            lines = response.aiter_lines()
            assert await anext(lines) == "id: 1-0"
            assert (await anext(lines)).startswith("retry: ")
            gate.set()
            assert [line async for line in lines]


async def test_a_silent_stream_says_that_it_lives(stage: Stage) -> None:
    gate = asyncio.Event()
    stage.interview.scripts[1] = [[gate, "Late?"]]
    settings = stage.settings.model_copy(update={"heartbeat_s": 0.1})
    async with running_gateway(settings) as client:
        async with client.stream("POST", "/stream-answer", **answering(await stage.session())) as response:
            async for line in response.aiter_lines():
                if line.startswith(":"):
                    gate.set()
                    break
            else:
                pytest.fail("no heartbeat")


async def test_a_turn_goes_on_when_its_client_has_gone(stage: Stage) -> None:
    gate = asyncio.Event()
    stage.interview.scripts[1] = [["Going ", gate, "on?"]]
    session_id = await stage.session()
    async with running_gateway(stage.settings) as client:
        async with event_stream(client, "POST", "/stream-answer", **answering(session_id)) as reader:
            await reader.until("text_chunk")
        gate.set()
        whole = await client.post("/submit-answer", **answering(session_id, turn=1))
    assert whole.json()["next_question"] == "Going on?"
    assert len(stage.interview.calls) == 1


async def test_a_killed_gateway_is_taken_over_and_no_event_is_lost_or_doubled(stage: Stage) -> None:
    gate = asyncio.Event()
    stage.interview.scripts[1] = [["A. ", "B. ", gate], ["A. ", "B. ", "C?"]]
    session_id = await stage.session()
    async with gateway_process(stage.settings) as doomed, running_gateway(stage.settings) as survivor:
        async with event_stream(doomed.client, "POST", "/stream-answer", **answering(session_id)) as reader:
            last = await reader.until("audio_chunk")
            before = reader.seen
            await doomed.kill()
        request = {"params": {"session_id": session_id, "answer": "My answer."}, "headers": {"Last-Event-ID": last.id}}
        events = before + await whole_stream(survivor, "GET", "/stream-answer", **request)
        gate.set()
    assert ids_of(events) == [f"1-{n}" for n in range(1, len(events) + 1)]
    assert text_of(events) == "A. B. C?"
    assert pcm_of(events) == audio_of("A.") + audio_of(" B.") + audio_of(" C?")
    assert "restart" not in {event.event for event in events}
    assert len(stage.interview.calls) == 2


async def test_who_follows_a_turn_elsewhere_takes_it_over_when_its_driver_dies(stage: Stage) -> None:
    gate = asyncio.Event()
    stage.interview.scripts[1] = [["Half ", gate], ["Another wording?"]]
    session_id = await stage.session()
    async with gateway_process(stage.settings) as doomed, running_gateway(stage.settings) as survivor:
        async with event_stream(doomed.client, "POST", "/stream-answer", **answering(session_id, turn=1)) as reader:
            await reader.until("text_chunk")
            async with event_stream(survivor, "POST", "/stream-answer", **answering(session_id, turn=1)) as follower:
                await follower.until("text_chunk")
                await doomed.kill()
                events = await follower.rest()
    gate.set()
    assert ids_of(events) == [f"1-{n}" for n in range(1, len(events) + 1)]
    assert text_of(events) == "Another wording?"
    assert "restart" in {event.event for event in events}


async def test_a_driver_that_comes_back_after_its_turn_was_taken_over_writes_nothing(stage: Stage) -> None:
    gate = asyncio.Event()
    stage.interview.scripts[1] = [["Old ", gate, "words?"], ["New words?"]]
    session_id = await stage.session()
    async with two_gateways(stage) as (first, second):
        async with event_stream(first, "POST", "/stream-answer", **answering(session_id, turn=1)) as reader:
            await reader.until("text_chunk")
            # As if the first gateway had been frozen for longer than its lease: another takes the turn.
            await stage.redis.delete(redis_keys.turn_lease(session_id, 1))
            events = await whole_stream(second, "POST", "/stream-answer", **answering(session_id, turn=1))
            gate.set()
            assert await reader.rest() == events
        assert text_of(events) == "New words?"
        replay = await whole_stream(first, "POST", "/stream-answer", **answering(session_id, turn=1))
        assert replay == events


async def test_an_interview_service_that_dies_in_a_reply_makes_the_turn_restart(stage: Stage) -> None:
    broken = Unavailable("gone")
    stage.interview.scripts[1] = [["The first try ", broken], ["A new question?"]]
    async with running_gateway(stage.settings) as client:
        events = await whole_stream(client, "POST", "/stream-answer", **answering(await stage.session()))
    names = [event.event for event in events]
    assert names.count("restart") == 1
    assert names.index("text_chunk") < names.index("restart")
    assert text_of(events) == "A new question?"
    assert pcm_of(events) == audio_of("A new question?")
    assert names[-1] == "done"


async def test_a_reply_that_is_told_again_in_the_same_words_goes_on_without_a_restart(stage: Stage) -> None:
    stage.interview.scripts[1] = [["One. ", "Two ", Unavailable("gone")], ["One. Two ", "three?"]]
    async with running_gateway(stage.settings) as client:
        events = await whole_stream(client, "POST", "/stream-answer", **answering(await stage.session()))
    assert "restart" not in {event.event for event in events}
    assert text_of(events) == "One. Two three?"
    assert pcm_of(events) == audio_of("One.") + audio_of(" Two three?")


async def test_a_restart_by_the_interview_service_is_passed_on(stage: Stage) -> None:
    stage.interview.scripts[1] = [["Gibberish ", None, "A question?"]]
    async with running_gateway(stage.settings) as client:
        events = await whole_stream(client, "POST", "/stream-answer", **answering(await stage.session()))
    assert "restart" in {event.event for event in events}
    assert text_of(events) == "A question?"
    assert pcm_of(events) == audio_of("A question?")


async def test_an_interview_service_that_stays_away_ends_the_turn_in_a_retryable_error(stage: Stage) -> None:
    stage.interview.scripts[1] = [["Half ", Unavailable("gone")], [Unavailable("still gone")]]
    settings = stage.settings.model_copy(update={"turn_patience_s": 0.3})
    request = answering(await stage.session(), turn=1)
    async with running_gateway(settings) as client:
        events = await whole_stream(client, "POST", "/stream-answer", **request)
        error = json.loads(events[-1].data)
        assert events[-1].event == "error"
        assert error["retryable"] is True
        assert error["message"] == "still gone"

        stage.interview.scripts[1] = [["A whole question?"]]
        again = await whole_stream(client, "POST", "/stream-answer", **request)
    assert again[-1].event == "done"
    assert "error" not in {event.event for event in again}
    assert "restart" in {event.event for event in again}
    assert text_of(again) == "A whole question?"


async def test_without_tts_the_turn_is_text_and_says_so(stage: Stage) -> None:
    stage.tts.refusal = EngineFailed("no voice")
    async with running_gateway(stage.settings) as client:
        events = await whole_stream(client, "POST", "/stream-answer", **answering(await stage.session()))
    assert text_of(events) == "Question 1?"
    assert pcm_of(events) == b""
    assert events[-1].event == "done"
    assert json.loads(events[-1].data)["degraded"] == ["tts"]
    assert json.loads(events[-1].data)["voice"] == {"state": "silent", "engines": []}


async def test_a_piece_is_one_event(stage: Stage) -> None:
    stage.interview.scripts[1] = [["One. ", "Two. ", "Three?"]]
    async with running_gateway(stage.settings) as client:
        events = await whole_stream(client, "POST", "/stream-answer", **answering(await stage.session()))
    assert pieces_of(events) == [(0, 0, "One."), (1, 0, " Two."), (2, 0, " Three?")]


async def test_a_long_piece_is_cut_into_events_of_eight_seconds_at_most(stage: Stage) -> None:
    stage.interview.scripts[1] = [["One. ", "Two."]]
    stage.tts.sizes["Two."] = 20 * SPOKEN_SECOND_BYTES
    session_id = await stage.session()
    async with two_gateways(stage) as (first, second):
        events = await whole_stream(first, "POST", "/stream-answer", **answering(session_id, turn=1))
        replay = await whole_stream(second, "POST", "/stream-answer", **answering(session_id, turn=1))
    assert pieces_of(events) == [(0, 0, "One."), (1, 0, " Two."), (1, 1, " Two."), (1, 2, " Two.")]
    assert all(len(pcm_of([event])) <= 8 * SPOKEN_SECOND_BYTES for event in events)
    assert pcm_of(events) == audio_of("One.") + audio_of("Two.", size=20 * SPOKEN_SECOND_BYTES)
    assert replay == events


async def test_a_voice_that_breaks_resumes_at_the_next_piece_and_mixes_no_renderings(stage: Stage) -> None:
    stage.interview.scripts[1] = [["One. ", "Two. ", "Three?"]]
    stage.tts.redis = None
    stage.tts.renderings_differ = True
    stage.tts.fail_after_chunks = [3, 0]
    async with running_gateway(stage.settings) as client:
        events = await whole_stream(client, "POST", "/stream-answer", **answering(await stage.session()))
    spoken = [("One.", 1), ("Two.", 3), ("Three?", 3)]
    assert pcm_of(events) == b"".join(audio_of(sentence, rendering=n) for sentence, n in spoken)
    assert "degraded" not in json.loads(events[-1].data)
    assert stage.tts.streams == 3


@pytest.mark.parametrize("lost", ["memory", "memory and cache", "never cached"])
async def test_audio_is_there_for_a_replay_wherever_it_was_lost(stage: Stage, lost: str) -> None:
    session_id = await stage.session()
    if lost == "never cached":
        stage.tts.redis = None
    async with two_gateways(stage) as (first, second):
        await whole_stream(first, "POST", "/stream-answer", **answering(session_id, turn=1))
        if lost == "memory and cache":
            keys = [key async for key in stage.redis.scan_iter("xq:tts:*")]
            await stage.redis.delete(*keys)
        events = await whole_stream(second, "POST", "/stream-answer", **answering(session_id, turn=1))
    assert pcm_of(events) == audio_of("Question 1?")


async def test_a_log_that_expired_is_made_again_from_the_stored_reply(stage: Stage) -> None:
    session_id = await stage.session()
    async with running_gateway(stage.settings) as client:
        first = await whole_stream(client, "POST", "/stream-answer", **answering(session_id, turn=1))
        await stage.redis.delete(redis_keys.turn_events(session_id, 1))
        again = await whole_stream(client, "POST", "/stream-answer", **answering(session_id, turn=1))
    assert text_of(again) == text_of(first)
    assert len(stage.interview.calls) == 2


async def test_starting_twice_asks_the_same_first_question(stage: Stage) -> None:
    session_id = await stage.session(started=False)
    async with two_gateways(stage) as (first, second):
        asked = await first.post("/start-interview", json={"session_id": session_id})
        again = await second.post("/start-interview", json={"session_id": session_id})
        streamed = await whole_stream(
            second, "POST", "/start-interview", json={"session_id": session_id}, headers={"Accept": "text/event-stream"}
        )
    assert asked.status_code == 200
    assert asked.json()["first_question"] == "Question 0?"
    assert base64.b64decode(asked.json()["audio_chunks"][0])[:4] == b"RIFF"
    assert {**asked.json(), "start_time": None} == {**again.json(), "start_time": None}
    assert text_of(streamed) == "Question 0?"
    assert stage.interview.calls == [(0, "")]


async def test_deletion_during_a_turn_stops_it_and_leaves_nothing(stage: Stage) -> None:
    gate = asyncio.Event()
    stage.interview.scripts[1] = [["Said. ", gate, "unsaid?"]]
    session_id = await stage.session()
    async with two_gateways(stage) as (first, second):
        async with event_stream(first, "POST", "/stream-answer", **answering(session_id, turn=1)) as reader:
            await reader.until("audio_chunk")
            assert (await second.delete(f"/session/{session_id}")).status_code == 204
            gate.set()
            events = await reader.rest()
        assert events[-1].event == "error"
        assert json.loads(events[-1].data)["code"] == "session_not_found"
        assert (await first.delete(f"/session/{session_id}")).status_code == 404
        gone = await first.post("/stream-answer", **answering(session_id, turn=1))
        assert gone.status_code == 404
        assert gone.json()["error"] == "session_not_found"
    assert [key async for key in stage.redis.scan_iter(f"*{session_id}*")] == []


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (WrongPhase("Another turn is due.", reason="wrong_turn"), 409),
        (InvalidInput("Too long."), 422),
        (Unavailable("Away."), 503),
    ],
)
async def test_a_refusal_before_anything_is_accepted_is_a_status(stage: Stage, refusal: Any, status: int) -> None:
    stage.interview.scripts[1] = [[refusal]]
    session_id = await stage.session()
    async with running_gateway(stage.settings) as client:
        answers = await asyncio.gather(
            *(client.post("/stream-answer", **answering(session_id, turn=1)) for _ in range(3))
        )
    for answer in answers:
        assert answer.status_code == status
        assert set(answer.json()) == {"error", "detail"}
        assert ("retry-after" in answer.headers) == (status == 503)
    assert await stage.redis.exists(redis_keys.turn_events(session_id, 1)) == 0
    assert await stage.redis.exists(redis_keys.turn_lease(session_id, 1)) == 0


@pytest.mark.parametrize("turn", [2, 7])
async def test_a_turn_that_is_not_due_is_refused(stage: Stage, turn: int) -> None:
    async with running_gateway(stage.settings) as client:
        answer = await client.post("/stream-answer", **answering(await stage.session(), turn=turn))
    assert answer.status_code == 409
    assert answer.json()["error"] == "wrong_turn"


async def test_phases_are_respected(stage: Stage) -> None:
    stage.interview.concludes_at = 1
    async with running_gateway(stage.settings) as client:
        early = await client.post("/submit-answer", **answering(await stage.session(started=False)))
        assert (early.status_code, early.json()["error"]) == (409, "not_started")
        session_id = await stage.session()
        last = await client.post("/submit-answer", **answering(session_id))
        assert last.json()["is_concluded"] is True
        assert last.json()["next_question"] is None
        assert last.json()["conclusion_message"] == "Question 1?"
        late = await client.post("/submit-answer", **answering(session_id))
        assert (late.status_code, late.json()["error"]) == (409, "concluded")
        replay = await client.post("/submit-answer", **answering(session_id, turn=1))
        assert replay.json() == last.json()


async def test_draining_ends_streams_with_a_retry_hint_and_hands_the_turn_over(stage: Stage) -> None:
    gate = asyncio.Event()
    stage.interview.scripts[1] = [["Half. ", gate], ["Half. ", "Whole?"]]
    session_id = await stage.session()
    settings = stage.settings.model_copy(update={"drain_grace_s": 1.0})
    async with running_gateway(stage.settings) as other:
        async with serving_gateway(settings) as (server, client):
            async with event_stream(client, "POST", "/stream-answer", **answering(session_id, turn=1)) as reader:
                last = await reader.until("audio_chunk")
                server.should_exit = True
                before = await reader.rest()
        assert before[-1].event != "error"
        request = {"params": {"session_id": session_id}, "headers": {"Last-Event-ID": before[-1].id}}
        events = before + await whole_stream(other, "GET", "/stream-answer", **request)
    assert last in events
    assert ids_of(events) == [f"1-{n}" for n in range(1, len(events) + 1)]
    assert text_of(events) == "Half. Whole?"
    assert stage.interview.running == 0


async def test_a_turn_survives_redis_going_away_for_a_moment(stage: Stage, redis_server: Any) -> None:
    """The log goes on when Redis is back; while it is away nothing is acknowledged."""
    async with AsyncExitStack() as stack:
        redis = await stack.enter_async_context(connect(redis_server.url))
        stage.interview.redis = redis
        session_id = await stage.session()
        settings = stage.settings.model_copy(update={"redis_url": redis_server.url})
        async with running_gateway(settings) as client:
            redis_server.stop()
            refused = await client.post("/stream-answer", **answering(session_id, turn=1))
            assert refused.status_code == 503
            assert refused.headers["retry-after"]
            redis_server.start()
            await redis.set(redis_keys.state(session_id), "{}")
            events = await whole_stream(client, "POST", "/stream-answer", **answering(session_id, turn=1))
        assert events[-1].event == "done"


async def test_a_restart_while_the_voice_speaks_ends_that_voice_whatever_it_waits_for(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = TurnLog.append

    async def slow(self: TurnLog, *args: Any) -> bool:
        is_written = await append(self, *args)
        await asyncio.sleep(0.05)
        return is_written

    monkeypatch.setattr(TurnLog, "append", slow)
    stage.interview.scripts[1] = [["One. ", "Two. ", "Three. ", None, "New words?"]]
    sessions = [await stage.session() for _ in range(8)]
    async with running_gateway(stage.settings) as client, asyncio.timeout(15):
        turns = await asyncio.gather(
            *(whole_stream(client, "POST", "/stream-answer", **answering(session_id)) for session_id in sessions)
        )
    for events in turns:
        assert ids_of(events) == [f"1-{n}" for n in range(1, len(events) + 1)]
        assert [event.event for event in events].count("restart") == 1
        assert text_of(events) == "New words?"
        assert pcm_of(events) == audio_of("New words?")
        assert events[-1].event == "done"
        assert len(data_of(events, "metadata")) == 1


async def test_a_cancelled_append_that_reached_redis_counts(
    stage: Stage, turn_log: TurnLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, fence = TurnKey(await stage.session(), 1), 1
    await stage.redis.set(redis_keys.turn_fence(key.session_id, 1), fence)
    append, is_there, go_on = TurnLog.append, asyncio.Event(), asyncio.Event()

    async def held(self: TurnLog, *args: Any) -> bool:
        is_written = await append(self, *args)
        is_there.set()
        await go_on.wait()
        return is_written

    monkeypatch.setattr(TurnLog, "append", held)
    writer = TurnWriter(turn_log, key, fence, Progress(), patience_s=1)
    writing = asyncio.create_task(writer.append("text_chunk", {"text": "A", "chunk": 0}))
    await is_there.wait()
    writing.cancel()
    go_on.set()
    await asyncio.wait({writing})
    assert writing.cancelled()
    await writer.append("restart", {})
    assert [(entry.n, entry.event) for entry in await turn_log.read(key)] == [(0, "text_chunk"), (1, "restart")]
    assert writer.progress.position == 1


async def test_an_entry_is_never_taken_for_another_under_its_id(stage: Stage, turn_log: TurnLog) -> None:
    key, fence = TurnKey(await stage.session(), 1), 1
    await stage.redis.set(redis_keys.turn_fence(key.session_id, 1), fence)
    behind = Progress()
    first = Entry(0, "text_chunk", {"text": "A", "chunk": 0})
    assert await turn_log.append(key, fence, [first])
    assert await turn_log.append(key, fence, [first]), "a repeat changes nothing"
    assert not await turn_log.append(key, fence, [Entry(0, "restart", {})])
    await TurnWriter(turn_log, key, fence, behind, patience_s=1).append("restart", {})
    assert [(entry.n, entry.event) for entry in await turn_log.read(key)] == [(0, "text_chunk"), (1, "restart")]
    assert behind == Progress.of(await turn_log.read(key))


async def test_a_whole_turn_without_metadata_is_an_error_and_not_made_up(stage: Stage) -> None:
    session_id = await stage.session()
    async with running_gateway(stage.settings) as client:
        assert (await client.post("/submit-answer", **answering(session_id, turn=1))).status_code == 200
        events = redis_keys.turn_events(session_id, 1)
        (metadata_id,) = [name for name, fields in await stage.redis.xrange(events) if fields[b"e"] == b"metadata"]
        await stage.redis.xdel(events, metadata_id)
        broken = await client.post("/submit-answer", **answering(session_id, turn=1))
    assert (broken.status_code, broken.json()["error"]) == (500, "incomplete_turn")


@pytest.mark.parametrize("n", ["the last", 99_999])
async def test_nothing_behind_the_end_of_a_turn_is_204_so_that_a_browser_stops(stage: Stage, n: Any) -> None:
    session_id = await stage.session()
    async with running_gateway(stage.settings) as client, asyncio.timeout(10):
        events = await whole_stream(client, "POST", "/stream-answer", **answering(session_id))
        last_id = events[-1].id if n == "the last" else f"1-{n}"
        params = {"session_id": session_id, "answer": "My answer."}
        ended = await client.get("/stream-answer", params=params, headers={"Last-Event-ID": last_id})
        before_id = f"1-{len(events) - 1}"
        rest = await whole_stream(client, "GET", "/stream-answer", params=params, headers={"Last-Event-ID": before_id})
    assert (ended.status_code, ended.content) == (204, b"")
    assert rest == events[-1:]


async def test_an_event_id_that_no_event_had_does_not_outlive_the_turn(stage: Stage) -> None:
    gate = asyncio.Event()
    stage.interview.scripts[1] = [["Half ", gate, "done?"]]
    session_id = await stage.session()
    async with two_gateways(stage) as (first, second), asyncio.timeout(10):
        async with event_stream(first, "POST", "/stream-answer", **answering(session_id)) as reader:
            await reader.until("text_chunk")
            request = {"params": {"session_id": session_id}, "headers": {"Last-Event-ID": "1-99999"}}
            async with event_stream(second, "GET", "/stream-answer", **request) as stray:
                gate.set()
                assert await stray.rest() == []


@pytest.mark.parametrize("last_id", ["9" * 24 + "-1", "1-" + "9" * 5000])
async def test_event_ids_of_absurd_length_are_ignored(stage: Stage, last_id: str) -> None:
    request = answering(await stage.session(), turn=1)
    async with running_gateway(stage.settings) as client:
        events = await whole_stream(client, "POST", "/stream-answer", headers={"Last-Event-ID": last_id}, **request)
    assert events[-1].event == "done"


@pytest.mark.parametrize("turn", [1, None])
async def test_another_answer_while_a_reply_is_made_is_refused_everywhere(stage: Stage, turn: int | None) -> None:
    gate = asyncio.Event()
    stage.interview.scripts[1] = [["Just ", gate, "once?"]]
    session_id = await stage.session()
    async with two_gateways(stage) as (first, second):
        async with event_stream(first, "POST", "/stream-answer", **answering(session_id, turn=turn)) as reader:
            await reader.until("text_chunk")
            for client in (first, second):
                for path in ("/stream-answer", "/submit-answer"):
                    other = await client.post(path, **answering(session_id, "Another.", turn=turn))
                    assert (other.status_code, other.json()["error"]) == (409, "answer_differs")
            gate.set()
            assert text_of(await reader.rest()) == "Just once?"
    assert stage.interview.calls == [(1, "My answer.")]


@pytest.mark.parametrize("lost", ["nothing", "the log"])
async def test_another_answer_for_an_earlier_turn_is_refused_and_the_same_one_replayed(stage: Stage, lost: str) -> None:
    session_id = await stage.session()
    async with two_gateways(stage) as (first, second):
        events = await whole_stream(first, "POST", "/stream-answer", **answering(session_id, turn=1))
        await whole_stream(first, "POST", "/stream-answer", **answering(session_id, "Second.", turn=2))
        if lost == "the log":
            await stage.redis.delete(redis_keys.turn_events(session_id, 1))
        for client in (first, second):
            other = await client.post("/stream-answer", **answering(session_id, "Another.", turn=1))
            assert (other.status_code, other.json()["error"]) == (409, "answer_differs")
        replay = await whole_stream(second, "POST", "/stream-answer", **answering(session_id, " My answer. ", turn=1))
        assert text_of(replay) == text_of(events)


@pytest.mark.parametrize("elsewhere", [False, True])
async def test_of_two_different_answers_at_once_one_counts_and_the_other_is_refused(
    stage: Stage, elsewhere: bool
) -> None:
    session_id = await stage.session()
    async with two_gateways(stage) as (first, second):
        one, other = await asyncio.gather(
            first.post("/submit-answer", **answering(session_id, "One.", turn=1)),
            (second if elsewhere else first).post("/submit-answer", **answering(session_id, "Other.", turn=1)),
        )
    assert sorted([one.status_code, other.status_code]) == [200, 409]
    refused = one if one.status_code == 409 else other
    assert refused.json()["error"] == "answer_differs"
    assert len(stage.interview.calls) == 1


async def test_a_reconnect_needs_no_interview_service_to_read_a_finished_turn(stage: Stage) -> None:
    session_id = await stage.session()
    async with running_gateway(stage.settings) as client:
        events = await whole_stream(client, "POST", "/stream-answer", **answering(session_id))
        stage.interview.refusal = Unavailable("Away.")
        request = {"params": {"session_id": session_id, "answer": "My answer."}, "headers": {"Last-Event-ID": "1-1"}}
        assert await whole_stream(client, "GET", "/stream-answer", **request) == events[1:]


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (NotFound("It is gone."), 404, "session_not_found"),
        (XquizitError("A mistake."), 500, "internal"),
        (WrongPhase("Over.", reason="concluded"), 409, "concluded"),
        (EngineFailed("Broke."), 503, "engine_failed"),
    ],
)
async def test_a_whole_turn_that_ends_in_an_error_has_its_status(
    stage: Stage, error: XquizitError, status: int, code: str
) -> None:
    stage.interview.scripts[1] = [["Half ", error]]
    settings = stage.settings.model_copy(update={"turn_patience_s": 0.1})
    session_id = await stage.session()
    async with running_gateway(settings) as client:
        whole = await client.post("/submit-answer", **answering(session_id, turn=1))
        streamed = await whole_stream(client, "POST", "/stream-answer", **answering(session_id, turn=1))
    assert (whole.status_code, whole.json()["error"]) == (status, code)
    assert ("retry-after" in whole.headers) == (status == 503)
    assert set(json.loads(streamed[-1].data)) == {"type", "code", "message", "retryable"}


async def test_a_voice_that_is_frozen_from_the_start_does_not_hold_the_turn_up(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speaker, "FIRST_AUDIO_S", 0.1)
    stage.tts.thawed.clear()
    settings = stage.settings.model_copy(update={"voice_stall_s": 120.0})
    async with running_gateway(settings) as client, asyncio.timeout(20):
        events = await whole_stream(client, "POST", "/stream-answer", **answering(await stage.session()))
    assert text_of(events) == "Question 1?"
    assert events[-1].event == "done"
    assert json.loads(events[-1].data)["degraded"] == ["tts"]
    assert json.loads(events[-1].data)["voice"] == {"state": "silent", "engines": []}
