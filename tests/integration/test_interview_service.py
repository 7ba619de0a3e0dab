"""The interview service over a real socket with real Redis: whole interviews, replays, races, cuts and erasure."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager

import grpc
import pytest
from grpc import aio

from tests.fakes.redis_process import RedisProcess
from tests.unit.interview.conversation import LONG_ANSWER
from tests.unit.interview.material import ALL, NURSE
from tests.unit.interview.scripted_engine import FAIL, PAUSE, ScriptedEngine
from xquizit.info.v1 import info_pb2, info_pb2_grpc
from xquizit.interview.v1 import interview_pb2 as wire
from xquizit.interview.v1 import interview_pb2_grpc as wire_grpc
from xquizit_interview import server
from xquizit_interview.config import InterviewSettings
from xquizit_interview.engines.embedded import EmbeddedEngine
from xquizit_interview.interviewer import Interviewer
from xquizit_interview.port import InterviewEngine
from xquizit_interview.stand_in import StandIn
from xquizit_interview.state import Documents, Phase
from xquizit_interview.state_store import StaleVersion, StateStore
from xquizit_interview.turn_events import Accepted, Completed, Delta, Restarted, TurnEvent
from xquizit_kit import redis_keys
from xquizit_kit.errors import EngineFailed, NotFound, Unavailable, XquizitError
from xquizit_kit.redis_client import connect
from xquizit_kit.rpc_errors import from_rpc_error

Stub = wire_grpc.InterviewServiceStub
TIMEOUT_S = 20.0


@asynccontextmanager
async def channel_to(redis_url: str, **changes: object) -> AsyncIterator[aio.Channel]:
    values = {"redis_url": redis_url, "interview_listen": "127.0.0.1:0", "interview_engine": "embedded", **changes}
    async with server.compose(InterviewSettings.model_validate(values)) as running:
        await running.start()
        try:
            async with aio.insecure_channel(f"127.0.0.1:{running.port}") as channel:
                yield channel
        finally:
            await running.stop(0)


@pytest.fixture
async def stub(redis_url: str) -> AsyncIterator[Stub]:
    async with channel_to(redis_url) as channel:
        yield wire_grpc.InterviewServiceStub(channel)


async def create(stub: Stub, documents: Documents = NURSE) -> str:
    request = wire.CreateInterviewRequest(resume_text=documents.resume, job_description_text=documents.job_description)
    return (await stub.CreateInterview(request, timeout=TIMEOUT_S)).session_id


async def start(stub: Stub, session_id: str) -> list[wire.TurnEvent]:
    return [part.event async for part in stub.StartInterview(wire.StartInterviewRequest(session_id=session_id))]


async def submit(stub: Stub, session_id: str, answer: str, turn: int | None = None) -> list[wire.TurnEvent]:
    request = wire.SubmitAnswerRequest(session_id=session_id, answer=answer, turn=turn)
    return [part.event async for part in stub.SubmitAnswer(request, timeout=TIMEOUT_S)]


async def status(stub: Stub, session_id: str) -> wire.InterviewStatus:
    return (await stub.GetInterview(wire.GetInterviewRequest(session_id=session_id))).status


def spoken(events: list[wire.TurnEvent]) -> str:
    """What the listener has in the end; also checks the order of the events."""
    kinds = [event.WhichOneof("event") for event in events]
    assert kinds[0] == "accepted"
    assert kinds[-1] == "completed"
    assert set(kinds[1:-1]) <= {"text_delta", "restarted"}
    text = ""
    for event in events:
        text = "" if event.HasField("restarted") else text + event.text_delta
    assert text == events[-1].completed.text
    return text


async def refusal(call: object) -> XquizitError:
    with pytest.raises(aio.AioRpcError) as failure:
        await call  # type: ignore[misc]
    return from_rpc_error(failure.value, service="interview")


@pytest.mark.parametrize("role", sorted(ALL))
async def test_a_whole_interview(stub: Stub, role: str) -> None:
    session_id = await create(stub, ALL[role])
    assert (await status(stub, session_id)).phase == wire.PHASE_READY
    events = await start(stub, session_id)
    assert events[-1].completed.kind == wire.TURN_KIND_OPENING
    said, turn = [spoken(events)], 0
    while not events[-1].completed.status.is_concluded:
        turn += 1
        events = await submit(stub, session_id, f"{LONG_ANSWER} That was case {turn}.")
        assert events[0].accepted == wire.TurnAccepted(turn=turn)
        said.append(spoken(events))
        assert turn < 20
    final = events[-1].completed
    assert (final.kind, final.topic) == (wire.TURN_KIND_CONCLUSION, "")
    assert final.status.conclusion_reason in {"questions", "plan_complete"}
    assert final.status.questions_asked == turn
    assert len(set(said)) == len(said)
    entries = (await stub.GetTranscript(wire.GetTranscriptRequest(session_id=session_id))).entries
    assert [e.text for e in entries if e.speaker == wire.SPEAKER_INTERVIEWER] == said
    assert [e.turn for e in entries if e.speaker == wire.SPEAKER_CANDIDATE] == list(range(1, turn + 1))
    report = (await stub.GetReport(wire.GetReportRequest(session_id=session_id))).report
    assert report.is_final
    assert report.engine == "embedded"
    assert all(requirement.was_asked for requirement in report.requirements if requirement.is_must_have)
    answers = {e.turn: e.text for e in entries if e.speaker == wire.SPEAKER_CANDIDATE}
    quotes = [quote for topic in report.topics for quote in topic.quotes]
    assert quotes
    assert all(answers[quote.turn][quote.start : quote.end] == quote.text for quote in quotes)


async def test_the_plan_is_told(stub: Stub) -> None:
    request = wire.CreateInterviewRequest(resume_text=NURSE.resume, job_description_text=NURSE.job_description)
    created = await stub.CreateInterview(request)
    assert str(uuid.UUID(created.session_id)) == created.session_id
    assert created.engine == "embedded"
    assert 3 <= len(created.topics) <= 6
    assert created.topics[0].priority == wire.PRIORITY_CRITICAL
    assert "acute care" in created.topics[0].must_have_skills


async def test_status_follows_the_interview(stub: Stub) -> None:
    session_id = await create(stub)
    await start(stub, session_id)
    events = await submit(stub, session_id, LONG_ANSWER)
    now = await stub.GetInterview(wire.GetInterviewRequest(session_id=session_id))
    assert now.current_question == events[-1].completed.text
    assert now.pending_answer == ""
    assert (now.status.phase, now.status.turn, now.status.questions_asked) == (wire.PHASE_LISTENING, 1, 2)
    assert 0 < now.status.time_remaining_s < 2700
    assert now.status.HasField("start_time")
    assert now.status.expires_at.seconds - now.status.start_time.seconds >= 3600


async def test_repeated_turns_are_said_again(stub: Stub) -> None:
    session_id = await create(stub)
    opening = await start(stub, session_id)
    again = await start(stub, session_id)
    assert again[0].accepted == wire.TurnAccepted(turn=0, is_replay=True)
    assert spoken(again) == spoken(opening)
    first = await submit(stub, session_id, LONG_ANSWER, 1)
    replay = await submit(stub, session_id, "Another answer, sent too late.", 1)
    assert replay[0].accepted.is_replay
    assert spoken(replay) == spoken(first)
    await submit(stub, session_id, LONG_ANSWER, 2)
    assert spoken(await submit(stub, session_id, LONG_ANSWER, 1)) == spoken(first)
    assert (await status(stub, session_id)).turn == 2


async def test_the_same_turn_from_many_callers_runs_once(stub: Stub) -> None:
    session_id = await create(stub)
    await start(stub, session_id)
    all_events = await asyncio.gather(*(submit(stub, session_id, LONG_ANSWER, 1) for _ in range(8)))
    assert len({spoken(events) for events in all_events}) == 1
    entries = (await stub.GetTranscript(wire.GetTranscriptRequest(session_id=session_id))).entries
    assert [entry.turn for entry in entries] == [0, 1, 1]


async def test_a_call_cut_after_acceptance_loses_nothing(stub: Stub) -> None:
    session_id = await create(stub)
    await start(stub, session_id)
    call = stub.SubmitAnswer(wire.SubmitAnswerRequest(session_id=session_id, answer=LONG_ANSWER, turn=1))
    async for part in call:
        assert part.event.HasField("accepted")
        call.cancel()
        break
    events = await submit(stub, session_id, LONG_ANSWER, 1)
    assert spoken(events)
    assert (await status(stub, session_id)).turn == 1


@pytest.mark.parametrize(
    ("answer", "turn", "code", "reason"),
    [
        (" ", None, grpc.StatusCode.INVALID_ARGUMENT, "empty_answer"),
        ("a" * 20_001, None, grpc.StatusCode.INVALID_ARGUMENT, "answer_too_long"),
        ("a", 0, grpc.StatusCode.INVALID_ARGUMENT, "bad_turn"),
        ("a", 2, grpc.StatusCode.FAILED_PRECONDITION, "wrong_turn"),
    ],
)
async def test_unusable_answers(stub: Stub, answer: str, turn: int | None, code: grpc.StatusCode, reason: str) -> None:
    session_id = await create(stub)
    await start(stub, session_id)
    with pytest.raises(aio.AioRpcError) as failure:
        await submit(stub, session_id, answer, turn)
    assert failure.value.code() is code
    assert from_rpc_error(failure.value, service="interview").reason == reason
    assert (await status(stub, session_id)).turn == 0


async def test_what_was_spoken_and_heard_of_a_reply_is_kept(stub: Stub) -> None:
    session_id = await create(stub)

    async def note(turn: int, **what: object) -> wire.RecordPlaybackResponse:
        request = wire.RecordPlaybackRequest(session_id=session_id, turn=turn, **what)  # type: ignore[arg-type]
        return await stub.RecordPlayback(request, timeout=TIMEOUT_S)

    assert (await refusal(note(0, heard=wire.Heard(characters=1)))).reason == "not_started"
    opening = spoken(await start(stub, session_id))
    stood_in = wire.Spoken(engines=["espeak"], stood_in_for="kokoro")
    await note(0, heard=wire.Heard(characters=9, is_interrupted=True))
    await note(0, spoken=stood_in, heard=wire.Heard(characters=4))
    await note(0, spoken=wire.Spoken(is_cut=True))
    entries = (await stub.GetTranscript(wire.GetTranscriptRequest(session_id=session_id))).entries
    assert entries[0].spoken == stood_in
    assert entries[0].heard == wire.Heard(characters=9, is_interrupted=True)
    await note(0, heard=wire.Heard(characters=10_000))
    await submit(stub, session_id, LONG_ANSWER)
    entries = (await stub.GetTranscript(wire.GetTranscriptRequest(session_id=session_id))).entries
    assert entries[0].heard.characters == len(opening), "nobody hears more than was said"
    assert [entry.HasField("heard") or entry.HasField("spoken") for entry in entries] == [True, False, False]
    assert list((await stub.GetInterview(wire.GetInterviewRequest(session_id=session_id))).fallbacks) == [
        "tts: kokoro -> espeak"
    ]
    for wrong in (-1, 2):
        assert (await refusal(note(wrong, heard=wire.Heard(characters=1)))).reason == "wrong_turn"
    for bad in ("", "Some words", "x" * 41):
        assert (await refusal(note(0, spoken=wire.Spoken(engines=[bad])))).reason == "bad_engines"
    assert (await refusal(note(0, heard=wire.Heard(characters=-1)))).reason == "bad_characters"


async def test_wrong_phases(stub: Stub) -> None:
    session_id = await create(stub)
    assert (await refusal(submit(stub, session_id, "too early"))).reason == "not_started"
    assert (await refusal(stub.GetReport(wire.GetReportRequest(session_id=session_id)))).reason == "not_started"
    await start(stub, session_id)
    ended = await submit(stub, session_id, "I would like to stop the interview, please.")
    assert ended[-1].completed.status.conclusion_reason == "candidate_request"
    assert (await refusal(submit(stub, session_id, "One more thing."))).reason == "concluded"


@pytest.mark.parametrize(
    ("resume", "job", "instructions"),
    [("", "job", ""), ("resume", " \n", ""), ("r" * 200_001, "job", ""), ("resume", "job", "i" * 2001)],
)
async def test_unusable_documents(stub: Stub, resume: str, job: str, instructions: str) -> None:
    request = wire.CreateInterviewRequest(
        resume_text=resume, job_description_text=job, custom_instructions=instructions
    )
    with pytest.raises(aio.AioRpcError) as failure:
        await stub.CreateInterview(request)
    assert failure.value.code() is grpc.StatusCode.INVALID_ARGUMENT


@pytest.mark.parametrize("session_id", [str(uuid.uuid4()), "", "x}:state", "../etc", "A" * 5000])
async def test_unknown_sessions(stub: Stub, session_id: str) -> None:
    for call in (
        start(stub, session_id),
        submit(stub, session_id, "hello"),
        stub.GetInterview(wire.GetInterviewRequest(session_id=session_id)),
        stub.GetTranscript(wire.GetTranscriptRequest(session_id=session_id)),
        stub.GetReport(wire.GetReportRequest(session_id=session_id)),
        stub.DeleteInterview(wire.DeleteInterviewRequest(session_id=session_id)),
    ):
        assert isinstance(await refusal(call), NotFound)


async def test_erasing_leaves_nothing(stub: Stub, redis_url: str) -> None:
    session_id = await create(stub)
    await start(stub, session_id)
    await submit(stub, session_id, LONG_ANSWER)
    async with connect(redis_url) as redis:
        others = [
            redis_keys.turn_events(session_id, 0),
            redis_keys.turn_lease(session_id, 2),
            redis_keys.answer(session_id, 2),
            redis_keys.vocabulary(session_id),
        ]
        for key in others:
            await redis.set(key, b"x")
        await stub.DeleteInterview(wire.DeleteInterviewRequest(session_id=session_id))
        assert [key async for key in redis.scan_iter(match=f"*{session_id}*")] == []
    again = stub.DeleteInterview(wire.DeleteInterviewRequest(session_id=session_id))
    assert isinstance(await refusal(again), NotFound)


async def test_an_unused_session_expires_and_use_keeps_it(redis_url: str) -> None:
    async with channel_to(redis_url, session_ttl_s=60) as channel, connect(redis_url) as redis:
        stub = wire_grpc.InterviewServiceStub(channel)
        session_id = await create(stub)
        key = redis_keys.state(session_id)
        assert 0 < await redis.ttl(key) <= 60
        await redis.expire(key, 5)
        await status(stub, session_id)
        assert await redis.ttl(key) > 5


async def test_without_redis_callers_are_told_to_come_back(redis_server: RedisProcess) -> None:
    async with channel_to(redis_server.url) as channel:
        stub = wire_grpc.InterviewServiceStub(channel)
        session_id = await create(stub)
        redis_server.stop()
        with pytest.raises(aio.AioRpcError) as failure:
            await start(stub, session_id)
        error = from_rpc_error(failure.value, service="interview")
        assert failure.value.code() is grpc.StatusCode.UNAVAILABLE
        assert isinstance(error, Unavailable)
        assert (error.reason, error.retry_after_s) == ("redis_unavailable", 2.0)
        redis_server.start()
        assert await create(stub)


async def test_the_service_says_which_engine_it_runs(redis_url: str) -> None:
    async with channel_to(redis_url, interview_engine="auto") as channel:
        info = await info_pb2_grpc.InfoServiceStub(channel).GetInfo(info_pb2.GetInfoRequest())
    assert (info.service, info.engine) == ("interview", "embedded")
    assert "auto" in info.reason


# --- races and failures inside a turn, with an engine that can be held ---------------------------------------------


class Clock:
    """The time, as the test sets it."""

    def __init__(self) -> None:
        self.now_s = 1_000_000.0

    def __call__(self) -> float:
        return self.now_s


@asynccontextmanager
async def interviewing(redis_url: str, engine: InterviewEngine, clock: Clock) -> AsyncIterator[Interviewer]:
    async with connect(redis_url) as redis, server.interviewing(engine, redis, ttl_s=60, clock=clock) as interviewer:
        yield interviewer


async def collect(events: AsyncIterator[TurnEvent]) -> list[TurnEvent]:
    return [event async for event in events]


async def test_the_loser_of_a_race_ends_with_the_winners_words(redis_url: str) -> None:
    engine = ScriptedEngine(["Opening?"], ["Slow", PAUSE, " words?"], ["Quick words?"])
    async with interviewing(redis_url, engine, Clock()) as interviewer:
        session_id = (await interviewer.create(NURSE)).interview.session_id
        await collect(interviewer.start(session_id))
        async with asyncio.TaskGroup() as group:
            slow = group.create_task(collect(interviewer.submit(session_id, LONG_ANSWER, 1)), name="slow")
            await engine.paused.wait()
            quick = await collect(interviewer.submit(session_id, LONG_ANSWER, None))
            engine.proceed.set()
        assert [type(event) for event in quick] == [Accepted, Delta, Completed]
        events = slow.result()
        assert events[1:5] == [Delta("Slow"), Delta(" words?"), Restarted(), Delta("Quick words?")]
        assert isinstance(events[-1], Completed)
        assert events[-1].text == "Quick words?"
        assert len((await interviewer.view(session_id)).interview.turns) == 2


async def test_another_answer_during_a_turn_is_a_conflict_and_changes_nothing(redis_url: str) -> None:
    engine = ScriptedEngine(["Opening?"], ["Slow", PAUSE, " words?"])
    async with interviewing(redis_url, engine, Clock()) as interviewer:
        session_id = (await interviewer.create(NURSE)).interview.session_id
        await collect(interviewer.start(session_id))
        async with asyncio.TaskGroup() as group:
            slow = group.create_task(collect(interviewer.submit(session_id, LONG_ANSWER, None)), name="slow")
            await engine.paused.wait()
            view = await interviewer.view(session_id)
            assert view.status.phase is Phase.THINKING
            assert view.interview.turns[-1].answer == LONG_ANSWER
            with pytest.raises(XquizitError) as refused:
                await collect(interviewer.submit(session_id, "Something else entirely.", None))
            engine.proceed.set()
        assert refused.value.reason == "conflict"
        assert isinstance(slow.result()[-1], Completed)


async def test_cancelling_stops_the_engine_and_keeps_the_answer(redis_url: str) -> None:
    engine, clock = ScriptedEngine(["Opening?"], ["Half", PAUSE, " a reply?"], ["A whole reply?"]), Clock()
    async with interviewing(redis_url, engine, clock) as interviewer:
        session_id = (await interviewer.create(NURSE)).interview.session_id
        await collect(interviewer.start(session_id))
        call = asyncio.create_task(collect(interviewer.submit(session_id, LONG_ANSWER, 1)), name="to-be-cut")
        await engine.paused.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert engine.closed == 2
        events = await collect(interviewer.submit(session_id, "Other words, too late.", 1))
        assert events[:2] == [Accepted(1, is_replay=False), Delta("A whole reply?")]
        assert engine.requests[-1].interview.turns[1].answer == LONG_ANSWER


async def test_leaving_the_stream_early_stops_the_engine(redis_url: str) -> None:
    engine = ScriptedEngine(["Opening", PAUSE, "?"])
    async with interviewing(redis_url, engine, Clock()) as interviewer:
        session_id = (await interviewer.create(NURSE)).interview.session_id
        async with aclosing(interviewer.start(session_id)) as events:
            async for event in events:
                if isinstance(event, Delta):
                    break
        assert engine.closed == 1


async def test_a_failing_engine_is_stood_in_for_and_the_record_says_so(redis_url: str) -> None:
    chosen = ScriptedEngine([FAIL], ["Half a sen", FAIL], ["Fine again?"], name="chosen")
    engine = StandIn(chosen, EmbeddedEngine(reason="test"))
    async with interviewing(redis_url, engine, Clock()) as interviewer:
        session_id = (await interviewer.create(NURSE)).interview.session_id
        opening = await collect(interviewer.start(session_id))
        assert not any(isinstance(event, Restarted) for event in opening)
        second = await collect(interviewer.submit(session_id, LONG_ANSWER, None))
        assert [type(event) for event in second[:3]] == [Accepted, Delta, Restarted]
        third = await collect(interviewer.submit(session_id, LONG_ANSWER, None))
        assert isinstance(third[-1], Completed)
        assert third[-1].text == "Fine again?"
        report, view = await interviewer.report(session_id)
        assert view.interview.fallbacks == ("interview: chosen -> embedded",)
        assert any("stand in" in note for note in report.notes)
        assert [entry.engine for entry in view.interview.replies] == ["embedded", "embedded", "chosen"]


async def test_an_engine_without_words_leaves_the_turn_to_be_made_anew(redis_url: str) -> None:
    engine = ScriptedEngine(["Opening?"], [], ["Now there are words?"])
    async with interviewing(redis_url, engine, Clock()) as interviewer:
        session_id = (await interviewer.create(NURSE)).interview.session_id
        await collect(interviewer.start(session_id))
        with pytest.raises(EngineFailed):
            await collect(interviewer.submit(session_id, LONG_ANSWER, 1))
        events = await collect(interviewer.submit(session_id, LONG_ANSWER, 1))
        assert isinstance(events[-1], Completed)
        assert events[-1].text == "Now there are words?"


async def test_a_reply_that_comes_after_erasure_does_not_bring_the_session_back(redis_url: str) -> None:
    engine = ScriptedEngine(["Opening?"], ["Late", PAUSE, " words?"])
    async with interviewing(redis_url, engine, Clock()) as interviewer, connect(redis_url) as redis:
        session_id = (await interviewer.create(NURSE)).interview.session_id
        await collect(interviewer.start(session_id))
        call = asyncio.create_task(collect(interviewer.submit(session_id, LONG_ANSWER, 1)), name="late")
        await engine.paused.wait()
        await interviewer.delete(session_id)
        engine.proceed.set()
        with pytest.raises(NotFound):
            await call
        assert await redis.exists(redis_keys.state(session_id)) == 0


async def test_a_write_of_an_old_version_is_refused(redis_url: str) -> None:
    async with interviewing(redis_url, ScriptedEngine(), Clock()) as interviewer, connect(redis_url) as redis:
        interview = (await interviewer.create(NURSE)).interview
        store = StateStore(redis, ttl_s=60)
        newer = interview.model_copy(update={"version": 2})
        await store.replace(newer)
        with pytest.raises(StaleVersion):
            await store.replace(newer.model_copy(update={"fallbacks": ("another writer's",)}))
        assert await store.load(interview.session_id) == newer
        await store.delete(interview)
        with pytest.raises(NotFound):
            await store.replace(interview.model_copy(update={"version": 3}))


async def test_time_ends_the_interview_with_a_goodbye(redis_url: str) -> None:
    clock = Clock()
    async with interviewing(redis_url, EmbeddedEngine(reason="test"), clock) as interviewer:
        session_id = (await interviewer.create(NURSE)).interview.session_id
        await collect(interviewer.start(session_id))
        clock.now_s += 2730
        events = await collect(interviewer.submit(session_id, LONG_ANSWER, None))
        assert isinstance(events[-1], Completed)
        assert events[-1].view.status.conclusion == "time"
        assert "?" not in events[-1].text


async def test_the_clock_ends_an_interview_that_nobody_answers(redis_url: str) -> None:
    clock = Clock()
    async with interviewing(redis_url, EmbeddedEngine(reason="test"), clock) as interviewer:
        session_id = (await interviewer.create(NURSE)).interview.session_id
        await collect(interviewer.start(session_id))
        clock.now_s += 2761
        assert (await interviewer.view(session_id)).status.phase is Phase.CONCLUDED
        with pytest.raises(XquizitError) as refused:
            await collect(interviewer.submit(session_id, LONG_ANSWER, None))
        assert refused.value.reason == "concluded"
        report, _ = await interviewer.report(session_id)
        assert report.is_final
