"""Who speaks next, and how long that takes; pure: time is an argument (seconds of a clock that never goes back).

Order: what somebody waits for in silence (a turn's first piece, and a later piece that has waited so long that the
audio before it may be over) goes before the rest. Within each of the two, sessions share the engine evenly by the
characters they have spoken: start-time fair queuing (Goyal, Vin, Cheng 1996), so that one session's long text delays
nobody else's.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

URGENT_AFTER_S = 3.0
"""A first piece lasts about so long; a later piece that has waited longer is as urgent as a first one."""
LEARNING = 0.2
"""The weight of the newest piece in the pace."""
FIRST_PACE_S = 0.002
"""Seconds of work for a character before anything is known."""


@dataclass(slots=True, eq=False)
class Ticket:
    """One piece's place in line."""

    session_id: str
    is_first: bool
    characters: int
    came_s: float
    start_tag: float = 0.0
    number: int = 0


@dataclass(slots=True)
class Line:
    """The pieces that wait, in the order in which they are to be made."""

    waiting: list[Ticket] = field(default_factory=list[Ticket])
    _virtual: float = 0.0
    _finish_tags: dict[str, float] = field(default_factory=dict[str, float])
    _count: int = 0

    def __len__(self) -> int:
        return len(self.waiting)

    def join(self, session_id: str, *, is_first: bool, characters: int, now_s: float) -> Ticket:
        """Takes a place."""
        self._count += 1
        start_tag = max(self._virtual, self._finish_tags.get(session_id, 0.0))
        self._finish_tags[session_id] = start_tag + characters
        ticket = Ticket(session_id, is_first, characters, now_s, start_tag, self._count)
        self.waiting.append(ticket)
        return ticket

    def leave(self, ticket: Ticket) -> None:
        """Gives up a place; what it would have cost its session is given back."""
        self.waiting.remove(ticket)
        if self._finish_tags.get(ticket.session_id) == ticket.start_tag + ticket.characters:
            self._finish_tags[ticket.session_id] = ticket.start_tag
        self._forget()

    def next(self, now_s: float) -> Ticket | None:
        """Takes who is next out of the line."""
        if not self.waiting:
            return None
        ticket = min(self.waiting, key=lambda one: _rank(one, now_s))
        self.waiting.remove(ticket)
        self._virtual = max(self._virtual, ticket.start_tag)
        self._forget()
        return ticket

    def ahead_of(self, ticket: Ticket, now_s: float) -> int:
        """How many characters are made before this ticket's turn, as things stand."""
        mine = _rank(ticket, now_s)
        return sum(one.characters for one in self.waiting if _rank(one, now_s) < mine)

    def _forget(self) -> None:
        """Drops sessions that have no claim left: their next piece starts at the present."""
        if not self.waiting:
            self._finish_tags.clear()
        elif len(self._finish_tags) > 2 * len(self.waiting) + 64:
            self._finish_tags = {name: tag for name, tag in self._finish_tags.items() if tag > self._virtual}


def _rank(ticket: Ticket, now_s: float) -> tuple[bool, float, int]:
    is_urgent = ticket.is_first or now_s - ticket.came_s > URGENT_AFTER_S
    return (not is_urgent, ticket.start_tag, ticket.number)


@dataclass(slots=True)
class Pace:
    """How long an engine works on a character, learned from what it made."""

    per_character_s: float = FIRST_PACE_S
    _is_known: bool = False

    def learn(self, characters: int, took_s: float) -> None:
        """Takes what a piece took."""
        if characters <= 0:
            return
        newest = took_s / characters
        if self._is_known:
            self.per_character_s += LEARNING * (newest - self.per_character_s)
        else:
            self.per_character_s, self._is_known = newest, True

    def wait_s(self, characters_ahead: int, in_work: Iterable[tuple[int, float]], slots: int) -> float:
        """How long somebody waits for a slot.

        Args:
            characters_ahead: What is made before, without what is in work.
            in_work: Of each piece in work, its characters and since how many seconds it is made.
            slots: How many pieces are made at once.
        """
        rest = [max(characters * self.per_character_s - since_s, 0.0) for characters, since_s in in_work]
        if len(rest) < slots:
            return 0.0
        return max(min(rest), (sum(rest) + characters_ahead * self.per_character_s) / slots)
