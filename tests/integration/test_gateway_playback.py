"""Breaking in, and what was heard: through real gateways, real Redis, and services that do as the test wrote."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import permutations
from typing import Any, cast

import httpx
import pytest
import pytest_asyncio
from redis.asyncio import Redis

from tests.fakes.running_gateway import (
    EventReader,
    event_stream,
    gateway_process,
    gateway_settings,
    running_gateway,
    serving_gateway,
    whole_stream,
)
from tests.fakes.scripted_interview import ScriptedInterview, serving_interview
from tests.fakes.scripted_tts import PIECE_BYTES, ScriptedTts, serving_tts, words_of
from xquizit_gateway.config import GatewaySettings
from xquizit_gateway.turns.entry import Entry, TurnKey
from xquizit_gateway.turns.heard import Playback
from xquizit_gateway.turns.log import TurnLog
from xquizit_gateway.turns.playbacks import Playbacks
from xquizit_kit import redis_keys
from xquizit_kit.errors import EngineFailed, NotFound, WrongPhase
from xquizit_kit.redis_client import connect

SECOND_BYTES = 48_000
REPLY = ["One is said. ", "Two is long. ", "Three is not wanted?"]


@dataclass
class Stage:
    """The services behind the gateways of a test."""

    redis: Redis
    interview: ScriptedInterview
    tts: ScriptedTts
    settings: GatewaySettings

    async def session(self) -> str:
        return await self.interview.begin(str(uuid.uuid4()))

    def hold_last_sentence(self) -> asyncio.Event:
        """The reply of turn 1 is text at once; its last sentence is spoken when the gate is opened."""
        self.interview.scripts[1] = [REPLY]
        gate = self.tts.gates[REPLY[-1]] = asyncio.Event()
        return gate

    def speak_slowly(self) -> None:
        """The reply of turn 1 is made at once; each of its sentences is due long after the test has ended."""
        self.interview.scripts[1] = [REPLY]
        self.settings = self.settings.model_copy(update={"audio_ahead_s": 0.2})
        for sentence in REPLY:
            self.tts.sizes[sentence.strip()] = 14 * SECOND_BYTES

    async def all_speech_ended(self) -> None:
        async with asyncio.timeout(10):
            while self.tts.running:  # noqa: ASYNC110 - the fake has no event for it
                await asyncio.sleep(0.01)


@pytest_asyncio.fixture
async def stage(redis_url: str) -> AsyncIterator[Stage]:
    async with AsyncExitStack() as stack:
        redis = await stack.enter_async_context(connect(redis_url))
        interview, interview_address = await stack.enter_async_context(serving_interview(redis))
        tts, tts_address = await stack.enter_async_context(serving_tts(redis))
        settings = gateway_settings(redis_url, interview_address=interview_address, tts_address=tts_address)
        yield Stage(redis, interview, tts, settings)


@asynccontextmanager
async def two_gateways(stage: Stage) -> AsyncIterator[tuple[httpx.AsyncClient, httpx.AsyncClient]]:
    async with running_gateway(stage.settings) as first, running_gateway(stage.settings) as second:
        yield first, second


def answering(session_id: str, turn: int = 1) -> dict[str, Any]:
    return {"json": {"session_id": session_id, "answer": f"Answer {turn}.", "turn": turn}}


async def acknowledge(
    client: httpx.AsyncClient, session_id: str, index: int, played_ms: int, state: str = "playing", turn: int = 1
) -> httpx.Response:
    body = {"session_id": session_id, "turn": turn, "index": index, "played_ms": played_ms, "state": state}
    return await client.post("/playback", json=body)


async def told(client: httpx.AsyncClient, session_id: str, turn: int = 1) -> dict[str, Any]:
    """The interviewer's line of a turn, in the transcript."""
    entries = (await client.get(f"/transcript/{session_id}")).json()["entries"]
    [line] = [entry for entry in entries if entry["turn"] == turn and entry["speaker"] == "interviewer"]
    return line


async def audio_until(reader: EventReader, index: int) -> None:
    while json.loads((await reader.until("audio_chunk")).data)["index"] < index:
        pass


