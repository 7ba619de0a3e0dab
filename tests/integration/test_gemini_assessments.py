"""Ratings by the real google-genai SDK against the emulator: one request before the first word, judgement beside it."""

from __future__ import annotations

import pytest

from tests.emulators.gemini.server import GeminiEmulator
from tests.integration.gemini_service import (
    STOOD_IN,
    TIMEOUT_S,
    Stub,
    begun,
    emulator,
    report,
    spoken,
    streams,
    stub,
    submit,
)
from tests.simulation.labelled import load
from tests.unit.interview.conversation import LONG_ANSWER
from tests.unit.interview.material import NURSE
from xquizit.interview.v1 import interview_pb2 as wire

__all__ = ["emulator", "stub"]

ANOTHER = (
    "Last winter I audited hand hygiene on two wards every week, because three patients had fallen ill. I moved the "
    "gel to the beds, and in the end the share of clean hands rose from 71 to 94 per cent."
)
RATES = "generateContent"


async def test_the_first_word_leaves_after_exactly_one_request(stub: Stub, emulator: GeminiEmulator) -> None:
    session_id = await begun(stub)
    for number, answer in enumerate([LONG_ANSWER, ANOTHER, "We did that on the wards, too, every single week."], 1):
        await report(stub, session_id)  # so that no assessment of an earlier answer is under way
        before = len(emulator.log.entries)
        call = stub.SubmitAnswer(
            wire.SubmitAnswerRequest(session_id=session_id, answer=answer, turn=number), timeout=TIMEOUT_S
        )
        first = True
        async for part in call:
            if part.event.text_delta and first:
                first = False
                assert [entry.method for entry in emulator.log.entries[before:]] == ["streamGenerateContent"]
        assert not first
    await report(stub, session_id)
    methods = [entry.method for entry in emulator.log.entries]
    assert methods.count("streamGenerateContent") == 4
    assert methods.count(RATES) == 4, "the plan and three answers"


async def test_ratings_rest_on_words_that_were_said(stub: Stub, emulator: GeminiEmulator) -> None:
    session_id = await begun(stub)
    answers = {1: LONG_ANSWER, 2: ANOTHER}
    for answer in answers.values():
        await submit(stub, session_id, answer)
    made = await report(stub, session_id)
    rated = [topic for topic in made.topics if topic.rating_state == wire.RATING_STATE_RATED]
    assert rated
    assert all(1 <= topic.rating <= 5 and topic.claims for topic in rated)
    scales = {scale.name: scale.anchors for scale in made.scales}
    for topic in rated:
        assert topic.rating_label == scales[topic.scale][topic.rating - 1]
        for claim in topic.claims:
            assert claim.quotes
            for quote in claim.quotes:
                assert answers[quote.turn][quote.start : quote.end] == quote.text
    others = [topic for topic in made.topics if topic.rating_state != wire.RATING_STATE_RATED]
    assert {topic.rating for topic in others} <= {0}
    assert made.unassessed_answers == 0


@pytest.mark.parametrize("fault", ["http_500", "http_400", "garbage"])
async def test_a_judgement_that_could_not_be_had_is_tried_again(
    stub: Stub, emulator: GeminiEmulator, fault: str
) -> None:
    session_id = await begun(stub)
    emulator.faults.add(fault, method=RATES, times=None)
    assert spoken(await submit(stub, session_id, LONG_ANSWER)).endswith("?")
    made = await report(stub, session_id)
    [answered] = [topic for topic in made.topics if topic.quotes]
    assert (answered.rating_state, answered.rating) == (wire.RATING_STATE_NOT_RATED, 0)
    assert answered.answer_ratings[0].reason == "not_assessed"
    assert (made.unassessed_answers, list(made.fallbacks)) == (1, [])
    emulator.faults.clear()
    made = await report(stub, session_id)
    assert [topic.rating_state for topic in made.topics if topic.quotes] == [wire.RATING_STATE_RATED]
    assert made.unassessed_answers == 0


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("non_json", "gemini_not_json"),
        ("blocked_prompt", "gemini_blocked"),
        ("blocked_answer", "gemini_blocked"),
        ("max_tokens", "gemini_truncated"),
        ("empty_candidates", "gemini_not_json"),
        ("false_quote", "no_quotes"),
    ],
)
async def test_a_judgement_that_cannot_be_used_is_settled_as_that(
    stub: Stub, emulator: GeminiEmulator, fault: str, reason: str
) -> None:
    session_id = await begun(stub)
    emulator.faults.add(fault, method=RATES, times=None)
    await submit(stub, session_id, LONG_ANSWER)
    made = await report(stub, session_id)
    [answered] = [topic for topic in made.topics if topic.quotes]
    assert (answered.rating_state, answered.rating) == (wire.RATING_STATE_NOT_RATED, 0)
    assert [rating.reason for rating in answered.answer_ratings] == [reason]
    assert reason in {entry.what for entry in made.mended}
    assert made.unassessed_answers == 0
    asked = len(emulator.log.of(RATES))
    await submit(stub, session_id, ANOTHER)
    await report(stub, session_id)
    assert len(emulator.log.of(RATES)) - asked <= 2, "the first is not asked for again, and keeps nobody waiting"


