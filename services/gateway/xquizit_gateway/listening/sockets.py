"""The open transcription sockets of this process: one per session, the newest wins."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

EndReason = Literal["replaced", "erased", "draining"]


@dataclass(slots=True, eq=False)
class OpenSocket:
    """One socket, and whether it has been asked to end."""

    end_reason: EndReason | None = None
    asked_to_end: asyncio.Event = field(default_factory=asyncio.Event)
    has_ended: asyncio.Event = field(default_factory=asyncio.Event)

    def ask_to_end(self, reason: EndReason) -> None:
        """Asks it to end; the first reason counts."""
        self.end_reason = self.end_reason or reason
        self.asked_to_end.set()


class Sockets:
    """Who is speaking through this process."""

    def __init__(self) -> None:
        self._open: dict[str, OpenSocket] = {}

    @contextmanager
    def opened(self, session_id: str) -> Generator[OpenSocket]:
        """Registers a socket for as long as it is open; an older one of the same session is asked to end."""
        older = self._open.get(session_id)
        if older is not None:
            older.ask_to_end("replaced")
        socket = self._open[session_id] = OpenSocket()
        try:
            yield socket
        finally:
            if self._open.get(session_id) is socket:
                del self._open[session_id]
            socket.has_ended.set()

    async def end(self, session_id: str) -> None:
        """Ends the session's socket, when there is one, and waits until it has ended."""
        if (socket := self._open.get(session_id)) is not None:
            socket.ask_to_end("erased")
            await socket.has_ended.wait()

    def drain(self) -> None:
        """Asks all sockets to connect to another replica."""
        for socket in self._open.values():
            socket.ask_to_end("draining")
