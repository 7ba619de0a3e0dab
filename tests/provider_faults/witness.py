"""A microphone that remembers when it sent what, and all that it was told and when."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection

from tests.fakes.microphone import Microphone


@dataclass
class Witness(Microphone):
    """Speaks as a browser does."""

    sent: list[tuple[int, float]] = field(default_factory=list)
    """One past the last sample of each frame, and when it was sent."""
    told: list[tuple[float, dict[str, Any]]] = field(default_factory=list)
    """Every message, and when it came."""
    farewells: list[str] = field(default_factory=list)
    """The reasons with which connections were closed."""

    def sent_at(self, sample: int) -> float:
        """When everything before `sample` had been sent."""
        return next((time_s for end, time_s in self.sent if end >= sample), float("inf"))

    def of(self, kind: str) -> list[dict[str, Any]]:
        """The messages of one type."""
        return [message for _, message in self.told if message["type"] == kind]

    async def _send(self, socket: ClientConnection, first: int) -> None:
        await super()._send(_Line(socket, self, first), first)  # type: ignore[arg-type]

    async def _listen(self, socket: ClientConnection) -> bool:
        try:
            return await super()._listen(_Line(socket, self, 0))  # type: ignore[arg-type]
        finally:
            self.farewells.append(socket.close_reason or "")


class _Line:
    """A connection on which everything is noted."""

    def __init__(self, socket: ClientConnection, witness: Witness, first: int) -> None:
        self._socket = socket
        self._witness = witness
        self._position = first

    async def send(self, message: str | bytes) -> None:
        await self._socket.send(message)
        if isinstance(message, bytes):
            self._position += len(message) // 2
            self._witness.sent.append((self._position, asyncio.get_running_loop().time()))

    async def __aiter__(self) -> AsyncIterator[str | bytes]:
        async for text in self._socket:
            self._witness.told.append((asyncio.get_running_loop().time(), json.loads(text)))
            yield text
