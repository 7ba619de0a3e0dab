"""One piece of speech from wherever it comes soonest: the cache, another call that is making it now, or the engine."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing

from xquizit_kit import redis_keys
from xquizit_kit.errors import EngineFailed
from xquizit_tts.cache import AudioCache
from xquizit_tts.port import SpeechEngine


class PieceMaker:
    """Speaks single pieces; the same words at the same time are made once (single flight)."""

    def __init__(self, engine: SpeechEngine, cache: AudioCache) -> None:
        self._engine = engine
        self._cache = cache
        self._flights: dict[str, asyncio.Future[tuple[bytes, str] | None]] = {}

    async def make(self, text: str, *, voice: str, speed: float, take: Callable[[bytes], None]) -> str:
        """Makes the audio of `text`.

        Args:
            text: What the engine is to say.
            voice: A voice of the engine.
            speed: The pace.
            take: Gets 24 kHz s16le PCM as it is made. It must not wait: others may be waiting for the same piece.

        Returns:
            Where the whole piece lies in Redis, empty when it was not stored. It is there before this returns.

        Raises:
            EngineFailed: The engine broke or made no audio.
        """
        key = redis_keys.spoken_piece(self._engine.info.name, voice, speed, text)
        while (flight := self._flights.get(key)) is not None:
            # Shielded, because cancelling one who waits must not cancel the flight for the others.
            landed = await asyncio.shield(flight)
            if landed is not None:
                pcm, stored_key = landed
                take(pcm)
                return stored_key
        flight = self._flights[key] = asyncio.get_running_loop().create_future()
        try:
            pcm, stored_key = await self._fetch(key, text, voice, speed, take)
            flight.set_result((pcm, stored_key))
            return stored_key
        finally:
            del self._flights[key]
            if not flight.done():
                flight.set_result(None)  # one of those who wait must try itself

    async def _fetch(
        self, key: str, text: str, voice: str, speed: float, take: Callable[[bytes], None]
    ) -> tuple[bytes, str]:
        stored = await self._cache.read(key)
        if stored:
            take(stored)
            return stored, key
        made = bytearray()
        async with aclosing(self._engine.synthesize(text, voice=voice, speed=speed)) as chunks:
            async for chunk in chunks:
                made += chunk
                take(chunk)
        if not made:
            raise EngineFailed("The voice made no sound.", retry_after_s=1.0)
        pcm = bytes(made)
        return pcm, key if await self._cache.write(key, pcm) else ""
