"""Writes one turn's log for its driver: one writer at a time, patient while Redis is away."""

import asyncio
from typing import Any

from xquizit_gateway.turns.entry import Entry, Event, Progress, TurnKey
from xquizit_gateway.turns.log import TurnLog
from xquizit_kit.cancellation import to_its_end
from xquizit_kit.errors import Unavailable

RETRY_PAUSE_S = 0.1


class TurnWriter:
    """Appends under a fencing token; `progress` follows what is written."""

    def __init__(self, turn_log: TurnLog, key: TurnKey, fence: int, progress: Progress, *, patience_s: float) -> None:
        """Takes where to write, the lease's token, how far the log has come, and how long Redis may be away."""
        self._log = turn_log
        self._key = key
        self._fence = fence
        self._patience_s = patience_s
        self._writing = asyncio.Lock()
        self.progress = progress

    async def append(self, event: Event, *data: dict[str, Any]) -> None:
        """Writes the next entries, all of one kind: all of them in one step, or none.

        A writer that is cancelled finishes the attempt that is under way: `progress` never falls behind the log.

        Raises:
            Superseded: A newer driver has the turn, or the session was deleted.
            Unavailable: Redis stayed away.
        """
        loop = asyncio.get_running_loop()
        async with self._writing:
            give_up_s = loop.time() + self._patience_s
            while True:
                try:
                    return await to_its_end(self._write(event, data), name=f"turn-{self._key.turn}-append")
                except Unavailable:
                    if loop.time() > give_up_s:
                        raise
                    await asyncio.sleep(RETRY_PAUSE_S)

    async def _write(self, event: Event, data: tuple[dict[str, Any], ...]) -> None:
        """One attempt. Where the log holds more than we know (an answer of Redis was lost), we learn it first."""
        while True:
            entries = [Entry(self.progress.position + place, event, each) for place, each in enumerate(data, 1)]
            is_written = await self._log.append(self._key, self._fence, entries)
            if not is_written:
                entries = await self._log.read(self._key, self.progress.position)
            for entry in entries:
                self.progress.apply(entry)
            if is_written:
                return
