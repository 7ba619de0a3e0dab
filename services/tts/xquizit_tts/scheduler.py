"""Lends an engine's slots, piece by piece, in the order of `line.py`; refuses at once what would come too late."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic

from xquizit_kit.errors import AtCapacity
from xquizit_tts.line import Line, Pace, Ticket
from xquizit_tts.port import Piece


@dataclass(frozen=True, slots=True)
class Rules:
    """How long pieces wait."""

    first_wait_s: float = 2.0
    """Somebody waits in silence for a first piece: after so long they had better read."""
    later_wait_s: float = 8.0
    """A later piece has the audio before it to wait in."""
    most_waiting: int = 256
    """Pieces in line; one more is refused."""


@dataclass(slots=True)
class Waits:
    """What the scheduler did, for the metrics."""

    granted: int = 0
    refused: int = 0
    waited_s: float = 0.0


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a piece waits."""

    piece: Piece
    granted: asyncio.Future[None]


class Scheduler:
    """Slots of one engine. `async with scheduler.slot(piece)` holds one; leaving it, also by cancel, frees it."""

    def __init__(self, slots: Callable[[], int], rules: Rules, *, now_s: Callable[[], float] = monotonic) -> None:
        """Takes how many pieces the engine makes at once now, the rules and a clock that never goes back."""
        self._slots = slots
        self._rules = rules
        self._now_s = now_s
        self._line = Line()
        self._pace = Pace()
        self._places: dict[Ticket, _Place] = {}
        self._in_work: dict[Ticket, float] = {}
        self.waits = Waits()

    @property
    def slots(self) -> int:
        """How many there are."""
        return self._slots()

    @property
    def busy(self) -> int:
        """How many are held."""
        return len(self._in_work)

    @property
    def waiting(self) -> int:
        """How many pieces wait for one."""
        return len(self._line)

    @asynccontextmanager
    async def slot(self, piece: Piece) -> AsyncGenerator[None]:
        """Holds a slot for the time that making the piece takes.

        Raises:
            AtCapacity: By what is known of the engine's pace, or in the event, none comes free soon enough; with the
                time after which it is worth asking again.
        """
        came_s = self._now_s()
        ticket = self._line.join(piece.session_id, is_first=piece.is_first, characters=len(piece.text), now_s=came_s)
        limit_s = self._rules.first_wait_s if piece.is_first else self._rules.later_wait_s
        if piece.deadline_s is not None:
            limit_s = min(limit_s, max(piece.deadline_s - came_s, 0.0))
        await self._wait(ticket, piece, limit_s)
        began_s = self._now_s()
        self.waits.granted += 1
        self.waits.waited_s += began_s - came_s
        try:
            yield
            self._pace.learn(ticket.characters, self._now_s() - began_s)
        finally:
            del self._in_work[ticket]
            self._admit()

    def hurry(self, piece: Piece) -> None:
        """Has a piece that waits here go as a turn's first one: somebody waits for it in silence now."""
        for ticket, place in self._places.items():
            if place.piece is piece:
                ticket.is_first = True

    async def _wait(self, ticket: Ticket, piece: Piece, limit_s: float) -> None:
        """Returns once `ticket` is in work."""
        self._admit()
        if ticket in self._in_work:
            return
        expected_s = self._expected_s(ticket)
        if expected_s > limit_s or len(self._line) > self._rules.most_waiting:
            self._line.leave(ticket)
            raise self._refusal(expected_s - limit_s)
        place = self._places[ticket] = _Place(piece, asyncio.get_running_loop().create_future())
        try:
            async with asyncio.timeout(limit_s):
                await place.granted
        except TimeoutError:
            self._withdraw(ticket)
            raise self._refusal(limit_s) from None
        except asyncio.CancelledError:
            self._withdraw(ticket)
            raise
        finally:
            del self._places[ticket]

    def _admit(self) -> None:
        """Gives free slots to who is next."""
        while len(self._in_work) < self._slots():
            ticket = self._line.next(self._now_s())
            if ticket is None:
                return
            self._in_work[ticket] = self._now_s()
            place = self._places.get(ticket)
            if place is not None and not place.granted.done():
                place.granted.set_result(None)

    def _withdraw(self, ticket: Ticket) -> None:
        """Takes back what a ticket has: its place in line, or the slot that it got in the same moment."""
        if self._in_work.pop(ticket, None) is None:
            self._line.leave(ticket)
        self._admit()

    def _expected_s(self, ticket: Ticket) -> float:
        now_s = self._now_s()
        in_work = [(one.characters, now_s - since_s) for one, since_s in self._in_work.items()]
        return self._pace.wait_s(self._line.ahead_of(ticket, now_s), in_work, self._slots())

    def _refusal(self, over_s: float) -> AtCapacity:
        self.waits.refused += 1
        return AtCapacity("Too much is being spoken right now.", retry_after_s=min(max(over_s, 1.0), 30.0))
