"""The transcription service's settings."""

import os
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator

from xquizit_kit.errors import EngineFailed
from xquizit_kit.settings import Address, ServiceSettings
from xquizit_transcription.models.catalog import repository_of

RUNPOD_URL = "https://api.runpod.ai/v2"
_SPEAKERS_PER_CORE = 3
"""Of a local recognizer: partials take 0.08 and finals 0.12 of real time; the rest is for the other services."""
_SPEAKERS_FAR_AWAY = 100
"""Where recognition is done elsewhere a speaker costs voice activity detection only."""

EngineName = Literal["auto", "runpod", "whisper", "pocketsphinx"]


class TranscriptionSettings(ServiceSettings):
    """A field's name in capitals is its environment variable."""

    transcription_listen: Address = "127.0.0.1:50052"
    """Where to listen."""
    transcription_engine: EngineName = "auto"
    """Which recognizer listens; `auto`: RunPod with its key, else what works here."""
    transcription_max_speakers: int = Field(default=0, ge=0, le=1000)
    """As many may speak at once; 0: three for each core, a hundred where recognition is done by RunPod."""
    transcription_metrics_listen: str = Field(default="", pattern=r"^$|^[\w.\-]*:\d{1,5}$")
    """Where metrics are served over HTTP, host:port; empty: nowhere."""
    transcription_backlog_s: float = Field(default=60, ge=1, le=600)
    """Seconds of one speaker's audio that may wait for recognition; then its stream is no longer read."""
    xquizit_cache_dir: Path = Path("~/.cache/xquizit")
    """Where models are kept that were made or fetched here."""
    offline: bool = False
    """Nothing is fetched."""

    runpod_endpoint_id: str = Field(default="", pattern=r"^[A-Za-z0-9_-]{0,64}$")
    runpod_api_key: SecretStr = SecretStr("")
    runpod_endpoint_base_url: str = Field(default=RUNPOD_URL, pattern=r"^https?://[^/\s]+")
    """Another address of the API: a proxy, an emulator, or a worker's own local API, which needs no key and no id."""
    runpod_worker: Literal["marketplace", "ours"] = "marketplace"
    """Whose worker the endpoint runs: RunPod's Faster Whisper, or this project's, which takes raw sound and tells the
    confidence of words."""
    runpod_log_dir: Path = Path("~/.cache/whisper-live/logs/runpod")
    """One line for each job, without content."""
    runpod_max_buffer_seconds: int = Field(default=30, ge=5, le=30)
    """No utterance is longer; longer speech is cut at its quietest place."""

    whisperlive_model: str = Field(default="small", max_length=64)
    """The model that the RunPod endpoint runs."""
    whisperlive_language: str = Field(default="en", max_length=8)
    """The language that is spoken; `auto` lets Whisper find out."""
    whisperlive_use_vad: bool = True
    """Voice activity detection; without it everything is taken for speech, silence too."""
    whisperlive_no_speech_thresh: float = Field(default=0.45, ge=0, le=1)
    """Above it a segment is doubted."""
    whisperlive_same_output_threshold: int = Field(default=7, ge=2, le=100)
    """After so many equal looks in a row an utterance is looked at once in three intervals only."""
    whisperlive_transcription_interval: float = Field(default=3.0, ge=0.5, le=30)
    """Seconds between two looks at an utterance that goes on, at most; fewer when the provider is fast."""

    whisper_model: str = Field(default="base.en", max_length=256)
    """The local model: a name, or a folder."""
    whisper_device: str = Field(default="auto", pattern=r"^(auto|cpu|cuda(:\d+)?)$")

    @field_validator("whisperlive_language")
    @classmethod
    def _is_a_language(cls, value: str) -> str:
        if value != "auto" and not (value.isascii() and value.isalpha() and 2 <= len(value) <= 3):
            raise ValueError("use a language's code, e.g. en, or auto")
        return value.lower()

    @field_validator("whisper_model")
    @classmethod
    def _is_a_model(cls, value: str) -> str:
        if not Path(value).expanduser().is_dir():
            try:
                repository_of(value)
            except EngineFailed as error:
                raise ValueError(error.message) from None
        return value

    @field_validator("runpod_api_key")
    @classmethod
    def _is_a_key(cls, value: SecretStr) -> SecretStr:
        if not value.get_secret_value().isascii() or any(map(str.isspace, value.get_secret_value())):
            raise ValueError("it has characters that no key has")
        return value

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.transcription_engine == "runpod" and not self.has_runpod:
            raise ValueError("RUNPOD_ENDPOINT_ID and RUNPOD_API_KEY: TRANSCRIPTION_ENGINE=runpod needs both")
        if bool(self.runpod_endpoint_id) != bool(self.runpod_api_key.get_secret_value()):
            raise ValueError("RUNPOD_ENDPOINT_ID and RUNPOD_API_KEY: one is set, and the other is needed, too")
        if self.whisperlive_language not in {"en", "auto"} and not self.understands_others:
            raise ValueError("WHISPERLIVE_LANGUAGE: the recognizer understands English only: use en or auto")
        return self

    @property
    def has_runpod(self) -> bool:
        """Whether there is somebody to ask."""
        has_key = bool(self.runpod_endpoint_id and self.runpod_api_key.get_secret_value())
        return has_key or self.runpod_endpoint_base_url.rstrip("/") != RUNPOD_URL

    @property
    def listens_far_away(self) -> bool:
        """Whether RunPod is asked."""
        return self.transcription_engine == "runpod" or (self.transcription_engine == "auto" and self.has_runpod)

    @property
    def understands_others(self) -> bool:
        """Whether the recognizer understands more than English."""
        if self.listens_far_away:
            return not self.whisperlive_model.endswith(".en")
        return self.transcription_engine == "whisper" and not self.whisper_model.endswith(".en")

    @property
    def max_speakers(self) -> int:
        """How many may speak at once."""
        usual = _SPEAKERS_FAR_AWAY if self.listens_far_away else self.local_speakers
        return self.transcription_max_speakers or usual

    @property
    def local_speakers(self) -> int:
        """How many a local recognizer can hear."""
        return _SPEAKERS_PER_CORE * len(os.sched_getaffinity(0))

    @property
    def models_dir(self) -> Path:
        """Where fetched models lie."""
        return self.cache_dir / "whisper"

    @property
    def cache_dir(self) -> Path:
        """`xquizit_cache_dir`, absolute."""
        return self.xquizit_cache_dir.expanduser().absolute()
