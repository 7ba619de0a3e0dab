"""The audio cache in Redis: one key per spoken piece. Without Redis speech goes on, only nothing is kept."""

import asyncio
from collections.abc import Callable
from time import monotonic

from redis.asyncio import Redis
from redis.exceptions import RedisError

from xquizit_kit import redis_keys
from xquizit_kit.logs import get_logger

log = get_logger(__name__)

PATIENCE_S = 0.5
"""A cache that takes longer is worse than none."""
AWAY_S = 5.0
"""Redis is left alone this long after it failed, so that its absence costs each piece nothing."""


# KEYS: state (only looked at), spoken. ARGV: the piece's key, TTL in s. A session that is gone stays so.
_NOTE = """
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('SADD', KEYS[2], ARGV[1])
redis.call('EXPIRE', KEYS[2], ARGV[2])
return 1
"""


class AudioCache:
    """Reads and writes packed pieces (kit/piece_codec.py).

    Never raises because of Redis; logs once when it goes and once when it returns.
    """

    def __init__(
        self, redis: Redis, *, max_piece_bytes: int, away_s: float = AWAY_S, now_s: Callable[[], float] = monotonic
    ) -> None:
        """Takes the client and its limits.

        Args:
            redis: A client whose values are bytes.
            max_piece_bytes: Larger pieces are not stored.
            away_s: How long Redis is left alone after a failure.
            now_s: A clock that never goes back.
        """
        self._redis = redis
        self._max_piece_bytes = max_piece_bytes
        self._away_s = away_s
        self._now_s = now_s
        self._is_away = False
        self._ask_again_s = 0.0
        self._note = redis.register_script(_NOTE)

    async def read(self, key: str) -> bytes | None:
        """The piece as it was packed, kept for another `AUDIO_TTL_S`; None when it is not there or Redis is away."""
        if self._is_left_alone():
            return None
        try:
            async with asyncio.timeout(PATIENCE_S):
                piece = await self._redis.getex(key, ex=redis_keys.AUDIO_TTL_S)
        except (RedisError, TimeoutError, OSError) as error:
            self._went_away(error)
            return None
        self._is_here()
        return piece if isinstance(piece, bytes) else None

    async def write(self, key: str, piece: bytes) -> bool:
        """Stores a piece for `AUDIO_TTL_S` seconds; tells whether it is now there."""
        if self._is_left_alone() or len(piece) > self._max_piece_bytes:
            return False
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._redis.set(key, piece, ex=redis_keys.AUDIO_TTL_S)
        except (RedisError, TimeoutError, OSError) as error:
            self._went_away(error)
            return False
        self._is_here()
        return True

    async def note(self, session_id: str, key: str) -> None:
        """Notes that a piece was spoken for a session, so that whoever erases the session finds it."""
        if self._is_left_alone():
            return
        keys = [redis_keys.state(session_id), redis_keys.spoken(session_id)]
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._note(keys=keys, args=[key, redis_keys.AUDIO_TTL_S])
        except (RedisError, TimeoutError, OSError) as error:
            self._went_away(error)
        else:
            self._is_here()

    def _is_left_alone(self) -> bool:
        return self._is_away and self._now_s() < self._ask_again_s

    def _went_away(self, error: BaseException) -> None:
        self._ask_again_s = self._now_s() + self._away_s
        if not self._is_away:
            self._is_away = True
            log.warning("redis is away, speaking without the audio cache", error=type(error).__name__)

    def _is_here(self) -> None:
        _heed_cancellation()
        if self._is_away:
            self._is_away = False
            log.info("redis is back, audio is cached again")


def _heed_cancellation() -> None:
    """Ends the task when it was cancelled during the command and was not told.

    redis-py sends through `asyncio.wait_for`, which up to Python 3.11 swallows a cancellation that comes in the moment
    the command is written (bpo-37658); the task would then speak on to nobody.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
