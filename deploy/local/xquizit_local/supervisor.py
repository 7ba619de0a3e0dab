"""supervisord as a child of this process: started with a configuration, listened to, and gone when this process is."""

import asyncio
import fcntl
import os
import socket
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

from xquizit_local.journal import Exited, LogPipes, Spawned, Warned, read_supervisord
from xquizit_local.problem import Problem
from xquizit_local.supervisor_config import Program, render, tethered

STOP_LIMIT_S = 4.0
"""After this long supervisord is killed, and everything with it."""
NUDGE_EVERY_S = 0.1
_SOCKET_FOLDER_LIMIT = 80
"""A unix socket's path may have 107 bytes on Linux and 103 on macOS; supervisord adds its pid while it binds."""
PIPES = "pipes"
"""Where the named pipes are, below the data directory."""
_SELF = "stack"
"""The pipe of supervisord's own log."""


@dataclass(frozen=True, slots=True)
class Listeners:
    """Who is told what; called on the event loop."""

    line: Callable[[str, str], None]
    """Each line that a process prints: its name and the line."""
    event: Callable[[Spawned | Exited | Warned], None]
    """What supervisord says."""


class Supervisor:
    """Keeps programs running from `start` to `stop`. None of them survives this process, even when it is killed."""

    def __init__(self, data_dir: Path, environment: Mapping[str, str], listeners: Listeners) -> None:
        """Takes the directory for its configuration, pipes and socket, and the environment of every program."""
        self._data_dir = data_dir
        self._environment = environment
        self._listeners = listeners
        self._process: asyncio.subprocess.Process | None = None
        self._held = AsyncExitStack()
        self.stopping = False
        """Whether it is being stopped: from then on processes end because they were asked to."""

    async def start(self, programs: Mapping[str, tuple[Sequence[str], Path]], *, storage: str) -> None:
        """Starts supervisord, which starts the programs within a second.

        Args:
            programs: Command and working directory by name.
            storage: The one that is started first and stopped last.

        Raises:
            Problem: Another one runs from the same directory.
        """
        async with AsyncExitStack() as held:
            lock = self._lock(held)
            pipes = LogPipes(self._data_dir / PIPES, [*programs, _SELF], self._heard)
            await held.enter_async_context(pipes)
            config = self._data_dir / "supervisord.conf"
            described = [
                Program(name, command, directory, Path(PIPES, name), is_storage=name == storage)
                for name, (command, directory) in programs.items()
            ]
            config.write_text(render(described, socket=self._socket_name))
            held.push_async_callback(self._end)
            self._process = await self._spawn(config, pipes.path(_SELF), lock)
            self._nudge()
            self._held = held.pop_all()

    @property
    def has_ended(self) -> bool:
        """Whether supervisord has ended, for whatever reason."""
        return self._process is not None and self._process.returncode is not None

    async def wait(self) -> None:
        """Returns when supervisord has ended, for whatever reason."""
        assert self._process is not None
        await self._process.wait()

    async def stop(self) -> None:
        """Ends every program: SIGTERM, and SIGKILL for what has not ended after two seconds."""
        await self._held.aclose()

    def _lock(self, held: AsyncExitStack) -> IO[str]:
        self._data_dir.mkdir(parents=True, exist_ok=True)
        lock = held.enter_context((self._data_dir / "lock").open("a+"))
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Problem(
                f"xquizit is already running here ({self._data_dir} is in use): stop that one first."
            ) from None
        return lock

    async def _spawn(self, config: Path, output: Path, lock: IO[str]) -> asyncio.subprocess.Process:
        with ExitStack() as opened:
            writer = opened.enter_context(output.open("wb", buffering=0))
            command = tethered([sys.executable, "-m", "supervisor.supervisord", "-n", "-c", config.name], "SIGTERM")
            return await asyncio.create_subprocess_exec(
                *command,
                cwd=self._data_dir,
                env=self._environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=writer,
                stderr=writer,
                # The lock stays taken until supervisord too is gone.
                pass_fds=[lock.fileno()],
                # A terminal's Ctrl-C goes to this process alone, which then stops the others in order.
                start_new_session=True,
            )

    async def _end(self) -> None:
        self.stopping = True
        process = self._process
        if process is None:
            return
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            async with asyncio.timeout(STOP_LIMIT_S):
                while process.returncode is None:
                    self._nudge()
                    with suppress(TimeoutError):
                        await asyncio.wait_for(process.wait(), NUDGE_EVERY_S)
        except TimeoutError:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        self._socket.unlink(missing_ok=True)

    def _nudge(self) -> None:
        """Wakes supervisord up: it looks at signals once a second, or when something happens on a socket."""
        with socket.socket(socket.AF_UNIX) as client, suppress(OSError):
            client.setblocking(False)
            client.connect(str(self._socket))

    @property
    def _socket_name(self) -> Path:
        """Plain and short, relative to the data directory where that is short enough."""
        if len(os.fsencode(self._data_dir.resolve())) < _SOCKET_FOLDER_LIMIT:
            return Path("supervisor.sock")
        digest = sha256(os.fsencode(self._data_dir.resolve())).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"xquizit-{digest}.sock"

    @property
    def _socket(self) -> Path:
        return self._data_dir / self._socket_name

    def _heard(self, name: str, line: str) -> None:
        if name != _SELF:
            self._listeners.line(name, line)
        elif (event := read_supervisord(line)) is not None:
            self._listeners.event(event)
