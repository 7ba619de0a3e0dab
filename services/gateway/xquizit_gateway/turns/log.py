"""A turn's log: a Redis Stream of its events, written only by the newest driver, before anything is sent."""

import json
from collections.abc import Awaitable, Sequence
from typing import Any, cast

from redis.asyncio import Redis

from xquizit_gateway.turns.entry import Entry, Event, TurnKey
from xquizit_kit import redis_keys
from xquizit_kit.redis_client import redis_errors

# KEYS: events, fence. ARGV: fencing token, TTL in ms, then stream id, event and data of each entry.
# A deleted session has no fence any more, so nothing is ever written for it again. Repeating an append whose answer was
# lost changes nothing: the same entries, by the same token, are there. Others under these ids are told (2).
_APPEND = """
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
local found = redis.call('XRANGE', KEYS[1], ARGV[3], '+')
if #found == 0 then
  for at = 3, #ARGV, 3 do
    redis.call('XADD', KEYS[1], ARGV[at], 'e', ARGV[at + 1], 'd', ARGV[at + 2], 'f', ARGV[1])
  end
else
  local same = #found == (#ARGV - 2) / 3
  for number, entry in ipairs(found) do
    local at, fields = 3 * number, entry[2]
    if fields[6] ~= ARGV[1] then return 0 end
    same = same and entry[1] == ARGV[at] and fields[2] == ARGV[at + 1] and fields[4] == ARGV[at + 2]
  end
  if not same then return 2 end
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[2])
return 1
"""


_WRITTEN = 1


class Superseded(Exception):
    """A newer driver has the turn, or the session was deleted: stop, and touch nothing."""


class TurnLog:
    """Reads and writes the logs of all turns."""

    def __init__(self, redis: Redis, *, ttl_s: int) -> None:
        """Takes a client for commands and how long a log outlives its last entry."""
        self._redis = redis
        self._ttl_ms = ttl_s * 1000
        self._append = redis.register_script(_APPEND)

    async def read(self, key: TurnKey, after: int = -1) -> list[Entry]:
        """The entries behind number `after`, in order.

        Raises:
            Unavailable: Redis is away.
        """
        async with redis_errors():
            found = await cast(
                "Awaitable[list[tuple[bytes, dict[bytes, bytes]]]]",
                self._redis.xrange(redis_keys.turn_events(key.session_id, key.turn), "(" + stream_id(after), "+"),
            )
        return [
            Entry(n=int(entry_id.partition(b"-")[0]), event=cast(Event, fields[b"e"].decode()), data=_data(fields))
            for entry_id, fields in found
        ]

    async def audio_keys(self, session_id: str, turns: int) -> set[str]:
        """Where the audio of turns 0..`turns` lies in tts's cache, as far as the logs know."""
        async with redis_errors(), self._redis.pipeline(transaction=False) as pipeline:
            for turn in range(turns + 1):
                pipeline.xrange(redis_keys.turn_events(session_id, turn))
            logs = cast("list[list[tuple[bytes, dict[bytes, bytes]]]]", await pipeline.execute())
        entries = (fields for log in logs for _, fields in log if fields[b"e"] == b"audio_chunk")
        return {key for fields in entries if (key := _data(fields)["cache_key"])}

    async def append(self, key: TurnKey, fence: int, entries: Sequence[Entry]) -> bool:
        """Writes the next entries, all or none; repeating it is harmless.

        Returns:
            Whether they are in the log now; False when it holds other entries there, of the same driver.

        Raises:
            Superseded: `fence` is no longer the newest.
            Unavailable: Redis is away; whether they were written is unknown.
        """
        fields = [field for entry in entries for field in (stream_id(entry.n), entry.event, _json(entry.data))]
        async with redis_errors():
            written = await self._append(
                keys=[
                    redis_keys.turn_events(key.session_id, key.turn),
                    redis_keys.turn_fence(key.session_id, key.turn),
                ],
                args=[str(fence), self._ttl_ms, *fields],
            )
        if not written:
            raise Superseded
        return written == _WRITTEN


def stream_id(n: int) -> str:
    """The stream id of entry `n`; ids must be above 0-0, so entry 0 is `0-1`, and -1 means "before all"."""
    return "0-0" if n < 0 else "0-1" if n == 0 else f"{n}-0"


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _data(fields: dict[bytes, bytes]) -> dict[str, Any]:
    return json.loads(fields[b"d"])
