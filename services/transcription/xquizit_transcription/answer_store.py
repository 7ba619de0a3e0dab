"""The answers' records and the interviews' vocabularies in Redis; an answer's newest stream fences off older ones.

`xq:{id}:answer:<n>` is a hash: `fence` (a counter, the token of the newest stream), `samples`, and `finals`: one JSON
object after the other, each followed by a line end. Scripts make every change in one step, and none for a session
without state: a deleted interview leaves nothing behind, whoever is still writing.
"""

import json
from collections.abc import Sequence
from typing import Any, cast

from redis.asyncio import Redis

from xquizit_kit import redis_keys
from xquizit_kit.cancellation import raise_if_cancelled
from xquizit_kit.errors import Conflict, NotFound, WrongPhase
from xquizit_kit.redis_client import redis_errors
from xquizit_transcription.answer import AnswerRecord, Final

# KEYS: state (only looked at), answer. ARGV: first sample, TTL in s.
_OPEN = """
if redis.call('EXISTS', KEYS[1]) == 0 then return {-1, 0, ''} end
local first = tonumber(ARGV[1])
local stored = redis.call('HMGET', KEYS[2], 'samples', 'fence', 'finals')
local samples, fence, finals = tonumber(stored[1] or '0'), tonumber(stored[2] or '0') + 1, stored[3] or ''
if first > samples then return {0, samples, ''} end
if first == 0 then samples, finals = 0, '' end
redis.call('HSET', KEYS[2], 'samples', samples, 'fence', fence, 'finals', finals)
redis.call('EXPIRE', KEYS[2], ARGV[2])
return {fence, samples, finals}
"""

# KEYS: state (only looked at), answer. ARGV: fencing token, samples, TTL in s, a final or nothing.
# Repeating a commit whose answer was lost changes nothing: a final always comes with more samples than before.
_COMMIT = """
if redis.call('EXISTS', KEYS[1]) == 0 then return -1 end
local stored = redis.call('HMGET', KEYS[2], 'fence', 'finals', 'samples')
if not stored[1] then return -1 end
if stored[1] ~= ARGV[1] then return 0 end
if tonumber(ARGV[2]) > tonumber(stored[3]) then
  redis.call('HSET', KEYS[2], 'samples', ARGV[2])
  if ARGV[4] ~= '' then redis.call('HSET', KEYS[2], 'finals', stored[2] .. ARGV[4] .. '\\n') end
end
redis.call('EXPIRE', KEYS[2], ARGV[3])
return 1
"""

# KEYS: state (only looked at), vocabulary. ARGV: the texts, TTL in s.
_SAVE_VOCABULARY = """
if redis.call('EXISTS', KEYS[1]) == 0 then return -1 end
redis.call('SET', KEYS[2], ARGV[1], 'EX', ARGV[2])
return 1
"""

_GONE = -1


