"""Lets a turn's audio into its log piece by piece, each when it is due."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from xquizit_gateway.turns.pace import Pace
from xquizit_gateway.turns.piece import SpokenPiece
from xquizit_kit.cancellation import raise_if_cancelled

READ_AHEAD_S = 30.0
"""So much audio may wait here: tts is not held up by listeners, and its slot is free for others. More than any reply
has; only references wait, the audio lies on the shelf."""

References = list[dict[str, Any]]


class Playout:
    """A queue of pieces with a clock. `put` pieces, `finish`, and await `run`."""

    def __init__(
        self,
        pace: Pace,
        *,
        shelve: Callable[[SpokenPiece], References],
        release: Callable[[References], Awaitable[None]],
    ) -> None:
        """Takes the pace, who keeps audio and gives references for it, and where those go when they are due."""
        self._pace = pace
        self._shelve = shelve
        self._release = release
        self._waiting: deque[References] = deque()
        self._waiting_s = 0.0
        self._is_finished = False
        self._changed = asyncio.Event()
        self._has_room = asyncio.Event()

    @property
    def is_full(self) -> bool:
        """Whether `put` waits."""
        return self._waiting_s >= READ_AHEAD_S

    @property
    def waiting_s(self) -> float:
        """How much audio waits here."""
        return self._waiting_s

    async def put(self, piece: SpokenPiece) -> None:
        """Takes the next piece; waits while very much is waiting already."""
        references = self._shelve(piece)
        while self.is_full:
            self._has_room.clear()
            await self._has_room.wait()
        self._waiting.append(references)
        self._waiting_s += _length_s(references)
        self._changed.set()

    def finish(self) -> None:
        """No more pieces will come."""
        self._is_finished = True
        self._changed.set()

    def look_again(self) -> None:
        """The pace has changed."""
        self._changed.set()

    async def run(self) -> None:
        """Releases every piece in order, and returns when all have left."""
        while self._waiting or not self._is_finished:
            self._changed.clear()
            wait_s = self._pace.due_in_s(_now_s()) if self._waiting else None
            if wait_s == 0:
                await self._release_next()
                raise_if_cancelled()
            else:
                await _set_within(self._changed, wait_s)

    async def _release_next(self) -> None:
        references = self._waiting[0]
        await self._release(references)
        self._waiting.popleft()
        self._waiting_s -= _length_s(references)
        self._pace.sent(references[0]["index"], _length_s(references), _now_s())
        self._has_room.set()


async def _set_within(event: asyncio.Event, seconds: float | None) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()


def _length_s(references: References) -> float:
    return sum(reference["ms"] for reference in references) / 1000


def _now_s() -> float:
    return asyncio.get_running_loop().time()
