"""How the assessments of single answers become the rating of a topic, and when there is none."""

from dataclasses import dataclass
from enum import StrEnum

from xquizit_interview.reporting.scales import Scale
from xquizit_interview.state import Turn
from xquizit_interview.words import words

MIN_CONFIDENCE = 0.7
"""Of a topic's rated answers, word by word. Below it about every third word may be wrong (words of pocketsphinx with a
confidence of .9 are right in 92 of 100 cases, with less than .5 in 54), and nobody should be rated by such words."""


class RatingState(StrEnum):
    """Whether there is a rating, and why not."""

    RATED = "rated"
    NOT_RATED = "not_rated"
    INSUFFICIENT_EVIDENCE = "insufficient_evidence"
    RECOGNITION_UNCERTAIN = "recognition_uncertain"


_LABELS = {
    RatingState.NOT_RATED: "not rated",
    RatingState.INSUFFICIENT_EVIDENCE: "insufficient evidence",
    RatingState.RECOGNITION_UNCERTAIN: "recognition uncertain: the answers were heard too badly to be rated",
}


@dataclass(frozen=True, slots=True)
class Rating:
    """A topic's rating, or why there is none."""

    state: RatingState
    value: int
    """1..5; 0 unless rated."""
    label: str
    """The anchor, or why there is none."""


def rating_of(evidence: list[Turn], scale: Scale, *, assesses: bool) -> Rating:
    """The mean of its answers' ratings, halves rounded up.

    Structured interviews rate answer by answer and combine by the mean (Campion, Palmer & Campion 1997).

    Args:
        evidence: The answers on the topic that may show something.
        scale: What the topic is held against.
        assesses: Whether the interview's engine rates at all.
    """
    if not evidence:
        return _none(RatingState.INSUFFICIENT_EVIDENCE)
    if not assesses:
        return _none(RatingState.NOT_RATED)
    assessed = [(turn, turn.assessment) for turn in evidence if turn.assessment is not None]
    if not assessed:
        return _none(RatingState.NOT_RATED)
    rated = [(turn, found.rating) for turn, found in assessed if found.rating is not None]
    if not rated:
        return _none(RatingState.INSUFFICIENT_EVIDENCE)
    if _confidence([turn for turn, _ in rated]) < MIN_CONFIDENCE:
        return _none(RatingState.RECOGNITION_UNCERTAIN)
    value = int(sum(rating for _, rating in rated) / len(rated) + 0.5)
    return Rating(RatingState.RATED, value, scale.anchor(value))


def _none(state: RatingState) -> Rating:
    return Rating(state, 0, _LABELS[state])


def _confidence(turns: list[Turn]) -> float:
    """How surely their words were recognized, 0..1; typed words are certain."""
    weighed = [(len(words(turn.answer)), turn.recognition.confidence if turn.recognition else 1.0) for turn in turns]
    return sum(count * confidence for count, confidence in weighed) / max(1, sum(count for count, _ in weighed))
