"""The audio of turns: what was just spoken from memory, older audio from tts's cache in Redis, or spoken again."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterable
from contextlib import aclosing
from dataclasses import replace
from typing import Any, cast

from redis.asyncio import Redis

from xquizit_gateway.clients.tts import TtsClient
from xquizit_gateway.turns.entry import Entry, TurnKey
from xquizit_gateway.turns.piece import Rendering, SpokenPiece, part_of
from xquizit_kit.errors import XquizitError
from xquizit_kit.logs import get_logger
from xquizit_kit.piece_codec import PieceWord, unpack_piece
from xquizit_kit.redis_client import redis_errors

log = get_logger(__name__)


class AudioShelf:
    """Audio by reference (see `turns.entry`). Holds at most `limit_bytes`; the least recently used goes first."""

    def __init__(self, redis: Redis, tts: TtsClient, *, limit_bytes: int) -> None:
        """Takes a client for commands, who can speak again, and the limit."""
        self._redis = redis
        self._tts = tts
        self._limit_bytes = limit_bytes
        self._kept: OrderedDict[tuple[str, str], Rendering] = OrderedDict()
        self.held_bytes = 0
        """What is in memory now."""

    def put(self, key: TurnKey, piece: SpokenPiece) -> list[dict[str, Any]]:
        """Keeps a piece and returns its references: the data of its `audio_chunk` entries, in playing order."""
        self._keep((key.session_id, piece.text), piece.rendering)
        of_all = {
            "parts": piece.parts,
            "text": piece.text,
            "cache_key": piece.cache_key,
            "engine": piece.rendering.engine,
        }
        if piece.rendering.standing_in_for:
            of_all["standing_in_for"] = piece.rendering.standing_in_for
        parts = [part_of(piece.rendering, number, piece.parts) for number in range(piece.parts)]
        return [
            {"index": piece.index, "chunk_index": number, **of_all, "words": list(map(list, part.words)), "ms": part.ms}
            for number, part in enumerate(parts)
        ]

    def forget(self, session_id: str) -> None:
        """Drops a session's audio from memory."""
        for name in [name for name in self._kept if name[0] == session_id]:
            self.held_bytes -= len(self._kept.pop(name).pcm)

    async def find(self, key: TurnKey, entry: Entry) -> Rendering | None:
        """The audio of an `audio_chunk`; None when it is lost and cannot be spoken again."""
        data = entry.data
        number, parts, name = data["chunk_index"], data["parts"], (key.session_id, data["text"])
        piece = self._take(name)
        if piece is None and (pcm := await self._cached(data["cache_key"])):
            part = part_of(Rendering(pcm, engine=data.get("engine", "")), number, parts)
            return replace(part, words=tuple(PieceWord(*word) for word in data.get("words", ())))
        if piece is None and (piece := await self._spoken_again(key, data["text"])) is not None:
            self._keep(name, piece)
        return None if piece is None else part_of(piece, number, parts)

    async def _cached(self, cache_key: str) -> bytes:
        """A piece from tts's cache; empty: not there, or it cannot be read, being of another release perhaps.

        The words that lie with it are not ours: their places are in what the engine was given.
        """
        if not cache_key:
            return b""
        async with redis_errors():
            found = cast("bytes | None", await self._redis.get(cache_key))
        if found is None:
            return b""
        try:
            pcm, _ = await asyncio.to_thread(unpack_piece, found)  # some milliseconds; the first time imports numpy
            return pcm
        except ValueError as error:
            log.warning("cached audio cannot be read", problem=str(error))
            return b""

    async def _spoken_again(self, key: TurnKey, text: str) -> Rendering | None:
        """A piece as tts speaks it anew: not the same bytes, but the same words, by the same voice if that is there."""
        pcm, words, engine = bytearray(), list[PieceWord](), ""
        begin_bytes, begin = 0, 0  # of the piece that is being spoken: alone, the text may be cut into other pieces
        try:
            async with aclosing(self._tts.synthesize(key.session_id, key.turn, _once(text))) as chunks:
                async for chunk in chunks:
                    pcm += chunk.pcm
                    engine = chunk.engine
                    if chunk.is_last:
                        begin = max(begin, text.find(chunk.text, begin))
                        words += _moved(chunk.words, begin, Rendering(bytes(pcm[:begin_bytes])).ms)
                        begin, begin_bytes = begin + len(chunk.text), len(pcm)
        except XquizitError as error:
            log.warning("audio lost", reason=error.reason, turn=key.turn)
            return None
        return Rendering(bytes(pcm), tuple(words), engine) if pcm else None

    def _keep(self, name: tuple[str, str], piece: Rendering) -> None:
        before = self._kept.pop(name, None)
        self.held_bytes += len(piece.pcm) - (len(before.pcm) if before else 0)
        self._kept[name] = piece
        while self.held_bytes > self._limit_bytes:
            _, dropped = self._kept.popitem(last=False)
            self.held_bytes -= len(dropped.pcm)

    def _take(self, name: tuple[str, str]) -> Rendering | None:
        if name in self._kept:
            self._kept.move_to_end(name)
        return self._kept.get(name)


def _moved(words: Iterable[PieceWord], by: int, by_ms: int) -> list[PieceWord]:
    return [PieceWord(w.text_start + by, w.text_end + by, w.start_ms + by_ms, w.end_ms + by_ms) for w in words]


async def _once(text: str) -> AsyncIterator[str]:
    yield text
