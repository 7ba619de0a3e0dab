"""What the interview service answers, in the gateway's own words; the report's are in `report_records.py`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Phase = Literal["ready", "thinking", "listening", "paused", "concluded"]
TurnKind = Literal["opening", "question", "follow_up", "conversation", "conclusion", ""]
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
    """Breaks left out, as in `time_remaining_s`."""
    time_remaining_s: float
    time_limit_s: float
    """The whole time, extra time included."""
    pause_remaining_s: float
    """What is left for breaks."""
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
    engine: str
    """Who worded it."""
    mended: tuple[str, ...]
    """What had to be mended or replaced on the way, by reason."""


ReplyEvent = Accepted | TextDelta | Restarted | Completed


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start`..`end` of a text, in Unicode code points, end excluded."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Recognition:
    """How surely a spoken answer was recognized."""

    confidence: float
    """Mean of its words, 0..1."""
    uncertain: tuple[Span, ...]
    """The words that may well be wrong."""
    engines: tuple[str, ...] = ()
    """Who recognized them."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """How a reply was spoken."""

    engines: tuple[str, ...] = ()
    """Who spoke, in order; nobody where it is empty."""
    stood_in_for: str = ""
    """The engine that should have spoken, where another did."""
    is_cut: bool = False
    """Some of it could only be shown: the voice was away."""


@dataclass(frozen=True, slots=True)
class Heard:
    """How much of a reply the candidate has heard, as their page tells."""

    characters: int
    """Code points from its start."""
    is_complete: bool
    is_interrupted: bool
    """The candidate broke in."""


@dataclass(frozen=True, slots=True)
class TranscriptEntry:
    """One thing said."""

    turn: int
    speaker: Speaker
    text: str
    said_at: datetime | None
    kind: TurnKind
    topic: str
    recognition: Recognition | None = None
    """None for typed words, and for the interviewer's."""
    spoken: Spoken | None = None
    """None for the candidate's words, and where it is not known."""
    heard: Heard | None = None
    """None for the candidate's words, and where the page has never told."""
