"""The audio of turns: what was just spoken from memory, older audio from tts's cache in Redis, or spoken again."""

import base64
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any, cast

from redis.asyncio import Redis

from xquizit_gateway.clients.tts import TtsClient
from xquizit_gateway.turns.entry import Entry, TurnKey
from xquizit_gateway.turns.piece import SpokenPiece, part_of
from xquizit_kit.audio import SPEAK_RATE_HZ, to_wav
from xquizit_kit.errors import XquizitError
from xquizit_kit.logs import get_logger
from xquizit_kit.redis_client import redis_errors

log = get_logger(__name__)


class AudioShelf:
    """Audio by reference (see `turns.entry`). Holds at most `limit_bytes`; the least recently used goes first."""

    def __init__(self, redis: Redis, tts: TtsClient, *, limit_bytes: int) -> None:
        """Takes a client for commands, who can speak again, and the limit."""
        self._redis = redis
        self._tts = tts
        self._limit_bytes = limit_bytes
        self._kept: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self.held_bytes = 0
        """What is in memory now."""

    def put(self, key: TurnKey, piece: SpokenPiece) -> list[dict[str, Any]]:
        """Keeps a piece and returns its references: the data of its `audio_chunk` entries, in playing order."""
        self._keep((key.session_id, piece.text), piece.pcm)
        reference = {"parts": piece.parts, "text": piece.text, "cache_key": piece.cache_key}
        return [{"index": piece.index, "chunk_index": number, **reference} for number in range(piece.parts)]

    def forget(self, session_id: str) -> None:
        """Drops a session's audio from memory."""
        for name in [name for name in self._kept if name[0] == session_id]:
            self.held_bytes -= len(self._kept.pop(name))

    async def wav(self, key: TurnKey, entry: Entry) -> str | None:
        """The audio of an `audio_chunk` as base64 WAV; None when it is lost and cannot be spoken again."""
        piece = await self._piece(key, entry)
        if not piece:
            return None
        pcm = part_of(piece, entry.data["chunk_index"], entry.data["parts"])
        return base64.b64encode(to_wav(pcm, SPEAK_RATE_HZ)).decode()

    async def _piece(self, key: TurnKey, entry: Entry) -> bytes:
        """The whole piece that the entry is a part of; empty when it is lost."""
        text, cache_key = entry.data["text"], entry.data["cache_key"]
        if kept := self._take((key.session_id, text)):
            return kept
        if cache_key:
            async with redis_errors():
                if found := cast("bytes | None", await self._redis.get(cache_key)):
                    return found
        piece = await self._spoken_again(key, text)
        self._keep((key.session_id, text), piece)
        return piece

    async def _spoken_again(self, key: TurnKey, text: str) -> bytes:
        """A piece as tts speaks it anew: not the same bytes, but the same words by the same voice."""
        pcm = bytearray()
        try:
            async with aclosing(self._tts.synthesize(key.session_id, key.turn, _once(text))) as chunks:
                async for chunk in chunks:
                    pcm += chunk.pcm
        except XquizitError as error:
            log.warning("audio lost", reason=error.reason, turn=key.turn)
            return b""
        return bytes(pcm)

    def _keep(self, name: tuple[str, str], pcm: bytes) -> None:
        self.held_bytes += len(pcm) - len(self._kept.pop(name, b""))
        self._kept[name] = pcm
        while self.held_bytes > self._limit_bytes:
            _, dropped = self._kept.popitem(last=False)
            self.held_bytes -= len(dropped)

    def _take(self, name: tuple[str, str]) -> bytes:
        if name in self._kept:
            self._kept.move_to_end(name)
        return self._kept.get(name, b"")


async def _once(text: str) -> AsyncIterator[str]:
    yield text
