"""The JSON that says how the system is."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from xquizit_gateway.schemas.values import example


class ServiceAnswer(BaseModel):
    """How one service is."""

    status: Literal["healthy", "degraded", "unhealthy"]
    """Degraded: it serves, but `engine` stands in for the chosen one, which is out of order; `reason` says why."""
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

    model_config = example(
        status="degraded",
        timestamp="2030-01-01T09:00:00Z",
        version="0.1.0",
        services={
            "interview": {"status": "healthy", "engine": "embedded", "reason": "GEMINI_API_KEY is not set."},
            "transcription": {
                "status": "degraded",
                "engine": "pocketsphinx",
                "reason": "runpod is out of order and tried now and then",
            },
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

    model_config = example(message="xquizit interview gateway", status="running", version="0.1.0")

    message: str
    status: str
    version: str
