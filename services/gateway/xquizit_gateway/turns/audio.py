"""The audio of turns: what was just spoken from memory, older audio from tts's cache in Redis, or spoken again."""

import asyncio
import base64
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any, cast

from redis.asyncio import Redis

from xquizit_gateway.clients.tts import SpokenChunk, TtsClient
from xquizit_gateway.turns.entry import Entry, TurnKey
from xquizit_gateway.turns.log import TurnLog
from xquizit_kit.audio import SPEAK_RATE_HZ, to_wav
from xquizit_kit.errors import XquizitError
from xquizit_kit.logs import get_logger
from xquizit_kit.redis_client import redis_errors

log = get_logger(__name__)

STORE_WAIT_S = 2.0
"""A piece that is being spoken on another replica lies in Redis when it is whole; so long it is waited for."""
STORE_POLL_S = 0.05
WHOLE_PIECE = -1
"""Stands for an offset: a whole piece that was spoken again."""


class AudioShelf:
    """Audio by reference (see `turns.entry`). Holds at most `limit_bytes`; the least recently used goes first."""

    def __init__(self, redis: Redis, tts: TtsClient, turn_log: TurnLog, *, limit_bytes: int) -> None:
        """Takes a client for commands, who can speak again, where keys of pieces are found, and the limit."""
        self._redis = redis
        self._tts = tts
        self._log = turn_log
        self._limit_bytes = limit_bytes
        self._kept: OrderedDict[tuple[str, str, int], bytes] = OrderedDict()
        self.held_bytes = 0
        """What is in memory now."""

    def put(self, key: TurnKey, chunk: SpokenChunk, offset: int) -> dict[str, Any]:
        """Keeps the audio and returns its reference: the data of an `audio_chunk` entry.

        Args:
            key: The turn.
            chunk: What tts sent.
            offset: Where its bytes lie in the whole piece.
        """
        self._keep((key.session_id, chunk.text, offset), chunk.pcm)
        return {
            "index": chunk.sentence_index,
            "chunk_index": chunk.chunk_index,
            "text": chunk.text,
            "cache_key": chunk.cache_key,
            "offset": offset,
            "size": len(chunk.pcm),
        }

    def forget(self, session_id: str) -> None:
        """Drops a session's audio from memory."""
        for name in [name for name in self._kept if name[0] == session_id]:
            self.held_bytes -= len(self._kept.pop(name))

    async def wav(self, key: TurnKey, entry: Entry) -> str | None:
        """The audio of an `audio_chunk` as base64 WAV; None when it is lost and cannot be spoken again."""
        pcm = await self._pcm(key, entry)
        return base64.b64encode(to_wav(pcm, SPEAK_RATE_HZ)).decode() if pcm else None

    async def _pcm(self, key: TurnKey, entry: Entry) -> bytes:
        text, first, size = entry.data["text"], entry.data["offset"], entry.data["size"]
        if len(kept := self._take((key.session_id, text, first))) == size:
            return kept
        if kept := self._take((key.session_id, text, WHOLE_PIECE)):
            return kept[first : first + size]
        if cache_key := await self._cache_key(key, entry):
            async with redis_errors():
                found = cast("bytes", await self._redis.getrange(cache_key, first, first + size - 1))
            if len(found) == size:
                return found
        piece = await self._spoken_again(key, text)
        self._keep((key.session_id, text, WHOLE_PIECE), piece)
        return piece[first : first + size]

    async def _cache_key(self, key: TurnKey, entry: Entry) -> str:
        """Where the entry's piece lies in Redis: only its last chunk knows. Empty when it lies nowhere.

        A piece that is still being spoken, by whichever process, is waited for.
        """
        waited_s = 0.0
        while True:
            if entry.data["cache_key"]:
                return entry.data["cache_key"]
            later = await self._log.read(key, entry.n)
            for following in later:
                if following.event != "audio_chunk" or following.data["text"] != entry.data["text"]:
                    if following.event != "text_chunk":
                        return ""  # the turn has gone on: this piece was not stored
                elif following.data["cache_key"]:
                    return following.data["cache_key"]
            if waited_s >= STORE_WAIT_S:
                return ""
            await asyncio.sleep(STORE_POLL_S)
            waited_s += STORE_POLL_S

    async def _spoken_again(self, key: TurnKey, text: str) -> bytes:
        """A piece as tts speaks it anew: the same words by the same voice sound the same."""
        pcm = bytearray()
        try:
            async with aclosing(self._tts.synthesize(key.session_id, key.turn, _once(text))) as chunks:
                async for chunk in chunks:
                    pcm += chunk.pcm
        except XquizitError as error:
            log.warning("audio lost", reason=error.reason, turn=key.turn)
            return b""
        return bytes(pcm)

    def _keep(self, name: tuple[str, str, int], pcm: bytes) -> None:
        self.held_bytes += len(pcm) - len(self._kept.pop(name, b""))
        self._kept[name] = pcm
        while self.held_bytes > self._limit_bytes:
            _, dropped = self._kept.popitem(last=False)
            self.held_bytes -= len(dropped)

    def _take(self, name: tuple[str, str, int]) -> bytes:
        if name in self._kept:
            self._kept.move_to_end(name)
        return self._kept.get(name, b"")


async def _once(text: str) -> AsyncIterator[str]:
    yield text
