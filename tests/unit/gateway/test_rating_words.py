"""Ratings in words."""

from dataclasses import replace

import pytest

from tests.unit.gateway.sample_report import SCALES, TOPICS
from xquizit_gateway.clients.report_records import AnswerRating, RatingState
from xquizit_gateway.renderers.report.rating_words import (
    answer_rating_in_words,
    rating_in_words,
    reason_in_words,
)

RATED = TOPICS[0]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("not_rated", "Not rated."),
        ("insufficient_evidence", "Insufficient evidence: nothing was said that could be rated."),
        ("recognition_uncertain", "Recognition uncertain: what was said was heard too badly to be rated."),
    ],
)
@pytest.mark.parametrize("label", ["", "insufficient evidence", "anything else"])
def test_why_there_is_no_rating_is_told_by_its_state_and_not_by_its_label(
    state: RatingState, label: str, words: str
) -> None:
    assert rating_in_words(replace(RATED, rating_state=state, rating=None, rating_label=label)) == words


def test_a_rating_says_what_it_stands_for_and_on_how_many_answers_it_rests() -> None:
    anchor = SCALES[0].anchors[4]
    assert rating_in_words(RATED) == f"5 of 5: {anchor}. From 2 of 4 answers."
    assert rating_in_words(replace(RATED, rating_label=f" {anchor}. ")) == f"5 of 5: {anchor}. From 2 of 4 answers."
    assert rating_in_words(replace(RATED, rating_label="", answer_ratings=())) == "5 of 5."


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (AnswerRating(1, "rated", 4, "way_of_working", ""), "4 of 5 on way of working"),
        (AnswerRating(1, "rated", 1, "", ""), "1 of 5"),
        (AnswerRating(1, "not_rated", None, "experience", "no_quotes"), "not rated"),
        (AnswerRating(1, "insufficient_evidence", None, "experience", ""), "insufficient evidence"),
        (AnswerRating(1, "recognition_uncertain", None, "experience", ""), "recognition uncertain"),
    ],
)
def test_an_answer_has_a_rating_or_a_state(answer: AnswerRating, words: str) -> None:
    assert answer_rating_in_words(answer) == words


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("", ""),
        ("beyond_what_is_told", "our rules find less told than this stands for: read the quotes"),
        ("claims_dropped", "some of the model's claims could not be checked and were left out"),
        ("no_quotes", "none of the model's claims could be checked against the answer"),
        ("rated_with_orders", "the answer held orders to software; the rating was cut to what is told"),
        ("not_assessed", "not assessed yet"),
        ("gemini_blocked", "the model gave no usable judgement (blocked)"),
        ("gemini_bad_assessment", "the model gave no usable judgement (bad assessment)"),
        ("some_later_reason", "some_later_reason"),
    ],
)
def test_a_reason_is_told_in_plain_words(reason: str, words: str) -> None:
    assert reason_in_words(reason) == words
