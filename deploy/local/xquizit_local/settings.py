"""What the local stack itself takes from the environment and `.env`; each service reads its own besides."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from xquizit_kit.settings import ServiceSettings


class LocalSettings(ServiceSettings):
    """Beside what all services share: where people reach the gateway."""

    gateway_port: int = Field(default=8000, ge=1, le=65535)
    """The port of the page and the API."""
    local_data_dir: Path = Path(".run")
    """Redis's data and what the supervisor needs; one running stack for each. Relative to the checkout."""
    interview: Literal["usual", "emulated"] = "usual"
    """`emulated`: the Gemini engine asks, against the emulator of the tests, at a stated pace; no key is needed."""

    @property
    def own_redis_url(self) -> str | None:
        """The Redis that somebody else runs, or None when the stack brings its own."""
        return self.redis_url if "redis_url" in self.model_fields_set else None
