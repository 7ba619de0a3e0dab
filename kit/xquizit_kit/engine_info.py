"""What a running engine says about itself, on the way to logs, `GetInfo` and the gateway's `/health`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """The `info` of every engine port."""

    name: str
    """The engine's name as its setting takes it, e.g. `espeak`."""
    model: str = ""
    """The model or data it runs on, with its version."""
    reason: str = ""
    """Why this engine was chosen: one sentence for an operator."""
    caveat: str = ""
    """What a user must know before relying on it."""
    is_degraded: bool = False
    """It stands in for the chosen engine, which is out of order."""
