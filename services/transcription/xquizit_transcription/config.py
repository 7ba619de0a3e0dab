"""The transcription service's settings."""

import os
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator

from xquizit_kit.settings import Address, ServiceSettings

_SPEAKERS_PER_CORE = 3
"""Of the local recognizer: partials take 0.08 and finals 0.12 of real time; the rest is for the other services."""


class TranscriptionSettings(ServiceSettings):
    """A field's name in capitals is its environment variable."""

    transcription_listen: Address = "127.0.0.1:50052"
    """Where to listen."""
    transcription_engine: Literal["auto", "pocketsphinx"] = "auto"
    """Which recognizer listens."""
    transcription_max_speakers: int = Field(default=0, ge=0, le=1000)
    """As many may speak at once; 0: three for each core."""
    transcription_backlog_s: float = Field(default=60, ge=1, le=600)
    """Seconds of one speaker's audio that may wait for recognition; then its stream is no longer read."""
    xquizit_cache_dir: Path = Path("~/.cache/xquizit")
    """Where models are kept that were made here."""
    whisperlive_language: str = Field(default="en", max_length=8)
    """The language that is spoken; `auto` lets the engine find out."""
    whisperlive_use_vad: bool = True
    """Voice activity detection; without it everything is taken for speech, silence too."""
    runpod_max_buffer_seconds: int = Field(default=30, ge=5, le=30)
    """No utterance is longer; longer speech is cut at its quietest place."""

    @field_validator("whisperlive_language")
    @classmethod
    def _heard_here(cls, value: str) -> str:
        if value != "auto" and value.partition("-")[0] != "en":
            raise ValueError("the recognizer of this release understands English only: use en or auto")
        return value

    @property
    def max_speakers(self) -> int:
        """How many may speak at once."""
        return self.transcription_max_speakers or _SPEAKERS_PER_CORE * (os.cpu_count() or 1)

    @property
    def cache_dir(self) -> Path:
        """`xquizit_cache_dir`, absolute."""
        return self.xquizit_cache_dir.expanduser().absolute()
