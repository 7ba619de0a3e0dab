"""The base of every service's settings: frozen, from the environment and `.env`, all mistakes told at once."""

import sys
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict


def _is_address(value: str) -> str:
    host, colon, port = value.rpartition(":")
    if not (colon and host and port.isdigit() and int(port) < 65536):
        raise ValueError("must look like 127.0.0.1:50051")
    return value


Address = Annotated[str, AfterValidator(_is_address)]
"""`host:port`."""


class ServiceSettings(BaseSettings):
    """What every service takes. A field's name in capitals is its environment variable."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    redis_url: str = "redis://127.0.0.1:6379/0"
    """`redis://`, `rediss://` or `unix://`."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["auto", "console", "json"] = "auto"
    """`auto`: console on a terminal or under `make run`, JSON elsewhere."""
    drain_grace_s: float = Field(default=20.0, ge=0, le=600)
    """After SIGTERM, running calls have this long to finish."""
    session_ttl_s: int = Field(default=3600, ge=60, le=7 * 24 * 3600)
    """A session is forgotten this long after its last use."""


SettingsT = TypeVar("SettingsT", bound=ServiceSettings)


def load_settings(kind: type[SettingsT]) -> SettingsT:
    """Reads the settings, or ends the process (status 2) with one message that lists every mistake."""
    try:
        return kind()
    except ValidationError as error:
        sys.stderr.write(explain(error) + "\n")
        raise SystemExit(2) from None


def explain(error: ValidationError) -> str:
    """Every mistake of the settings, one line each, by the name of its environment variable; never a value."""
    lines = ["These settings cannot be used:"]
    for mistake in error.errors(include_url=False, include_context=False, include_input=False):
        name = "_".join(str(part) for part in mistake["loc"]).upper()
        text = mistake["msg"].removeprefix("Value error, ")
        lines.append(f"  {name}: {text}" if name else f"  {text}")
    return "\n".join(lines)
