"""The JSON of the HTTP API: every request and answer, with examples."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

ANSWER_LIMIT = 20_000
"""Characters of one answer (xquizit.interview.v1)."""
INSTRUCTIONS_LIMIT = 2000

SessionId = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
_ID = "5c0f5a2e-7f0b-4a56-9d0e-3b8a1f6c2d11"


def _example(**values: Any) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [values]})


class Problem(BaseModel):
    """Every error."""

    error: str
    """A machine code."""
    detail: str
    """A sentence that a person can act on."""


class Uploaded(BaseModel):
    """The documents were read and the interview is planned."""

    model_config = _example(
        session_id=_ID,
        message="Documents read. The interview is ready.",
        resume_length=3120,
        job_description_length=2210,
        has_custom_instructions=True,
        custom_instructions_length=42,
        session_token=None,
        expires_at="2030-01-01T10:00:00Z",
    )

    session_id: str
    message: str
    resume_length: int
    """Characters of text found."""
    job_description_length: int
    has_custom_instructions: bool
    custom_instructions_length: int
    session_token: str | None = None
    """Set where authentication is on."""
    expires_at: datetime
    """When the session is forgotten if nobody uses it."""


class StartRequest(BaseModel):
    """Which interview to start."""

    model_config = _example(session_id=_ID)

    session_id: SessionId


class Started(BaseModel):
    """The opening question; asking again gives the same."""

    model_config = _example(
        session_id=_ID,
        first_question="Hello, and welcome. Which part of the payment gateway did you build yourself?",
        message="Interview started.",
        audio_chunks=["UklGRiQAAABXQVZFZm10IBAAAAABAAEAwF0AAIC7AAACABAAZGF0YQAAAAA="],
        start_time="2030-01-01T09:00:00Z",
    )

    session_id: str
    first_question: str
    message: str
    audio_chunks: list[str]
    """Base64 WAV files, 24 kHz mono, in playing order; empty when the voice is away."""
    start_time: datetime | None


class AnswerRequest(BaseModel):
    """One answer."""

    model_config = _example(session_id=_ID, answer="I led the migration from cron jobs to an event queue.", turn=1)

    session_id: SessionId
    answer: str = Field(min_length=1, max_length=ANSWER_LIMIT)
    turn: int | None = Field(default=None, ge=1, le=1000)
    """Which answer this is, from 1 on; without it the next one is meant."""


class Answered(BaseModel):
    """The reply to an answer, whole."""

    model_config = _example(
        session_id=_ID,
        question="What made you choose a queue over a scheduler?",
        next_question="What made you choose a queue over a scheduler?",
        conclusion_message=None,
        audio_chunks=[],
        is_concluded=False,
        questions_asked=2,
        time_elapsed=95.2,
        time_remaining=2604.8,
        time_remaining_seconds=2604.8,
    )

    session_id: str
    question: str | None
    """None at the end, like `next_question`."""
    next_question: str | None
    conclusion_message: str | None
    """The goodbye; None before the end."""
    audio_chunks: list[str]
    is_concluded: bool
    questions_asked: int
    time_elapsed: float
    """Seconds."""
    time_remaining: float
    time_remaining_seconds: float


class Status(BaseModel):
    """Where an interview stands."""

    model_config = _example(
        session_id=_ID,
        is_active=True,
        is_concluded=False,
        questions_asked=2,
        max_questions=16,
        time_elapsed=95.2,
        time_elapsed_seconds=95.2,
        time_remaining_seconds=2604.8,
        start_time="2030-01-01T09:00:00Z",
        conclusion_reason=None,
        turn=1,
        phase="listening",
        current_question="What made you choose a queue over a scheduler?",
        fallbacks=[],
    )

    session_id: str
    is_active: bool
    is_concluded: bool
    questions_asked: int
    max_questions: int
    time_elapsed: float
    """Seconds."""
    time_elapsed_seconds: float
    time_remaining_seconds: float
    start_time: datetime | None
    conclusion_reason: str | None
    turn: int
    """The last accepted turn; the next answer is `turn` + 1."""
    phase: Literal["ready", "thinking", "listening", "concluded"]
    current_question: str
    fallbacks: list[str]
    """Engines that had to stand in, e.g. `interview: gemini -> embedded`."""


class TranscriptLine(BaseModel):
    """One thing said."""

    turn: int
    speaker: Literal["interviewer", "candidate"]
    text: str
    said_at: datetime | None
    kind: str
    """What the interviewer did: `opening`, `question`, `follow_up`, `conversation`, `conclusion`."""
    topic: str


class TranscriptAnswer(BaseModel):
    """Who said what when."""

    model_config = _example(
        session_id=_ID,
        entries=[
            {
                "turn": 0,
                "speaker": "interviewer",
                "text": "Which part of the payment gateway did you build yourself?",
                "said_at": "2030-01-01T09:00:00Z",
                "kind": "opening",
                "topic": "Payments",
            }
        ],
    )

    session_id: str
    entries: list[TranscriptLine]


class QuoteAnswer(BaseModel):
    """The candidate's words: characters `start`..`end` of the answer of `turn`."""

    turn: int
    start: int
    end: int
    text: str