async def test_a_marker_in_a_claim_never_reaches_the_report(stub: Stub, emulator: GeminiEmulator) -> None:
    session_id = await begun(stub)
    emulator.faults.add("canary_leak", method=RATES, times=None)
    await submit(stub, session_id, LONG_ANSWER)
    made = await report(stub, session_id)
    assert "marker" not in str(made)
    assert "You rate one answer" not in str(made)


async def test_judgements_that_fail_do_not_keep_replies_from_the_model(stub: Stub, emulator: GeminiEmulator) -> None:
    session_id = await begun(stub)
    emulator.faults.add("http_400", method=RATES, times=None)
    for number in range(6):
        await submit(stub, session_id, f"{ANOTHER} Round {number} of {number + 3} wards and {number * 7} beds.")
        await report(stub, session_id)
    assert len(streams(emulator)) == 7
    assert STOOD_IN not in (await report(stub, session_id)).fallbacks


@pytest.mark.parametrize("fault", ["two_questions", "verdict", "markdown", "no_tag", "illegal_move", "wrong_language"])
async def test_what_was_mended_is_counted_in_the_report(stub: Stub, emulator: GeminiEmulator, fault: str) -> None:
    session_id = await begun(stub)
    emulator.faults.add(fault, method="streamGenerateContent")
    await submit(stub, session_id, LONG_ANSWER)
    mended = {entry.what: entry.times for entry in (await report(stub, session_id)).mended}
    expected = {"markdown": "unspeakable", "wrong_language": "gemini_wrong_language"}.get(fault, fault)
    assert mended[expected] >= 1


async def test_the_question_bank_is_asked_by_the_model_engine_word_for_word(stub: Stub) -> None:
    bank = ["Which medicine do you double-check before every night shift?", "What would you change about handovers?"]
    request = wire.CreateInterviewRequest(
        resume_text=NURSE.resume, job_description_text=NURSE.job_description, questions=bank, extra_time_percent=50
    )
    created = await stub.CreateInterview(request, timeout=TIMEOUT_S)
    events = [
        part.event
        async for part in stub.StartInterview(
            wire.StartInterviewRequest(session_id=created.session_id), timeout=TIMEOUT_S
        )
    ]
    assert events[-1].completed.status.time_limit_s == 1.5 * 2700
    said = [spoken(events)]
    facts = [fact.strong for pair in load() for fact in pair.facts.values()]
    while not events[-1].completed.status.is_concluded:
        events = await submit(stub, created.session_id, facts[len(said)])
        said.append(spoken(events))
    for question in bank:
        assert sum(question in text for text in said) == 1


async def test_a_break_over_the_wire(stub: Stub) -> None:
    session_id = await begun(stub)
    paused = await stub.PauseInterview(wire.PauseInterviewRequest(session_id=session_id), timeout=TIMEOUT_S)
    assert paused.status.phase == wire.PHASE_PAUSED
    assert 0 < paused.status.pause_remaining_s <= 600
    resumed = await stub.ResumeInterview(wire.ResumeInterviewRequest(session_id=session_id), timeout=TIMEOUT_S)
    assert resumed.status.phase == wire.PHASE_LISTENING
    await stub.PauseInterview(wire.PauseInterviewRequest(session_id=session_id), timeout=TIMEOUT_S)
    assert spoken(await submit(stub, session_id, LONG_ANSWER)).endswith("?")
