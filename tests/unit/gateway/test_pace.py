"""When audio is due: by the clock, corrected by what the page acknowledges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xquizit_gateway.turns.pace import Pace

NOON_S = 43_200.0


def test_the_first_piece_is_due_at_once_and_the_next_when_little_is_left() -> None:
    pace = Pace(4)
    assert pace.due_in_s(NOON_S) == 0
    pace.sent(0, 10, NOON_S)
    assert pace.due_in_s(NOON_S) == 6
    assert pace.due_in_s(NOON_S + 5) == 1
    assert pace.due_in_s(NOON_S + 6) == 0


def test_nothing_is_heard_before_it_is_sent() -> None:
    pace = Pace(4)
    pace.sent(0, 2, NOON_S)
    pace.sent(1, 10, NOON_S + 60)
    assert pace.due_in_s(NOON_S + 60) == 6


def test_without_a_limit_everything_is_due_at_once() -> None:
    pace = Pace(0)
    pace.sent(0, 1000, NOON_S)
    assert pace.due_in_s(NOON_S) == 0


@pytest.mark.parametrize(
    ("index", "played_s", "due_in_s"),
    [(0, 0.0, 16.0), (0, 99.0, 6.0), (1, 3.0, 3.0), (1, 99.0, 0.0), (7, 1.0, 4.0), (-1, 0.0, 4.0), (0, -5.0, 16.0)],
)
def test_an_acknowledgement_corrects_in_both_directions(index: int, played_s: float, due_in_s: float) -> None:
    pace = Pace(4)
    pace.sent(0, 10, NOON_S)
    pace.sent(1, 10, NOON_S)
    assert pace.due_in_s(NOON_S + 12) == 4
    pace.acknowledged(index, played_s, NOON_S + 12)
    assert pace.due_in_s(NOON_S + 12) == due_in_s
    assert pace.due_in_s(NOON_S + 12 + due_in_s) == 0, "from there on it goes by the clock"


def test_an_old_acknowledgement_only_moves_on() -> None:
    pace = Pace(4)
    pace.sent(0, 20, NOON_S)
    pace.acknowledged(0, 1, NOON_S + 10, is_old=True)
    assert pace.due_in_s(NOON_S + 10) == 6
    pace.acknowledged(0, 15, NOON_S + 10, is_old=True)
    assert pace.due_in_s(NOON_S + 10) == 1


def test_the_parts_of_a_piece_are_one_piece() -> None:
    pace = Pace(4)
    for _ in range(3):
        pace.sent(0, 8, NOON_S)
    pace.acknowledged(0, 20, NOON_S)
    assert pace.due_in_s(NOON_S) == 0


@given(
    st.floats(0.1, 10),
    st.lists(st.tuples(st.floats(0.1, 9), st.floats(-1, 30), st.floats(0, 60)), min_size=1, max_size=12),
)
def test_a_piece_never_waits_longer_than_all_before_it_last(
    ahead_s: float, steps: list[tuple[float, float, float]]
) -> None:
    pace, now_s, sent_s = Pace(ahead_s), NOON_S, 0.0
    for index, (length_s, acknowledged_s, passed_s) in enumerate(steps):
        wait_s = pace.due_in_s(now_s)
        assert 0 <= wait_s <= max(0.0, sent_s - ahead_s)
        now_s += wait_s
        assert pace.due_in_s(now_s) == pytest.approx(0, abs=1e-6)
        pace.sent(index, length_s, now_s)
        sent_s += length_s
        now_s += passed_s
        pace.acknowledged(index, acknowledged_s, now_s)
