"""Which turn a caller means."""

import pytest

from xquizit_gateway.clients.interview_records import InterviewStatus, Phase
from xquizit_gateway.turns.due import due_turn
from xquizit_kit.errors import WrongPhase


def status(phase: Phase, turn: int) -> InterviewStatus:
    return InterviewStatus(
        phase=phase,
        turn=turn,
        questions_asked=0,
        max_questions=16,
        is_concluded=phase == "concluded",
        conclusion_reason="",
        time_elapsed_s=0,
        time_remaining_s=0,
        time_limit_s=2700,
        pause_remaining_s=600,
        start_time=None,
        expires_at=None,
    )


@pytest.mark.parametrize(
    ("phase", "turn", "requested", "meant"),
    [
        ("listening", 0, None, 1),
        ("listening", 3, None, 4),
        ("listening", 3, 4, 4),
        ("listening", 3, 3, 3),
        ("listening", 3, 1, 1),
        ("paused", 0, None, 1),
        ("paused", 3, None, 4),
        ("paused", 3, 4, 4),
        ("paused", 3, 2, 2),
        ("thinking", 3, None, 3),
        ("thinking", 3, 3, 3),
        ("concluded", 5, 5, 5),
        ("concluded", 5, 2, 2),
    ],
)
def test_a_turn_that_is_due(phase: Phase, turn: int, requested: int | None, meant: int) -> None:
    assert due_turn(status(phase, turn), requested) == meant


@pytest.mark.parametrize(
    ("phase", "turn", "requested", "reason"),
    [
        ("ready", 0, None, "not_started"),
        ("ready", 0, 1, "not_started"),
        ("listening", 3, 5, "wrong_turn"),
        ("listening", 3, 0, "wrong_turn"),
        ("paused", 3, 5, "wrong_turn"),
        ("paused", 3, 0, "wrong_turn"),
        ("thinking", 3, 4, "wrong_turn"),
        ("thinking", 0, None, "wrong_turn"),
        ("concluded", 5, None, "concluded"),
        ("concluded", 5, 6, "concluded"),
        ("concluded", 5, 9, "concluded"),
        ("concluded", 5, 0, "wrong_turn"),
    ],
)
def test_a_turn_that_is_not_due(phase: Phase, turn: int, requested: int | None, reason: str) -> None:
    with pytest.raises(WrongPhase) as refusal:
        due_turn(status(phase, turn), requested)
    assert refusal.value.reason == reason
