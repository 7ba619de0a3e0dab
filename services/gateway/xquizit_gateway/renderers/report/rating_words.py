"""Ratings in words: those of topics, those of single answers, and what to know about one."""

from xquizit_gateway.clients.report_records import AnswerRating, RatingState, TopicFinding
from xquizit_gateway.renderers.report.phrases import count, spelled

_WHY_NONE: dict[RatingState, str] = {
    "not_rated": "Not rated.",
    "insufficient_evidence": "Insufficient evidence: nothing was said that could be rated.",
    "recognition_uncertain": "Recognition uncertain: what was said was heard too badly to be rated.",
}
_REASONS = {
    "beyond_what_is_told": "our rules find less told than this stands for: read the quotes",
    "claims_dropped": "some of the model's claims could not be checked and were left out",
    "no_quotes": "none of the model's claims could be checked against the answer",
    "rated_with_orders": "the answer held orders to software; the rating was cut to what is told",
    "not_assessed": "not assessed yet",
}
_OF_A_MODEL = "gemini_"
"""What a reason begins with that says why a model gave no judgement."""


def rating_in_words(topic: TopicFinding) -> str:
    """The topic's rating with its anchor and on how many answers it rests, or why there is none."""
    if topic.rating is None:
        return _WHY_NONE.get(topic.rating_state, "Not rated.")
    anchor = topic.rating_label.strip().rstrip(".")
    told = f"{topic.rating} of 5: {anchor}." if anchor else f"{topic.rating} of 5."
    return f"{told} {_basis(topic)}".rstrip()


def answer_rating_in_words(answer: AnswerRating) -> str:
    """The rating of one answer with its scale, or why there is none."""
    if answer.rating is None:
        return spelled(answer.rating_state)
    on = f" on {spelled(answer.scale)}" if answer.scale else ""
    return f"{answer.rating} of 5{on}"


def reason_in_words(reason: str) -> str:
    """What to know about the rating of an answer; a word that is not known here is shown as it is."""
    if reason.startswith(_OF_A_MODEL):
        return f"the model gave no usable judgement ({spelled(reason.removeprefix(_OF_A_MODEL))})"
    return _REASONS.get(reason, reason)


def _basis(topic: TopicFinding) -> str:
    """How many of its answers a topic's rating is the mean of; empty where none is told."""
    if not topic.answer_ratings:
        return ""
    rated = sum(answer.rating is not None and answer.scale == topic.scale for answer in topic.answer_ratings)
    return f"From {rated} of {count(len(topic.answer_ratings), 'answer')}."
