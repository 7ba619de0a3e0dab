"""Every measure finds what it is for in interviews made by hand, and lets good ones pass."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.simulation.gates import Record, Score
from tests.simulation.handmade import GOOD, PAIR, STORY, WEAK, Line, failed, questions, record, with_report
from tests.simulation.labelled import Fact
from tests.simulation.measures.asking_on import not_re_asking
from tests.simulation.measures.coverage import critical_before_low, critical_coverage, must_have_coverage
from tests.simulation.measures.evidence import evidence
from tests.simulation.measures.grounding import grounded_follow_ups, nothing_invented
from tests.simulation.measures.groups import nothing_shown, strong_above_weak
from tests.simulation.measures.limits import follow_up_cap, termination
from tests.simulation.measures.manners import no_verdicts, not_leading, nothing_protected
from tests.simulation.measures.wording import no_repeats, one_speakable_question
from xquizit_interview.state import MoveKind, Span

MEASURES: tuple[Callable[[Record], Score], ...] = (
    termination, follow_up_cap, critical_coverage, must_have_coverage, critical_before_low, no_repeats,
    one_speakable_question, grounded_follow_ups, nothing_invented, not_re_asking, not_leading, no_verdicts,
    nothing_protected, evidence,
)  # fmt: skip


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.__name__)
def test_a_good_interview_passes(measure: Callable[[Record], Score]) -> None:
    score = measure(record(*GOOD))
    assert score.total > 0
    assert score.failures == ()


_STRONG_AND_WEAK = record(*GOOD), record(*(replace(line, answer=WEAK) for line in GOOD))
KNOWING = PAIR.model_copy(update={"facts": {"story": Fact.model_construct(strong=STORY, weak=WEAK, bluff=STORY)}})
"""Someone of whom the labels know what is said in these interviews."""


# --- limits -----------------------------------------------------------------------------------------------------------


def test_a_question_after_the_time_is_found() -> None:
    late = replace(GOOD[1], after_s=2701.0)
    assert failed(termination(record(GOOD[0], late))) == 1
    assert failed(termination(record(GOOD[0], late, extra_time_percent=50))) == 0
    assert failed(termination(record(GOOD[0], replace(late, after_s=4051.0), extra_time_percent=50))) == 1


def test_words_without_a_question_may_come_after_the_time() -> None:
    assert (
        failed(termination(record(GOOD[0], Line("Yes.", "We will stop here.", MoveKind.CONCLUDE, "", None, 2750)))) == 0
    )


def test_seventeen_questions_are_found() -> None:
    asked = [f"Which {word} did you change at Ferrow?" for word in "abcdefghijklmnopq"]
    assert failed(termination(record(*questions(*asked[:16])))) == 0
    assert failed(termination(record(*questions(*asked)))) == 1


def test_a_new_question_in_small_talk_counts() -> None:
    asked = questions(*(f"Which {word} did you change at Ferrow?" for word in "abcdefghijklmnop"))
    chat = Line("Hello!", "Hello. Would you like to move to Leeds one day?", MoveKind.CHAT, "t1")
    assert failed(termination(record(*asked, replace(chat, reply="Hello. Which p did you change at Ferrow?")))) == 0
    assert failed(termination(record(*asked, chat))) == 1


def test_an_interview_without_an_end_is_found() -> None:
    assert failed(termination(record(*GOOD[:2], ends=False))) == 1


def test_a_third_follow_up_and_a_fourth_aside_are_found() -> None:
    assert failed(follow_up_cap(record(*GOOD[:3], GOOD[2]))) == 0
    assert failed(follow_up_cap(record(*GOOD[:3], GOOD[2], GOOD[2]))) == 1
    assert failed(follow_up_cap(record(*GOOD[:2], *[GOOD[3]] * 3))) == 0
    assert failed(follow_up_cap(record(*GOOD[:2], *[GOOD[3]] * 4))) == 1


# --- coverage ---------------------------------------------------------------------------------------------------------


def test_a_must_have_that_is_not_asked_is_found() -> None:
    without_testing = [line for line in GOOD if line.point != "t2p1"]
    assert failed(critical_coverage(record(*without_testing))) == 0
    assert failed(must_have_coverage(record(*without_testing))) == 1
    assert failed(critical_coverage(record(*GOOD[:2]))) == 2


def test_a_question_that_only_pretends_to_be_on_a_must_have_does_not_cover_it() -> None:
    pretends = [
        replace(line, reply="What is your favourite colour?") if line.point == "t1p3" else line for line in GOOD
    ]
    assert failed(critical_coverage(record(*pretends))) == 1


def test_a_low_topic_before_a_critical_one_is_found() -> None:
    assert failed(critical_before_low(record(GOOD[0], GOOD[1], GOOD[-1]))) == 0
    assert failed(critical_before_low(record(GOOD[0], GOOD[-1], GOOD[1]))) == 1


# --- the report -------------------------------------------------------------------------------------------------------


def test_a_quote_that_is_off_by_one_is_found() -> None:
    held = record(*GOOD)
    finding = next(finding for finding in held.held.report.topics if finding.quotes)
    first = finding.quotes[0]
    moved = replace(first, span=Span(start=first.span.start + 1, end=first.span.end + 1))
    topics = tuple(
        replace(one, quotes=(moved, *one.quotes[1:])) if one is finding else one for one in held.held.report.topics
    )
    assert failed(evidence(held)) == 0
    assert failed(evidence(with_report(held, replace(held.held.report, topics=topics)))) == 1


def test_words_that_the_candidate_did_not_say_are_found() -> None:
    held = record(*GOOD)
    other = replace(held, held=replace(held.held, said=[text.replace("Ferrow", "Fellow") for text in held.held.said]))
    assert failed(evidence(other)) > 0


def test_the_ground_of_a_follow_up_must_lie_in_the_answer() -> None:
    beyond = replace(GOOD[2], quote=Span(start=len(STORY) - 5, end=len(STORY) + 5))
    assert failed(evidence(record(*GOOD[:2], beyond))) == 1


def test_a_weak_candidate_above_a_strong_one_is_found() -> None:
    strong, weak = (replace(one, pair=KNOWING) for one in _STRONG_AND_WEAK)
    assert failed(strong_above_weak(strong, weak)) == 0
    assert failed(strong_above_weak(weak, strong)) >= 2
    assert strong_above_weak(strong, strong).failures[0].count("mean") == 1


def test_groups_are_held_against_each_other_where_labels_tell_them_apart() -> None:
    strong, weak = _STRONG_AND_WEAK
    assert strong_above_weak(weak, strong).total == 0, "nothing of these answers is labelled"


def test_a_topic_that_makes_something_of_nothing_is_found() -> None:
    nothing = record(*(replace(line, answer="Yes.") for line in GOOD[:-1]), persona="one-word")
    assert nothing_shown(nothing).failures == ()
    assert failed(nothing_shown(record(*GOOD))) == 1
