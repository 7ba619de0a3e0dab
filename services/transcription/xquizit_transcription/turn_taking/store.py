"""Keeps how a candidate pauses in Redis, from one answer to the next and from one replica to another."""

from redis.asyncio import Redis

from xquizit_kit import redis_keys
from xquizit_kit.redis_client import redis_errors
from xquizit_transcription.turn_taking.pauses import PauseModel

# KEYS: state (only looked at), pauses. ARGV: the model, TTL in s. A deleted session stays so, whoever is still writing.
_SAVE = """
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('SET', KEYS[2], ARGV[1], 'EX', ARGV[2])
return 1
"""


class PauseStore:
    """Loads and saves pause models. The last writer wins: two streams of one candidate know about the same."""

    def __init__(self, redis: Redis, *, ttl_s: int) -> None:
        """Takes a client and how long a session's keys live after their last use."""
        self._redis = redis
        self._ttl_s = ttl_s
        self._save = redis.register_script(_SAVE)

    async def load(self, session_id: str) -> PauseModel:
        """How the candidate of a session pauses; a typical speaker when nothing readable is stored.

        Raises:
            Unavailable: Redis is away.
        """
        async with redis_errors():
            stored = await self._redis.getex(redis_keys.pauses(session_id), ex=self._ttl_s)
        return PauseModel.from_json(stored)

    async def save(self, session_id: str, pauses: PauseModel) -> bool:
        """Stores how the candidate pauses; saving again changes nothing.

        Returns:
            Whether it was stored: nothing is for a session that is deleted or expired.

        Raises:
            Unavailable: Redis is away.
        """
        keys = [redis_keys.state(session_id), redis_keys.pauses(session_id)]
        async with redis_errors():
            return bool(await self._save(keys=keys, args=[pauses.to_json(), self._ttl_s]))
