"""The interview's state machine: `step(interview, event, now)` gives the next state and what is to be done.

Every transition stands in `TRANSITIONS` (drawn in docs/interview-states.md); which reply may be given is in `moves.py`;
the numbers are in `limits.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from xquizit_interview import limits, state
from xquizit_interview.answers.kinds import classify
from xquizit_interview.events import (
    Answer,
    Assessed,
    Effect,
    Event,
    MakeReply,
    Pause,
    Played,
    Recognized,
    Refuse,
    ReplyMade,
    Resume,
    SayAgain,
    Start,
    TimePassed,
)
from xquizit_interview.moves import agree, allowed_moves
from xquizit_interview.state import Conclusion, Interview, MoveKind, Phase, Reply, Turn
from xquizit_interview.time_limits import elapsed_s, paused_s, time_limit_s

Step = tuple[Interview, tuple[Effect, ...]]


def step(interview: Interview, event: Event, now_s: float) -> Step:
    """The next state and what is to be done. The state is the same object when nothing is to be stored.

    Args:
        interview: Where the interview is.
        event: What happened.
        now_s: When, in Unix seconds.
    """
    after, effects = _advance(interview, TimePassed(), now_s)
    if not isinstance(event, TimePassed):
        after, effects = _advance(after, event, now_s)
    if after is not interview:
        after = _changed(after, version=interview.version + 1)
    return after, effects


def _advance(interview: Interview, event: Event, now_s: float) -> Step:
    transition = TRANSITIONS[interview.phase, type(event)]
    after, effects = transition.action(interview, event, now_s)
    assert after.phase in transition.leads_to, f"{interview.phase} -> {after.phase} is not in the table"
    return after, effects


# --- the actions ------------------------------------------------------------------------------------------------------


def _begin(interview: Interview, _event: Event, now_s: float) -> Step:
    """The interview begins: the clock starts, and the opening is to be made."""
    turn = Turn(number=0, accepted_at_s=now_s)
    return _changed(interview, phase=Phase.THINKING, turns=(turn,), started_at_s=now_s), (MakeReply(0),)


def _begin_again(interview: Interview, _event: Event, _now_s: float) -> Step:
    """The opening is said again; made anew if it never was finished."""
    return interview, (SayAgain(0) if interview.turns[0].reply else MakeReply(0),)


def _take(interview: Interview, event: Event, now_s: float) -> Step:
    """The next turn's answer is taken, its reply is to be made; an earlier turn is said again, another one refused."""
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


def _take_after_break(interview: Interview, event: Event, now_s: float) -> Step:
    """An answer ends the break; one that is refused, or was given before, does not."""
    after, effects = _take(_with_break_ended(interview, now_s), event, now_s)
    return (after, effects) if after.phase is Phase.THINKING else (interview, effects)


def _replay_or_over(interview: Interview, event: Event, _now_s: float) -> Step:
    """An earlier turn is said again; a new one is refused, the interview is over."""
    assert isinstance(event, Answer)
    if event.turn is not None and event.turn <= interview.turns[-1].number:
        return interview, (SayAgain(event.turn),)
    return interview, (Refuse("concluded"),)


def _complete(interview: Interview, event: Event, now_s: float) -> Step:
    """The reply to the waiting turn is kept; one to an earlier turn is told that it came too late."""
    assert isinstance(event, ReplyMade)
    pending = interview.turns[-1]
    if event.turn != pending.number:
        return _said_already(interview, event, now_s)
    offered = allowed_moves(interview, event.began_at_s)
    move = event.move if event.move in offered else offered[0]
    reply = Reply(
        text=event.text, move=move, quote=event.quote, engine=event.engine, said_at_s=now_s, mended=event.mended
    )
    kind = pending.candidate_kind
    if pending.number > 0 and event.candidate_kind is not None and agree(event.candidate_kind, move):
        kind = event.candidate_kind
    turns = (*interview.turns[:-1], pending.model_copy(update={"reply": reply, "candidate_kind": kind}))
    is_over = move.kind is MoveKind.CONCLUDE
    fallbacks = interview.fallbacks
    if event.engine != interview.engine.name:
        fallbacks = _with(fallbacks, f"interview: {interview.engine.name} -> {event.engine}")
    phase = Phase.CONCLUDED if is_over else Phase.LISTENING
    return _changed(interview, phase=phase, turns=turns, conclusion=move.conclusion, fallbacks=fallbacks), ()


