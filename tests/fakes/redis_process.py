"""A real redis-server for tests: on a free port of this machine, without persistence, ended by its own pid."""

import socket
import subprocess
import tempfile
from types import TracebackType
from typing import Self

from xquizit_local.redis_server import find_binary

START_TRIES = 5
"""Another process may take the free port before redis-server does; then the next one is tried."""


class RedisProcess:
    """One redis-server that can go away and come back at the same address (empty, as it keeps nothing)."""

    def __init__(self) -> None:
        self._directory = tempfile.TemporaryDirectory(prefix="xquizit-redis-")
        self._process: subprocess.Popen[str] | None = None
        self._port = 0

    @property
    def url(self) -> str:
        """Where it listens: `redis://127.0.0.1:<port>/0`."""
        return f"redis://127.0.0.1:{self._port}/0"

    def start(self) -> None:
        """Starts it and returns when it answers PING; does nothing while it runs.

        Raises:
            Problem: No redis-server is at hand.
            RuntimeError: It ended by itself.
        """
        if self._process is not None:
            return
        said: list[str] = []
        for _ in range(START_TRIES):
            self._process = self._spawn(self._port or _free_port())
            if self._is_ready(self._process, said):
                # Nobody reads its log from here on: a full pipe would block it.
                self._ask(b"CONFIG SET loglevel warning\r\n", b"+OK")
                self._ask(b"PING\r\n", b"+PONG")
                return
            self.stop()
        raise RuntimeError("redis-server did not start:\n" + "".join(said))

    def stop(self) -> None:
        """Ends it and waits until it is gone; does nothing when it does not run."""
        if self._process is None:
            return
        process, self._process = self._process, None
        process.terminate()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert process.stdout is not None
        process.stdout.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self._directory.cleanup()

    def _spawn(self, port: int) -> subprocess.Popen[str]:
        self._port = port
        return subprocess.Popen(
            [
                find_binary(),
                *("--port", str(port)),
                *("--bind", "127.0.0.1"),
                *("--save", ""),
                *("--appendonly", "no"),
                *("--dir", self._directory.name),
                *("--loglevel", "notice"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def _is_ready(self, process: subprocess.Popen[str], said: list[str]) -> bool:
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line)
            if "Ready to accept connections" in line:
                return True
        return False

    def _ask(self, command: bytes, expected: bytes) -> None:
        with socket.create_connection(("127.0.0.1", self._port), timeout=5) as connection:
            connection.sendall(command)
            answer = connection.recv(64)
        if not answer.startswith(expected):
            raise RuntimeError(f"redis-server answered {answer!r} to {command!r}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
