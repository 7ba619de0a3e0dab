"""Everything that is measured, each a process of its own: Redis, the service (twice), and the floor beside it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import psutil

from tests.fakes.redis_process import RedisProcess
from tests.fakes.service_process import accepts, free_port, service_process
from xquizit.tts.v1 import tts_pb2_grpc
from xquizit_kit.rpc_client import open_channel


@dataclass
class Stage:
    """The running processes and how to reach them."""

    service: psutil.Process
    stub: Any
    narrow_stub: Any
    """Another service, which speaks one text at a time."""
    floor: psutil.Process
    floor_stub: Any


@asynccontextmanager
async def running(engine: str, settings: Mapping[str, str]) -> AsyncIterator[Stage]:
    """Starts all of it; ends all of it."""
    async with AsyncExitStack() as stack:
        redis_url = stack.enter_context(RedisProcess()).url
        environment = {"REDIS_URL": redis_url, "LOG_LEVEL": "warning", "TTS_ENGINE": engine, "TTS_STAND_IN": "none"}
        environment |= {"TTS_FIRST_WAIT_S": "60", "TTS_MAX_STREAMS": "1000", **settings}
        service, stub = await _start(stack, "xquizit_tts", environment, "TTS_LISTEN", "127.0.0.1:{}")
        narrow = {**environment, "TTS_MAX_STREAMS": "1"}
        _, narrow_stub = await _start(stack, "xquizit_tts", narrow, "TTS_LISTEN", "127.0.0.1:{}")
        floor, floor_stub = await _start(stack, "bench.floor.speech", {}, "SPEECH_PORT", "{}")
        yield Stage(service, stub, narrow_stub, floor, floor_stub)


async def _start(
    stack: AsyncExitStack, module: str, environment: Mapping[str, str], name: str, listen: str
) -> tuple[psutil.Process, Any]:
    port = free_port()
    before = {child.pid for child in psutil.Process().children()}
    await stack.enter_async_context(
        service_process(module, {**environment, name: listen.format(port)}, lambda: accepts(port))
    )
    process = next(child for child in psutil.Process().children() if child.pid not in before)
    channel = await stack.enter_async_context(open_channel(f"127.0.0.1:{port}"))
    return process, tts_pb2_grpc.TtsServiceStub(channel)
