"""The server's life: health before, during and after; running calls finish in the drain; who it is."""

import asyncio

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from xquizit.info.v1 import info_pb2, info_pb2_grpc
from xquizit.tts.v1 import tts_pb2, tts_pb2_grpc
from xquizit_kit.engine_info import EngineInfo
from xquizit_kit.rpc_client import open_channel
from xquizit_kit.rpc_server import RpcServer

SERVING = health_pb2.HealthCheckResponse.SERVING
NOT_SERVING = health_pb2.HealthCheckResponse.NOT_SERVING


class Waiting(tts_pb2_grpc.TtsServiceServicer):
    """Answers when the test lets it."""

    def __init__(self) -> None:
        self.entered, self.go = asyncio.Event(), asyncio.Event()

    async def ListVoices(self, request, context):  # type: ignore[no-untyped-def]
        self.entered.set()
        await self.go.wait()
        return tts_pb2.ListVoicesResponse(engine="waited")


async def test_drain_finishes_running_calls_and_says_not_serving() -> None:
    servicer, server = Waiting(), RpcServer("tts", "127.0.0.1:0")
    server.add(
        tts_pb2_grpc.add_TtsServiceServicer_to_server, servicer, tts_pb2.DESCRIPTOR.services_by_name["TtsService"]
    )
    await server.start()
    channel = open_channel(f"127.0.0.1:{server.port}")
    watch = health_pb2_grpc.HealthStub(channel).Watch(
        health_pb2.HealthCheckRequest(service="xquizit.tts.v1.TtsService")
    )
    assert (await watch.read()).status == SERVING

    running = tts_pb2_grpc.TtsServiceStub(channel).ListVoices(tts_pb2.ListVoicesRequest(), timeout=10)
    await servicer.entered.wait()
    stopping = asyncio.create_task(server.stop(grace_s=10))
    assert (await watch.read()).status == NOT_SERVING
    assert not stopping.done()
    servicer.go.set()
    assert (await running).engine == "waited"
    watch.cancel()
    await stopping
    await channel.close()


async def test_a_call_that_outlives_the_grace_is_ended() -> None:
    servicer, server = Waiting(), RpcServer("tts", "127.0.0.1:0")
    server.add(
        tts_pb2_grpc.add_TtsServiceServicer_to_server, servicer, tts_pb2.DESCRIPTOR.services_by_name["TtsService"]
    )
    await server.start()
    channel = open_channel(f"127.0.0.1:{server.port}")
    running = tts_pb2_grpc.TtsServiceStub(channel).ListVoices(tts_pb2.ListVoicesRequest(), timeout=10)
    await servicer.entered.wait()
    await server.stop(grace_s=0)
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await running
    assert caught.value.code() in {grpc.StatusCode.CANCELLED, grpc.StatusCode.UNAVAILABLE}
    await channel.close()


async def test_info_tells_the_engine_and_why() -> None:
    server = RpcServer("tts", "127.0.0.1:0")
    server.describe(lambda: EngineInfo("espeak", model="1.52", reason="TTS_ENGINE=espeak"))
    await server.start()
    channel = open_channel(f"127.0.0.1:{server.port}")
    answer = await info_pb2_grpc.InfoServiceStub(channel).GetInfo(info_pb2.GetInfoRequest(), timeout=5)
    assert (answer.service, answer.engine, answer.model, answer.reason) == (
        "tts",
        "espeak",
        "1.52",
        "TTS_ENGINE=espeak",
    )
    assert answer.version
    assert not answer.is_degraded
    server.describe(lambda: EngineInfo("espeak", is_degraded=True))
    answer = await info_pb2_grpc.InfoServiceStub(channel).GetInfo(info_pb2.GetInfoRequest(), timeout=5)
    assert answer.is_degraded
    await channel.close()
    await server.stop(0)


async def test_a_taken_port_is_an_error() -> None:
    first = RpcServer("tts", "127.0.0.1:0")
    await first.start()
    second = RpcServer("tts", f"127.0.0.1:{first.port}")
    with pytest.raises(RuntimeError):
        await second.start()
    await second.stop(0)
    await first.stop(0)
