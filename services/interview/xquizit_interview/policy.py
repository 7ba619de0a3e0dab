"""The interview's state machine: `step(interview, event, now)` gives the next state and what is to be done.

Every transition stands in `TRANSITIONS`; which reply may be given is in `moves.py`; the numbers are in `limits.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from xquizit_interview import limits
from xquizit_interview.answers.kinds import classify
from xquizit_interview.moves import agree, allowed_moves
from xquizit_interview.state import CandidateKind, Conclusion, Interview, Move, MoveKind, Phase, Reply, Span, Turn

# --- what happens -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Start:
    """Somebody asks for turn 0."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The candidate answered."""

    text: str
    turn: int | None = None
    """1 or more; None: the next one is meant."""


@dataclass(frozen=True, slots=True)
class ReplyMade:
    """An engine has finished the reply to a turn."""

    turn: int
    move: Move
    text: str
    quote: Span | None
    engine: str
    began_at_s: float
    """When its making began: the moves allowed at that moment count."""
    candidate_kind: CandidateKind | None = None
    """What the engine takes the candidate's turn for; it counts where it agrees with the move."""


@dataclass(frozen=True, slots=True)
class TimePassed:
    """Nothing but the clock."""


Event = Start | Answer | ReplyMade | TimePassed

# --- what is to be done -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MakeReply:
    """Have the reply to this turn made; its answer must be stored before."""

    turn: int


@dataclass(frozen=True, slots=True)
class SayAgain:
    """Say the stored reply to this turn again."""

    turn: int


@dataclass(frozen=True, slots=True)
class Refuse:
    """Tell the caller that this cannot be done."""

    reason: str
    """`not_started`, `concluded`, `wrong_turn` or `conflict`."""


Effect = MakeReply | SayAgain | Refuse
Step = tuple[Interview, tuple[Effect, ...]]


def step(interview: Interview, event: Event, now_s: float) -> Step:
    """The next state and what is to be done. The state is the same object when nothing is to be stored.

    Args:
        interview: Where the interview is.
        event: What happened.
        now_s: When, in Unix seconds.
    """
    if interview.phase is Phase.LISTENING and not isinstance(event, TimePassed):
        interview, _ = step(interview, TimePassed(), now_s)
    transition = TRANSITIONS[interview.phase, type(event)]
    after, effects = transition.action(interview, event, now_s)
    assert after.phase in transition.leads_to, f"{interview.phase} -> {after.phase} is not in the table"
    return after, effects


# --- the actions ------------------------------------------------------------------------------------------------------


def _begin(interview: Interview, _event: Event, now_s: float) -> Step:
    turn = Turn(number=0, accepted_at_s=now_s)
    return _changed(interview, phase=Phase.THINKING, turns=(turn,), started_at_s=now_s), (MakeReply(0),)


def _begin_again(interview: Interview, _event: Event, _now_s: float) -> Step:
    return interview, (SayAgain(0) if interview.turns[0].reply else MakeReply(0),)


def _take(interview: Interview, event: Event, now_s: float) -> Step:
    assert isinstance(event, Answer)
    last = interview.turns[-1].number
    if event.turn is not None and event.turn <= last:
        return interview, (SayAgain(event.turn),)
    if event.turn not in {None, last + 1}:
        return interview, (Refuse("wrong_turn"),)
    kind = classify(event.text)
    turn = Turn(number=last + 1, answer=event.text, candidate_kind=kind, accepted_at_s=now_s)
    return _changed(interview, phase=Phase.THINKING, turns=(*interview.turns, turn)), (MakeReply(turn.number),)


def _join(interview: Interview, event: Event, _now_s: float) -> Step:
    """While a reply is being made: its own turn is made anew, earlier ones are said again, another answer waits."""
    assert isinstance(event, Answer)
    pending = interview.turns[-1]
    if event.turn is None:
        same = pending.number > 0 and event.text == pending.answer
        return interview, (MakeReply(pending.number) if same else Refuse("conflict"),)
    if event.turn > pending.number:
        return interview, (Refuse("wrong_turn"),)
    return interview, (MakeReply(event.turn) if event.turn == pending.number else SayAgain(event.turn),)


def _replay_or_over(interview: Interview, event: Event, _now_s: float) -> Step:
    assert isinstance(event, Answer)
    if event.turn is not None and event.turn <= interview.turns[-1].number:
        return interview, (SayAgain(event.turn),)
    return interview, (Refuse("concluded"),)


