"""The JSON of what an interview leaves behind: transcript and report."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from xquizit_gateway.schemas.values import EXAMPLE_ID, example


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

    model_config = example(
        session_id=EXAMPLE_ID,
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

    model_config = example(
        session_id=EXAMPLE_ID,
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
