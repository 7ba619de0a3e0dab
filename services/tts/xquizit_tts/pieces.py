"""One piece of speech from wherever it comes soonest: the cache, another call that is making it now, or the engine."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from xquizit_kit import redis_keys
from xquizit_kit.errors import DeadlineExceeded, EngineFailed
from xquizit_kit.piece_codec import PieceWord, pack_piece, unpack_piece
from xquizit_tts.cache import AudioCache
from xquizit_tts.port import Piece, SpeechEngine, SpokenWord, Voice
from xquizit_tts.scheduler import Scheduler


@dataclass(frozen=True, slots=True)
class Made:
    """A piece that is made."""

    engine: str
    """Who made it."""
    cache_key: str
    """Where it lies in Redis; empty when it was not stored."""
    words: tuple[SpokenWord, ...]
    """When its words are heard, by their places in what the engine was given."""
    is_fresh: bool = False
    """The engine has made it just now, for whoever asked."""
    standing_in_for: str = ""
    """The chosen engine, where somebody else made it."""


@dataclass(slots=True)
class PieceCounts:
    """Where pieces came from, for the metrics."""

    made: int = 0
    cached: int = 0
    shared: int = 0
    """Made for somebody else at the same time."""


@dataclass(slots=True)
class _Flight:
    """A piece that is being made, for whoever wants it."""

    piece: Piece
    """As who came first asked for it, but a turn's first piece once it is that of anybody who waits."""
    landed: "asyncio.Future[tuple[bytes, Made] | DeadlineExceeded | None]"
    """None: whoever made it was stopped, or failed in a way that need not befall another."""


class PieceMaker:
    """Speaks single pieces with one engine; the same words at the same time are made once (single flight)."""

    def __init__(self, engine: SpeechEngine, cache: AudioCache, scheduler: Scheduler) -> None:
        self._engine = engine
        self._cache = cache
        self._scheduler = scheduler
        self._flights: dict[str, _Flight] = {}
        self.counts = PieceCounts()

    @property
    def engine(self) -> str:
        """Who speaks."""
        return self._engine.info.name

    def voices(self) -> Sequence[Voice]:
        """What the engine offers."""
        return self._engine.voices()

    async def make(self, piece: Piece, take: Callable[[bytes], None]) -> Made:
        """Makes the audio of a piece.

        Args:
            piece: What is to be said.
            take: Gets 24 kHz s16le PCM as it is made. It must not wait: others may be waiting for the same piece.

        Returns:
            What was made. It lies in Redis, when it does, before this returns.

        Raises:
            EngineFailed: The engine broke or made no audio.
            DeadlineExceeded: It hung.
            AtCapacity: No slot comes free in time.
        """
        key = redis_keys.spoken_piece(self.engine, piece.voice, piece.speed, piece.text)
        while (flight := self._flights.get(key)) is not None:
            if piece.is_first and not flight.piece.is_first:
                self._scheduler.hurry(flight.piece)
                flight.piece = replace(flight.piece, is_first=True)
            # Shielded, because cancelling one who waits must not cancel the flight for the others.
            landed = await asyncio.shield(flight.landed)
            if isinstance(landed, DeadlineExceeded):
                raise landed from None  # to see it hang once more would take as long again
            if landed is not None:
                pcm, made = landed
                self.counts.shared += 1
                take(pcm)
                await self._note(piece, made)
                return made
        flight = self._flights[key] = _Flight(piece, asyncio.get_running_loop().create_future())
        try:
            pcm, made = await self._fetch(key, flight, take)
            flight.landed.set_result((pcm, replace(made, is_fresh=False)))
            await self._note(piece, made)
            return made
        except DeadlineExceeded as error:
            flight.landed.set_result(error)
            raise
        finally:
            del self._flights[key]
            if not flight.landed.done():
                flight.landed.set_result(None)  # one of those who wait must try itself

    async def _fetch(self, key: str, flight: _Flight, take: Callable[[bytes], None]) -> tuple[bytes, Made]:
        if (stored := await self._stored(key)) is not None:
            pcm, _ = stored
            self.counts.cached += 1
            take(pcm)
            return stored
        pcm, words = await self._made(flight.piece, take)
        self.counts.made += 1
        told = [PieceWord(word.start, word.end, word.start_ms, word.end_ms) for word in words]
        is_stored = await self._cache.write(key, await asyncio.to_thread(pack_piece, pcm, told))
        return pcm, Made(self.engine, key if is_stored else "", words, is_fresh=True)

    async def _note(self, piece: Piece, made: Made) -> None:
        """Remembers for whom a piece was made, where that is known and the piece was stored."""
        if piece.session_id and made.cache_key:
            await self._cache.note(piece.session_id, made.cache_key)

    async def _stored(self, key: str) -> tuple[bytes, Made] | None:
        data = await self._cache.read(key)
        if data is None:
            return None
        try:
            pcm, words = await asyncio.to_thread(unpack_piece, data)
        except ValueError:
            return None  # written by another release, or damaged: made anew and written over
        if not pcm:
            return None
        return pcm, Made(self.engine, key, tuple(SpokenWord(*word) for word in words))

    async def _made(self, piece: Piece, take: Callable[[bytes], None]) -> tuple[bytes, tuple[SpokenWord, ...]]:
        made = bytearray()
        words: list[SpokenWord] = []
        async with self._scheduler.slot(piece), aclosing(self._engine.synthesize(piece)) as sounds:
            async for sound in sounds:
                words += sound.words
                if sound.pcm:
                    made += sound.pcm
                    take(sound.pcm)
        if not made:
            raise EngineFailed("The voice made no sound.", retry_after_s=1.0)
        return bytes(made), tuple(words)
