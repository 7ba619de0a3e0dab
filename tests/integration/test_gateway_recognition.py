"""How surely spoken answers were recognized reaches the interview, beside turns and reports and never at their cost."""

import asyncio
import json
import re
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import pytest_asyncio
from redis.asyncio import Redis

from tests.fakes.running_gateway import (
    NOWHERE,
    Seen,
    event_stream,
    gateway_settings,
    running_gateway,
    whole_stream,
)
from tests.fakes.scripted_interview import ScriptedInterview, serving_interview
from tests.fakes.scripted_transcription import ScriptedTranscription, serving_transcription
from tests.fakes.scripted_tts import serving_tts
from xquizit.interview.v1 import interview_pb2 as pb
from xquizit_gateway.clients.interview import MAX_RECOGNIZED_WORDS, InterviewClient
from xquizit_gateway.clients.transcription import TranscriptionClient
from xquizit_gateway.config import GatewaySettings
from xquizit_gateway.turns import recognition
from xquizit_gateway.turns.entry import Entry, TurnKey
from xquizit_gateway.turns.log import TurnLog
from xquizit_kit import redis_keys
from xquizit_kit.errors import Unavailable
from xquizit_kit.redis_client import connect

SPOKEN = [("i", 0.98), ("led", 0.31), ("it", 0.75)]


@dataclass
class Stage:
    """The services behind the gateways of a test."""

    redis: Redis
    interview: ScriptedInterview
    transcription: ScriptedTranscription
    settings: GatewaySettings

    async def session(self, *, is_spoken: bool = True) -> str:
        """A session in which answer 1 is due; its words were spoken, or will be typed."""
        session_id = await self.interview.begin(str(uuid.uuid4()))
        if is_spoken:
            self.transcription.recognized[session_id, 1] = SPOKEN
        return session_id

    async def answered_session(self, *turns: int, spoken: tuple[int, ...] = ()) -> str:
        """A session in which these turns were answered, and nothing was noted."""
        session_id = await self.interview.begin(str(uuid.uuid4()))
        session = self.interview.sessions[session_id]
        for turn in turns:
            session.turn, session.answers[turn], session.replies[turn] = turn, "I led it.", f"Question {turn}?"
        self.transcription.recognized |= {(session_id, turn): SPOKEN for turn in spoken}
        return session_id


