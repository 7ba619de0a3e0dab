"""When a job is asked for: shortly before it usually ends, then in short steps; as ever until that is known."""

from itertools import accumulate, islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xquizit_transcription.engines.runpod.job_times import JobTimes
from xquizit_transcription.engines.runpod.settings import Pace

PACE = Pace()


def times(*seconds: float) -> JobTimes:
    known = JobTimes(PACE)
    for one in seconds:
        known.took(one)
    return known


def asked_at(known: JobTimes, count: int = 8, *, elapsed_s: float = 0.0) -> list[float]:
    """The moments at which a job is asked for, from when it was sent."""
    pauses = islice(known.pauses(elapsed_s=elapsed_s), count)
    return [round(at_s, 3) for at_s in accumulate(pauses, initial=elapsed_s)][1:]


@pytest.mark.parametrize("known", [times(), times(42.0), times(42.0, 1.0, 1.0)])
def test_until_a_few_jobs_are_known_the_pauses_are_the_usual_ones(known: JobTimes) -> None:
    assert asked_at(known, 3) == [0.1, 0.225, 0.381]


def test_the_first_question_comes_shortly_before_the_end_and_the_next_ones_soon_after() -> None:
    moments = asked_at(times(*[1.0] * 4))
    assert moments[:3] == [0.95, 1.05, 1.175]


def test_a_machine_that_had_to_start_is_one_of_many() -> None:
    assert asked_at(times(42.0, 1.0, 1.0, 1.0))[0] == 0.95


def test_quick_jobs_count_more_than_slow_ones() -> None:
    first_s = asked_at(times(*[0.4] * 6, *[3.0] * 14))[0]
    assert first_s < 0.4


def test_an_endpoint_that_has_become_quicker_is_learned_within_twenty_jobs() -> None:
    assert asked_at(times(*[3.0] * 50, *[0.5] * 6))[0] < 0.5
    assert asked_at(times(*[0.5] * 50, *[1.5] * 20))[0] > 1.0


def test_the_time_that_sending_took_is_no_pause() -> None:
    known = times(*[1.0] * 4)
    assert asked_at(known, 1, elapsed_s=0.3) == [0.95]
    assert asked_at(known, 1, elapsed_s=5.0) == [5.05]


@given(st.lists(st.floats(0, 1e6), max_size=60), st.floats(0, 100))
def test_it_asks_neither_too_often_nor_too_late(seconds: list[float], elapsed_s: float) -> None:
    pauses = list(islice(times(*seconds).pauses(elapsed_s=elapsed_s), 60))
    assert all(PACE.first_poll_s / 2 <= pause_s <= max(2.0, PACE.last_poll_s) for pause_s in pauses)
    assert all(later >= sooner for sooner, later in pairwise(pauses[1:]))
    assert pauses[-1] == PACE.last_poll_s
