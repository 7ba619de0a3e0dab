"""Keeps something small about an interview in Redis, from one answer to the next and from one replica to another."""

from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from redis.asyncio import Redis

from xquizit_kit import redis_keys
from xquizit_kit.redis_client import redis_errors
from xquizit_transcription.spoken_language import SpokenLanguage
from xquizit_transcription.turn_taking.pauses import PauseModel

# KEYS: state (only looked at), what is kept. ARGV: its JSON, TTL in s. A deleted session stays so, whoever writes.
_SAVE = """
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('SET', KEYS[2], ARGV[1], 'EX', ARGV[2])
return 1
"""


class _Kept(Protocol):
    def to_json(self) -> str:
        """For storage."""
        ...


KeptT = TypeVar("KeptT", bound=_Kept)


class SessionStore(Generic[KeptT]):
    """Loads and saves. The last writer wins: two streams of one candidate learn about the same."""

    def __init__(
        self,
        redis: Redis,
        key_of: Callable[[str], str],
        from_json: Callable[[str | bytes | None], KeptT],
        *,
        ttl_s: int,
    ) -> None:
        """Takes what is kept and where.

        Args:
            redis: A client.
            key_of: The key for a session.
            from_json: Reads what was stored; of nothing, or nothing readable, makes what is known at first.
            ttl_s: How long a session's keys live after their last use.
        """
        self._redis = redis
        self._key_of = key_of
        self._from_json = from_json
        self._ttl_s = ttl_s
        self._save = redis.register_script(_SAVE)

    async def load(self, session_id: str) -> KeptT:
        """What is known of a session.

        Raises:
            Unavailable: Redis is away.
        """
        async with redis_errors():
            stored = await self._redis.getex(self._key_of(session_id), ex=self._ttl_s)
        return self._from_json(stored)

    async def save(self, session_id: str, kept: KeptT) -> bool:
        """Stores what is known; saving again changes nothing.

        Returns:
            Whether it was stored: nothing is for a session that is deleted or expired.

        Raises:
            Unavailable: Redis is away.
        """
        keys = [redis_keys.state(session_id), self._key_of(session_id)]
        async with redis_errors():
            return bool(await self._save(keys=keys, args=[kept.to_json(), self._ttl_s]))


def pause_store(redis: Redis, *, ttl_s: int) -> SessionStore[PauseModel]:
    """How candidates pause; a typical speaker at first."""
    return SessionStore(redis, redis_keys.pauses, PauseModel.from_json, ttl_s=ttl_s)


def language_store(redis: Redis, *, ttl_s: int) -> SessionStore[SpokenLanguage]:
    """In which language interviews are held; nothing is known at first."""
    return SessionStore(redis, redis_keys.language, SpokenLanguage.from_json, ttl_s=ttl_s)