@pytest_asyncio.fixture
async def stage(redis_url: str) -> AsyncIterator[Stage]:
    async with AsyncExitStack() as stack:
        redis = await stack.enter_async_context(connect(redis_url))
        interview, interview_address = await stack.enter_async_context(serving_interview(redis))
        transcription, transcription_address = await stack.enter_async_context(serving_transcription())
        _, tts_address = await stack.enter_async_context(serving_tts(redis))
        settings = gateway_settings(
            redis_url,
            interview_address=interview_address,
            transcription_address=transcription_address,
            tts_address=tts_address,
        )
        yield Stage(redis, interview, transcription, settings)


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever else this machine does, a report is not in a hurry."""
    monkeypatch.setattr(recognition, "CATCH_UP_S", 20.0)


def answering(session_id: str) -> dict[str, Any]:
    return {"json": {"session_id": session_id, "answer": "I led it.", "turn": 1}}


def is_whole(events: list[Seen]) -> bool:
    """Whether a turn went as it does when all is well."""
    has_metadata = "metadata" in {event.event for event in events}
    return has_metadata and events[-1].event == "done" and "degraded" not in json.loads(events[-1].data)


async def notes_in(client: httpx.AsyncClient) -> dict[str, int]:
    """How many notes ended how."""
    metrics = (await client.get("/metrics")).text
    found = re.findall(r'^xquizit_recognition_notes_total\{outcome="(\w+)"\} (\d+)\.0$', metrics, re.MULTILINE)
    return {outcome: int(amount) for outcome, amount in found}


# A gateway that stops lets its turns end, notes included: what a test sees behind the `async with` is final.


async def test_the_words_of_a_spoken_answer_are_told_with_their_confidence(stage: Stage) -> None:
    session_id = await stage.session()
    async with running_gateway(stage.settings) as client:
        assert is_whole(await whole_stream(client, "POST", "/stream-answer", **answering(session_id)))
    assert stage.interview.recognized == [(session_id, 1, SPOKEN)]


async def test_of_a_typed_answer_nothing_is_told(stage: Stage) -> None:
    session_id = await stage.session(is_spoken=False)
    async with running_gateway(stage.settings) as client:
        assert is_whole(await whole_stream(client, "POST", "/stream-answer", **answering(session_id)))
    assert stage.transcription.asked == [(session_id, 1)]
    assert stage.interview.recognized == []


async def test_the_opening_question_answers_nothing(stage: Stage) -> None:
    session_id = await stage.interview.begin(str(uuid.uuid4()), started=False)
    async with running_gateway(stage.settings) as client:
        started = await client.post("/start-interview", json={"session_id": session_id})
    assert started.status_code == 200
    assert stage.transcription.asked == []


@pytest.mark.parametrize("how", ["nobody listens", "refuses"])
async def test_without_the_transcription_service_the_turn_is_whole_and_nothing_is_told(stage: Stage, how: str) -> None:
    stage.transcription.refusal = Unavailable("Away.")
    settings = stage.settings.model_copy(update={"transcription_address": NOWHERE} if how == "nobody listens" else {})
    async with running_gateway(settings) as client:
        assert is_whole(await whole_stream(client, "POST", "/stream-answer", **answering(await stage.session())))
    assert stage.interview.recognized == []


async def test_an_interview_service_that_takes_no_note_costs_nothing_else(stage: Stage) -> None:
    session_id = await stage.session()
    stage.transcription.tells.clear()
    async with running_gateway(stage.settings) as client:
        assert is_whole(await whole_stream(client, "POST", "/stream-answer", **answering(session_id)))
        stage.interview.refusal = Unavailable("Away.")
        stage.transcription.tells.set()
    assert stage.transcription.asked == [(session_id, 1)]
    assert stage.interview.recognized == []


async def test_nothing_of_a_turn_waits_for_the_note(stage: Stage) -> None:
    session_id = await stage.session()
    stage.transcription.tells.clear()
    async with running_gateway(stage.settings) as client:
        async with event_stream(client, "POST", "/stream-answer", **answering(session_id)) as reader:
            assert json.loads((await reader.until("text_chunk")).data)["text"] == "Question 1?"
            assert is_whole(await reader.rest())
        assert await whole_stream(client, "POST", "/stream-answer", **answering(session_id)) == reader.seen
        assert stage.interview.recognized == []
        stage.transcription.tells.set()
    assert stage.interview.recognized == [(session_id, 1, SPOKEN)]


async def test_nothing_is_asked_before_the_reply_is_made(stage: Stage) -> None:
    gate = asyncio.Event()
    stage.interview.scripts[1] = [["Early ", gate, "and late?"]]
    session_id = await stage.session()
    async with running_gateway(stage.settings) as client:
        async with event_stream(client, "POST", "/stream-answer", **answering(session_id)) as reader:
            await reader.until("text_chunk")
            assert stage.transcription.asked == []
            gate.set()
            assert is_whole(await reader.rest())
    assert stage.transcription.asked == [(session_id, 1)]


async def test_a_gateway_that_must_stop_leaves_the_note(stage: Stage) -> None:
    session_id = await stage.session()
    stage.transcription.tells.clear()
    settings = stage.settings.model_copy(update={"drain_grace_s": 0.2})
    async with asyncio.timeout(4):  # the note's own deadlines are longer
        async with running_gateway(settings) as client:
            assert is_whole(await whole_stream(client, "POST", "/stream-answer", **answering(session_id)))
            await stage.transcription.is_asked.wait()
    stage.transcription.tells.set()
    assert stage.interview.recognized == []


@pytest.mark.parametrize("lost", ["nothing", "the log"])
async def test_a_replay_is_not_noted_again(stage: Stage, lost: str) -> None:
    session_id = await stage.session()
    async with running_gateway(stage.settings) as client:
        await whole_stream(client, "POST", "/stream-answer", **answering(session_id))
    async with running_gateway(stage.settings) as client:
        if lost == "the log":
            await stage.redis.delete(redis_keys.turn_events(session_id, 1))
        assert is_whole(await whole_stream(client, "POST", "/stream-answer", **answering(session_id)))
    assert len(stage.interview.calls) == (2 if lost == "the log" else 1)
    assert stage.transcription.asked == [(session_id, 1)]
    assert stage.interview.recognized == [(session_id, 1, SPOKEN)]


@pytest.mark.parametrize("requests", [1, 2])
async def test_a_reply_that_breaks_off_is_noted_once_it_is_whole(stage: Stage, requests: int) -> None:
    """It breaks off within one patient attempt, or ends in an `error` and is asked for again."""
    stage.interview.scripts[1] = [["Half ", Unavailable("gone")], ["A whole question?"]]
    session_id = await stage.session()
    settings = stage.settings.model_copy(update={"turn_patience_s": 10.0 if requests == 1 else 0.1})
    async with running_gateway(settings) as client:
        for _ in range(requests):
            events = await whole_stream(client, "POST", "/stream-answer", **answering(session_id))
        assert is_whole(events)
    assert stage.interview.recognized == [(session_id, 1, SPOKEN)]


async def test_who_takes_an_unfinished_turn_over_notes_it_though_its_reply_was_made_before(stage: Stage) -> None:
    session_id = await stage.session()
    session = stage.interview.sessions[session_id]
    session.turn, session.answers[1], session.replies[1] = 1, "I led it.", "Question 1?"
    await stage.redis.set(redis_keys.turn_fence(session_id, 1), 1)
    log = TurnLog(stage.redis, ttl_s=60)
    assert await log.append(TurnKey(session_id, 1), 1, [Entry(0, "accepted", {})])
    async with running_gateway(stage.settings) as client:
        assert is_whole(await whole_stream(client, "POST", "/stream-answer", **answering(session_id)))
    assert stage.interview.recognized == [(session_id, 1, SPOKEN)]


async def test_of_more_words_than_the_interview_takes_the_first_are_told(stage: Stage) -> None:
    session_id = await stage.session()
    stage.transcription.recognized[session_id, 1] = [("word", 0.5)] * (MAX_RECOGNIZED_WORDS + 1)
    async with running_gateway(stage.settings) as client:
        await whole_stream(client, "POST", "/stream-answer", **answering(session_id))
    [(_, _, words)] = stage.interview.recognized
    assert len(words) == MAX_RECOGNIZED_WORDS


@pytest.mark.parametrize(
    ("client_class", "call"), [(TranscriptionClient, "recognized_answer"), (InterviewClient, "record_recognition")]
)
async def test_a_mistake_of_ours_in_the_note_costs_nothing_else(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, client_class: type, call: str
) -> None:
    async def mistaken(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(client_class, call, mistaken)
    session_id = await stage.session()
    async with running_gateway(stage.settings) as client:
        assert is_whole(await whole_stream(client, "POST", "/stream-answer", **answering(session_id)))
        assert (await client.get(f"/report/{session_id}")).status_code == 200
        assert await notes_in(client) == {"failed": 2}
        assert 'xquizit_turns_total{outcome="done"} 1.0' in (await client.get("/metrics")).text
    assert stage.interview.recognized == []


async def test_what_could_not_be_noted_in_its_turn_is_noted_before_the_report(stage: Stage) -> None:
    session_id = await stage.session()
    stage.transcription.refusal = Unavailable("Away.")
    async with running_gateway(stage.settings) as client:
        assert is_whole(await whole_stream(client, "POST", "/stream-answer", **answering(session_id)))
        await stage.transcription.is_asked.wait()
        while await notes_in(client) != {"failed": 1}:
            pass
        assert stage.interview.recognized == []
        stage.transcription.refusal = None
        assert (await client.get(f"/report/{session_id}")).status_code == 200
        assert stage.interview.recognized == [(session_id, 1, SPOKEN)], "told before the report is there"
        assert await notes_in(client) == {"failed": 1, "noted": 1}
        assert (await client.get(f"/report/{session_id}?format=md")).status_code == 200
    assert len(stage.interview.recognized) == 1, "what is noted is not noted again"
    assert stage.transcription.asked == [(session_id, 1)] * 2


async def test_a_report_looks_up_only_answers_that_lack_a_note(stage: Stage) -> None:
    session_id = await stage.answered_session(1, 2, 3, 4, spoken=(1, 2, 4))
    stage.interview.sessions[session_id].notes[2] = pb.Recognition(confidence=0.4)
    async with running_gateway(stage.settings) as client:
        assert (await client.get(f"/report/{session_id}")).status_code == 200
        assert await notes_in(client) == {"noted": 2, "typed": 1}
    assert sorted(stage.transcription.asked) == [(session_id, turn) for turn in (1, 3, 4)]
    assert sorted(stage.interview.recognized) == [(session_id, turn, SPOKEN) for turn in (1, 4)]


async def test_of_a_long_interview_all_is_caught_up_a_few_at_a_time(stage: Stage) -> None:
    turns = tuple(range(1, 3 * recognition.AT_ONCE))
    session_id = await stage.answered_session(*turns, spoken=turns)
    stage.transcription.tells.clear()
    async with running_gateway(stage.settings) as client:
        reporting = asyncio.create_task(client.get(f"/report/{session_id}"))
        while len(stage.transcription.asked) < recognition.AT_ONCE:
            await client.get("/ready")
        await client.get("/ready")
        assert len(stage.transcription.asked) == recognition.AT_ONCE
        stage.transcription.tells.set()
        assert (await reporting).status_code == 200
    assert sorted(turn for _, turn, _ in stage.interview.recognized) == list(turns)


@pytest.mark.parametrize("how", ["nobody listens", "refuses", "is silent"])
async def test_without_the_transcription_service_the_report_comes_all_the_same(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    if how == "is silent":
        monkeypatch.setattr(recognition, "CATCH_UP_S", 1.0)
    settings = stage.settings
    match how:
        case "nobody listens":
            settings = settings.model_copy(update={"transcription_address": NOWHERE})
        case "refuses":
            stage.transcription.refusal = Unavailable("Away.")
        case _:
            stage.transcription.tells.clear()
    session_id = await stage.answered_session(1, 2, spoken=(1, 2))
    async with running_gateway(settings) as client:
        async with asyncio.timeout(4):  # the calls' own deadlines are longer
            assert (await client.get(f"/report/{session_id}")).json()["session_id"] == session_id
        assert await notes_in(client) == {"unfinished" if how == "is silent" else "failed": 2}
    assert stage.interview.recognized == []
    stage.transcription.tells.set()


async def test_one_answer_that_cannot_be_noted_keeps_no_other_from_it(stage: Stage) -> None:
    session_id = await stage.answered_session(1, 2, spoken=(1, 2))
    stage.transcription.recognized[session_id, 1] = [("word", 7.0)]
    async with running_gateway(stage.settings) as client:
        assert (await client.get(f"/report/{session_id}")).status_code == 200
        assert await notes_in(client) == {"failed": 1, "noted": 1}
    assert stage.interview.recognized == [(session_id, 2, SPOKEN)]


@pytest.mark.parametrize(("is_started", "status"), [(False, 409), (None, 404)])
async def test_a_report_that_cannot_be_made_is_refused_as_before(
    stage: Stage, is_started: bool | None, status: int
) -> None:
    session_id = str(uuid.uuid4())
    if is_started is not None:
        await stage.interview.begin(session_id, started=is_started)
    async with running_gateway(stage.settings) as client:
        assert (await client.get(f"/report/{session_id}")).status_code == status
        assert await notes_in(client) == {}
