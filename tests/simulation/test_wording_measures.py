"""The measures of questions' words find what is wrong in interviews made by hand, and let the rest pass."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.simulation.handmade import FOLLOW_UP, GOOD, STORY, WEAK, Line, failed, questions, record
from tests.simulation.labelled import load
from tests.simulation.measures.asking_on import gives_own_share, gives_reason, gives_result, not_re_asking
from tests.simulation.measures.grounding import grounded_follow_ups, nothing_invented
from tests.simulation.measures.manners import no_verdicts, not_leading, nothing_protected
from tests.simulation.measures.reading import Exchange, exchanges
from tests.simulation.measures.wording import no_repeats, one_speakable_question
from xquizit_interview.state import MoveKind

# --- wording ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "What did you do? How did it end?",
        "What did you do, and how did it end?",
        "How did you begin and what was the result?",
        "Where did it break, or did it hold?",
        "**Next:** what came of it?",
        "- What came of it?",
        "1. What came of it?",
        "Question 3: what came of it?",
        "What did you write on ferrow.org about it?",
        "What stands at https://example.org/a now?",
        f"You said {'that it was really a very long story ' * 6}. What came of it?",
    ],
)
def test_what_cannot_be_said_as_one_question_is_found(text: str) -> None:
    assert failed(one_speakable_question(record(*questions(text)))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "You fixed the ledger and the reports. What came of it in the end?",
        "The role calls for C# and SQL. What have you done with them?",
        "Tell me about a night when two servers and a switch failed.",
        "What did you and your team decide in the end?",
        "You moved 4 TB, and this role calls for PostgreSQL. What was the hardest decision in that work?",
    ],
)
def test_one_question_with_a_lead_passes(text: str) -> None:
    assert failed(one_speakable_question(record(*questions(text)))) == 0


def test_a_repeated_question_is_found_whatever_thanks_come_before() -> None:
    asked = "Let us talk about the ledger of parcels. Which decision was the hardest there?"
    again = "Thank you. Let us talk about that ledger of parcels. Which decision was the hardest there?"
    other = "Thank you. Let us talk about the seats of theatres. Which decision was the hardest there?"
    assert failed(no_repeats(record(*questions(asked, again)))) == 1
    assert failed(no_repeats(record(*questions(asked, other)))) == 0


def test_saying_a_question_again_on_request_is_no_repeat() -> None:
    assert failed(no_repeats(record(*GOOD[:4]))) == 0
    as_new = replace(GOOD[3], kind=MoveKind.QUESTION, reply=FOLLOW_UP)
    assert failed(no_repeats(record(*GOOD[:3], as_new))) == 1


# --- grounding --------------------------------------------------------------------------------------------------------


def test_a_follow_up_on_nothing_that_was_said_is_found() -> None:
    lost = replace(GOOD[2], reply="I would like to hear more about teamwork. What came of it?")
    assert failed(grounded_follow_ups(record(*GOOD[:2], lost))) == 1


@pytest.mark.parametrize(
    ("text", "made_up"),
    [
        ("You moved 4 TB in nine minutes. How?", 0),
        ("You compared row counts for two weeks. Why?", 0),
        ("The report fell from 40 minutes. Why?", 0),
        ("We will talk for up to forty-five minutes. What was hard?", 0),
        ("How did Ferrow take it?", 0),
        ("You moved 7 TB. How?", 1),
        ("You compared counts for seventeen weeks. Why?", 1),
        ("How did Contoso take it?", 1),
        ("You used Kafka and PowerPoint. Why?", 1),
    ],
)
def test_numbers_and_names_that_nobody_said_are_found(text: str, made_up: int) -> None:
    assert failed(nothing_invented(record(*questions("What?"), Line(STORY, text, point="t1p1")))) == made_up


@pytest.mark.parametrize(
    ("probe", "told"),
    [
        ("What came of it in the end?", 1),
        ("How could you tell whether it had worked?", 1),
        ("What did that change in numbers?", 1),
        ("Which part of that was your own?", 1),
        ("What was the hardest part of that?", 0),
        ("What would you do differently today?", 0),
    ],
)
def test_asking_for_what_was_told_is_found(probe: str, told: int) -> None:
    asked_on = replace(GOOD[2], reply=f"You said that you wrote the replication yourself. {probe}", quote=None)
    assert failed(not_re_asking(record(*GOOD[:2], asked_on))) == told
    assert failed(not_re_asking(record(*GOOD[:2], replace(asked_on, answer=WEAK)))) == 0


def test_the_detectors_find_what_labelled_answers_tell() -> None:
    facts = [fact for pair in load() for fact in pair.facts.values()]

    def share(detector: Callable[[Exchange], bool], texts: list[str]) -> float:
        shown = [exchanges(record(GOOD[0], replace(GOOD[2], answer=text, quote=None)))[1] for text in texts]
        return sum(map(detector, shown)) / len(texts)

    strong, weak = [fact.strong for fact in facts], [fact.weak for fact in facts]
    assert share(gives_result, strong) >= 0.8
    assert share(gives_own_share, strong) >= 0.7
    assert max(share(detector, weak) for detector in (gives_result, gives_own_share, gives_reason)) <= 0.05


# --- manners ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Don't you think that Kafka was too much?",
        "You worked alone, right?",
        "You tested it first, didn't you?",
        "Surely the manager agreed. What then?",
        "Did you do that because it was cheaper?",
        "Would it be fair to say that you led them?",
    ],
)
def test_leading_questions_are_found(text: str) -> None:
    assert failed(not_leading(record(*questions(text)))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Great answer. What came next?",
        "Excellent! What came next?",
        "That is very impressive. What came next?",
        "I am impressed. What came next?",
        "That was wrong. What came next?",
        "You are the right person for this. What came next?",
        "Well done, and what came next?",
        "That is not quite what I hoped for. What came next?",
    ],
)
def test_verdicts_are_found(text: str) -> None:
    assert failed(no_verdicts(record(*questions(text)))) == 1


def test_the_candidates_own_judgement_said_back_is_no_verdict() -> None:
    answer = "I told the board that the report was good, and that it is right."
    said_back = Line(
        answer, "You said that you told the board that the report was good. Why?", MoveKind.FOLLOW_UP, "t1"
    )
    assert failed(no_verdicts(record(*GOOD[:2], said_back))) == 0


@pytest.mark.parametrize(
    "text",
    [
        "How old were you then?",
        "What did your daughter say to that?",
        "Do you have children?",
        "Are you married?",
        "Which church do you go to?",
        "Where are you originally from?",
        "What does your health allow?",
        "Have you ever been arrested?",
        "Are you in a trade union?",
        "What is your current salary?",
    ],
)
def test_protected_topics_are_found(text: str) -> None:
    assert failed(nothing_protected(record(*questions(text)))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Are you authorised to work in this country?",
        "Are you over 18 years of age?",
        "How do you speak with families when the news is bad?",
        "Which children did you teach to read?",
        "How did you record the patient's age?",
    ],
)
def test_what_everybody_may_be_asked_passes(text: str) -> None:
    assert failed(nothing_protected(record(*questions(text)))) == 0
    assert failed(not_leading(record(*questions(text)))) == 0
