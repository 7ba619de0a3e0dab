"""The settings of the tts service."""

from typing import Literal

from pydantic import Field

from xquizit_kit.settings import Address, ServiceSettings
from xquizit_tts.port import SPEED_MAX, SPEED_MIN


class TtsSettings(ServiceSettings):
    """What the tts service takes beside the settings of every service."""

    tts_listen: Address = "127.0.0.1:50053"
    """Where gRPC listens."""
    tts_engine: Literal["auto", "espeak"] = "auto"
    """Who speaks; `auto` takes the best that is there."""
    tts_voice: str = ""
    """A voice id of the engine for calls that name none; empty takes the engine's own choice."""
    tts_speed: float = Field(default=1.0, ge=SPEED_MIN, le=SPEED_MAX)
    """The pace for calls that name none; 1 is the voice's own."""
    tts_max_streams: int = Field(default=64, ge=1, le=10_000)
    """Texts spoken at once; one more waits."""
    tts_admission_wait_s: float = Field(default=2.0, ge=0, le=60)
    """So long it waits, then it is refused as at capacity."""
    tts_cache_piece_bytes: int = Field(default=2 * 1024 * 1024, ge=0, le=64 * 1024 * 1024)
    """Larger pieces are not cached (2 MiB are 43 s of speech); 0 caches nothing."""
