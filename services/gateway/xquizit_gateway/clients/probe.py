"""Asks any service how it is: gRPC health and `xquizit.info`."""

import asyncio
from dataclasses import dataclass
from typing import Any

from grpc.aio import Channel
from grpc_health.v1 import health_pb2
from grpc_health.v1.health_pb2_grpc import HealthStub

from xquizit.info.v1 import info_pb2
from xquizit.info.v1.info_pb2_grpc import InfoServiceStub
from xquizit_gateway.clients.calls import rpc_errors
from xquizit_kit.errors import XquizitError

PROBE_DEADLINE_S = 1.0


@dataclass(frozen=True, slots=True)
class ServiceHealth:
    """What a service said about itself."""

    is_serving: bool
    engine: str = ""
    model: str = ""
    reason: str = ""
    caveat: str = ""
    is_degraded: bool = False
    """It serves, but `engine` stands in for the chosen one, which is out of order."""
    error: str = ""
    """Why it is not serving: one sentence."""


class Probe:
    """Looks after one service."""

    def __init__(self, service: str, channel: Channel) -> None:
        self._service = service
        self._health: Any = HealthStub(channel)  # grpcio-health-checking is not typed
        self._info = InfoServiceStub(channel)

    async def ask(self) -> ServiceHealth:
        """How the service is; never fails and takes at most `PROBE_DEADLINE_S`."""
        try:
            with rpc_errors(self._service):
                async with asyncio.timeout(PROBE_DEADLINE_S):
                    health = await self._health.Check(health_pb2.HealthCheckRequest(), timeout=PROBE_DEADLINE_S)
                    info = await self._info.GetInfo(info_pb2.GetInfoRequest(), timeout=PROBE_DEADLINE_S)
        except TimeoutError:
            return ServiceHealth(is_serving=False, error=f"The {self._service} service does not answer.")
        except XquizitError as error:
            return ServiceHealth(is_serving=False, error=error.message)
        is_serving = health.status == health_pb2.HealthCheckResponse.SERVING
        return ServiceHealth(
            is_serving=is_serving,
            engine=info.engine,
            model=info.model,
            reason=info.reason,
            caveat=info.caveat,
            is_degraded=info.is_degraded,
            error="" if is_serving else f"The {self._service} service is starting or stopping.",
        )
