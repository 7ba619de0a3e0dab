"""Answers are assessed beside the interview: after the reply, once, again after failures, and by whoever is there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from redis.asyncio import Redis

from tests.simulation.interviews import Clock, heard, turn
from tests.unit.interview.conversation import LONG_ANSWER
from tests.unit.interview.material import NURSE
from tests.unit.interview.scripted_engine import PAUSE, ScriptedEngine
from xquizit_interview.answers.recognition import RecognizedWord
from xquizit_interview.interviewer import Interviewer
from xquizit_interview.reporting.ratings import RatingState
from xquizit_interview.server import interviewing
from xquizit_interview.state import Assessment, Claim, Span
from xquizit_kit.errors import InvalidInput, WrongPhase
from xquizit_kit.redis_client import connect

FOUND = Assessment(
    engine="scripted",
    model="m",
    prompt_version="1",
    rating=4,
    claims=(Claim(text="The candidate led a group.", turn=1, quotes=(Span(start=0, end=20),)),),
)
ANOTHER = "I audited hand hygiene on two wards for a year, and the share of clean hands rose from 71 to 94 per cent."


class RatingEngine(ScriptedEngine):
    """One that rates."""

    assesses = True


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    async with connect(redis_url) as connected:
        yield connected


@asynccontextmanager
async def running(redis: Redis, engine: ScriptedEngine) -> AsyncIterator[Interviewer]:
    async with interviewing(engine, redis, ttl_s=60, clock=Clock()) as interviewer:
        yield interviewer


async def begun(interviewer: Interviewer) -> str:
    session_id = (await interviewer.create(NURSE)).interview.session_id
    await turn(interviewer, session_id, None)
    return session_id


async def test_an_answer_is_assessed_after_its_reply_is_out(redis: Redis) -> None:
    engine = RatingEngine(["Opening?"], ["And", PAUSE, " then?"], ["What else?"])
    engine.assessments = [FOUND, FOUND]
    async with running(redis, engine) as interviewer:
        session_id = await begun(interviewer)
        async with asyncio.TaskGroup() as group:
            replying = group.create_task(turn(interviewer, session_id, LONG_ANSWER), name="turn")
            await engine.paused.wait()
            assert engine.assessed == [], "never before the next question"
            engine.proceed.set()
        assert heard(replying.result()) == "And then?"
        report, _ = await interviewer.report(session_id)
        assert engine.assessed == [1]
        assert [finding.rating.value for finding in report.topics if finding.questions_asked] == [4]
        await turn(interviewer, session_id, ANOTHER)
        await interviewer.report(session_id)
        await interviewer.report(session_id)
        assert engine.assessed == [1, 2], "once each"


async def test_the_next_turn_does_not_wait_for_an_assessment(redis: Redis) -> None:
    engine = RatingEngine(["Opening?"], ["And then?"], ["What else?"])
    engine.assessments = [FOUND, FOUND]
    engine.may_assess.clear()
    async with running(redis, engine) as interviewer:
        session_id = await begun(interviewer)
        await turn(interviewer, session_id, LONG_ANSWER)
        assert heard(await turn(interviewer, session_id, ANOTHER)) == "What else?"
        engine.may_assess.set()
        report, _ = await interviewer.report(session_id)
        assert report.unassessed == 0


async def test_a_failed_assessment_is_made_up_for_by_the_next_reply_or_report(redis: Redis) -> None:
    engine = RatingEngine(["Opening?"], ["And then?"])
    async with running(redis, engine) as interviewer:
        session_id = await begun(interviewer)
        await turn(interviewer, session_id, LONG_ANSWER)
        report, _ = await interviewer.report(session_id)
        assert report.unassessed == 1
        assert {finding.rating.state for finding in report.topics} <= {
            RatingState.NOT_RATED,
            RatingState.INSUFFICIENT_EVIDENCE,
        }
        engine.assessments = [FOUND]
        report, _ = await interviewer.report(session_id)
        assert report.unassessed == 0


async def test_what_a_dead_replica_left_unassessed_another_finds(redis: Redis) -> None:
    dying = RatingEngine(["Opening?"], ["And then?"])
    dying.assessments = [FOUND]
    dying.may_assess.clear()
    async with running(redis, dying) as interviewer:
        session_id = await begun(interviewer)
        await turn(interviewer, session_id, LONG_ANSWER)
        # Leaving ends the assessment that hangs; no task is left behind.
    other = RatingEngine()
    other.assessments = [FOUND]
    async with running(redis, other) as interviewer:
        report, _ = await interviewer.report(session_id)
    assert (other.assessed, report.unassessed) == ([1], 0)


async def test_a_report_waits_a_while_and_no_longer(redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xquizit_interview.interviewer._REPORT_PATIENCE_S", 0.01)
    engine = RatingEngine(["Opening?"], ["And then?"])
    engine.assessments = [FOUND]
    engine.may_assess.clear()
    async with running(redis, engine) as interviewer:
        session_id = await begun(interviewer)
        await turn(interviewer, session_id, LONG_ANSWER)
        report, _ = await interviewer.report(session_id)
        assert report.unassessed == 1


async def test_nothing_to_assess_costs_no_call(redis: Redis) -> None:
    engine = RatingEngine(["Opening?"], ["Gladly?"], ["Next?"], ["So?"])
    async with running(redis, engine) as interviewer:
        session_id = await begun(interviewer)
        for answer in ("Could you repeat that?", "Can we skip this one?", "Yes."):
            await turn(interviewer, session_id, answer)
        await interviewer.report(session_id)
    assert engine.assessed == []


async def test_erasing_ends_an_assessment(redis: Redis) -> None:
    engine = RatingEngine(["Opening?"], ["And then?"])
    engine.assessments = [FOUND]
    engine.may_assess.clear()
    async with running(redis, engine) as interviewer:
        session_id = await begun(interviewer)
        await turn(interviewer, session_id, LONG_ANSWER)
        await interviewer.delete(session_id)
        assert not [task for task in asyncio.all_tasks() if task.get_name().startswith("assess-")]


async def test_how_surely_an_answer_was_recognized_is_kept(redis: Redis) -> None:
    engine = ScriptedEngine(["Opening?"], ["And then?"])
    async with running(redis, engine) as interviewer:
        session_id = await begun(interviewer)
        await turn(interviewer, session_id, LONG_ANSWER)
        words = [RecognizedWord(word.strip(",."), 0.4) for word in LONG_ANSWER.split()]
        await interviewer.note_recognition(session_id, 1, words)
        recognition = (await interviewer.view(session_id)).interview.turns[1].recognition
        assert recognition is not None
        assert recognition.confidence == pytest.approx(0.4)
        with pytest.raises(WrongPhase):
            await interviewer.note_recognition(session_id, 2, words)
        with pytest.raises(InvalidInput):
            await interviewer.note_recognition(session_id, 1, [RecognizedWord("x", 1.5)])
