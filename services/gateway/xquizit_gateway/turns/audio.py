"""The audio of turns: what was just spoken from memory, older audio from tts's cache in Redis, or spoken again."""

import asyncio
import base64
import binascii
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

from redis.asyncio import Redis

from xquizit_gateway.clients.tts import SpokenChunk, TtsClient
from xquizit_gateway.turns.entry import TurnKey
from xquizit_kit.audio import SPEAK_RATE_HZ, to_wav
from xquizit_kit.errors import XquizitError
from xquizit_kit.logs import get_logger
from xquizit_kit.redis_client import redis_errors

log = get_logger(__name__)

STORE_WAIT_S = 2.0
"""A piece that is being spoken on another replica is stored in Redis when it is whole; so long it is waited for."""
STORE_POLL_S = 0.1


class AudioShelf:
    """Audio by reference (see `turns.entry`). Holds at most `limit_bytes`; the least recently used goes first."""

    def __init__(self, redis: Redis, tts: TtsClient, *, limit_bytes: int) -> None:
        """Takes a client for commands, who can speak again, and the limit."""
        self._redis = redis
        self._tts = tts
        self._limit_bytes = limit_bytes
        self._chunks: OrderedDict[tuple[str, int], bytes] = OrderedDict()
        self.held_bytes = 0
        """What is in memory now."""

    def put(self, chunk: SpokenChunk, offset: int) -> dict[str, Any]:
        """Keeps the audio and returns its reference: the data of an `audio_chunk` entry.

        Args:
            chunk: What tts sent.
            offset: Where its bytes lie in the whole piece.
        """
        reference = {
            "index": chunk.sentence_index,
            "chunk_index": chunk.chunk_index,
            "text": chunk.text,
            "cache_key": chunk.cache_key,
            "offset": offset,
            "size": len(chunk.pcm),
        }
        if not chunk.cache_key:
            return {**reference, "pcm": base64.b64encode(chunk.pcm).decode()}
        name = (chunk.cache_key, offset)
        self.held_bytes += len(chunk.pcm) - len(self._chunks.pop(name, b""))
        self._chunks[name] = chunk.pcm
        while self.held_bytes > self._limit_bytes:
            _, dropped = self._chunks.popitem(last=False)
            self.held_bytes -= len(dropped)
        return reference

    def forget(self, cache_keys: set[str]) -> None:
        """Drops pieces from memory."""
        for name in [name for name in self._chunks if name[0] in cache_keys]:
            self.held_bytes -= len(self._chunks.pop(name))

    async def wav(self, key: TurnKey, reference: dict[str, Any]) -> str | None:
        """The audio of a reference as base64 WAV; None when it is lost and cannot be spoken again."""
        pcm = await self._pcm(key, reference)
        return base64.b64encode(to_wav(pcm, SPEAK_RATE_HZ)).decode() if pcm else None

    async def _pcm(self, key: TurnKey, reference: dict[str, Any]) -> bytes:
        if (inline := reference.get("pcm")) is not None:
            try:
                return base64.b64decode(inline)
            except binascii.Error:
                return b""
        name = (reference["cache_key"], reference["offset"])
        if (kept := self._chunks.get(name)) is not None and len(kept) == reference["size"]:
            self._chunks.move_to_end(name)
            return kept
        return await self._stored(reference) or await self._spoken_again(key, reference)

    async def _stored(self, reference: dict[str, Any]) -> bytes:
        """The bytes out of tts's cache; empty when they do not come."""
        first, size = reference["offset"], reference["size"]
        waited_s = 0.0
        while True:
            async with redis_errors():
                found: bytes = await self._redis.getrange(reference["cache_key"], first, first + size - 1)  # type: ignore[assignment]
            if len(found) == size:
                return found
            if waited_s >= STORE_WAIT_S:
                return b""
            await asyncio.sleep(STORE_POLL_S)
            waited_s += STORE_POLL_S

    async def _spoken_again(self, key: TurnKey, reference: dict[str, Any]) -> bytes:
        """The bytes as tts speaks the piece anew: the same words by the same voice sound the same."""

        pcm = bytearray()
        try:
            async with aclosing(self._tts.synthesize(key.session_id, key.turn, _once(reference["text"]))) as chunks:
                async for chunk in chunks:
                    pcm += chunk.pcm
        except XquizitError as error:
            log.warning("audio lost", reason=error.reason, turn=key.turn)
            return b""
        return bytes(pcm[reference["offset"] : reference["offset"] + reference["size"]])


async def _once(text: str) -> AsyncIterator[str]:
    yield text