class TopicAnswer(BaseModel):
    """What the interview showed about one topic."""

    topic_id: str
    title: str
    priority: str
    rating: int | None
    """1..5; null without evidence."""
    rating_label: str
    claims: list[str]
    quotes: list[QuoteAnswer]
    questions_asked: int


class RequirementAnswer(BaseModel):
    """Whether a requirement came up."""

    requirement: str
    is_must_have: bool
    was_asked: bool
    quotes: list[QuoteAnswer]


class ReportAnswer(BaseModel):
    """What the interview showed, each claim with the candidate's own words. It never says hire or reject."""

    model_config = _example(
        session_id=_ID,
        is_final=True,
        conclusion_reason="plan_complete",
        questions_asked=9,
        time_elapsed_seconds=1510.0,
        start_time="2030-01-01T09:00:00Z",
        topics=[
            {
                "topic_id": "t1",
                "title": "Payments",
                "priority": "critical",
                "rating": 4,
                "rating_label": "strong",
                "claims": ["Led a migration."],
                "quotes": [{"turn": 1, "start": 0, "end": 21, "text": "I led the migration f"}],
                "questions_asked": 3,
            }
        ],
        requirements=[{"requirement": "Python", "is_must_have": True, "was_asked": True, "quotes": []}],
        engine="embedded",
        model="",
        prompt_version="1",
        fallbacks=[],
        notes=[],
    )

    session_id: str
    is_final: bool
    """False while the interview goes on."""
    conclusion_reason: str | None
    questions_asked: int
    time_elapsed_seconds: float
    start_time: datetime | None
    topics: list[TopicAnswer]
    requirements: list[RequirementAnswer]
    engine: str
    model: str
    prompt_version: str
    fallbacks: list[str]
    notes: list[str]


class ServiceAnswer(BaseModel):
    """How one service is."""

    status: Literal["healthy", "unhealthy"]
    engine: str = ""
    model: str = ""
    reason: str = ""
    """Why this engine."""
    caveat: str = ""
    """What to know before relying on it."""
    error: str | None = None
    """Why it is unhealthy."""


class Health(BaseModel):
    """How everything is."""

    model_config = _example(
        status="degraded",
        timestamp="2030-01-01T09:00:00Z",
        version="0.1.0",
        services={
            "interview": {"status": "healthy", "engine": "embedded", "reason": "GEMINI_API_KEY is not set."},
            "transcription": {"status": "healthy", "engine": "pocketsphinx"},
            "tts": {"status": "unhealthy", "error": "The tts service is not available right now."},
            "documents": {"status": "healthy", "engine": "pypdf, python-docx"},
            "redis": {"status": "healthy"},
        },
    )

    status: Literal["healthy", "degraded", "unhealthy"]
    timestamp: datetime
    version: str
    services: dict[str, ServiceAnswer]


class Ready(BaseModel):
    """Whether this process takes requests."""

    status: Literal["ready"]


class Welcome(BaseModel):
    """What answers at `/` when there is no page."""

    model_config = _example(message="xquizit interview gateway", status="running", version="0.1.0")

    message: str
    status: str
    version: str
