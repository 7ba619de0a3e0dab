"""How the assessments of single answers become the rating of a topic, and when there is none."""

from dataclasses import dataclass
from enum import StrEnum

from xquizit_interview.reporting.scales import SCALES, Scale
from xquizit_interview.state import Assessment, Turn
from xquizit_interview.words import joined

MIN_CONFIDENCE = 0.7
"""Of an answer, on average over its words. Below it about every third word may be wrong (words of pocketsphinx with a
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
    RatingState.RECOGNITION_UNCERTAIN: "recognition uncertain: heard too badly to be rated",
}


@dataclass(frozen=True, slots=True)
class AnswerRating:
    """What one answer, with its follow-ups, was given."""

    turn: int
    """The last part that was assessed."""
    state: RatingState
    value: int
    """1..5; 0 unless rated."""
    scale: str
    reason: str
    """What to know about it: a machine's word, e.g. `beyond_what_is_told`; empty: nothing."""


@dataclass(frozen=True, slots=True)
class Rating:
    """A topic's rating, or why there is none."""

    state: RatingState
    value: int
    """1..5; 0 unless rated."""
    label: str
    """The anchor, or why there is none."""
    scale: Scale
    """That of most of its answers."""
    answers: tuple[AnswerRating, ...] = ()
    """Of each prepared question that was answered, in order."""


def rating_of(chains: list[list[Turn]], scale: Scale, *, assesses: bool) -> Rating:
    """The mean over the answers that were rated, halves rounded up; where they are on several scales, it says so.

    Every step means the same on each scale, from nothing told to something that can be checked. Structured interviews
    rate answer by answer and combine by the mean (Campion, Palmer & Campion 1997).

    Args:
        chains: The answers on the topic that show something, each with those to its follow-ups.
        scale: The topic's own, for when nothing is rated.
        assesses: Whether the interview's engine rates at all.
    """
    if not chains:
        return _none(RatingState.INSUFFICIENT_EVIDENCE, scale)
    if not assesses:
        return _none(RatingState.NOT_RATED, scale)
    answers = tuple(_answer_rating(chain, scale) for chain in chains)
    rated = [answer for answer in answers if answer.state is RatingState.RATED]
    if not rated:
        states = {answer.state for answer in answers}
        order = (RatingState.RECOGNITION_UNCERTAIN, RatingState.NOT_RATED, RatingState.INSUFFICIENT_EVIDENCE)
        return _none(next(state for state in order if state in states), scale, answers)
    names = [answer.scale for answer in rated]
    on = SCALES.get(max(names, key=names.count), scale)
    value = int(sum(answer.value for answer in rated) / len(rated) + 0.5)
    is_mixed = len(set(names)) > 1
    label = f"the mean of answers on the scales {_listed(names)}" if is_mixed else on.anchor(value)
    return Rating(RatingState.RATED, value, label, on, answers)


def _listed(names: list[str]) -> str:
    return joined(name.replace("_", " ") for name in dict.fromkeys(names))


def _answer_rating(chain: list[Turn], scale: Scale) -> AnswerRating:
    """By the last part that was rated: an engine rates it together with those before it."""
    assessed = [(turn, turn.assessment) for turn in reversed(chain) if turn.assessment is not None]
    rated = [(turn, found) for turn, found in assessed if found.rating is not None]
    turn, found = next(iter([*rated, *assessed]), (chain[-1], None))
    name = found.scale if found is not None and found.scale else scale.name
    state = _state(chain, found)
    value = (found.rating or 0) if found is not None and state is RatingState.RATED else 0
    return AnswerRating(turn.number, state, value, name, found.reason if found is not None else "not_assessed")


def _state(chain: list[Turn], found: Assessment | None) -> RatingState:
    if found is None or (found.rating is None and found.reason):
        return RatingState.NOT_RATED
    if found.rating is None:
        return RatingState.INSUFFICIENT_EVIDENCE
    heard = [turn.recognition for turn in chain]
    if any(recognition is not None and recognition.confidence < MIN_CONFIDENCE for recognition in heard):
        return RatingState.RECOGNITION_UNCERTAIN
    return RatingState.RATED


def _none(state: RatingState, scale: Scale, answers: tuple[AnswerRating, ...] = ()) -> Rating:
    return Rating(state, 0, _LABELS[state], scale, answers)
