"""The answers' records and the interviews' vocabularies in Redis; an answer's newest stream fences off older ones.

`xq:{id}:answer:<n>` is a hash: `fence` (a counter, the token of the newest stream), `samples`, and `finals`: one JSON
object after the other, each followed by a line end. Scripts make every change in one step.
"""

import json
from collections.abc import Sequence
from typing import Any

from redis.asyncio import Redis

from xquizit_kit import redis_keys
from xquizit_kit.errors import Conflict, NotFound, WrongPhase
from xquizit_kit.redis_client import redis_errors
from xquizit_transcription.answer import AnswerRecord, Final

_OPEN = """
local first = tonumber(ARGV[1])
local stored = redis.call('HMGET', KEYS[1], 'samples', 'fence', 'finals')
local samples, fence, finals = tonumber(stored[1] or '0'), tonumber(stored[2] or '0') + 1, stored[3] or ''
if first > samples then return {0, samples, ''} end
if first == 0 then samples, finals = 0, '' end
redis.call('HSET', KEYS[1], 'samples', samples, 'fence', fence, 'finals', finals)
redis.call('EXPIRE', KEYS[1], ARGV[2])
return {fence, samples, finals}
"""

_COMMIT = """
local stored = redis.call('HMGET', KEYS[1], 'fence', 'finals')
if not stored[1] then return -1 end
if stored[1] ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'samples', ARGV[2])
if ARGV[4] ~= '' then redis.call('HSET', KEYS[1], 'finals', stored[2] .. ARGV[4] .. '\\n') end
redis.call('EXPIRE', KEYS[1], ARGV[3])
return 1
"""


class AnswerStore:
    """Reads and writes what this service owns in Redis."""

    def __init__(self, redis: Redis, *, ttl_s: int) -> None:
        """Takes a client and how long a session's keys live after their last use."""
        self._redis = redis
        self._ttl_s = ttl_s
        self._open = redis.register_script(_OPEN)
        self._commit = redis.register_script(_COMMIT)

    async def open(self, session_id: str, turn: int, first_sample: int) -> "StoredAnswer":
        """Takes an answer over for one stream; every older stream of it is fenced off.

        Args:
            session_id: The session.
            turn: Which answer.
            first_sample: 0 starts the answer afresh.

        Raises:
            WrongPhase: `first_sample` lies after what is final (reason `audio_gap`).
            Unavailable: Redis is away.
        """
        key = redis_keys.answer(session_id, turn)
        async with redis_errors():
            fence, samples, finals = await self._run(self._open, key, first_sample, self._ttl_s)
        if not fence:
            raise WrongPhase(f"Audio is missing: please send it again from sample {samples}.", reason="audio_gap")
        record = AnswerRecord(samples, tuple(Final.from_json(line) for line in finals.splitlines()))
        return StoredAnswer(self, key, int(fence), record)

    async def commit(self, key: str, fence: int, samples: int, final: Final | None) -> None:
        """Stores that all before `samples` is done, and a final with it; use `StoredAnswer`."""
        stored = "" if final is None else final.to_json()
        async with redis_errors():
            outcome = await self._run(self._commit, key, fence, samples, self._ttl_s, stored)
        if outcome == 0:
            raise Conflict("This answer goes on in another connection.", reason="replaced")
        if outcome < 0:
            raise NotFound("This interview is no longer there.")

    async def save_vocabulary(self, session_id: str, texts: Sequence[str]) -> None:
        """Stores the texts that a session will be about, in place of earlier ones.

        Raises:
            Unavailable: Redis is away.
        """
        async with redis_errors():
            await self._redis.set(redis_keys.vocabulary(session_id), json.dumps(list(texts)), ex=self._ttl_s)

    async def vocabulary(self, session_id: str) -> tuple[str, ...]:
        """The texts that a session will be about; none when nothing was stored.

        Raises:
            Unavailable: Redis is away.
        """
        async with redis_errors():
            stored = await self._redis.getex(redis_keys.vocabulary(session_id), ex=self._ttl_s)
        return tuple(json.loads(stored)) if stored else ()

    @staticmethod
    async def _run(script: Any, key: str, *arguments: object) -> Any:
        return await script(keys=[key], args=list(arguments))


class StoredAnswer:
    """One answer, as the stream that took it over may change it."""

    def __init__(self, store: AnswerStore, key: str, fence: int, record: AnswerRecord) -> None:
        """Takes what `AnswerStore.open` found."""
        self._store = store
        self._key = key
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
        await self._store.commit(self._key, self._fence, samples, final)
        self.samples = samples

    async def check(self) -> None:
        """Notices whether the answer is still this stream's; raises like `commit`."""
        await self.commit(self.samples)
