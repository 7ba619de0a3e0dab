"""A browser's microphone: keeps what was not acknowledged and comes back with it, however often the line breaks."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as connect_socket
from websockets.exceptions import ConnectionClosed, InvalidHandshake

FRAME_SAMPLES = 4096
"""What browsers send at once."""
GIVE_UP_S = 90.0


@dataclass
class Microphone:
    """Speaks one recording to a gateway and collects what it is told."""

    address: str
    """`ws://…/ws/transcribe/<session>`."""
    pcm: bytes
    pace: float = 1.0
    """So many seconds of sound in a second."""
    acknowledged: int = 0
    finals: list[dict[str, Any]] = field(default_factory=list)
    engines: list[tuple[str, str]] = field(default_factory=list)
    """Who listened, and how, as it changed."""
    captions: list[str] = field(default_factory=list)
    connections: int = 0
    closes: list[int | None] = field(default_factory=list)
    on_acknowledged: Callable[[int], None] = lambda _: None
    """Is told of newly acknowledged samples."""
    trace: list[str] = field(default_factory=list)
    """What happened, for people."""
    _socket: ClientConnection | None = None

    @property
    def samples(self) -> int:
        """Of the whole recording."""
        return len(self.pcm) // 2

    @property
    def text(self) -> str:
        """All finals."""
        return " ".join(final["text"] for final in self.finals)

    async def speak(self) -> None:
        """Speaks it to the end, over as many connections as it takes; returns when everything is final."""
        async with asyncio.timeout(GIVE_UP_S):
            while True:
                if await self._try():
                    return
                await asyncio.sleep(0.05)  # a browser waits a moment before it comes back

    async def cut(self) -> None:
        """The line breaks, without a word."""
        if self._socket is not None:
            self._socket.transport.abort()

    async def _try(self) -> bool:
        self.trace.append(f"--- from {self.acknowledged}")
        first = self.acknowledged  # what is acknowledged while it connects has been announced all the same
        try:
            async with connect_socket(f"{self.address}?from_sample={first}", max_size=None) as socket:
                self._socket = socket
                self.connections += 1
                sending = asyncio.create_task(self._send(socket, first), name="microphone")
                try:
                    return await self._listen(socket)
                finally:
                    sending.cancel()
                    await asyncio.gather(sending, return_exceptions=True)
                    self.closes.append(socket.close_code)
                    self.trace.append(f"closed {socket.close_code}")
        except (OSError, InvalidHandshake, ConnectionClosed):
            return False
        finally:
            self._socket = None

    async def _send(self, socket: ClientConnection, first: int) -> None:
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        for start in range(first, self.samples, FRAME_SAMPLES):
            await asyncio.sleep(began_s + (start - first) / 16_000 / self.pace - loop.time())
            await socket.send(self.pcm[2 * start : 2 * (start + FRAME_SAMPLES)])
        await socket.send(json.dumps({"type": "stop_recording"}))
        self.trace.append("> stop")

    async def _listen(self, socket: ClientConnection) -> bool:
        async for text in socket:
            message = json.loads(text)
            self.trace.append(f"< {text[:160]}" if message["type"] != "level" else "")
            match message["type"]:
                case "transcript" if message["segment"]["is_final"]:
                    self._take(message["segment"])
                case "transcript":
                    self.captions.append(message["segment"]["text"])
                case "ack":
                    self.on_acknowledged(message["samples"] - self.acknowledged)
                    self.acknowledged = message["samples"]
                case "engine":
                    self.engines.append((message["engine"], message["state"]))
                case "complete":
                    return True
                case _:
                    pass
        return False

    def _take(self, segment: dict[str, Any]) -> None:
        """A final that was told on a connection before is told again when its acknowledgement was lost."""
        if not self.finals or float(segment["start"]) >= float(self.finals[-1]["end"]):
            self.finals.append(segment)
