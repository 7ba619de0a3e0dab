"""Keeps an interview's language in Redis, from one answer to the next and from one replica to another."""

from redis.asyncio import Redis

from xquizit_kit import redis_keys
from xquizit_kit.redis_client import redis_errors
from xquizit_transcription.spoken_language import SpokenLanguage

# KEYS: state (only looked at), language. ARGV: what is known, TTL in s. A deleted session stays so.
_SAVE = """
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('SET', KEYS[2], ARGV[1], 'EX', ARGV[2])
return 1
"""


class LanguageStore:
    """Loads and saves. The last writer wins: two streams of one candidate hear the same language."""

    def __init__(self, redis: Redis, *, ttl_s: int) -> None:
        """Takes a client and how long a session's keys live after their last use."""
        self._redis = redis
        self._ttl_s = ttl_s
        self._save = redis.register_script(_SAVE)

    async def load(self, session_id: str) -> SpokenLanguage:
        """What is known of a session's language; nothing when nothing readable is stored.

        Raises:
            Unavailable: Redis is away.
        """
        async with redis_errors():
            stored = await self._redis.getex(redis_keys.language(session_id), ex=self._ttl_s)
        return SpokenLanguage.from_json(stored)

    async def save(self, session_id: str, language: SpokenLanguage) -> bool:
        """Stores what is known; saving again changes nothing.

        Returns:
            Whether it was stored: nothing is for a session that is deleted or expired.

        Raises:
            Unavailable: Redis is away.
        """
        keys = [redis_keys.state(session_id), redis_keys.language(session_id)]
        async with redis_errors():
            return bool(await self._save(keys=keys, args=[language.to_json(), self._ttl_s]))
