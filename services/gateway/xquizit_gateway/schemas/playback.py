"""The JSON of hearing: what a page tells about playing a reply, and the voices that replies can be spoken with."""

from typing import Literal

from pydantic import BaseModel, Field

from xquizit_gateway.schemas.values import EXAMPLE_ID, SessionId, example


class PlaybackRequest(BaseModel):
    """How far the candidate has heard a reply."""

    model_config = example(session_id=EXAMPLE_ID, turn=1, index=2, played_ms=1840, state="playing")

    session_id: SessionId
    turn: int = Field(ge=0, le=1000)
    """Whose reply; 0 is the opening question."""
    index: int = Field(ge=0, le=10_000)
    """The `index` of the `audio_chunk` that is heard now, or was heard last."""
    played_ms: int = Field(ge=0, le=3_600_000)
    """How much of that index was heard, all its chunks taken together."""
    state: Literal["playing", "finished", "stopped"]
    """`finished`: all of the reply was heard, which can only be after `done`; `stopped`: the candidate broke in, and
    wants no more of its audio."""


class VoiceAnswer(BaseModel):
    """One way to speak."""

    id: str
    language: str
    """BCP 47, e.g. `en-US`."""
    description: str
    preview_text: str
    """What `/voices/{id}/preview` says; empty where it says nothing."""
    engine: str
    default: bool
    """Whether replies are spoken with it."""


class VoicesAnswer(BaseModel):
    """Every voice of the engine that speaks."""

    model_config = example(
        engine="kokoro",
        voices=[
            {
                "id": "af_heart",
                "language": "en-US",
                "description": "Heart",
                "preview_text": "Hello, I am glad that you are here.",
                "engine": "kokoro",
                "default": True,
            }
        ],
    )

    engine: str
    voices: list[VoiceAnswer]
