"""Who speaks next: first pieces before later ones, sessions evenly, nobody for ever; and how long that takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xquizit_tts.line import URGENT_AFTER_S, Line, Pace, Ticket


def order(line: Line, now_s: float = 0.0) -> list[str]:
    names: list[str] = []
    while (ticket := line.next(now_s)) is not None:
        names.append(f"{ticket.session_id}{'!' if ticket.is_first else ''}")
    return names


def join(line: Line, name: str, *, is_first: bool = False, characters: int = 100, now_s: float = 0.0) -> Ticket:
    return line.join(name, is_first=is_first, characters=characters, now_s=now_s)


def test_first_pieces_go_before_later_ones() -> None:
    line = Line()
    join(line, "a")
    join(line, "b")
    join(line, "c", is_first=True)
    assert order(line) == ["c!", "a", "b"]


def test_a_long_text_of_one_delays_no_other() -> None:
    line = Line()
    for _ in range(5):
        join(line, "long")
    join(line, "short")
    assert order(line) == ["long", "short", "long", "long", "long", "long"]


def test_sessions_share_by_characters() -> None:
    line = Line()
    for _ in range(3):
        join(line, "long", characters=200)
    for _ in range(6):
        join(line, "short", characters=100)
    assert order(line)[:6].count("short") == 4


def test_a_later_piece_that_has_waited_is_as_urgent_as_a_first_one() -> None:
    line = Line()
    join(line, "old")
    join(line, "new", is_first=True, now_s=URGENT_AFTER_S + 1)
    assert order(line, now_s=URGENT_AFTER_S + 1) == ["old", "new!"]


def test_who_leaves_costs_nobody_anything() -> None:
    line = Line()
    gone = join(line, "a", characters=1000)
    line.leave(gone)
    join(line, "b")
    join(line, "a")
    join(line, "b")
    assert order(line) == ["b", "a", "b"]
    assert line.next(0.0) is None


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abcd"), st.booleans(), st.integers(1, 280), st.sampled_from(["join", "next", "leave"])
        ),
        max_size=60,
    )
)
def test_everybody_who_joins_is_served_once_and_what_is_ahead_is_known(
    steps: list[tuple[str, bool, int, str]],
) -> None:
    line, served, joined, left = Line(), list[Ticket](), list[Ticket](), 0
    for now, (name, is_first, characters, step) in enumerate(steps):
        if step == "join":
            joined.append(join(line, name, is_first=is_first, characters=characters, now_s=now))
        elif step == "leave" and line.waiting:
            line.leave(line.waiting[-1])
            left += 1
        elif (ticket := line.next(now)) is not None:
            served.append(ticket)
    now = len(steps)
    waiting = list(line.waiting)
    ahead = {ticket: line.ahead_of(ticket, now) for ticket in waiting}
    done = 0
    while (ticket := line.next(now)) is not None:
        assert ahead[ticket] == done
        done += ticket.characters
        served.append(ticket)
    assert len(served) == len(set(served)) == len(joined) - left


def test_the_first_piece_sets_the_pace_and_others_change_it_slowly() -> None:
    pace = Pace()
    pace.learn(100, 1.0)
    assert pace.per_character_s == pytest.approx(0.01)
    pace.learn(100, 2.0)
    assert 0.01 < pace.per_character_s < 0.02
    pace.learn(0, 5.0)
    assert pace.per_character_s < 0.02


def test_the_wait_is_what_is_in_work_and_ahead_shared_by_the_slots() -> None:
    pace = Pace()
    pace.learn(100, 1.0)
    assert pace.wait_s(0, [], 1) == 0
    assert pace.wait_s(0, [(100, 0.0)], 2) == 0
    assert pace.wait_s(0, [(100, 0.25)], 1) == pytest.approx(0.75)
    assert pace.wait_s(300, [(100, 0.0), (100, 0.5)], 2) == pytest.approx(2.25)
    assert pace.wait_s(0, [(100, 7.0)], 1) == 0, "it takes longer than expected, nobody knows how long"