async def text_complete(reader: EventReader) -> None:
    if "metadata" not in {event.event for event in reader.seen}:
        await reader.until("metadata")


def sentences(events: list[Any]) -> list[str]:
    """What was spoken, once for each piece."""
    audio = [json.loads(event.data) for event in events if event.event == "audio_chunk"]
    return [data["text"].strip() for data in audio if data["chunk_index"] == 0]


def text_of(events: list[Any]) -> str:
    return "".join(json.loads(event.data)["text"] for event in events if event.event == "text_chunk")


def voice_of(events: list[Any]) -> dict[str, Any]:
    assert events[-1].event == "done"
    return json.loads(events[-1].data)["voice"]


async def test_breaking_in_stops_the_voice_at_once_on_whatever_gateway(stage: Stage) -> None:
    stage.hold_last_sentence()
    session_id = await stage.session()
    async with two_gateways(stage) as (first, second):
        async with event_stream(first, "POST", "/stream-answer", **answering(session_id)) as reader:
            await audio_until(reader, 1)
            assert stage.tts.running == 1
            stopped = await acknowledge(second, session_id, 1, 6, "stopped")
            assert (stopped.status_code, stopped.content) == (204, b"")
            events = await reader.rest()
        assert stage.tts.cancelled == 1
        assert sentences(events) == ["One is said.", "Two is long."]
        assert text_of(events) == "".join(REPLY), "the text is whole"
        assert {"metadata", "done"} <= {event.event for event in events}
        assert voice_of(events) == {"state": "stopped", "engines": ["script"]}
        assert "degraded" not in json.loads(events[-1].data)
        line = await told(second, session_id)
        words = "One is said. Two is"
        assert line["heard"] == {"characters": len(words), "complete": False, "interrupted": True}
        assert line["voice_was_away"] is False


async def test_a_stopped_turn_is_replayed_as_it_was_and_not_spoken_on(stage: Stage) -> None:
    stage.hold_last_sentence()
    session_id = await stage.session()
    async with two_gateways(stage) as (first, second):
        async with event_stream(first, "POST", "/stream-answer", **answering(session_id)) as reader:
            await audio_until(reader, 1)
            await acknowledge(first, session_id, 1, 6, "stopped")
            events = await reader.rest()
        assert await whole_stream(second, "POST", "/stream-answer", **answering(session_id)) == events


async def test_what_waits_for_its_time_is_not_sent_any_more(stage: Stage) -> None:
    stage.speak_slowly()
    session_id = await stage.session()
    async with running_gateway(stage.settings) as client:
        async with event_stream(client, "POST", "/stream-answer", **answering(session_id)) as reader:
            await audio_until(reader, 0)
            await text_complete(reader)
            await stage.all_speech_ended()
            assert (await acknowledge(client, session_id, 0, 100, "stopped")).status_code == 204
            events = await reader.rest()
    assert sentences(events) == ["One is said."]
    assert voice_of(events)["state"] == "stopped"


async def test_the_next_answer_stops_the_voice(stage: Stage) -> None:
    stage.hold_last_sentence()
    session_id = await stage.session()
    async with two_gateways(stage) as (first, second):
        async with event_stream(first, "POST", "/stream-answer", **answering(session_id)) as reader:
            await audio_until(reader, 1)
            await acknowledge(first, session_id, 0, 10)
            after = await whole_stream(second, "POST", "/stream-answer", **answering(session_id, turn=2))
            events = await reader.rest()
        assert sentences(events) == ["One is said.", "Two is long."]
        assert voice_of(events)["state"] == "stopped"
        assert sentences(after) == ["Question 2?"]
        assert stage.tts.cancelled == 1
        heard = (await told(first, session_id))["heard"]
        assert heard == {"characters": len("One is said."), "complete": False, "interrupted": True}
        assert (await told(first, session_id, turn=2))["heard"] is None


async def test_a_page_that_never_tells_is_served_as_ever(stage: Stage) -> None:
    stage.interview.scripts[1] = [REPLY]
    session_id = await stage.session()
    async with running_gateway(stage.settings) as client:
        events = await whole_stream(client, "POST", "/stream-answer", **answering(session_id))
        assert sentences(events) == [sentence.strip() for sentence in REPLY]
        line = await told(client, session_id)
    assert (line["heard"], line["spoken_by"], line["standing_in_for"]) == (None, ["script"], "")


