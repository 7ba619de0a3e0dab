"""Follows the logs of turns: one blocking reader for the whole process wakes everybody whose turn has moved."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from redis.asyncio import Redis
from redis.exceptions import RedisError

from xquizit_gateway.turns.entry import Entry, TurnKey
from xquizit_gateway.turns.heard import Playback
from xquizit_gateway.turns.log import TurnLog, stream_id
from xquizit_gateway.turns.playbacks import Playbacks
from xquizit_kit import redis_keys
from xquizit_kit.cancellation import to_its_end
from xquizit_kit.errors import Unavailable
from xquizit_kit.logs import get_logger

log = get_logger(__name__)

BLOCK_MS = 2000
"""One blocking read; also the longest delay when Redis has given our reader a new connection behind our back."""
LOOK_AGAIN_S = 2.0
"""A playback is read this often, in case that a bell was not heard."""
UNBLOCK_PAUSE_S = 0.02
RECONNECT_PAUSE_S = 0.2


@dataclass(slots=True, eq=False)
class _Bell:
    """Wakes one follower."""

    rung: asyncio.Event = field(default_factory=asyncio.Event)
    is_alarm: bool = False
    """Rung for another reason than a new entry."""


@dataclass(slots=True)
class _Watch:
    """One followed log: how far the reader has seen it, and who wants to know."""

    last_id: str
    bells: set["_Bell"] = field(default_factory=lambda: set[_Bell]())


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing new for a while, or somebody rang all bells: look at the clock and at what else may have happened."""


class TurnFollower:
    """Yields the entries of any turn as they are written, by whichever process.

    The reader only rings; each follower then reads its own range, from its own position, at its own pace. So nothing is
    queued for slow ones, and nothing can be lost or doubled between catching up and following.
    """

    def __init__(self, turn_log: TurnLog, *, blocking: Redis, commands: Redis) -> None:
        """Takes the log, a client whose one connection may block, and one to unblock it with."""
        self._log = turn_log
        self._blocking = blocking
        self._commands = commands
        self._watches: dict[str, _Watch] = {}
        self._changed = asyncio.Event()

    async def follow(self, key: TurnKey, after: int, *, idle_s: float) -> AsyncGenerator[Entry | Idle]:
        """Yields the entries behind number `after`, each once, in order; never ends by itself.

        Args:
            key: The turn.
            after: The last entry that the caller has; -1 for none.
            idle_s: After so long without an entry `Idle` is yielded.

        Raises:
            Unavailable: Redis is away.
        """
        with self._bell(redis_keys.turn_events(key.session_id, key.turn), stream_id(after)) as bell:
            is_silent = False
            while True:
                bell.rung.clear()
                entries = await self._log.read(key, after)
                for entry in entries:
                    after = entry.n
                    yield entry
                if entries:
                    continue
                if is_silent or bell.is_alarm:
                    bell.is_alarm = False
                    yield Idle()
                is_silent = not await _rung_within(bell, idle_s)

    async def follow_playback(self, key: TurnKey, playbacks: Playbacks) -> AsyncGenerator[Playback]:
        """Yields a turn's playback as it is, and again whenever it has changed; never ends by itself.

        While Redis is away nothing is yielded; what has changed meanwhile is yielded afterwards.
        """
        before: Playback | None = None
        with self._bell(redis_keys.turn_playback(key.session_id, key.turn), "0-0") as bell:
            while True:
                bell.rung.clear()
                try:
                    playback = await playbacks.read(key)
                except Unavailable:
                    playback = before
                if playback is not None and playback != before:
                    before = playback
                    yield playback
                await _rung_within(bell, LOOK_AGAIN_S)

    def ring(self, key: TurnKey | None = None) -> None:
        """Wakes the followers of one turn, or all: each yields an `Idle` when it has nothing else to yield."""
        name = None if key is None else redis_keys.turn_events(key.session_id, key.turn)
        for watch in [watch for watched, watch in self._watches.items() if name in (None, watched)]:
            for bell in watch.bells:
                bell.is_alarm = True
                bell.rung.set()

    async def run(self) -> None:
        """The reader; runs until cancelled."""
        while True:
            if not self._watches:
                self._changed.clear()
                await self._changed.wait()
            try:
                reader = self._blocking.client()
                try:
                    await self._read(await reader.initialize())
                finally:  # also when we are cancelled just as the last follower has left
                    await to_its_end(reader.aclose(), name="turn-reader-close")
            except RedisError as error:
                log.warning("turn reader lost Redis", error=type(error).__name__)
                self.ring()
                await asyncio.sleep(RECONNECT_PAUSE_S)

    async def _read(self, reader: Redis) -> None:
        reader_id: int = await cast("Any", reader).client_id()
        while self._watches:
            self._changed.clear()
            streams: dict[Any, Any] = {name: watch.last_id for name, watch in self._watches.items()}
            found = await self._read_once(reader, reader_id, streams)
            for raw_name, entries in found:
                watch = self._watches.get(raw_name.decode())
                if watch is not None and entries:
                    watch.last_id = entries[-1][0].decode()
                    for bell in watch.bells:
                        bell.rung.set()

    async def _read_once(
        self, reader: Redis, reader_id: int, streams: dict[Any, Any]
    ) -> list[tuple[bytes, list[tuple[bytes, Any]]]]:
        """One blocking read of `streams`, cut short when the set of followed logs changes."""
        reading = asyncio.create_task(cast("Any", reader.xread(streams, block=BLOCK_MS)), name="turn-reader-xread")
        changed = asyncio.create_task(self._changed.wait(), name="turn-reader-changed")
        try:
            await asyncio.wait({reading, changed}, return_when=asyncio.FIRST_COMPLETED)
            # Unblocking before the read has reached Redis has no effect, hence again until the read has returned.
            while not reading.done():
                await cast("Any", self._commands).client_unblock(reader_id)
                await asyncio.wait({reading}, timeout=UNBLOCK_PAUSE_S)
            return reading.result() or []
        finally:
            for task in (reading, changed):
                task.cancel()
            await asyncio.gather(reading, changed, return_exceptions=True)

    @contextmanager
    def _bell(self, name: str, last_id: str) -> Generator[_Bell]:
        bell = _Bell()
        watch = self._watches.get(name)
        if watch is None:
            watch = self._watches[name] = _Watch(last_id)
            self._changed.set()
        watch.bells.add(bell)
        try:
            yield bell
        finally:
            watch.bells.discard(bell)
            if not watch.bells and self._watches.get(name) is watch:
                del self._watches[name]
                self._changed.set()


async def _rung_within(bell: _Bell, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await bell.rung.wait()
    except TimeoutError:
        return False
    return True
