"""`python -m xquizit_local run` as a person meets it: it serves, mends itself, refuses clearly, and ends cleanly."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import httpx
import psutil
import pytest

from tests.e2e.conftest import MARKER, ROOT, marked
from xquizit_local.ports import free_ports
from xquizit_local.readiness import wait_ready

READY_LIMIT_S = 90.0


class Run:
    """One `run` in a subprocess, with its output as it comes."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.output = ""
        self._grown = asyncio.Event()

    async def read(self) -> None:
        assert self.process.stdout is not None
        while piece := await self.process.stdout.read(4096):
            self.output += piece.decode()
            self._grown.set()

    async def until(self, condition: Callable[[str], bool]) -> None:
        async with asyncio.timeout(READY_LIMIT_S):
            while not condition(self.output):
                self._grown.clear()
                await self._grown.wait()

    async def ended(self) -> int:
        async with asyncio.timeout(READY_LIMIT_S):
            return await self.process.wait()


@asynccontextmanager
async def running(mark: dict[str, str], port: int, **environment: str) -> AsyncIterator[Run]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "xquizit_local",
        "run",
        # A data directory of its own: the developer's stack may be running from this checkout.
        env={**os.environ, **mark, "GATEWAY_PORT": str(port), "LOCAL_DATA_DIR": mark[MARKER], **environment},
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    run = Run(process)
    async with asyncio.TaskGroup() as group:
        group.create_task(run.read(), name="read-output")
        try:
            yield run
        except BaseException:
            sys.stderr.write(run.output)
            raise
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


@pytest.mark.timeout(240)
async def test_it_serves_mends_what_dies_and_leaves_nothing(mark: dict[str, str]) -> None:
    [port] = free_ports(1)
    async with running(mark, port) as run, httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
        await run.until(lambda output: f"http://localhost:{port}" in output)
        for engine in ("embedded", "pocketsphinx", "espeak"):
            assert engine in run.output, "the banner names each engine"
        assert (await http.get("/ready")).status_code == 200

        [victim] = [process for process in marked(mark) if _is_service(process, "tts")]
        victim.send_signal(signal.SIGKILL)
        await run.until(lambda output: "tts ended (terminated by SIGKILL); starting it again" in output)
        await wait_ready(f"http://127.0.0.1:{port}", READY_LIMIT_S)

        run.process.terminate()
        assert await run.ended() == 0
    assert marked(mark) == []
    for line in run.output.splitlines():
        assert "Traceback" not in line, run.output


async def test_a_taken_port_is_named_and_another_suggested(mark: dict[str, str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        async with running(mark, port) as run:
            status = await run.ended()
    assert status == 1
    assert run.output.splitlines() == [
        f"Port {port} is taken by another program: stop that one, or choose another port, "
        f"e.g. GATEWAY_PORT={port + 1} make run."
    ]
    assert marked(mark) == []


async def test_wrong_settings_of_all_services_are_told_once(mark: dict[str, str]) -> None:
    async with running(mark, 1, LOG_LEVEL="loud", SESSION_TTL_S="1") as run:
        status = await run.ended()
    assert status == 2
    assert run.output.count("LOG_LEVEL") == 1
    assert run.output.count("SESSION_TTL_S") == 1


@pytest.mark.timeout(240)
async def test_wrong_settings_of_one_service_stop_the_rest(mark: dict[str, str]) -> None:
    [port] = free_ports(1)
    async with running(mark, port, TTS_ENGINE="gramophone") as run:
        status = await run.ended()
    assert status == 2
    assert run.output.count("TTS_ENGINE:") == 1
    assert run.output.splitlines()[-1].startswith("The settings of tts cannot be used")
    assert marked(mark) == []


def _is_service(process: psutil.Process, name: str) -> bool:
    return process.cmdline()[1:] == ["-m", f"xquizit_{name}"]
