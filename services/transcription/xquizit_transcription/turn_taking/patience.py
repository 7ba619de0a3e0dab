"""How long to wait in a silence before saying that the answer is probably over, and why; pure."""

from dataclasses import dataclass
from enum import Enum

from xquizit_kit.audio import LISTEN_RATE_HZ
from xquizit_transcription.turn_taking.clauses import Clause
from xquizit_transcription.turn_taking.pauses import PauseModel

LEAST_S = 0.6
MOST_S = 6.0
_FIRST_PAUSES = 4
"""As few say little about a candidate."""
_BARELY_S = 1.5
"""Who has spoken no longer has said `well` or `yes` and will explain it."""
_LONG_S = 90.0
"""Spoken, pauses not counted: most answers are over by then."""


class Reason(Enum):
    """Why a wait is as long as it is; the first that fits, in this order."""

    SAID_DONE = "said_done"
    """The candidate said that the answer is over."""
    AFTER_THINKING = "after_thinking"
    """The candidate asked for time."""
    UNFINISHED_CLAUSE = "unfinished_clause"
    """The words ask for more words."""
    BARELY_BEGUN = "barely_begun"
    """Next to nothing has been said."""
    FIRST_PAUSES = "first_pauses"
    """The candidate's way to speak is not known yet."""
    LONG_ANSWER = "long_answer"
    """Much has been said, and the words may be the last ones."""
    USUAL_PAUSE = "usual_pause"
    """The silence is longer than this candidate's usual pauses."""


@dataclass(frozen=True, slots=True)
class _Rule:
    factor: float
    """Of the candidate's usual wait."""
    least_s: float
    most_s: float


_RULES = {
    Reason.SAID_DONE: _Rule(0.4, LEAST_S, 1.2),
    Reason.AFTER_THINKING: _Rule(2.5, 3.5, MOST_S),
    Reason.UNFINISHED_CLAUSE: _Rule(1.6, 1.6, MOST_S),
    Reason.BARELY_BEGUN: _Rule(1.3, 1.5, 5.0),
    Reason.FIRST_PAUSES: _Rule(1.2, 1.2, 4.5),
    Reason.LONG_ANSWER: _Rule(0.85, 0.9, 4.5),
    Reason.USUAL_PAUSE: _Rule(1.0, 0.9, 4.5),
}
"""Waits that are within a conversation's manners; a candidate who is not done just goes on speaking."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait."""

    wait_samples: int
    """Since speech was last heard; 0.6 to 6 s."""
    reason: Reason


def patience(pauses: PauseModel, clause: Clause, *, spoken_s: float) -> Patience:
    """How long a silence must be before the answer is probably over.

    Args:
        pauses: How the candidate pauses.
        clause: How the words before the silence sound.
        spoken_s: How long the candidate has spoken in this answer, silences not counted.
    """
    reason = _reason(pauses, clause, spoken_s)
    rule = _RULES[reason]
    wait_s = min(max(rule.factor * pauses.usual_wait_s, rule.least_s), rule.most_s)
    return Patience(round(wait_s * LISTEN_RATE_HZ), reason)


def _reason(pauses: PauseModel, clause: Clause, spoken_s: float) -> Reason:
    by_words = {
        Clause.CLOSED: Reason.SAID_DONE,
        Clause.THINKING: Reason.AFTER_THINKING,
        Clause.UNFINISHED: Reason.UNFINISHED_CLAUSE,
    }.get(clause)
    if by_words is not None:
        return by_words
    if spoken_s < _BARELY_S:
        return Reason.BARELY_BEGUN
    if pauses.pauses < _FIRST_PAUSES:
        return Reason.FIRST_PAUSES
    if spoken_s >= _LONG_S and clause is Clause.COMPLETE:
        return Reason.LONG_ANSWER
    return Reason.USUAL_PAUSE
