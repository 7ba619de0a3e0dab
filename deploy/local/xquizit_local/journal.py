"""The merged log: one whole line at a time from every process of the stack, and what supervisord says about them."""

import asyncio
import os
import re
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

LINE_LIMIT_BYTES = 64 * 1024
"""A longer line is broken here, so that a process that never ends its line cannot fill the memory."""

_STAMPED = re.compile(r"\d\d:\d\d:\d\d\.\d{3} \S")
_SUPERVISORD = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ (?P<level>[A-Z]+) (?P<text>.*)$")
_SPAWNED = re.compile(r"^spawned: '(?P<name>[^']+)' with pid (?P<pid>\d+)$")
_EXITED = re.compile(r"^exited: (?P<name>\S+) \((?P<how>[^;)]+)")
_EXIT_STATUS = re.compile(r"^exit status (?P<status>\d+)$")
_EXPECTED_WARNINGS = ("running without any HTTP authentication", "exit request", "gave up:")


@dataclass(frozen=True, slots=True)
class Spawned:
    """A process was started."""

    name: str
    pid: int


@dataclass(frozen=True, slots=True)
class Exited:
    """A process ended although nobody asked it to."""

    name: str
    how: str
    """`exit status 1`, `terminated by SIGKILL`, …"""
    status: int | None
    """None when a signal ended it."""


@dataclass(frozen=True, slots=True)
class Warned:
    """Something else that a person should know."""

    text: str


def read_supervisord(line: str) -> Spawned | Exited | Warned | None:
    """What one line of supervisord's log says; None when it is of no interest."""
    said = _SUPERVISORD.match(line)
    if said is None:
        return Warned(line) if line.strip() else None
    text = said["text"]
    if spawned := _SPAWNED.match(text):
        return Spawned(spawned["name"], int(spawned["pid"]))
    if exited := _EXITED.match(text):
        code = _EXIT_STATUS.match(exited["how"])
        return Exited(exited["name"], exited["how"], int(code["status"]) if code else None)
    if said["level"] in {"INFO", "DEBG"} or any(part in text for part in _EXPECTED_WARNINGS):
        return None
    return Warned(text)


def stamp(name: str, line: str, now: datetime) -> str:
    """`line` as it stands in the merged log; lines of the services' own logger are stamped already."""
    if _STAMPED.match(line):
        return line
    return f"{now:%H:%M:%S}.{now.microsecond // 1000:03d} {name:<13} {line}"


class LogPipes:
    """One named pipe for each process, so that no two processes ever share a line.

    Supervisord itself copies in pieces of whatever size its pipe gave it; merged into one file they would tear lines.
    """

    def __init__(self, folder: Path, names: Iterable[str], on_line: Callable[[str, str], None]) -> None:
        """Takes where the pipes are made and who gets `(name, line)`; use as an async context manager."""
        self._folder = folder
        self._names = list(names)
        self._on_line = on_line
        self._held = ExitStack()

    def path(self, name: str) -> Path:
        """Where the process writes."""
        return self._folder / name

    async def __aenter__(self) -> "LogPipes":
        """Makes the pipes and begins to read."""
        self._folder.mkdir(parents=True, exist_ok=True)
        loop = asyncio.get_running_loop()
        for name in self._names:
            path = self.path(name)
            path.unlink(missing_ok=True)
            os.mkfifo(path, 0o600)
            self._held.callback(path.unlink, missing_ok=True)
            # Open for writing too: opening never waits for a writer, and a writer that ends is not the end of the pipe.
            reader = os.fdopen(os.open(path, os.O_RDWR | os.O_NONBLOCK), "rb", buffering=0)
            transport, _ = await loop.connect_read_pipe(lambda name=name: _Lines(name, self._on_line), reader)
            self._held.callback(transport.close)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Reads what is left, then removes the pipes."""
        await asyncio.sleep(0)
        self._held.close()
        await asyncio.sleep(0)


class _Lines(asyncio.Protocol):
    """Cuts what arrives into lines."""

    def __init__(self, name: str, on_line: Callable[[str, str], None]) -> None:
        self._name = name
        self._on_line = on_line
        self._rest = b""

    def data_received(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > LINE_LIMIT_BYTES:
            lines.append(self._rest)
            self._rest = b""
        for line in lines:
            self._on_line(self._name, line.decode(errors="replace").rstrip("\r"))