async def test_late_double_and_reordered_acknowledgements_change_nothing(stage: Stage) -> None:
    stage.interview.scripts[1] = [REPLY]
    session_id = await stage.session()
    ms = words_of("x", PIECE_BYTES)[0].end_ms
    async with two_gateways(stage) as (first, second):
        await whole_stream(first, "POST", "/stream-answer", **answering(session_id))
        for client, index, played_ms, state in (
            (first, 0, 5, "playing"),
            (second, 2, ms, "finished"),
            (first, 2, ms, "finished"),
            (first, 1, 0, "playing"),
            (second, 0, 5, "stopped"),
            (second, 2, 1, "playing"),
        ):
            assert (await acknowledge(client, session_id, index, played_ms, state)).status_code == 204
        whole = {"characters": len("".join(REPLY)), "complete": True, "interrupted": False}
        assert (await told(first, session_id))["heard"] == whole
        assert (await told(second, session_id))["heard"] == whole


@dataclass
class LoggedTurn:
    """A turn of which only the log is there."""

    stage: Stage
    key: TurnKey
    playbacks: Playbacks

    async def log(self, n: int, event: Any) -> None:
        await self.stage.redis.set(redis_keys.turn_fence(self.key.session_id, 1), 1)
        assert await TurnLog(self.stage.redis, ttl_s=60).append(self.key, 1, [Entry(n, event, {})])


@pytest_asyncio.fixture
async def turn(stage: Stage) -> LoggedTurn:
    return LoggedTurn(stage, TurnKey(await stage.session(), 1), Playbacks(stage.redis, ttl_s=60))


@pytest.mark.parametrize("order", list(permutations([(0, 5), (2, 17), (1, 0), (2, 3)]))[::5])
@pytest.mark.parametrize("end", ["finished", "stopped", "playing"])
async def test_a_place_only_moves_on_and_the_first_end_counts(
    turn: LoggedTurn, order: tuple[tuple[int, int], ...], end: Any
) -> None:
    with pytest.raises(WrongPhase):
        await turn.playbacks.heard(turn.key, 0, 0, "playing")
    await turn.log(0, "done")
    for place, (index, played_ms) in enumerate(order):
        await turn.playbacks.heard(turn.key, index, played_ms, end if place == 1 else "playing")
    if end != "playing":
        await turn.playbacks.heard(turn.key, 0, 0, "stopped" if end == "finished" else "finished")
    assert await turn.playbacks.read(turn.key) == Playback(2, 17, end)


async def test_what_is_not_sent_to_its_end_is_not_finished(turn: LoggedTurn) -> None:
    await turn.log(0, "accepted")
    await turn.playbacks.heard(turn.key, 0, 5, "finished")
    assert await turn.playbacks.read(turn.key) == Playback(0, 5, "playing")
    await turn.playbacks.heard(turn.key, 0, 5, "stopped")
    assert (await turn.playbacks.read(turn.key)).is_over


async def test_signs_are_kept_until_they_are_void(turn: LoggedTurn) -> None:
    await turn.playbacks.tell(turn.key, "answered")
    assert await turn.playbacks.read(turn.key) == Playback(), "that turn never was"
    await turn.log(0, "accepted")
    await turn.playbacks.heard(turn.key, 2, 17, "stopped")
    await turn.playbacks.tell(turn.key, "answered")
    await turn.playbacks.tell(turn.key, "whole")
    assert await turn.playbacks.read(turn.key) == Playback(2, 17, "stopped", is_answered=True, is_wanted_whole=True)
    await turn.playbacks.tell(turn.key, "restart")
    assert await turn.playbacks.read(turn.key) == Playback(-1, 0, "stopped", is_answered=True, is_wanted_whole=True)
    await turn.playbacks.tell(turn.key, "again")
    assert await turn.playbacks.read(turn.key) == Playback(is_wanted_whole=True)
    await turn.log(1, "done")
    await turn.playbacks.tell(turn.key, "answered")
    assert await turn.playbacks.read(turn.key) == Playback(is_wanted_whole=True), "there is nothing to stop any more"
    await turn.stage.redis.delete(redis_keys.state(turn.key.session_id))
    with pytest.raises(NotFound):
        await turn.playbacks.heard(turn.key, 3, 0, "playing")
    assert await turn.playbacks.read(turn.key) == Playback(is_wanted_whole=True)