def _complete(interview: Interview, event: Event, now_s: float) -> Step:
    assert isinstance(event, ReplyMade)
    pending = interview.turns[-1]
    if event.turn != pending.number:
        return _said_already(interview, event, now_s)
    offered = allowed_moves(interview, event.began_at_s)
    move = event.move if event.move in offered else offered[0]
    reply = Reply(text=event.text, move=move, quote=event.quote, engine=event.engine, said_at_s=now_s)
    kind = pending.candidate_kind
    if pending.number > 0 and event.candidate_kind is not None and agree(event.candidate_kind, move):
        kind = event.candidate_kind
    turns = (*interview.turns[:-1], pending.model_copy(update={"reply": reply, "candidate_kind": kind}))
    is_over = move.kind is MoveKind.CONCLUDE
    fallbacks = interview.fallbacks
    if event.engine != interview.engine.name:
        stood_in = f"interview: {interview.engine.name} -> {event.engine}"
        fallbacks = fallbacks if stood_in in fallbacks else (*fallbacks, stood_in)
    phase = Phase.CONCLUDED if is_over else Phase.LISTENING
    return _changed(interview, phase=phase, turns=turns, conclusion=move.conclusion, fallbacks=fallbacks), ()


def _said_already(interview: Interview, event: Event, _now_s: float) -> Step:
    """Somebody else finished this turn first: theirs counts."""
    assert isinstance(event, ReplyMade)
    return interview, (SayAgain(event.turn),)


def _let_time_pass(interview: Interview, _event: Event, now_s: float) -> Step:
    """Past the grace nobody waits for an answer any more."""
    started_at_s = interview.started_at_s
    if started_at_s is None or now_s - started_at_s <= limits.INTERVIEW_S + limits.GRACE_S:
        return interview, ()
    return _changed(interview, phase=Phase.CONCLUDED, conclusion=Conclusion.TIME), ()


def _stay(interview: Interview, _event: Event, _now_s: float) -> Step:
    return interview, ()


def _refuse_not_started(interview: Interview, _event: Event, _now_s: float) -> Step:
    return interview, (Refuse("not_started"),)


def _changed(interview: Interview, **changes: object) -> Interview:
    return interview.model_copy(update={**changes, "version": interview.version + 1})


# --- the table --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Transition:
    """One row: what is done, and where that can lead."""

    action: Callable[[Interview, Event, float], Step]
    leads_to: frozenset[Phase]


def _row(action: Callable[[Interview, Event, float], Step], *leads_to: Phase) -> Transition:
    return Transition(action, frozenset(leads_to))


TRANSITIONS: Mapping[tuple[Phase, type[Event]], Transition] = {
    (Phase.READY, Start): _row(_begin, Phase.THINKING),
    (Phase.READY, Answer): _row(_refuse_not_started, Phase.READY),
    (Phase.READY, ReplyMade): _row(_refuse_not_started, Phase.READY),
    (Phase.READY, TimePassed): _row(_stay, Phase.READY),
    (Phase.THINKING, Start): _row(_begin_again, Phase.THINKING),
    (Phase.THINKING, Answer): _row(_join, Phase.THINKING),
    (Phase.THINKING, ReplyMade): _row(_complete, Phase.LISTENING, Phase.CONCLUDED, Phase.THINKING),
    (Phase.THINKING, TimePassed): _row(_stay, Phase.THINKING),
    (Phase.LISTENING, Start): _row(_begin_again, Phase.LISTENING),
    (Phase.LISTENING, Answer): _row(_take, Phase.THINKING, Phase.LISTENING),
    (Phase.LISTENING, ReplyMade): _row(_said_already, Phase.LISTENING),
    (Phase.LISTENING, TimePassed): _row(_let_time_pass, Phase.LISTENING, Phase.CONCLUDED),
    (Phase.CONCLUDED, Start): _row(_begin_again, Phase.CONCLUDED),
    (Phase.CONCLUDED, Answer): _row(_replay_or_over, Phase.CONCLUDED),
    (Phase.CONCLUDED, ReplyMade): _row(_said_already, Phase.CONCLUDED),
    (Phase.CONCLUDED, TimePassed): _row(_stay, Phase.CONCLUDED),
}
"""Phase and event → what is done and where it leads; complete: every pair has its row."""
