"""The interview's clock: what has passed of its time, breaks left out, and when its time is up. Pure."""

from xquizit_interview import limits
from xquizit_interview.state import Interview


def time_limit_s(interview: Interview) -> float:
    """The whole time, extra time included; no new question is asked after it."""
    return limits.INTERVIEW_S * time_factor(interview)


def time_factor(interview: Interview) -> float:
    """By how much every length is stretched: 1 without extra time, 2 with twice the time."""
    return 1 + interview.extra_time_percent / 100


def paused_s(interview: Interview, now_s: float) -> float:
    """How long all breaks together have lasted so far, at most `MAX_PAUSE_S`."""
    ends_s = [now_s if pause.ended_at_s is None else pause.ended_at_s for pause in interview.pauses]
    lasted = sum(end_s - pause.began_at_s for end_s, pause in zip(ends_s, interview.pauses, strict=True))
    return min(max(0.0, lasted), limits.MAX_PAUSE_S)


def elapsed_s(interview: Interview, now_s: float) -> float:
    """What has passed since the start, breaks left out; 0 before it."""
    if interview.started_at_s is None:
        return 0.0
    return max(0.0, now_s - interview.started_at_s - paused_s(interview, now_s))
