"""The embedded engine's words: speakable, one question at a time, no repeats, grounded in documents and answers."""

import re

import pytest

from tests.unit.interview.conversation import LONG_ANSWER, held, planned, reply, say, started
from xquizit_interview import events, limits, policy
from xquizit_interview.engines.embedded import EmbeddedEngine
from xquizit_interview.moves import allowed_moves
from xquizit_interview.planning import make_plan
from xquizit_interview.port import Choice, ReplyRequest
from xquizit_interview.state import Interview, MoveKind
from xquizit_interview.wording.phrasing import is_repeat
from xquizit_interview.words import STOPWORDS

ANSWERS = [
    LONG_ANSWER,
    "Yes.",
    "we had a fire in the kitchen and i called everybody out and then i checked the rooms twice",
    "Can you repeat that?",
    "I prepared the accounts of nine companies. One of them had no ledger, so I rebuilt it from bank statements.",
    "I would rather not say.",
    "We introduced triage at the door. Waiting times fell from fifty to twenty minutes, and nobody left without help.",
    "What do you mean?",
    "I trained my colleagues on Kubernetes and wrote the runbooks, because we were called at night too often.",
    "Let me think about it.",
]
ROLES = ["nurse", "accountant", "teacher", "software"]


def varied(role: str, shift: int) -> Interview:
    answers = ANSWERS[shift:] + ANSWERS[:shift]
    return held(role, answers * 4)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("shift", [0, 3, 6])
def test_everything_said_can_be_spoken(role: str, shift: int) -> None:
    for entry in varied(role, shift).replies:
        assert len(entry.text.split()) <= limits.MAX_REPLY_WORDS, entry.text
        assert entry.text.count("?") <= 1, entry.text
        assert not re.search(r"[*_#`<>|{}\[\]\\]|https?:|www\.|\n|^\s*[-\u2022]", entry.text), entry.text
        assert "  " not in entry.text
        assert entry.text == entry.text.strip()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("shift", [0, 3, 6])
def test_no_question_is_asked_twice(role: str, shift: int) -> None:
    texts = [entry.text for entry in varied(role, shift).questions]
    for index, text in enumerate(texts):
        assert not any(is_repeat(text, before) for before in texts[:index]), text


@pytest.mark.parametrize("role", ROLES)
def test_follow_ups_quote_the_answer_they_follow(role: str) -> None:
    interview = varied(role, 0)
    follow_ups = [turn for turn in interview.turns if turn.reply and turn.reply.move.kind is MoveKind.FOLLOW_UP]
    assert follow_ups
    for turn in follow_ups:
        assert turn.reply is not None
        assert turn.reply.quote is not None
        quoted = turn.reply.quote.of(turn.answer)
        assert quoted
        topic = interview.plan.topic(turn.reply.move.topic_id)
        assert topic is not None
        is_on_topic = any(point.subject in turn.reply.text for point in topic.points)
        shared = set(quoted.lower().split()) & set(re.findall(r"[\w']+", turn.reply.text.lower()))
        assert shared - STOPWORDS or is_on_topic or turn.candidate_kind == "partial_answer"


def test_the_opening_says_who_speaks_and_names_the_last_post() -> None:
    text = started("nurse").replies[0].text
    assert "automated interviewer" in text
    assert "Staff Nurse at St Mary's Hospital" in text


def test_a_recruiters_question_is_asked_word_for_word() -> None:
    question = "How do you hand over at the end of a shift?"
    interview = planned("nurse")
    documents = interview.documents.model_copy(update={"custom_instructions": question})
    interview = interview.model_copy(update={"documents": documents, "plan": make_plan(documents, engine="embedded")})
    interview = reply(policy.step(interview, events.Start(), 0.0)[0], 0.0)
    for turn in range(1, 15):
        interview = say(interview, "We did that.", turn * 60.0)
    assert any(entry.text.endswith(f" {question}") for entry in interview.questions)


def test_an_explanation_names_the_subject() -> None:
    interview = say(started("software"), "Can we skip this one?", 60.0)
    explained = say(interview, "What do you mean?", 120.0).replies[-1]
    point = interview.plan.point(interview.questions[-1].move.point_id)
    assert explained.move.kind is MoveKind.CLARIFY
    assert point is not None
    assert point.subject in explained.text


async def test_the_stream_begins_with_the_choice_and_adds_up_to_the_text() -> None:
    interview = policy.step(planned(), events.Start(), 0.0)[0]
    engine = EmbeddedEngine(reason="test")
    parts = [part async for part in engine.reply(ReplyRequest(interview, allowed_moves(interview, 0.0)))]
    assert isinstance(parts[0], Choice)
    words = [part for part in parts[1:] if isinstance(part, str)]
    assert len(words) > 10
    assert "".join(words) == reply(interview, 0.0).replies[0].text


def test_the_same_interview_gets_the_same_words() -> None:
    first, second = ([entry.text for entry in varied("teacher", 3).replies] for _ in range(2))
    assert first == second
