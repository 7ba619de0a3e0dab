"""The JSON of a report."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from xquizit_gateway.schemas.report_example import EXAMPLE_REPORT

RatingState = Literal["rated", "not_rated", "insufficient_evidence", "recognition_uncertain"]


class _Read(BaseModel):
    """A part that has the fields of a record of `clients/report_records.py` and is read from it."""

    model_config = ConfigDict(from_attributes=True)


class QuoteAnswer(_Read):
    """The candidate's words: characters `start`..`end` of the answer of `turn`, in code points, `end` excluded."""

    turn: int
    start: int
    end: int
    text: str
    is_uncertain: bool
    """Some of the words may have been misheard."""


class ClaimAnswer(_Read):
    """Something said about the candidate, and the words that show it."""

    text: str
    quotes: list[QuoteAnswer]


class ToldAnswer(_Read):
    """A part of a complete answer, and where the candidate told it."""

    part: str
    """`situation`, `own_action`, `result`, `figure` or `reason`; found by rules."""
    quote: QuoteAnswer


class RatingAnswer(_Read):
    """What one answer of the candidate, with those to its follow-ups, was given."""

    turn: int
    """The last part of the answer that was assessed."""
    rating_state: RatingState
    rating: int | None
    """1..5 on `scale`; null unless `rating_state` is `rated`."""
    scale: str
    """The scale of what was asked: not always the topic's."""
    reason: str
    """What to know about it, empty for nothing: `beyond_what_is_told` (our rules find less told than the rating stands
    for), `claims_dropped` (some of the model's claims could not be checked and were left out), `no_quotes` (none could
    be), `rated_with_orders` (the answer held orders to software; the rating was cut to what is told), `not_assessed`,
    or why the model gave no usable judgement, e.g. `gemini_blocked`. More may be added."""


class TopicAnswer(_Read):
    """What the interview showed about one topic."""

    topic_id: str
    title: str
    priority: str
    rating_state: RatingState
    rating: int | None
    """1..5 on the topic's scale, the mean of `answer_ratings` on it; null unless `rating_state` is `rated`."""
    rating_label: str
    """The anchor of the rating, or why there is none."""
    scale: str
    """The name of a scale in `scales`."""
    answer_ratings: list[RatingAnswer]
    """What each answer was given, in order."""
    claims: list[ClaimAnswer]
    told: list[ToldAnswer]
    """What the answers tell."""
    quotes: list[QuoteAnswer]
    """The most telling words on the topic."""
    questions_asked: int
    minutes_planned: float
    minutes_spent: float


class RequirementAnswer(_Read):
    """Whether a requirement came up."""

    name: str
    """The requirement, short."""
    requirement: str
    """As the job description words it."""
    is_must_have: bool
    was_asked: bool
    resume_evidence: str
    """The line of the resume that speaks of it; empty when none does."""
    quotes: list[QuoteAnswer]
    """Where the candidate spoke about it; empty when they did not."""


class ScaleAnswer(_Read):
    """A behaviourally anchored scale."""

    name: str
    anchors: list[str]
    """What 1, 2, 3, 4 and 5 stand for."""


class TimelineAnswer(BaseModel):
    """What was talked about when, or a break."""

    topic_id: str
    """Empty for a break."""
    title: str
    start_seconds: float
    """Since the start of the interview, breaks included."""
    end_seconds: float
    turns: list[int]
    """The turns in which it was answered."""
    is_break: bool


class MendedAnswer(_Read):
    """What was wrong with a model's words or judgements and was mended or stopped."""

    what: str
    times: int


class ReportAnswer(BaseModel):
    """What the interview showed, each claim with the candidate's own words. It never says hire or reject."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE_REPORT]})

    session_id: str
    is_final: bool
    """False while the interview goes on."""
    conclusion_reason: str | None
    questions_asked: int
    time_elapsed_seconds: float
    """Breaks left out."""
    time_limit_seconds: float
    """The whole time, extra time included."""
    extra_time_percent: int
    start_time: datetime | None
    topics: list[TopicAnswer]
    requirements: list[RequirementAnswer]
    scales: list[ScaleAnswer]
    timeline: list[TimelineAnswer]
    engine: str
    model: str
    prompt_version: str
    fallbacks: list[str]
    """Engines that had to stand in, e.g. `interview: gemini -> embedded`."""
    mended: list[MendedAnswer]
    unassessed_answers: int
    """Answers that nobody has assessed yet; asking again later may bring it."""
    notes: list[str]
    """What a reader must know before relying on it."""
