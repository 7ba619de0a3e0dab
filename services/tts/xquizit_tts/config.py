"""The settings of the tts service."""

from typing import Literal

from pydantic import Field

from xquizit_kit.settings import Address, ServiceSettings
from xquizit_tts.port import SPEED_MAX, SPEED_MIN


class TtsSettings(ServiceSettings):
    """What the tts service takes beside the settings of every service."""

    tts_listen: Address = "127.0.0.1:50053"
    """Where gRPC listens."""
    tts_metrics_listen: str = Field(default="", pattern=r"^$|^[\w.\-]*:\d{1,5}$")
    """Where metrics are served over HTTP, host:port; empty: nowhere."""
    tts_engine: Literal["auto", "espeak", "kokoro"] = "auto"
    """Who speaks; `auto` takes the best that is there."""
    tts_stand_in: Literal["espeak", "none"] = "espeak"
    """Who speaks while `kokoro` fails or is full."""
    tts_voice: str = ""
    """A voice id of the engine for calls that name none; empty takes the engine's own choice."""
    tts_speed: float | None = Field(default=None, ge=SPEED_MIN, le=SPEED_MAX)
    """The pace for calls that name none; 1 is the voice's own. Not set: 1, or `kokoro_speed`."""
    tts_max_streams: int = Field(default=64, ge=1, le=10_000)
    """Texts spoken at once; one more waits."""
    tts_first_wait_s: float = Field(default=2.0, ge=0, le=60)
    """So long a text waits to be taken, and so long its first piece waits for a free engine; then it is refused as at
    capacity."""
    tts_cache_piece_bytes: int = Field(default=2 * 1024 * 1024, ge=0, le=64 * 1024 * 1024)
    """Pieces that are larger when packed are not cached (2 MiB are over a minute of speech); 0 caches nothing."""
    tts_device: str = "auto"
    """Where `kokoro` runs: auto, cpu, cuda, or devices such as cuda:0,cuda:1."""
    tts_workers_per_device: int = Field(default=1, ge=1, le=16)
    """Processes of `kokoro` for each device; each speaks one piece at a time."""
    tts_piece_timeout_s: float = Field(default=20.0, gt=0, le=300)
    """A `kokoro` worker that is silent so long hangs, and is replaced."""
    kokoro_voice: str = "af_bella"
    """The voice that `kokoro` speaks with: a name or a blend such as 0.3*af_bella + 0.7*af_sarah."""
    kokoro_speed: float = Field(default=1.0, ge=SPEED_MIN, le=SPEED_MAX)
    """The pace that `kokoro` speaks at."""
    kokoro_model_dir: str = ""
    """A directory with config.json, kokoro-v1_0.pth and voices/; empty takes the hub's cache."""
    xquizit_cache_dir: str = "~/.cache/xquizit"
    """Where `make models` puts what it fetches."""
    offline: bool = False
    """Never ask the hub for a model."""