class AnswerStore:
    """Reads and writes what this service owns in Redis."""

    def __init__(self, redis: Redis, *, ttl_s: int) -> None:
        """Takes a client and how long a session's keys live after their last use."""
        self._redis = redis
        self._ttl_s = ttl_s
        self._open = redis.register_script(_OPEN)
        self._commit = redis.register_script(_COMMIT)
        self._save_vocabulary = redis.register_script(_SAVE_VOCABULARY)

    async def open(self, session_id: str, turn: int, first_sample: int) -> "StoredAnswer":
        """Takes an answer over for one stream; every older stream of it is fenced off.

        Args:
            session_id: The session.
            turn: Which answer.
            first_sample: 0 starts the answer afresh.

        Raises:
            NotFound: There is no such session.
            WrongPhase: `first_sample` lies after what is final (reason `audio_gap`).
            Unavailable: Redis is away.
        """
        keys = [redis_keys.state(session_id), redis_keys.answer(session_id, turn)]
        fence, samples, finals = await self._run(self._open, keys, first_sample, self._ttl_s)
        if fence == _GONE:
            raise _gone()
        if not fence:
            raise WrongPhase(f"Audio is missing: please send it again from sample {samples}.", reason="audio_gap")
        return StoredAnswer(self, keys, int(fence), AnswerRecord(samples, _finals(finals)))

    async def finals(self, session_id: str, turn: int) -> tuple[Final, ...]:
        """What is final of an answer, as it is stored; whoever writes the answer is not disturbed.

        Returns:
            The finals in order; none when nothing was said, or it is forgotten.

        Raises:
            Unavailable: Redis is away.
        """
        async with redis_errors():
            stored = await cast("Any", self._redis).hget(redis_keys.answer(session_id, turn), "finals")
        return _finals(stored or b"")

    async def commit(self, keys: Sequence[str], fence: int, samples: int, final: Final | None) -> None:
        """Stores that all before `samples` is done, and a final with it; use `StoredAnswer`."""
        stored = "" if final is None else final.to_json()
        outcome = await self._run(self._commit, keys, fence, samples, self._ttl_s, stored)
        if outcome == _GONE:
            raise _gone()
        if not outcome:
            raise Conflict("This answer goes on in another connection.", reason="replaced")

    async def save_vocabulary(self, session_id: str, texts: Sequence[str]) -> None:
        """Stores the texts that a session will be about, in place of earlier ones.

        Raises:
            NotFound: There is no such session.
            Unavailable: Redis is away.
        """
        keys = [redis_keys.state(session_id), redis_keys.vocabulary(session_id)]
        if await self._run(self._save_vocabulary, keys, json.dumps(list(texts)), self._ttl_s) == _GONE:
            raise _gone()

    async def check(self, session_id: str) -> None:
        """Notices when a session was deleted.

        Raises:
            NotFound: There is no such session.
            Unavailable: Redis is away.
        """
        async with redis_errors():
            is_there = await self._redis.exists(redis_keys.state(session_id))
        if not is_there:
            raise _gone()

    async def vocabulary(self, session_id: str) -> tuple[str, ...]:
        """The texts that a session will be about; none when nothing was stored.

        Raises:
            Unavailable: Redis is away.
        """
        async with redis_errors():
            stored = await self._redis.getex(redis_keys.vocabulary(session_id), ex=self._ttl_s)
        return tuple(json.loads(stored)) if stored else ()

    @staticmethod
    async def _run(script: Any, keys: Sequence[str], *arguments: object) -> Any:
        async with redis_errors():
            return await script(keys=list(keys), args=list(arguments))


class StoredAnswer:
    """One answer, as the stream that took it over may change it."""

    def __init__(self, store: AnswerStore, keys: Sequence[str], fence: int, record: AnswerRecord) -> None:
        """Takes what `AnswerStore.open` found."""
        self._store = store
        self._keys = keys
        self._fence = fence
        self.record = record
        """What was stored when it was opened."""
        self.samples = record.samples
        """Everything before this is stored as done."""

    async def commit(self, samples: int, final: Final | None = None) -> None:
        """Stores that all before `samples` is recognized or without speech, together with the final that ends there.

        Raises:
            Conflict: A newer stream has taken the answer over (reason `replaced`).
            NotFound: The session was deleted.
            Unavailable: Redis is away; nothing is stored.
        """
        await self._store.commit(self._keys, self._fence, samples, final)
        self.samples = max(self.samples, samples)  # a check that began before a commit may end after it
        raise_if_cancelled()  # redis-py may have swallowed it, and a stream that ends would wait here for ever

    async def check(self) -> None:
        """Notices whether the answer is still this stream's; raises like `commit`."""
        await self.commit(self.samples)


def _finals(stored: bytes) -> tuple[Final, ...]:
    return tuple(Final.from_json(line) for line in stored.splitlines())


def _gone() -> NotFound:
    return NotFound("This interview does not exist or has expired. Please start a new one.")
