"""A way to a real Redis on which an answer can be lost after the command was done."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit


class LossyRedis:
    """Passes bytes on in both directions; one answer that a test names is swallowed and its connection cut."""

    def __init__(self) -> None:
        self.url = ""
        self.losses = 0
        self._command: bytes | None = None
        self._is_asked = False

    def lose_answer_to(self, command: str) -> None:
        """Loses the next answer to `command`: an upper-case word of the protocol."""
        self._command = command.encode()

    @asynccontextmanager
    async def to(self, redis_url: str) -> AsyncGenerator["LossyRedis"]:
        """Opens the way; its own address is `url`."""
        target = urlsplit(redis_url)

        async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            from_redis, to_redis = await asyncio.open_connection(target.hostname, target.port)
            try:
                async with asyncio.TaskGroup() as tasks:
                    asking = tasks.create_task(self._requests(reader, to_redis), name="lossy-redis-requests")
                    await self._answers(from_redis, writer)
                    asking.cancel()
            finally:
                to_redis.close()
                writer.close()

        connections: set[asyncio.Task[None]] = set()

        def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            connections.add(asyncio.create_task(pass_on(reader, writer), name="lossy-redis-connection"))

        async with await asyncio.start_server(begin, "127.0.0.1", 0) as server:
            self.url = f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0"
            yield self
        await asyncio.gather(*connections)  # they end when their clients have closed

    async def _requests(self, reader: asyncio.StreamReader, to_redis: asyncio.StreamWriter) -> None:
        while data := await reader.read(1 << 20):
            self._is_asked = self._command is not None and self._command in data
            to_redis.write(data)
            await to_redis.drain()
        to_redis.write_eof()

    async def _answers(self, from_redis: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await from_redis.read(1 << 20):
            # A script that Redis has not seen yet is refused and has done nothing; the client sends it in full.
            if self._is_asked and not data.startswith(b"-NOSCRIPT"):
                self._is_asked, self._command = False, None
                self.losses += 1
                return
            writer.write(data)
            await writer.drain()
