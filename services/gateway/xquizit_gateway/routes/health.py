"""How the system is: for people, load balancers and Prometheus."""

import asyncio
from datetime import UTC, datetime

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from xquizit_gateway.clients.probe import PROBE_DEADLINE_S, Probe
from xquizit_gateway.gateway import Gateway, GatewayHere
from xquizit_gateway.problems import documented
from xquizit_gateway.schemas.health import Health, Ready, ServiceAnswer
from xquizit_kit.errors import Unavailable
from xquizit_kit.rpc_server import release

router = APIRouter(tags=["health"])

ESSENTIAL = frozenset({"interview", "redis"})
"""Without these nothing can be asked; without the others the interview goes on, degraded."""
RETRY_AFTER = "2"
"""Seconds; about as long as a service or Redis takes to come back."""


@router.get(
    "/health",
    responses={503: {"model": Health, "description": "The interview service or Redis is away."}},
    summary="How every service is",
)
async def health(gateway: GatewayHere, response: Response) -> Health:
    """Really asks each service, in parallel; 503 when no interview can be held."""
    names = [*gateway.probes, "redis"]
    answers = await asyncio.gather(*(_ask(probe) for probe in gateway.probes.values()), _ask_redis(gateway))
    services = dict(zip(names, answers, strict=True))
    unhealthy = {name for name, answer in services.items() if answer.status == "unhealthy"}
    is_healthy = all(answer.status == "healthy" for answer in services.values())
    if unhealthy & ESSENTIAL:
        response.status_code = 503
        response.headers["Retry-After"] = RETRY_AFTER
    return Health(
        status="healthy" if is_healthy else "unhealthy" if unhealthy & ESSENTIAL else "degraded",
        timestamp=datetime.now(UTC),
        version=release(),
        services=services,
    )


@router.get("/ready", responses=documented(503), summary="Whether to send requests here")
async def ready(gateway: GatewayHere) -> Ready:
    """Says whether this process takes requests: it is not stopping and Redis answers."""
    if gateway.turns.is_draining:
        raise Unavailable("This server is stopping. Please try again.", reason="draining", retry_after_s=1.0)
    if (await _ask_redis(gateway)).status == "unhealthy":
        raise Unavailable("The interview's storage is not available.", reason="redis_unavailable", retry_after_s=2.0)
    return Ready(status="ready")


@router.get("/metrics", response_class=PlainTextResponse, summary="For Prometheus")
async def metrics(gateway: GatewayHere) -> Response:
    """The metrics of this process in Prometheus's text format."""
    return Response(generate_latest(gateway.metrics.registry), media_type=CONTENT_TYPE_LATEST)


async def _ask(probe: Probe) -> ServiceAnswer:
    found = await probe.ask()
    return ServiceAnswer(
        status="unhealthy" if not found.is_serving else "degraded" if found.is_degraded else "healthy",
        engine=found.engine,
        model=found.model,
        reason=found.reason,
        caveat=found.caveat,
        error=found.error or None,
    )


async def _ask_redis(gateway: Gateway) -> ServiceAnswer:
    if await gateway.redis_answers(PROBE_DEADLINE_S):
        return ServiceAnswer(status="healthy")
    return ServiceAnswer(status="unhealthy", error="Redis does not answer.")
