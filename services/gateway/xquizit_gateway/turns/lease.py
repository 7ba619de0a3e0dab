"""The lease of a turn: one driver at a time, replaced when it falls silent, fenced off when it comes back."""

import uuid

from redis.asyncio import Redis

from xquizit_gateway.turns.entry import TurnKey
from xquizit_kit import redis_keys
from xquizit_kit.errors import NotFound
from xquizit_kit.redis_client import redis_errors

# The lease holds its fencing token and, behind a blank, which call took it.

# KEYS: state, lease, fence. ARGV: lease TTL in ms, fence TTL in ms, the call. A session without state is gone: no
# lease, no keys. Repeating a call whose answer was lost wins the same fence again, and does not lock itself out.
_TAKE = """
if redis.call('EXISTS', KEYS[1]) == 0 then return -1 end
local held = redis.call('GET', KEYS[2])
if held then
  local fence, call = string.match(held, '^(%d+) (.*)$')
  return call == ARGV[3] and tonumber(fence) or 0
end
local fence = redis.call('INCR', KEYS[3])
redis.call('PEXPIRE', KEYS[3], ARGV[2])
redis.call('SET', KEYS[2], fence .. ' ' .. ARGV[3], 'PX', ARGV[1])
return fence
"""
# KEYS: lease. ARGV: fencing token, TTL in ms.
_RENEW = """
if string.match(redis.call('GET', KEYS[1]) or '', '^%d+') ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
"""
# KEYS: lease. ARGV: fencing token.
_RELEASE = """
if string.match(redis.call('GET', KEYS[1]) or '', '^%d+') ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
"""

_GONE = -1


class TurnLease:
    """Takes, renews and gives back the leases of turns."""

    def __init__(self, redis: Redis, *, lease_ttl_s: float, fence_ttl_s: int) -> None:
        """Takes a client for commands and how long leases and fences live."""
        self._redis = redis
        self.ttl_s = lease_ttl_s
        self._ttl_ms = round(lease_ttl_s * 1000)
        self._fence_ttl_ms = fence_ttl_s * 1000
        self._take = redis.register_script(_TAKE)
        self._renew = redis.register_script(_RENEW)
        self._release = redis.register_script(_RELEASE)

    async def take(self, key: TurnKey) -> int | None:
        """Takes the turn.

        Returns:
            The fencing token, higher than every earlier one; None when another driver has the turn.

        Raises:
            NotFound: There is no such session (any more).
            Unavailable: Redis is away.
        """
        async with redis_errors():
            fence = int(
                await self._take(
                    keys=[
                        redis_keys.state(key.session_id),
                        redis_keys.turn_lease(key.session_id, key.turn),
                        redis_keys.turn_fence(key.session_id, key.turn),
                    ],
                    args=[self._ttl_ms, self._fence_ttl_ms, uuid.uuid4().hex],
                )
            )
        if fence == _GONE:
            raise NotFound("This interview does not exist or has expired. Please start a new one.")
        return fence or None

    async def renew(self, key: TurnKey, fence: int) -> bool:
        """Keeps the turn for another lease; False when it is lost."""
        async with redis_errors():
            return bool(await self._renew(keys=[self._key(key)], args=[str(fence), self._ttl_ms]))

    async def release(self, key: TurnKey, fence: int) -> None:
        """Gives the turn back, when it is still ours."""
        async with redis_errors():
            await self._release(keys=[self._key(key)], args=[str(fence)])

    async def is_held(self, key: TurnKey) -> bool:
        """Whether somebody drives the turn."""
        async with redis_errors():
            return bool(await self._redis.exists(self._key(key)))

    def _key(self, key: TurnKey) -> str:
        return redis_keys.turn_lease(key.session_id, key.turn)