def _said_already(interview: Interview, event: Event, _now_s: float) -> Step:
    """Somebody else finished this turn first: theirs counts."""
    assert isinstance(event, ReplyMade)
    return interview, (SayAgain(event.turn),)


def _pause(interview: Interview, _event: Event, now_s: float) -> Step:
    """The clock stops, unless no time is left for breaks."""
    if paused_s(interview, now_s) >= limits.MAX_PAUSE_S:
        return interview, (Refuse("no_pause_left"),)
    pauses = (*interview.pauses, state.Pause(began_at_s=now_s))
    return _changed(interview, phase=Phase.PAUSED, pauses=pauses), ()


def _resume(interview: Interview, _event: Event, now_s: float) -> Step:
    """The break ends; the clock goes on."""
    return _with_break_ended(interview, now_s), ()


def _with_break_ended(interview: Interview, at_s: float) -> Interview:
    ended = interview.pauses[-1].model_copy(update={"ended_at_s": at_s})
    return _changed(interview, phase=Phase.LISTENING, pauses=(*interview.pauses[:-1], ended))


def _end_long_break(interview: Interview, event: Event, now_s: float) -> Step:
    """A break that has used up its time is over by itself; the interview's time runs on from that moment."""
    began_at_s = interview.pauses[-1].began_at_s
    over_at_s = began_at_s + limits.MAX_PAUSE_S - paused_s(interview, began_at_s)
    if now_s < over_at_s:
        return interview, ()
    return _let_time_pass(_with_break_ended(interview, over_at_s), event, now_s)


def _let_time_pass(interview: Interview, _event: Event, now_s: float) -> Step:
    """Past the grace nobody waits for an answer any more."""
    if elapsed_s(interview, now_s) <= time_limit_s(interview) + limits.GRACE_S:
        return interview, ()
    return _changed(interview, phase=Phase.CONCLUDED, conclusion=Conclusion.TIME), ()


def _note(interview: Interview, event: Event, _now_s: float) -> Step:
    """Something becomes known about an answer that was given; what is known already stays."""
    assert isinstance(event, Recognized | Assessed)
    if not 1 <= event.turn <= interview.turns[-1].number:
        return interview, (Refuse("wrong_turn"),)
    turn = interview.turns[event.turn]
    match event:
        case Recognized() if turn.recognition is None:
            turn = turn.model_copy(update={"recognition": event.recognition})
        case Assessed() if turn.assessment is None:
            turn = turn.model_copy(update={"assessment": event.assessment})
        case _:
            return interview, ()
    return _with_turn(interview, turn), ()


def _note_playback(interview: Interview, event: Event, _now_s: float) -> Step:
    """How a reply was spoken, where nobody has told before, and what more of it was heard; a stand-in is recorded."""
    assert isinstance(event, Played)
    if not 0 <= event.turn <= interview.turns[-1].number:
        return interview, (Refuse("wrong_turn"),)
    turn, fallbacks = interview.turns[event.turn], interview.fallbacks
    spoken, heard = turn.spoken or event.spoken, turn.heard
    if event.heard is not None:
        heard = (heard or state.Heard(characters=0)).joined(event.heard)
    if (spoken, heard) == (turn.spoken, turn.heard):
        return interview, ()
    if spoken is not None and spoken.stood_in_for:
        for engine in spoken.engines:
            if engine != spoken.stood_in_for:
                fallbacks = _with(fallbacks, f"tts: {spoken.stood_in_for} -> {engine}")
    turn = turn.model_copy(update={"spoken": spoken, "heard": heard})
    return _changed(_with_turn(interview, turn), fallbacks=fallbacks), ()


def _stay(interview: Interview, _event: Event, _now_s: float) -> Step:
    """Nothing."""
    return interview, ()


def _refuse_not_started(interview: Interview, _event: Event, _now_s: float) -> Step:
    """Refused: it has not begun."""
    return interview, (Refuse("not_started"),)


def _refuse_busy(interview: Interview, _event: Event, _now_s: float) -> Step:
    """Refused for now: a reply is being made."""
    return interview, (Refuse("conflict"),)


def _refuse_over(interview: Interview, _event: Event, _now_s: float) -> Step:
    """Refused: it is over."""
    return interview, (Refuse("concluded"),)


def _changed(interview: Interview, **changes: object) -> Interview:
    return interview.model_copy(update=changes)