async def test_the_last_that_a_page_has_told_counts_though_it_never_came_back(stage: Stage) -> None:
    stage.interview.scripts[1] = [REPLY]
    session_id = await stage.session()
    async with running_gateway(stage.settings) as client:
        await whole_stream(client, "POST", "/stream-answer", **answering(session_id))
        await acknowledge(client, session_id, 1, 0)
        heard = {"characters": len("One is said."), "complete": False, "interrupted": False}
        assert (await told(client, session_id))["heard"] == heard


async def test_of_an_earlier_turn_it_is_kept_in_the_interview_when_the_next_is_answered(stage: Stage) -> None:
    session_id = await stage.session()
    async with running_gateway(stage.settings) as client:
        await whole_stream(client, "POST", "/stream-answer", **answering(session_id))
        await acknowledge(client, session_id, 0, 1000)
        await whole_stream(client, "POST", "/stream-answer", **answering(session_id, turn=2))
        async with asyncio.timeout(10):
            while 1 not in stage.interview.sessions[session_id].heard:
                stage.interview.played.clear()
                await stage.interview.played.wait()
        await stage.redis.delete(redis_keys.turn_playback(session_id, 1), redis_keys.turn_events(session_id, 1))
        assert (await told(client, session_id))["heard"]["complete"] is True


@pytest.mark.parametrize("state", ["stopped", "finished", "playing"])
async def test_an_acknowledgement_outlives_the_gateway_that_took_it(stage: Stage, state: str) -> None:
    gate = stage.hold_last_sentence()
    stage.interview.deaf = True  # so that nothing but Redis can have it
    session_id = await stage.session()
    async with gateway_process(stage.settings) as doomed, running_gateway(stage.settings) as survivor:
        async with event_stream(doomed.client, "POST", "/stream-answer", **answering(session_id)) as reader:
            await audio_until(reader, 1)
            last = reader.seen[-1].id
            assert (await acknowledge(doomed.client, session_id, 1, 6, state)).status_code == 204
            await doomed.kill()
        stage.interview.deaf = False
        gate.set()
        request = {"params": {"session_id": session_id}, "headers": {"Last-Event-ID": last}}
        async with event_stream(survivor, "GET", "/stream-answer", **request) as reader:
            events = await reader.rest()
        heard = (await told(survivor, session_id))["heard"]
    if state == "stopped":
        assert sentences(events) == [], "what was stopped stays stopped on another gateway"
        assert stage.tts.streams == 1, "and nobody is asked to speak it"
        assert voice_of(events)["state"] == "stopped"
        assert heard == {"characters": len("One is said. Two is"), "complete": False, "interrupted": True}
    else:
        assert sentences(events) == ["Three is not wanted?"]
        assert heard == {"characters": len("One is said. Two is"), "complete": False, "interrupted": False}


async def test_a_turn_that_is_taken_over_keeps_its_pace(stage: Stage) -> None:
    stage.speak_slowly()
    session_id = await stage.session()
    async with gateway_process(stage.settings) as doomed, running_gateway(stage.settings) as survivor:
        async with event_stream(doomed.client, "POST", "/stream-answer", **answering(session_id)) as reader:
            await audio_until(reader, 0)
            await text_complete(reader)
            await doomed.kill()
        params = {"session_id": session_id}
        request = {"params": params, "headers": {"Last-Event-ID": reader.seen[-1].id}}
        async with event_stream(survivor, "GET", "/stream-answer", **request) as reader:
            # The page is quicker than the clock: so it gets the second sentence, and not the third.
            await acknowledge(survivor, session_id, 0, 14_000)
            await audio_until(reader, 1)
            assert (await acknowledge(survivor, session_id, 1, 1, "stopped")).status_code == 204
            events = await reader.rest()
    assert sentences(events) == ["Two is long."]
    assert voice_of(events) == {"state": "stopped", "engines": ["script"]}


