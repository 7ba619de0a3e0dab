"""The gateway's settings."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import NoDecode

from xquizit_kit.settings import Address, ServiceSettings

_CHECKOUT_PAGE = Path(__file__).parents[3] / "frontend" / "dist"


class GatewaySettings(ServiceSettings):
    """Where the gateway listens, whom it asks, and how patient it is."""

    gateway_host: str = "127.0.0.1"
    """The address to listen on; `0.0.0.0` in a container."""
    gateway_port: int = Field(default=8000, ge=0, le=65535)
    """0 picks a free one."""
    interview_address: Address = "127.0.0.1:50051"
    transcription_address: Address = "127.0.0.1:50052"
    tts_address: Address = "127.0.0.1:50053"
    documents_address: Address = "127.0.0.1:50054"
    cors_allow_origins: Annotated[tuple[str, ...], NoDecode] = ("*",)
    """Origins of pages that may call from elsewhere, joined by commas; `*` is everybody, without credentials."""
    frontend_dist: Path = _CHECKOUT_PAGE
    """The built page; when the folder does not exist, `/` tells the status instead."""
    turn_lease_ttl_s: float = Field(default=5.0, ge=0.2, le=60)
    """A turn's driver that has been silent for so long is replaced."""
    turn_accept_s: float = Field(default=2.5, ge=0.1, le=30)
    """How long a turn may knock at an interview service that is away before the caller gets 503."""
    turn_patience_s: float = Field(default=20.0, ge=0.1, le=120)
    """How long an accepted turn goes on asking an interview service that is away before it ends in `error`."""
    voice_patience_s: float = Field(default=1.5, ge=0, le=60)
    """How long a turn asks a tts service that is away before it goes on as text."""
    voice_stall_s: float = Field(default=5.0, ge=0.1, le=120)
    """When the text is complete and no more audio has come for so long (the first: 3 s), the turn ends as text."""
    audio_ahead_s: float = Field(default=8.0, ge=0, le=120)
    """How long before it is heard a spoken piece may leave, as far as that can be told; 0: at once. More than it takes
    another gateway to take a turn over (the lease, and the browser coming back), so that this is not heard."""
    listen_patience_s: float = Field(default=8.0, ge=0.1, le=120)
    """How long a socket keeps audio for a transcription service that is away before it closes with 4503."""
    heartbeat_s: float = Field(default=15.0, ge=0.1, le=60)
    """A silent event stream says so this often."""
    audio_shelf_bytes: int = Field(default=32 * 1024 * 1024, ge=0)
    """Memory for audio that was just spoken; older audio is read from Redis."""

    @field_validator("cors_allow_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value
