"""Where an interview is at a given moment, as callers are told."""

from dataclasses import dataclass

from xquizit_interview import limits
from xquizit_interview.policy import TimePassed, step
from xquizit_interview.state import Conclusion, Interview, Phase


@dataclass(frozen=True, slots=True)
class Status:
    """A moment of an interview. Times are Unix seconds."""

    phase: Phase
    turn: int
    """The last turn whose answer (or start) was accepted; 0 before the start too."""
    questions_asked: int
    conclusion: Conclusion | None
    time_elapsed_s: float
    time_remaining_s: float
    started_at_s: float | None


def status_at(interview: Interview, now_s: float) -> Status:
    """Where `interview` is at `now_s`: past the grace it is over even if nobody has written that down yet."""
    interview, _ = step(interview, TimePassed(), now_s)
    started_at_s = interview.started_at_s
    end_s = now_s
    if interview.phase is Phase.CONCLUDED and interview.replies:
        last = interview.replies[-1]
        # Ended by words: the clock stopped then. Ended by the clock: at the end of its time.
        end_s = last.said_at_s if last.move.conclusion else (started_at_s or 0.0) + limits.INTERVIEW_S
    elapsed_s = 0.0 if started_at_s is None else max(0.0, end_s - started_at_s)
    remaining_s = 0.0 if interview.phase is Phase.CONCLUDED else max(0.0, limits.INTERVIEW_S - elapsed_s)
    return Status(
        phase=interview.phase,
        turn=interview.turns[-1].number if interview.turns else 0,
        questions_asked=len(interview.questions),
        conclusion=interview.conclusion,
        time_elapsed_s=elapsed_s,
        time_remaining_s=remaining_s,
        started_at_s=started_at_s,
    )
