"""The whole system as one object: Redis, the four services and the gateway, started together and gone together."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from xquizit_local import redis_server
from xquizit_local.journal import Exited, Spawned, Warned, stamp
from xquizit_local.ports import choose, free_ports, is_free
from xquizit_local.problem import Problem
from xquizit_local.readiness import wait_ready
from xquizit_local.supervisor import Listeners, Supervisor
from xquizit_local.supervisor_config import SETTINGS_WRONG_STATUS

SERVICE_PORTS = {"interview": 50051, "transcription": 50052, "tts": 50053, "documents": 50054}
"""The services and where they listen unless the port is taken; only the gateway needs to know."""
DRAIN_GRACE_S = 1.0
"""How long a stopped service lets running calls finish: on one's own machine Ctrl-C means now."""


@dataclass(frozen=True, slots=True)
class StackOptions:
    """What a stack is started with."""

    directory: Path
    """Working directory of every process; its `.env` counts."""
    data_dir: Path
    """Redis's data, the configuration of supervisord, its socket and pipes; one stack at a time."""
    gateway_port: int = 0
    """0: any free one."""
    redis_url: str | None = None
    """A Redis that is already there; None starts one."""
    usual_ports: bool = False
    """Whether the services listen on their usual ports where these are free, instead of any."""
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    """Settings on top of this process's own environment."""
    extra: Mapping[str, tuple[Sequence[str], Path]] = field(default_factory=dict[str, tuple[Sequence[str], Path]])
    """Further processes by name: command and working directory."""


class Stack:
    """A running stack; an async context manager that leaves no process behind, even when it is killed itself."""

    def __init__(self, options: StackOptions, on_line: Callable[[str], None]) -> None:
        """Takes the options and who gets each line of the merged log; call it on the running loop."""
        self._options = options
        self._on_line = on_line
        self._problem: asyncio.Future[Problem] = asyncio.get_running_loop().create_future()
        redis_port, free_gateway_port = free_ports(2)
        self._redis_port = redis_port
        self.redis_url = options.redis_url or redis_server.url(redis_port)
        """The Redis that all of it uses."""
        self.gateway_port = options.gateway_port or free_gateway_port
        """Where the gateway listens."""
        self.pids: dict[str, int] = {}
        """The process id of each process at present, by name (`gateway`, `redis`, `tts`, …)."""
        self._supervisor = Supervisor(options.data_dir, self._environment(), Listeners(self._printed, self._happened))

    @property
    def base_url(self) -> str:
        """Where the gateway answers."""
        return f"http://127.0.0.1:{self.gateway_port}"

    async def __aenter__(self) -> Self:
        """Starts everything and returns at once; `wait_ready` tells when it serves.

        Raises:
            Problem: The gateway's port is taken, another stack uses the data, or there is no redis-server.
        """
        if not is_free(self.gateway_port):
            raise Problem(
                f"Port {self.gateway_port} is taken by another program: stop that one, or choose another port, "
                f"e.g. GATEWAY_PORT={self.gateway_port + 1} make run."
            )
        await self._supervisor.start(self._programs(), storage="redis")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends every process: SIGTERM, and SIGKILL for what has not ended after two seconds."""
        await self._supervisor.stop()

    async def ended(self, stop: asyncio.Event) -> Problem | None:
        """Waits until `stop` is set (None), or until the stack cannot go on (why)."""
        stopped = asyncio.create_task(stop.wait(), name="stack-stop")
        died = asyncio.create_task(self._supervisor.wait(), name="stack-died")
        try:
            await asyncio.wait({stopped, died, self._problem}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopped.cancel()
            died.cancel()
        return self._why_over()

    async def wait_ready(self, timeout_s: float) -> None:
        """Returns when the gateway says that everything is ready.

        Raises:
            Problem: A service's settings are wrong, or something is not ready after `timeout_s`; it says what.
        """
        await wait_ready(self.base_url, timeout_s, self._why_over)

    def _why_over(self) -> Problem | None:
        if self._problem.done():
            return self._problem.result()
        return Problem("The supervisor of the processes has ended.") if self._supervisor.has_ended else None

    def restart(self, name: str) -> None:
        """Asks one process to end; supervisord starts it again."""
        if name in self.pids:
            with suppress(ProcessLookupError):
                os.kill(self.pids[name], signal.SIGTERM)

    def say(self, text: str) -> None:
        """Puts a line of the stack's own into the merged log."""
        self._on_line(stamp("stack", text, datetime.now()))

    def _programs(self) -> dict[str, tuple[Sequence[str], Path]]:
        here = self._options.directory
        programs: dict[str, tuple[Sequence[str], Path]] = {}
        if self._options.redis_url is None:
            data_dir = self._options.data_dir / "redis"
            programs["redis"] = (redis_server.command(redis_server.find_binary(), self._redis_port, data_dir), here)
        for name in (*SERVICE_PORTS, "gateway"):
            programs[name] = ([sys.executable, "-m", f"xquizit_{name}"], here)
        return programs | dict(self._options.extra)

    def _environment(self) -> dict[str, str]:
        wanted = SERVICE_PORTS.values() if self._options.usual_ports else [0] * len(SERVICE_PORTS)
        ports = dict(zip(SERVICE_PORTS, choose(wanted), strict=True))
        addresses = {name.upper(): f"127.0.0.1:{port}" for name, port in ports.items()}
        return {
            **os.environ,
            **self._options.environment,
            "LOG_FORMAT": "console",
            "DRAIN_GRACE_S": str(DRAIN_GRACE_S),
            "REDIS_URL": self.redis_url,
            "GATEWAY_PORT": str(self.gateway_port),
            **{f"{name}_LISTEN": address for name, address in addresses.items()},
            **{f"{name}_ADDRESS": address for name, address in addresses.items()},
        }

    def _printed(self, name: str, line: str) -> None:
        text = redis_server.readable(line) if name == "redis" else line
        if text:
            self._on_line(stamp(name, text, datetime.now()))

    def _happened(self, event: Spawned | Exited | Warned) -> None:
        match event:
            case Spawned(name, pid):
                self.pids[name] = pid
            case Exited(name, how, status):
                self.pids.pop(name, None)
                if self._supervisor.stopping or self._problem.done():
                    return
                if status == SETTINGS_WRONG_STATUS:
                    sentence = f"The settings of {name} cannot be used (see above); everything was stopped."
                    self._problem.set_result(Problem(sentence, status=SETTINGS_WRONG_STATUS))
                else:
                    self.say(f"{name} ended ({how}); starting it again")
            case Warned(text):
                if not self._supervisor.stopping:
                    self.say(text)
