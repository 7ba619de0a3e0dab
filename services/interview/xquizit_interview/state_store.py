"""Interviews in Redis: one versioned JSON per session, written only by who saw the version before.

A deleted or expired interview cannot come back: a write needs the key to be there.
"""

import re

from pydantic import ValidationError
from redis.asyncio import Redis

from xquizit_interview.state import Interview
from xquizit_kit import redis_keys
from xquizit_kit.errors import NotFound, XquizitError
from xquizit_kit.logs import get_logger
from xquizit_kit.redis_client import redis_errors

log = get_logger(__name__)

_SESSION_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_HEAD_BYTES = 40
_REPLACE = f"""
local head = redis.call('GETRANGE', KEYS[1], 0, {_HEAD_BYTES - 1})
if head == '' then return 'gone' end
if string.match(head, '^{{"version":(%d+),') ~= ARGV[1] then
  return redis.call('GET', KEYS[1]) == ARGV[2] and 'stored' or 'stale'
end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
return 'stored'
"""
"""Compare-and-set. The version is the JSON's first field, so a long interview need not be parsed inside Redis.

Repeating a write whose answer was lost finds itself: that is no conflict.
"""


class StaleVersion(Exception):
    """Somebody else has written this interview since it was loaded."""


class StateStore:
    """Loads, stores and erases interviews. Every method raises `Unavailable` when Redis stays away."""

    def __init__(self, redis: Redis, *, ttl_s: int) -> None:
        """Takes a client and how long an unused interview is kept; every load and write counts as use."""
        self._redis = redis
        self._ttl_s = ttl_s
        self._replace = redis.register_script(_REPLACE)

    @property
    def ttl_s(self) -> int:
        """An interview is forgotten this long after its last use."""
        return self._ttl_s

    async def create(self, interview: Interview) -> None:
        """Stores a new interview."""
        async with redis_errors():
            await self._redis.set(redis_keys.state(interview.session_id), _encode(interview), ex=self._ttl_s)

    async def load(self, session_id: str) -> Interview:
        """The interview as it is now.

        Raises:
            NotFound: There is none: unknown, expired or deleted.
        """
        if not _SESSION_ID.fullmatch(session_id):
            raise _not_found()
        async with redis_errors():
            stored = await self._redis.getex(redis_keys.state(session_id), ex=self._ttl_s)
        if stored is None:
            raise _not_found()
        try:
            return Interview.model_validate_json(stored)
        except ValidationError as error:
            log.error("stored interview is unreadable", mistakes=error.error_count())
            raise XquizitError("This interview was stored by another version and cannot be continued.") from None

    async def replace(self, interview: Interview) -> None:
        """Stores `interview` in the place of the version before it.

        Raises:
            StaleVersion: The stored one is not the version before it.
            NotFound: It was deleted or has expired; it stays so.
        """
        keys, before = [redis_keys.state(interview.session_id)], interview.version - 1
        async with redis_errors():
            outcome = await self._replace(keys=keys, args=[before, _encode(interview), self._ttl_s])
        match outcome:
            case b"stored":
                return
            case b"gone":
                raise _not_found()
            case _:
                raise StaleVersion

    async def delete(self, interview: Interview) -> None:
        """Erases the interview and every other key of its session, in one step.

        Finding nothing to erase is success: whoever has an `Interview` has seen it stored, and this may be the
        repetition of a command whose answer was lost. That there never was one, `load` tells.
        """
        # The candidate may be speaking the next turn, and one more may be accepted while we are at it.
        last_turn = (interview.turns[-1].number if interview.turns else 0) + 2
        keys = redis_keys.session_keys(interview.session_id, last_turn)
        async with redis_errors():
            await self._redis.delete(*keys)


def _encode(interview: Interview) -> str:
    return interview.model_dump_json()


def _not_found() -> NotFound:
    return NotFound("There is no such interview, or it has ended and was erased.")
