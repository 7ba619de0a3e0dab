"""Whether the stack serves: what `/ready` and `/health` of its gateway say, in words for a person."""

from dataclasses import dataclass
from typing import Any

import httpx

READY = ""
"""Nothing is missing."""


@dataclass(frozen=True, slots=True)
class ServiceState:
    """One row of `/health`."""

    name: str
    status: str
    engine: str
    model: str
    reason: str
    caveat: str


async def missing(client: httpx.AsyncClient) -> str:
    """Names what is not ready yet; `READY` when everything is."""
    try:
        is_ready = (await client.get("/ready")).is_success
        states = await service_states(client)
    except (httpx.TransportError, ValueError):
        return "the gateway does not answer"
    waiting = ", ".join(state.name for state in states if state.status != "healthy")
    return waiting or (READY if is_ready and states else "the gateway is not ready")


async def service_states(client: httpx.AsyncClient) -> list[ServiceState]:
    """What `/health` says of each service.

    Raises:
        ValueError: The answer is not JSON.
        httpx.TransportError: The gateway does not answer.
    """
    health: dict[str, Any] = (await client.get("/health")).json()
    services: dict[str, dict[str, Any]] = health.get("services", {})
    return [
        ServiceState(name, *(str(row.get(key) or "") for key in ("status", "engine", "model", "reason", "caveat")))
        for name, row in services.items()
    ]
