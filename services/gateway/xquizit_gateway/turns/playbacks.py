"""What candidates' pages tell about hearing their turns' audio: in Redis, for whichever process drives the turn."""

from collections.abc import Awaitable
from typing import Literal, cast

from redis.asyncio import Redis

from xquizit_gateway.turns.entry import TurnKey
from xquizit_gateway.turns.heard import Playback, PlaybackState
from xquizit_kit import redis_keys
from xquizit_kit.errors import NotFound, WrongPhase
from xquizit_kit.redis_client import redis_errors

Sign = Literal["answered", "whole", "restart", "again"]
"""`answered`: the next answer was accepted; `whole`: somebody waits for all audio at once; `restart`: what was heard is
void; `again`: the turn is tried again, and spoken, whatever was stopped before."""

# KEYS: state, events, playback. ARGV: TTL in ms, what happened, index, milliseconds, state. The playback is a stream of
# one entry, which holds everything: so that a blocking read tells of each change. Nothing is kept for a session that is
# gone, or of a turn that never was. The place only moves on, and the first end counts, whatever comes late or twice.
# Nothing is finished before all of it was sent: a page that says so may still break in.
_TELL = """
if redis.call('EXISTS', KEYS[1]) == 0 then return 'gone' end
local last = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)
if #last == 0 then return 'never' end
local told = ARGV[2]
if (told == 'answered' or told == 'whole') and last[1][2][2] == 'done' then return 'kept' end
local found = redis.call('XREVRANGE', KEYS[3], '+', '-', 'COUNT', 1)
local index, ms, state, answered, whole = -1, 0, '', '0', '0'
if #found > 0 then
  local fields = found[1][2]
  index, ms, state, answered, whole = tonumber(fields[2]), tonumber(fields[4]), fields[6], fields[8], fields[10]
end
local before = index .. ' ' .. ms .. ' ' .. state .. ' ' .. answered .. ' ' .. whole
if told == 'heard' then
  local at, played = tonumber(ARGV[3]), tonumber(ARGV[4])
  if at > index or (at == index and played > ms) then index, ms = at, played end
  local is_early = ARGV[5] == 'finished' and last[1][2][2] ~= 'done'
  if state == '' or state == 'playing' then state = is_early and 'playing' or ARGV[5] end
elseif told == 'answered' then answered = '1'
elseif told == 'whole' then whole = '1'
else
  index, ms = -1, 0
  if told == 'again' or state == 'playing' then state = '' end
  if told == 'again' then answered = '0' end
end
if before == index .. ' ' .. ms .. ' ' .. state .. ' ' .. answered .. ' ' .. whole then return 'kept' end
redis.call('XADD', KEYS[3], 'MAXLEN', '=', 1, '*', 'i', index, 'm', ms, 's', state, 'a', answered, 'w', whole)
redis.call('PEXPIRE', KEYS[3], ARGV[1])
return 'kept'
"""


class Playbacks:
    """Reads and writes the playback of all turns."""

    def __init__(self, redis: Redis, *, ttl_s: int) -> None:
        """Takes a client for commands and how long a playback outlives its last change."""
        self._redis = redis
        self._ttl_ms = ttl_s * 1000
        self._tell = redis.register_script(_TELL)

    async def heard(self, key: TurnKey, index: int, played_ms: int, state: PlaybackState) -> None:
        """Keeps an acknowledgement; late, repeated and reordered ones are harmless.

        Raises:
            NotFound: There is no such session (any more).
            WrongPhase: The turn has not begun, or its events are forgotten (reason `wrong_turn`).
            Unavailable: Redis is away; whether it is kept is unknown.
        """
        match await self._told(key, "heard", index, played_ms, state):
            case b"gone":
                raise NotFound("This interview does not exist or has expired. Please start a new one.")
            case b"never":
                raise WrongPhase("Nothing has been said in this turn yet.", reason="wrong_turn")
            case _:
                return

    async def tell(self, key: TurnKey, sign: Sign) -> None:
        """Tells whoever drives the turn; where nobody does, or the session is gone, nothing happens.

        Raises:
            Unavailable: Redis is away.
        """
        await self._told(key, sign)

    async def read(self, key: TurnKey) -> Playback:
        """The playback as it is now.

        Raises:
            Unavailable: Redis is away.
        """
        return (await self.read_all([key]))[0]

    async def read_all(self, keys: list[TurnKey]) -> list[Playback]:
        """The playbacks of several turns of one session, in one go."""
        async with redis_errors(), self._redis.pipeline(transaction=False) as pipeline:
            for key in keys:
                pipeline.xrevrange(redis_keys.turn_playback(key.session_id, key.turn), count=1)
            found = cast("list[list[tuple[bytes, dict[bytes, bytes]]]]", await pipeline.execute())
        return [_playback(entries[0][1]) if entries else Playback() for entries in found]

    async def _told(
        self, key: TurnKey, what: str, index: int = -1, played_ms: int = 0, state: PlaybackState = ""
    ) -> bytes:
        names = (redis_keys.turn_events, redis_keys.turn_playback)
        keys = [redis_keys.state(key.session_id), *(name(key.session_id, key.turn) for name in names)]
        async with redis_errors():
            told = self._tell(keys=keys, args=[self._ttl_ms, what, index, played_ms, state])
            return await cast("Awaitable[bytes]", told)


def _playback(fields: dict[bytes, bytes]) -> Playback:
    return Playback(
        index=int(fields[b"i"]),
        played_ms=int(fields[b"m"]),
        state=cast("PlaybackState", fields[b"s"].decode()),
        is_answered=fields[b"a"] == b"1",
        is_wanted_whole=fields[b"w"] == b"1",
    )
