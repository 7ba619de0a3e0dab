"""Where an interview is at a given moment, as callers are told."""

from dataclasses import dataclass

from xquizit_interview import limits
from xquizit_interview.events import TimePassed
from xquizit_interview.policy import step
from xquizit_interview.state import Conclusion, Interview, Phase
from xquizit_interview.time_limits import elapsed_s, paused_s, time_limit_s


@dataclass(frozen=True, slots=True)
class Status:
    """A moment of an interview. Times are Unix seconds."""

    phase: Phase
    turn: int
    """The last turn whose answer (or start) was accepted; 0 before the start too."""
    questions_asked: int
    conclusion: Conclusion | None
    time_elapsed_s: float
    """Breaks left out."""
    time_remaining_s: float
    started_at_s: float | None
    time_limit_s: float
    """Extra time included."""
    pause_remaining_s: float
    """What is left for breaks."""


def status_at(interview: Interview, now_s: float) -> Status:
    """Where `interview` is at `now_s`: past the grace it is over even if nobody has written that down yet."""
    interview, _ = step(interview, TimePassed(), now_s)
    limit_s = time_limit_s(interview)
    phase, conclusion = interview.phase, interview.conclusion
    if phase is Phase.CONCLUDED:
        last = interview.replies[-1]
        # Ended by words: the clock stopped then. Ended by the clock: at the end of its time.
        passed_s = elapsed_s(interview, last.said_at_s) if last.move.conclusion else limit_s
    else:
        passed_s = elapsed_s(interview, now_s)
        if phase is Phase.THINKING and passed_s > limit_s + limits.GRACE_S:
            # Nobody came back for the reply to the last answer; whoever still does gets the closing words.
            phase, conclusion, passed_s = Phase.CONCLUDED, Conclusion.TIME, limit_s
    remaining_s = 0.0 if phase is Phase.CONCLUDED else max(0.0, limit_s - passed_s)
    return Status(
        phase=phase,
        turn=interview.turns[-1].number if interview.turns else 0,
        questions_asked=len(interview.questions),
        conclusion=conclusion,
        time_elapsed_s=passed_s,
        time_remaining_s=remaining_s,
        started_at_s=interview.started_at_s,
        time_limit_s=limit_s,
        pause_remaining_s=limits.MAX_PAUSE_S - paused_s(interview, now_s),
    )
