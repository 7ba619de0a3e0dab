"""What the interview service answers, in the gateway's own words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Phase = Literal["ready", "thinking", "listening", "concluded"]
TurnKind = Literal["opening", "question", "follow_up", "conversation", "conclusion", ""]
Priority = Literal["critical", "high", "medium", "low", ""]
Speaker = Literal["interviewer", "candidate"]


@dataclass(frozen=True, slots=True)
class Created:
    """A new interview."""

    session_id: str
    expires_at: datetime
    topic_titles: tuple[str, ...]
    engine: str


@dataclass(frozen=True, slots=True)
class InterviewStatus:
    """Where an interview is."""

    phase: Phase
    turn: int
    """The last accepted turn."""
    questions_asked: int
    max_questions: int
    is_concluded: bool
    conclusion_reason: str
    time_elapsed_s: float
    time_remaining_s: float
    start_time: datetime | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """An interview's status and what is being talked about."""

    status: InterviewStatus
    current_question: str
    pending_answer: str
    fallbacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Accepted:
    """The answer is stored."""

    turn: int
    is_replay: bool


@dataclass(frozen=True, slots=True)
class TextDelta:
    """The next words of the reply."""

    text: str


@dataclass(frozen=True, slots=True)
class Restarted:
    """The text so far is void."""


@dataclass(frozen=True, slots=True)
class Completed:
    """The reply is complete and stored."""

    text: str
    kind: TurnKind
    topic: str
    status: InterviewStatus


ReplyEvent = Accepted | TextDelta | Restarted | Completed


@dataclass(frozen=True, slots=True)
class TranscriptEntry:
    """One thing said."""

    turn: int
    speaker: Speaker
    text: str
    said_at: datetime | None
    kind: TurnKind
    topic: str


@dataclass(frozen=True, slots=True)
class Quote:
    """The candidate's words: characters `start`..`end` of the answer of `turn`."""

    turn: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class TopicFinding:
    """What the interview showed about one topic."""

    topic_id: str
    title: str
    priority: Priority
    rating: int
    """1..5; 0 without evidence."""
    rating_label: str
    claims: tuple[str, ...]
    quotes: tuple[Quote, ...]
    questions_asked: int


@dataclass(frozen=True, slots=True)
class RequirementCoverage:
    """Whether a requirement came up."""

    requirement: str
    is_must_have: bool
    was_asked: bool
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What the interview showed."""

    session_id: str
    is_final: bool
    status: InterviewStatus
    topics: tuple[TopicFinding, ...]
    requirements: tuple[RequirementCoverage, ...]
    engine: str
    model: str
    prompt_version: str
    fallbacks: tuple[str, ...]
    notes: tuple[str, ...]
