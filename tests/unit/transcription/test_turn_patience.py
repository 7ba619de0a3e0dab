"""How long a silence is waited out, and why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xquizit_transcription.turn_taking.clauses import Clause
from xquizit_transcription.turn_taking.patience import LEAST_S, MOST_S, Reason, patience
from xquizit_transcription.turn_taking.pauses import PauseModel


def known(pause_s: float) -> PauseModel:
    model = PauseModel()
    for share in (0.6, 1.0, 1.6) * 6:
        model = model.learned(pause_s * share)
    return model


def wait(pauses: PauseModel, clause: Clause = Clause.COMPLETE, spoken_s: float = 20) -> tuple[float, Reason]:
    due = patience(pauses, clause, spoken_s=spoken_s)
    return due.wait_samples / 16_000, due.reason


@pytest.mark.parametrize(
    ("clause", "spoken_s", "pauses", "reason"),
    [
        (Clause.COMPLETE, 20, known(0.5), Reason.USUAL_PAUSE),
        (Clause.UNKNOWN, 20, known(0.5), Reason.USUAL_PAUSE),
        (Clause.EMPTY, 20, known(0.5), Reason.USUAL_PAUSE),
        (Clause.COMPLETE, 20, PauseModel(), Reason.FIRST_PAUSES),
        (Clause.COMPLETE, 1, known(0.5), Reason.BARELY_BEGUN),
        (Clause.COMPLETE, 120, known(0.5), Reason.LONG_ANSWER),
        (Clause.UNKNOWN, 120, known(0.5), Reason.USUAL_PAUSE),
        (Clause.CLOSED, 1, PauseModel(), Reason.SAID_DONE),
        (Clause.THINKING, 120, known(0.5), Reason.AFTER_THINKING),
        (Clause.UNFINISHED, 120, known(0.5), Reason.UNFINISHED_CLAUSE),
    ],
)
def test_the_reason_is_the_first_that_fits(clause: Clause, spoken_s: float, pauses: PauseModel, reason: Reason) -> None:
    assert wait(pauses, clause, spoken_s)[1] is reason


def test_waits_of_a_typical_speaker() -> None:
    pauses = known(0.5)
    assert 1.2 < wait(pauses)[0] < 2.5
    assert 0.6 <= wait(pauses, Clause.CLOSED)[0] <= 1.2
    assert wait(pauses, Clause.UNFINISHED)[0] > 1.5 * wait(pauses)[0]
    assert wait(pauses, Clause.THINKING)[0] >= 3.5


@pytest.mark.parametrize("clause", Clause)
def test_who_pauses_long_is_never_given_less_time(clause: Clause) -> None:
    waits = [wait(known(pause_s), clause)[0] for pause_s in (0.2, 0.4, 0.8, 1.6)]
    assert waits == sorted(waits)
    assert clause is Clause.CLOSED or waits[0] < waits[-1]


@given(st.lists(st.floats(0.15, 8), max_size=30), st.booleans(), st.sampled_from(Clause), st.floats(0, 3600))
def test_every_wait_is_bounded(pauses_s: list[float], too_soon: bool, clause: Clause, spoken_s: float) -> None:
    model = PauseModel()
    for pause_s in pauses_s:
        model = model.learned(pause_s).judged(too_soon=too_soon)
    assert LEAST_S <= wait(model, clause, spoken_s)[0] <= MOST_S
