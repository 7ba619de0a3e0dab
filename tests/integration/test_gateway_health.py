"""What `/health` says of services that serve, serve with a stand-in, or do not answer."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager

import httpx

from tests.fakes.running_gateway import NOWHERE, gateway_settings, running_gateway
from xquizit_kit.engine_info import EngineInfo
from xquizit_kit.rpc_server import RpcServer

STANDING_IN = EngineInfo("pocketsphinx", reason="runpod is out of order and tried now and then", is_degraded=True)


@asynccontextmanager
async def gateway(redis_url: str, away: str = "", **engines: EngineInfo) -> AsyncGenerator[httpx.AsyncClient]:
    """A gateway with services that say those things of themselves; `away` names one that does not answer."""
    addresses: dict[str, str] = {}
    async with AsyncExitStack() as stack:
        for service in ("interview", "transcription", "tts", "documents"):
            server = RpcServer(service, "127.0.0.1:0")
            info = engines.get(service, EngineInfo("usual"))
            server.describe(lambda info=info: info)
            await server.start()
            stack.push_async_callback(server.stop, 0)
            addresses[f"{service}_address"] = NOWHERE if service == away else f"127.0.0.1:{server.port}"
        yield await stack.enter_async_context(running_gateway(gateway_settings(redis_url, **addresses)))


async def test_a_stand_in_makes_its_service_and_the_whole_degraded_and_both_serve(redis_url: str) -> None:
    async with gateway(redis_url, transcription=STANDING_IN) as client:
        answer = await client.get("/health")
    told = answer.json()
    assert (answer.status_code, told["status"]) == (200, "degraded")
    assert {name: service["status"] for name, service in told["services"].items()} == {
        "interview": "healthy",
        "transcription": "degraded",
        "tts": "healthy",
        "documents": "healthy",
        "redis": "healthy",
    }
    ears = told["services"]["transcription"]
    assert (ears["engine"], ears["reason"], ears["error"]) == ("pocketsphinx", STANDING_IN.reason, None)


async def test_an_interview_that_is_degraded_is_held_one_that_is_away_is_not(redis_url: str) -> None:
    async with gateway(redis_url, interview=STANDING_IN) as client:
        answer = await client.get("/health")
        assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    async with gateway(redis_url, away="interview", transcription=STANDING_IN) as client:
        answer = await client.get("/health")
        assert (answer.status_code, answer.json()["status"]) == (503, "unhealthy")
        assert answer.headers["Retry-After"]


async def test_all_is_well(redis_url: str) -> None:
    async with gateway(redis_url) as client:
        answer = await client.get("/health")
        assert (answer.status_code, answer.json()["status"]) == (200, "healthy")
