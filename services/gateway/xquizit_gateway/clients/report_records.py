"""What the interview service reports, in the gateway's own words."""

from dataclasses import dataclass
from typing import Literal

from xquizit_gateway.clients.interview_records import InterviewStatus

Priority = Literal["critical", "high", "medium", "low", ""]
RatingState = Literal["rated", "not_rated", "insufficient_evidence", "recognition_uncertain"]


@dataclass(frozen=True, slots=True)
class Quote:
    """The candidate's words: characters `start`..`end` of the answer of `turn`."""

    turn: int
    start: int
    end: int
    text: str
    is_uncertain: bool = False
    """Some of the words may have been misheard."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Something said about the candidate, and the words that show it."""

    text: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A part of a complete answer, and where the candidate told it."""

    part: str
    """E.g. `own_action`."""
    quote: Quote


@dataclass(frozen=True, slots=True)
class AnswerRating:
    """What one answer, with those to its follow-ups, was given."""

    turn: int
    """The last part of the answer that was assessed."""
    rating_state: RatingState
    rating: int | None
    """1..5 when it is rated, else None."""
    scale: str
    """The name of a scale, not always the topic's."""
    reason: str
    """What to know about it: a machine's word, e.g. `beyond_what_is_told`; empty: nothing."""


@dataclass(frozen=True, slots=True)
class TopicFinding:
    """What the interview showed about one topic."""

    topic_id: str
    title: str
    priority: Priority
    rating_state: RatingState
    rating: int | None
    """1..5 when it is rated, else None."""
    rating_label: str
    """The anchor of the rating, or why there is none."""
    scale: str
    """The name of its scale in `Report.scales`."""
    answer_ratings: tuple[AnswerRating, ...]
    """In order; `rating` is the mean of those that are rated on `scale`."""
    claims: tuple[Claim, ...]
    told: tuple[Told, ...]
    """What the answers tell, found by rules."""
    quotes: tuple[Quote, ...]
    """The most telling words on it."""
    questions_asked: int
    minutes_planned: float
    minutes_spent: float


@dataclass(frozen=True, slots=True)
class RequirementCoverage:
    """Whether a requirement came up."""

    name: str
    """The requirement, short."""
    requirement: str
    """As the job description words it."""
    is_must_have: bool
    was_asked: bool
    resume_evidence: str
    """The line of the resume that speaks of it; empty when none does."""
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class RatingScale:
    """A behaviourally anchored scale."""

    name: str
    anchors: tuple[str, ...]
    """What 1, 2, 3, 4 and 5 stand for."""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """What was talked about when, or a break."""

    topic_id: str
    """Empty for a break."""
    title: str
    start_s: float
    """Since the start of the interview, breaks included."""
    end_s: float
    turns: tuple[int, ...]
    is_break: bool


@dataclass(frozen=True, slots=True)
class Mended:
    """What was wrong with a model's words or judgements and was mended or stopped."""

    what: str
    """E.g. `two_questions`, `claims_dropped`."""
    times: int


@dataclass(frozen=True, slots=True)
class Report:
    """What the interview showed."""

    session_id: str
    is_final: bool
    status: InterviewStatus
    topics: tuple[TopicFinding, ...]
    requirements: tuple[RequirementCoverage, ...]
    scales: tuple[RatingScale, ...]
    timeline: tuple[TimelineEntry, ...]
    engine: str
    model: str
    prompt_version: str
    fallbacks: tuple[str, ...]
    mended: tuple[Mended, ...]
    unassessed_answers: int
    """Nobody has assessed them yet; asking again later may bring it."""
    extra_time_percent: int
    notes: tuple[str, ...]
    """What a reader must know before relying on it."""
