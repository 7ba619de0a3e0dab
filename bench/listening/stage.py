"""Everything that is measured, each a process of its own: Redis, the provider, the service, and the floor beside it."""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psutil
from grpc import aio
from redis.asyncio import Redis

from bench.listening.provider import Account
from bench.listening.speech import Recording, save
from tests.fakes.redis_process import RedisProcess
from tests.fakes.service_process import accepts, free_port, service_process
from xquizit.transcription.v1 import transcription_pb2_grpc
from xquizit_kit import redis_keys
from xquizit_kit.redis_client import connect
from xquizit_kit.rpc_client import open_channel

_COUNT = re.compile(r'^xquizit_recognizer_total{what="(\w+)"} (\S+)$', re.MULTILINE)


@dataclass(frozen=True)
class Setting:
    """How to set the stage."""

    engine: str
    speakers: int
    """The most at once."""
    job_s: float = 0.3
    workers: int = 0
    """Of the provider; 0: two for each speaker."""
    model: Path | None = None
    """Whisper's weights."""


@dataclass
class Stage:
    """The running processes and how to reach them."""

    folder: Path
    redis: Redis
    service: psutil.Process
    stub: Any
    floor: psutil.Process
    floor_stub: Any
    metrics_url: str
    provider: psutil.Process | None = None
    provider_url: str = ""

    async def session(self) -> str:
        """A new session, as an interview has one."""
        session = uuid4().hex
        await self.redis.set(redis_keys.state(session), "{}")
        return session

    async def counts(self) -> dict[str, float]:
        """What the recognizer has counted so far, by its own names."""
        async with httpx.AsyncClient() as client:
            metrics = (await client.get(self.metrics_url)).text
        return {what: float(count) for what, count in _COUNT.findall(metrics)}

    async def jobs(self) -> list[Account]:
        """All that the provider was asked for so far."""
        if not self.provider_url:
            return []
        async with httpx.AsyncClient(base_url=self.provider_url) as client:
            return [Account(**job) for job in (await client.get("/bench/jobs")).json()]

    async def refused(self) -> int:
        """How many requests the provider has refused so far."""
        if not self.provider_url:
            return 0
        async with httpx.AsyncClient(base_url=self.provider_url) as client:
            return sum(entry["status"] >= 400 for entry in (await client.get("/emulator/log")).json())


@asynccontextmanager
async def running(setting: Setting, recordings: Sequence[Recording], folder: Path) -> AsyncIterator[Stage]:
    """Starts all of it, the service last; ends all of it.

    Args:
        setting: What to start.
        recordings: What the provider's ear must know.
        folder: For models, logs and recordings; empty.
    """
    async with AsyncExitStack() as stack:
        redis_url = stack.enter_context(RedisProcess()).url
        environment = {"REDIS_URL": redis_url, "OFFLINE": "true", "LOG_LEVEL": "warning"}
        environment |= {"TRANSCRIPTION_ENGINE": setting.engine, "XQUIZIT_CACHE_DIR": str(folder / "cache")}
        environment |= {"TRANSCRIPTION_MAX_SPEAKERS": str(setting.speakers + 1)}
        provider, url = None, ""
        if setting.engine == "runpod":
            provider, url = await _provider(stack, setting, recordings, folder / "speech")
            environment |= {"RUNPOD_ENDPOINT_BASE_URL": f"{url}/v2", "RUNPOD_ENDPOINT_ID": "whisper"}
            environment |= {"RUNPOD_API_KEY": "bench", "RUNPOD_LOG_DIR": str(folder / "jobs")}
        if setting.model is not None:
            environment |= {"WHISPER_MODEL": str(setting.model.absolute())}
        redis = await stack.enter_async_context(connect(redis_url))
        floor_port, port, metrics_port = free_port(), free_port(), free_port()
        floor = await _process(stack, "bench.floor.echo", {"ECHO_PORT": str(floor_port)}, floor_port)
        environment |= {"TRANSCRIPTION_LISTEN": f"127.0.0.1:{port}"}
        environment |= {"TRANSCRIPTION_METRICS_LISTEN": f"127.0.0.1:{metrics_port}"}
        service = await _process(stack, "xquizit_transcription", environment, port)
        yield Stage(
            folder=folder,
            redis=redis,
            service=service,
            stub=_stub(stack, port),
            floor=floor,
            floor_stub=_stub(stack, floor_port, is_bare=True),
            metrics_url=f"http://127.0.0.1:{metrics_port}/metrics",
            provider=provider,
            provider_url=url,
        )


async def _provider(
    stack: AsyncExitStack, setting: Setting, recordings: Sequence[Recording], folder: Path
) -> tuple[psutil.Process, str]:
    _write(folder, recordings)
    port = free_port()
    environment = {
        "PROVIDER_PORT": str(port),
        "PROVIDER_SPEECH": str(folder),
        "PROVIDER_JOB_S": str(setting.job_s),
        "PROVIDER_WORKERS": str(setting.workers or 2 * setting.speakers),
    }
    return await _process(stack, "bench.listening.provider", environment, port), f"http://127.0.0.1:{port}"


def _write(folder: Path, recordings: Sequence[Recording]) -> None:
    folder.mkdir()
    for recording in recordings:
        save(folder, recording)


async def _process(stack: AsyncExitStack, module: str, environment: Mapping[str, str], port: int) -> psutil.Process:
    await stack.enter_async_context(service_process(module, environment, partial(accepts, port)))
    [process] = [child for child in psutil.Process().children() if child.cmdline()[-1:] == [module]]
    return process


def _stub(stack: AsyncExitStack, port: int, *, is_bare: bool = False) -> Any:
    """For the floor without the keepalive pings of the kit's channels, which a bare server takes for abuse."""
    address = f"127.0.0.1:{port}"
    channel = aio.insecure_channel(address) if is_bare else open_channel(address)
    stack.push_async_callback(channel.close)
    return transcription_pb2_grpc.TranscriptionServiceStub(channel)
