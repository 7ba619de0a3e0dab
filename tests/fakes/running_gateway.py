"""Real gateways for tests: in this process under uvicorn, or as a process of their own that can be killed."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from httpx_sse import ServerSentEvent, aconnect_sse

from xquizit_gateway.config import GatewaySettings
from xquizit_gateway.serving import GatewayServer

NOWHERE = "127.0.0.1:9"
"""An address where nobody listens."""


def gateway_settings(redis_url: str, **values: Any) -> GatewaySettings:
    """Settings in which every service is away unless named, and everybody is impatient."""
    defaults: dict[str, Any] = {
        "interview_address": NOWHERE,
        "transcription_address": NOWHERE,
        "tts_address": NOWHERE,
        "documents_address": NOWHERE,
        "frontend_dist": "/nonexistent",
        "turn_lease_ttl_s": 0.6,
        "turn_accept_s": 0.3,
        "turn_patience_s": 10.0,
        "voice_patience_s": 0.3,
        "voice_stall_s": 10.0,
        "listen_patience_s": 5.0,
        "drain_grace_s": 4.0,
        "gateway_port": 0,
    }
    return GatewaySettings(_env_file=None, redis_url=redis_url, **{**defaults, **values})  # type: ignore[call-arg]


@asynccontextmanager
async def running_gateway(settings: GatewaySettings) -> AsyncIterator[httpx.AsyncClient]:
    """A client whose base address is a gateway that runs in this process."""
    async with serving_gateway(settings) as (_, client):
        yield client


@asynccontextmanager
async def serving_gateway(settings: GatewaySettings) -> AsyncIterator[tuple[GatewayServer, httpx.AsyncClient]]:
    """The same with its server, which stops when `should_exit` is set."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = GatewayServer.of(settings)
    serving = asyncio.create_task(server.serve(sockets=[listener]), name="test-gateway")
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}", timeout=30) as client:
            await _until_ready(client, serving)
            yield server, client
    finally:
        server.should_exit = True
        await serving


class GatewayProcess:
    """A gateway as a process of its own."""

    def __init__(self, process: asyncio.subprocess.Process, client: httpx.AsyncClient) -> None:
        self.process = process
        self.client = client

    async def kill(self) -> None:
        """Ends it without a word."""
        self.process.kill()
        await self.process.wait()

    async def terminate(self) -> int:
        """Asks it to stop; returns its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return await self.process.wait()


@asynccontextmanager
async def gateway_process(settings: GatewaySettings) -> AsyncIterator[GatewayProcess]:
    """Runs `python -m xquizit_gateway`."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    environment = {
        name.upper(): str(value) for name, value in settings.model_dump(exclude={"cors_allow_origins"}).items()
    }
    environment["GATEWAY_PORT"] = str(port)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "xquizit_gateway", env={**os.environ, **environment}, stderr=asyncio.subprocess.DEVNULL
    )
    exited = asyncio.create_task(process.wait(), name="test-gateway-process")
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            await _until_ready(client, exited)
            yield GatewayProcess(process, client)
    finally:
        if process.returncode is None:
            process.kill()
        await exited
        process._transport.close()  # type: ignore[attr-defined]  # else the garbage collector warns


async def _until_ready(client: httpx.AsyncClient, running: "asyncio.Task[Any]") -> None:
    async with asyncio.timeout(20):
        while True:
            assert not running.done(), "the gateway ended before it was ready"
            with contextlib.suppress(httpx.TransportError):
                if (await client.get("/ready")).status_code == 200:
                    return
            await asyncio.sleep(0.02)


@dataclass(frozen=True)
class Seen:
    """One event as a browser dispatches it."""

    id: str
    event: str
    data: str


class EventReader:
    """An event stream being read, like a browser's EventSource without its reconnecting."""

    def __init__(self, events: AsyncIterator[ServerSentEvent], response: httpx.Response) -> None:
        self._events = events
        self.response = response
        self.seen: list[Seen] = []

    async def until(self, name: str) -> Seen:
        """Reads on to the next event of that name."""
        async for event in self._dispatched():
            if event.event == name:
                return event
        raise AssertionError(f"the stream ended without {name}; it had {[event.event for event in self.seen]}")

    async def rest(self) -> list[Seen]:
        """Reads to the end; returns everything seen."""
        async for _ in self._dispatched():
            pass
        return self.seen

    async def _dispatched(self) -> AsyncIterator[Seen]:
        async for event in self._events:
            if event.data:  # browsers dispatch nothing without data either
                self.seen.append(Seen(event.id, event.event, event.data))
                yield self.seen[-1]


@asynccontextmanager
async def event_stream(client: httpx.AsyncClient, method: str, path: str, **request: Any) -> AsyncIterator[EventReader]:
    """Opens an event stream."""
    async with aconnect_sse(client, method, path, **request) as source:
        yield EventReader(source.aiter_sse(), source.response)


async def whole_stream(client: httpx.AsyncClient, method: str, path: str, **request: Any) -> list[Seen]:
    """All events of a stream."""
    async with event_stream(client, method, path, **request) as reader:
        assert reader.response.status_code == 200, await reader.response.aread()
        return await reader.rest()
