"""Whether the stack serves: what `/ready` and `/health` of its gateway say, in words for a person."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from xquizit_local.problem import Problem

READY = ""
"""Nothing is missing."""
POLL_S = 0.1


@dataclass(frozen=True, slots=True)
class ServiceState:
    """One row of `/health`."""

    name: str
    status: str
    engine: str
    model: str
    reason: str
    caveat: str


async def wait_ready(base_url: str, timeout_s: float, why_never: Callable[[], Problem | None] = lambda: None) -> None:
    """Returns when the gateway and everything behind it is ready.

    Args:
        base_url: The gateway.
        timeout_s: How long to wait at most.
        why_never: Tells why waiting is in vain, if it is.

    Raises:
        Problem: What `why_never` tells, or what is not ready after `timeout_s`.
    """
    deadline = time.monotonic() + timeout_s
    async with httpx.AsyncClient(base_url=base_url, timeout=2.0, trust_env=False) as client:
        while (lacking := await missing(client)) != READY:
            if (problem := why_never()) is not None:
                raise problem
            if time.monotonic() > deadline:
                raise Problem(f"Not ready after {timeout_s:.0f} s: {lacking}.")
            await asyncio.sleep(POLL_S)


async def missing(client: httpx.AsyncClient) -> str:
    """Names what is not ready yet; `READY` when everything is."""
    try:
        is_ready = (await client.get("/ready")).is_success
        states = await service_states(client)
    except (httpx.TransportError, ValueError):
        return "the gateway does not answer"
    waiting = ", ".join(state.name for state in states if state.status not in {"healthy", "degraded"})
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
