"""One service as a process of its own, which can be killed and started again at the same address."""

import asyncio
import contextlib
import os
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

READY_LIMIT_S = 60.0


class ServiceProcess:
    """`python -m <module>` on a port that stays the same."""

    def __init__(self, module: str, environment: Mapping[str, str], is_ready: Callable[[], Awaitable[bool]]) -> None:
        """Takes what to run, its settings, and how to tell that it serves."""
        self._module = module
        self._environment = environment
        self._is_ready = is_ready
        self._process: asyncio.subprocess.Process | None = None
        self.starts = 0

    async def start(self) -> None:
        """Runs it and waits until it serves."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            self._module,
            env={**os.environ, **self._environment},
            stderr=None if os.environ.get("SHOW_SERVICES") else asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
        )
        self.starts += 1
        async with asyncio.timeout(READY_LIMIT_S):
            while not await self._is_ready():
                assert self._process.returncode is None, f"{self._module} ended before it served"
                await asyncio.sleep(0.05)

    async def kill(self) -> None:
        """Ends it without a word."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            process.kill()
        await process.wait()
        process._transport.close()  # type: ignore[attr-defined]  # else the garbage collector warns

    async def restart(self) -> None:
        """Kills it and starts it again."""
        await self.kill()
        await self.start()


@asynccontextmanager
async def service_process(
    module: str, environment: Mapping[str, str], is_ready: Callable[[], Awaitable[bool]]
) -> AsyncIterator[ServiceProcess]:
    """Starts it; kills it at the end."""
    service = ServiceProcess(module, environment, is_ready)
    try:
        await service.start()
        yield service
    finally:
        await service.kill()


def free_port() -> int:
    """A port that nobody uses right now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


async def accepts(port: int) -> bool:
    """Whether somebody listens on a port of this machine."""
    with contextlib.suppress(OSError):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
        return True
    return False
