"""What can be made to go wrong, and the book of what shall go wrong next."""

import asyncio
from dataclasses import dataclass, field
from enum import StrEnum


class FaultKind(StrEnum):
    """One thing that goes wrong with a request."""

    ERROR = "error"
    """It is answered with `status`."""
    DROP = "drop"
    """The connection closes after `after_bytes` of the body."""
    WRONG_BYTES = "wrong_bytes"
    """As many bytes as there should be, the first of them another one."""
    SHORT = "short"
    """A whole answer that says it is shorter than the file."""
    HOLD = "hold"
    """The body stops after `after_bytes` until `release` is called."""
    SLOW = "slow"
    """A pause of `pause_s` before each piece."""
    NO_RANGE = "no_range"
    """The whole file comes, whatever range was asked for."""
    GARBAGE = "garbage"
    """The answer is a page of something else, as from a gate that wants people to log in."""


BEFORE_THE_BODY = frozenset({FaultKind.ERROR, FaultKind.GARBAGE})
"""Something else is answered."""


@dataclass
class Fault:
    """One kind of fault for some of the coming requests."""

    kind: FaultKind
    match: str = ""
    """It strikes only requests whose path contains this."""
    times: int | None = 1
    """How many requests it strikes; None: all."""
    status: int = 500
    after_bytes: int = 0
    pause_s: float = 0.05
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when `hold` begins to hold."""
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def release(self) -> None:
        """Ends a `hold`."""
        self.released.set()


class FaultBook:
    """The faults that wait for their requests, in the order in which they were written down."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._all: list[Fault] = []

    def add(self, kind: FaultKind, **settings: object) -> Fault:
        """Writes a fault down. Settings: see `Fault`."""
        fault = Fault(kind, **settings)  # type: ignore[arg-type]
        self._waiting.append(fault)
        self._all.append(fault)
        return fault

    def take(self, path: str, *, before_the_body: bool) -> Fault | None:
        """The first fault for a request, if this is its moment; then it counts as having struck."""
        fault = next((fault for fault in self._waiting if fault.match in path), None)
        if fault is None or (fault.kind in BEFORE_THE_BODY) != before_the_body:
            return None
        if fault.times is not None:
            fault.times -= 1
            if not fault.times:
                self._waiting.remove(fault)
        return fault

    def clear(self) -> None:
        """Forgets all, and ends what holds."""
        self._waiting.clear()
        for fault in self._all:
            fault.release()