@pytest.mark.parametrize("elsewhere", [False, True])
async def test_who_waits_for_a_whole_turn_does_not_wait_for_its_pace(stage: Stage, elsewhere: bool) -> None:
    stage.speak_slowly()
    session_id = await stage.session()
    async with two_gateways(stage) as clients, asyncio.timeout(20):
        async with event_stream(clients[0], "POST", "/stream-answer", **answering(session_id)) as reader:
            await audio_until(reader, 0)
            whole = await clients[elsewhere].post("/submit-answer", **answering(session_id))
            events = await reader.rest()
    assert whole.json()["question"] == "".join(REPLY)
    assert sentences(events) == [sentence.strip() for sentence in REPLY]
    assert len(whole.json()["audio_chunks"]) == sum(event.event == "audio_chunk" for event in events)


async def test_text_and_metadata_do_not_wait_for_audio(stage: Stage) -> None:
    gate = stage.hold_last_sentence()
    session_id = await stage.session()
    async with running_gateway(stage.settings) as client:
        async with event_stream(client, "POST", "/stream-answer", **answering(session_id)) as reader:
            await reader.until("metadata")
            gate.set()
            events = await reader.rest()
    names = [event.event for event in events]
    assert names.index("metadata") < len(names) - 1 - names[::-1].index("audio_chunk")
    assert sentences(events) == [sentence.strip() for sentence in REPLY]


async def test_a_gateway_that_drains_sends_what_it_has(stage: Stage) -> None:
    stage.speak_slowly()
    session_id = await stage.session()
    async with running_gateway(stage.settings) as other, asyncio.timeout(30):
        async with serving_gateway(stage.settings) as (server, client):
            async with event_stream(client, "POST", "/stream-answer", **answering(session_id)) as reader:
                await audio_until(reader, 0)
                await text_complete(reader)
                await stage.all_speech_ended()
                server.should_exit = True
                before = await reader.rest()
        request = {"params": {"session_id": session_id}, "headers": {"Last-Event-ID": before[-1].id}}
        after = await whole_stream(other, "GET", "/stream-answer", **request)
    assert sentences(before + after) == [sentence.strip() for sentence in REPLY]
    assert stage.tts.streams == 1


async def test_words_come_with_their_times_in_every_part(stage: Stage) -> None:
    sentence = "This sentence has so many words that it is sent in several parts?"
    stage.interview.scripts[1] = [[sentence]]
    stage.tts.sizes[sentence] = 20 * SECOND_BYTES
    session_id = await stage.session()
    async with two_gateways(stage) as (first, second):
        events = await whole_stream(first, "POST", "/stream-answer", **answering(session_id))
        assert await whole_stream(second, "POST", "/stream-answer", **answering(session_id)) == events
    audio = [json.loads(event.data) for event in events if event.event == "audio_chunk"]
    assert len(audio) == 3
    said = [sentence[word["text_start"] : word["text_end"]] for part in audio for word in part["words"]]
    assert said == sentence.split()
    for part in audio:
        assert (part["engine"], part["format"]) == ("script", "wav")
        times = [word["start_ms"] for word in part["words"]]
        assert times == sorted(times)
        assert 0 <= times[0] <= times[-1] < 8000


@pytest.mark.parametrize("damage", [b"", b"raw PCM of an older release", b"XQP1 and nothing that follows"])
async def test_what_cannot_be_read_in_the_cache_is_spoken_again(stage: Stage, damage: bytes) -> None:
    session_id = await stage.session()
    async with two_gateways(stage) as (first, second):
        events = await whole_stream(first, "POST", "/stream-answer", **answering(session_id))
        async for key in stage.redis.scan_iter("xq:tts:*"):
            await stage.redis.set(key, damage)
        assert await whole_stream(second, "POST", "/stream-answer", **answering(session_id)) == events
    assert stage.tts.streams == 2


async def test_what_was_made_for_a_session_and_never_sent_is_erased_with_it(stage: Stage) -> None:
    session_id, piece = await stage.session(), "xq:tts:made-and-never-sent"
    await stage.redis.set(piece, b"sound")
    await cast("Any", stage.redis).sadd(redis_keys.spoken(session_id), piece)
    async with running_gateway(stage.settings) as client:
        assert (await client.delete(f"/session/{session_id}")).status_code == 204
    assert not await stage.redis.exists(piece, redis_keys.spoken(session_id))


