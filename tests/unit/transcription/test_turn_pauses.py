"""A candidate's pauses are learned, kept in bounds and stored."""

import json
import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xquizit_transcription.turn_taking.pauses import PauseModel


def after(*pauses_s: float, model: PauseModel | None = None) -> PauseModel:
    model = model or PauseModel()
    for pause_s in pauses_s:
        model = model.learned(pause_s)
    return model


def usual(model: PauseModel) -> float:
    return math.exp(model.log_mean)


def test_a_typical_speaker_is_expected_at_first() -> None:
    assert usual(PauseModel()) == pytest.approx(0.5)
    assert 1.2 < PauseModel().usual_wait_s < 2.5


@pytest.mark.parametrize("pause_s", [0.25, 0.4, 0.8, 1.3])
def test_eight_pauses_are_enough_to_know_a_candidate(pause_s: float) -> None:
    assert usual(after(*[pause_s] * 8)) == pytest.approx(pause_s, rel=0.25)


def test_who_pauses_longer_or_less_evenly_is_given_more_time() -> None:
    fast, slow = after(*[0.3] * 12), after(*[1.2] * 12)
    even, uneven = after(*[0.6] * 12), after(*[0.25, 1.44] * 6)
    assert fast.usual_wait_s < PauseModel().usual_wait_s < slow.usual_wait_s
    assert usual(even) == pytest.approx(usual(uneven), rel=0.1)
    assert even.usual_wait_s < uneven.usual_wait_s


def test_one_outlier_says_little() -> None:
    known = after(*[0.4, 0.6, 0.5, 0.45, 0.55] * 3)
    surprised = known.learned(7.5)
    assert usual(surprised) < 1.1 * usual(known)
    assert known.usual_wait_s < surprised.usual_wait_s < 1.5 * known.usual_wait_s


def test_what_is_no_pause_is_not_learned() -> None:
    model = PauseModel()
    for silence_s in (-1.0, 0.0, 0.14, 8.1, math.inf, math.nan):
        assert model.learned(silence_s) is model


def test_false_hints_widen_the_wait_more_than_one_good_one_narrows_it() -> None:
    model = PauseModel()
    widened = model.judged(too_soon=True)
    assert widened.usual_wait_s > 1.1 * model.usual_wait_s
    assert model.usual_wait_s > widened.judged(too_soon=False).usual_wait_s / 1.2 > 0.9 * model.usual_wait_s


def test_about_one_pause_in_fifty_outlasts_the_wait_whatever_their_distribution() -> None:
    draw = random.Random(3)
    model, longer, count = PauseModel(), 0, 4000
    for _ in range(count):
        brief = draw.random() < 0.5
        pause_s = draw.lognormvariate(math.log(0.25 if brief else 0.9), 0.35 if brief else 0.5)
        too_soon = pause_s > model.usual_wait_s
        longer += too_soon
        model = model.learned(pause_s).judged(too_soon=too_soon)
    assert 0.01 < longer / count < 0.03


@given(st.lists(st.floats(0, 20) | st.booleans(), max_size=60))
def test_no_history_makes_waits_absurd(history: list[float | bool]) -> None:
    model = PauseModel()
    for event in history:
        model = model.judged(too_soon=event) if isinstance(event, bool) else model.learned(event)
    assert 0.15 < model.usual_wait_s < 1_000
    again = PauseModel.from_json(model.to_json())
    assert again.usual_wait_s == pytest.approx(model.usual_wait_s, rel=0.01)
    assert again.pauses == model.pauses


def test_it_is_stored_in_few_bytes() -> None:
    stored = after(0.3, 0.9).to_json()
    assert len(stored) < 100
    assert set(json.loads(stored)) == {"log_mean", "log_deviation", "margin", "pauses"}


@pytest.mark.parametrize(
    "stored",
    [
        None, b"", b"{}", b"[]", b"7", b'"x"', b"\xff\xfe", b"{not json", b"null",
        b'{"log_mean":"x","log_deviation":1,"margin":2,"pauses":3}',
        b'{"log_mean":NaN,"log_deviation":1,"margin":2,"pauses":3}',
        b'{"log_mean":1,"log_deviation":Infinity,"margin":2,"pauses":3}',
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_a_typical_speaker(stored: bytes | None) -> None:
    assert PauseModel.from_json(stored) == PauseModel()


def test_stored_numbers_out_of_range_are_brought_back() -> None:
    model = PauseModel.from_json('{"log_mean":99,"log_deviation":-3,"margin":1e9,"pauses":-2}')
    assert usual(model) == pytest.approx(8)
    assert (model.log_deviation, model.margin, model.pauses) == (0.25, 4.0, 0)
