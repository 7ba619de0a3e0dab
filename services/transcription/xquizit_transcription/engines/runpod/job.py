"""What RunPod says about jobs and workers; pure."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

FINISHED = frozenset({"COMPLETED", "FAILED", "CANCELLED", "TIMED_OUT"})
"""The states in which a job stays; the others are IN_QUEUE and IN_PROGRESS."""

_MOST_MS = 1e9
"""Eleven days; a longer time is none."""


def _measure(value: object) -> float | None:
    """Figures are only for logs: one that is none must not cost a job."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value <= _MOST_MS else None


def _name(value: object) -> str:
    return value if isinstance(value, str) else ""


class JobReply(BaseModel):
    """The answer of `/run`, `/runsync` and `/status`."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: Annotated[str, BeforeValidator(_name)] = ""
    status: str
    delay_ms: Annotated[float | None, BeforeValidator(_measure), Field(alias="delayTime")] = None
    """How long it waited for a worker."""
    execution_ms: Annotated[float | None, BeforeValidator(_measure), Field(alias="executionTime")] = None
    """How long the worker took: what is paid for."""
    worker_id: Annotated[str, BeforeValidator(_name), Field(alias="workerId")] = ""
    output: Any = None
    error: Any = None

    @property
    def is_finished(self) -> bool:
        """Whether it stays as it is."""
        return self.status in FINISHED

    @property
    def is_completed(self) -> bool:
        """Whether it came to an output."""
        return self.status == "COMPLETED"

    @property
    def is_queued(self) -> bool:
        """Whether no worker has taken it yet."""
        return self.status == "IN_QUEUE"


class Workers(BaseModel):
    """How many workers are in which state."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    idle: int = 0
    ready: int = 0
    running: int = 0

    @property
    def is_any_up(self) -> bool:
        """Whether a job need not wait for one to start."""
        return self.idle + self.ready + self.running > 0


class Health(BaseModel):
    """The answer of `/health`."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    workers: Workers