async def test_a_stand_in_is_told_in_the_events_the_metrics_and_the_transcript(stage: Stage) -> None:
    stage.interview.scripts[1] = [REPLY]
    stage.tts.engine = "kokoro"
    stage.tts.speaks[REPLY[2]] = "espeak"
    session_id = await stage.session()
    async with running_gateway(stage.settings) as client:
        events = await whole_stream(client, "POST", "/stream-answer", **answering(session_id))
        line = await told(client, session_id)
        metrics = (await client.get("/metrics")).text
    audio = [json.loads(event.data) for event in events if event.event == "audio_chunk"]
    assert [part["engine"] for part in audio] == ["kokoro", "kokoro", "espeak"]
    assert voice_of(events) == {"state": "spoken", "engines": ["kokoro", "espeak"], "standing_in_for": "kokoro"}
    assert (line["spoken_by"], line["standing_in_for"]) == (["kokoro", "espeak"], "kokoro")
    assert 'xquizit_turn_voices_total{state="spoken"} 1.0' in metrics
    assert 'xquizit_turn_stand_ins_total{engine="espeak"} 1.0' in metrics


async def test_a_voice_that_was_away_is_told_in_the_metrics_and_the_transcript(stage: Stage) -> None:
    stage.tts.refusal = EngineFailed("no voice")
    session_id = await stage.session()
    async with running_gateway(stage.settings) as client:
        events = await whole_stream(client, "POST", "/stream-answer", **answering(session_id))
        line = await told(client, session_id)
        markdown = (await client.get(f"/transcript/{session_id}?format=md")).text
        metrics = (await client.get("/metrics")).text
    assert voice_of(events) == {"state": "silent", "engines": []}
    assert (line["spoken_by"], line["voice_was_away"]) == ([], True)
    assert "shown as text" in markdown
    assert 'xquizit_turn_voices_total{state="silent"} 1.0' in metrics


async def test_a_turn_that_is_tried_again_is_spoken_though_it_was_stopped_before(stage: Stage) -> None:
    stage.interview.scripts[1] = [["One is said. ", EngineFailed("broke")]]
    settings = stage.settings.model_copy(update={"turn_patience_s": 0.1})
    session_id = await stage.session()
    async with running_gateway(settings) as client:
        first = await whole_stream(client, "POST", "/stream-answer", **answering(session_id))
        assert first[-1].event == "error"
        await acknowledge(client, session_id, 0, 3, "stopped")
        stage.interview.scripts[1] = [["Another question?"]]
        again = await whole_stream(client, "POST", "/stream-answer", **answering(session_id))
        assert sentences(again)[-1] == "Another question?"
        assert voice_of(again)["state"] == "spoken"
        assert (await told(client, session_id))["heard"] is None, "what was heard before is void"


async def test_deletion_leaves_nothing_of_what_was_heard(stage: Stage) -> None:
    session_id = await stage.session()
    async with running_gateway(stage.settings) as client:
        await whole_stream(client, "POST", "/stream-answer", **answering(session_id))
        await acknowledge(client, session_id, 0, 1, "stopped")
        assert await stage.redis.exists(redis_keys.turn_playback(session_id, 1))
        assert (await client.delete(f"/session/{session_id}")).status_code == 204
        assert (await acknowledge(client, session_id, 0, 9)).status_code == 404
    assert [key async for key in stage.redis.scan_iter(f"*{session_id}*")] == []


async def test_what_is_kept_of_a_turn_is_one_small_entry(stage: Stage) -> None:
    session_id = await stage.session()
    async with running_gateway(stage.settings) as client:
        await whole_stream(client, "POST", "/stream-answer", **answering(session_id))
        for played_ms in range(0, 1000, 50):
            await acknowledge(client, session_id, 0, played_ms)
    key = redis_keys.turn_playback(session_id, 1)
    assert await stage.redis.xlen(key) == 1
    assert 0 < await stage.redis.ttl(key) <= stage.settings.session_ttl_s
