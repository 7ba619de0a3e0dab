"""What a caller is told while a turn runs, in this order: accepted, deltas (void after a restart), completed."""

from dataclasses import dataclass

from xquizit_interview.state import Interview, MoveKind
from xquizit_interview.status import Status


@dataclass(frozen=True, slots=True)
class Accepted:
    """The answer is stored; from here on it cannot be lost."""

    turn: int
    is_replay: bool


@dataclass(frozen=True, slots=True)
class Delta:
    """The next words of the reply."""

    text: str


@dataclass(frozen=True, slots=True)
class Restarted:
    """The text said so far is void."""


@dataclass(frozen=True, slots=True)
class View:
    """An interview as it is at a moment."""

    interview: Interview
    status: Status
    expires_at_s: float


@dataclass(frozen=True, slots=True)
class Completed:
    """The reply is complete and stored."""

    text: str
    kind: MoveKind
    topic: str
    view: View
    engine: str
    """Who worded it."""
    mended: tuple[str, ...]
    """What had to be mended or replaced on the way, by reason."""


TurnEvent = Accepted | Delta | Restarted | Completed