def _with_turn(interview: Interview, turn: Turn) -> Interview:
    number = turn.number
    return _changed(interview, turns=(*interview.turns[:number], turn, *interview.turns[number + 1 :]))


def _with(fallbacks: tuple[str, ...], stood_in: str) -> tuple[str, ...]:
    return fallbacks if stood_in in fallbacks else (*fallbacks, stood_in)


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
    (Phase.READY, Pause): _row(_refuse_not_started, Phase.READY),
    (Phase.READY, Resume): _row(_refuse_not_started, Phase.READY),
    (Phase.READY, Recognized): _row(_refuse_not_started, Phase.READY),
    (Phase.READY, Assessed): _row(_refuse_not_started, Phase.READY),
    (Phase.READY, Played): _row(_refuse_not_started, Phase.READY),
    (Phase.READY, TimePassed): _row(_stay, Phase.READY),
    (Phase.THINKING, Start): _row(_begin_again, Phase.THINKING),
    (Phase.THINKING, Answer): _row(_join, Phase.THINKING),
    (Phase.THINKING, ReplyMade): _row(_complete, Phase.LISTENING, Phase.CONCLUDED, Phase.THINKING),
    (Phase.THINKING, Pause): _row(_refuse_busy, Phase.THINKING),
    (Phase.THINKING, Resume): _row(_stay, Phase.THINKING),
    (Phase.THINKING, Recognized): _row(_note, Phase.THINKING),
    (Phase.THINKING, Assessed): _row(_note, Phase.THINKING),
    (Phase.THINKING, Played): _row(_note_playback, Phase.THINKING),
    (Phase.THINKING, TimePassed): _row(_stay, Phase.THINKING),
    (Phase.LISTENING, Start): _row(_begin_again, Phase.LISTENING),
    (Phase.LISTENING, Answer): _row(_take, Phase.THINKING, Phase.LISTENING),
    (Phase.LISTENING, ReplyMade): _row(_said_already, Phase.LISTENING),
    (Phase.LISTENING, Pause): _row(_pause, Phase.PAUSED, Phase.LISTENING),
    (Phase.LISTENING, Resume): _row(_stay, Phase.LISTENING),
    (Phase.LISTENING, Recognized): _row(_note, Phase.LISTENING),
    (Phase.LISTENING, Assessed): _row(_note, Phase.LISTENING),
    (Phase.LISTENING, Played): _row(_note_playback, Phase.LISTENING),
    (Phase.LISTENING, TimePassed): _row(_let_time_pass, Phase.LISTENING, Phase.CONCLUDED),
    (Phase.PAUSED, Start): _row(_begin_again, Phase.PAUSED),
    (Phase.PAUSED, Answer): _row(_take_after_break, Phase.THINKING, Phase.PAUSED),
    (Phase.PAUSED, ReplyMade): _row(_said_already, Phase.PAUSED),
    (Phase.PAUSED, Pause): _row(_stay, Phase.PAUSED),
    (Phase.PAUSED, Resume): _row(_resume, Phase.LISTENING),
    (Phase.PAUSED, Recognized): _row(_note, Phase.PAUSED),
    (Phase.PAUSED, Assessed): _row(_note, Phase.PAUSED),
    (Phase.PAUSED, Played): _row(_note_playback, Phase.PAUSED),
    (Phase.PAUSED, TimePassed): _row(_end_long_break, Phase.PAUSED, Phase.LISTENING, Phase.CONCLUDED),
    (Phase.CONCLUDED, Start): _row(_begin_again, Phase.CONCLUDED),
    (Phase.CONCLUDED, Answer): _row(_replay_or_over, Phase.CONCLUDED),
    (Phase.CONCLUDED, ReplyMade): _row(_said_already, Phase.CONCLUDED),
    (Phase.CONCLUDED, Pause): _row(_refuse_over, Phase.CONCLUDED),
    (Phase.CONCLUDED, Resume): _row(_refuse_over, Phase.CONCLUDED),
    (Phase.CONCLUDED, Recognized): _row(_note, Phase.CONCLUDED),
    (Phase.CONCLUDED, Assessed): _row(_note, Phase.CONCLUDED),
    (Phase.CONCLUDED, Played): _row(_note_playback, Phase.CONCLUDED),
    (Phase.CONCLUDED, TimePassed): _row(_stay, Phase.CONCLUDED),
}
"""Phase and event → what is done and where it leads; complete: every pair has its row. Before any other event the time
that has passed is reckoned with."""
