"""The JSON of a transcript."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from xquizit_gateway.schemas.values import EXAMPLE_ID, example

EXAMPLE_ANSWER = (
    "I led the migration of the payment gateway from cron jobs to post gray queues. "
    "After that we lost no payment any more, and a payout took four minutes instead of an hour."
)
"""What the candidate of all examples said in turn 1; the recognizer was not sure of "post gray" (Postgres)."""
_UNSURE = EXAMPLE_ANSWER.index("post gray")
_EXAMPLE_ENTRIES: list[dict[str, Any]] = [
    {
        "turn": 0,
        "speaker": "interviewer",
        "text": "Hello, and welcome. Which part of the payment gateway did you build yourself?",
        "said_at": "2030-01-01T09:00:00Z",
        "kind": "opening",
        "topic": "Payment systems",
        "recognition_confidence": None,
        "recognized_by": [],
        "uncertain": [],
        "spoken_by": ["kokoro"],
        "standing_in_for": "",
        "voice_was_away": False,
        "heard": {"characters": 77, "complete": True, "interrupted": False},
    },
    {
        "turn": 1,
        "speaker": "candidate",
        "text": EXAMPLE_ANSWER,
        "said_at": "2030-01-01T09:01:10Z",
        "kind": "",
        "topic": "",
        "recognition_confidence": 0.87,
        "recognized_by": ["runpod"],
        "uncertain": [{"start": _UNSURE, "end": _UNSURE + len("post gray")}],
        "spoken_by": [],
        "standing_in_for": "",
        "voice_was_away": False,
        "heard": None,
    },
]


class SpanAnswer(BaseModel):
    """Characters `start`..`end` of a text, in Unicode code points, end excluded."""

    model_config = ConfigDict(from_attributes=True)

    start: int
    end: int


class HeardAnswer(BaseModel):
    """How much of the interviewer's words was heard."""

    characters: int
    """Code points from the start of `text`."""
    complete: bool
    """To the end."""
    interrupted: bool
    """The candidate broke in."""


class TranscriptLine(BaseModel):
    """One thing said."""

    turn: int
    speaker: Literal["interviewer", "candidate"]
    text: str
    said_at: datetime | None
    kind: str
    """What the interviewer did: `opening`, `question`, `follow_up`, `conversation`, `conclusion`."""
    topic: str
    recognition_confidence: float | None = Field(ge=0, le=1)
    """How surely a spoken answer was recognized; null when it was typed, or not spoken by the candidate."""
    recognized_by: list[str]
    """The engines that heard a spoken answer, e.g. `runpod`; more than one when an engine stood in for another."""
    uncertain: list[SpanAnswer]
    """The words of `text` that may have been misheard."""
    spoken_by: list[str]
    """The engines that spoke the interviewer's words, in order; empty where nobody did, or that is not known."""
    standing_in_for: str
    """The engine that should have spoken them, where another did; else empty."""
    voice_was_away: bool
    """Some of the interviewer's words, or all of them, could only be shown as text."""
    heard: HeardAnswer | None
    """What the candidate heard of the interviewer's words; null where their page has never told."""


class TranscriptAnswer(BaseModel):
    """Who said what when."""

    model_config = example(session_id=EXAMPLE_ID, entries=_EXAMPLE_ENTRIES)

    session_id: str
    entries: list[TranscriptLine]
