from collections import deque

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from xquizit_transcription.level import CLIPPED_SHARE, DEAD_PEAK, FULL_SCALE, QUIET_RMS, Level, LevelMeter

WINDOW = 512


def judge(meter: LevelMeter, amplitude: float, *, seconds: float = 1.2, speech: bool = True) -> list[Level]:
    wave = amplitude * np.sin(np.arange(round(seconds * 16_000)) / 5)
    samples = np.clip(wave, -32768, 32767).astype(np.int16)
    changes = [meter.step(samples[at : at + WINDOW], speech=speech) for at in range(0, len(samples), WINDOW)]
    return [change for change in changes if change is not None]


@pytest.mark.parametrize(
    ("amplitude", "level"), [(0, Level.DEAD), (100, Level.QUIET), (5000, Level.OK), (60_000, Level.CLIPPING)]
)
def test_a_second_is_judged(amplitude: float, level: Level) -> None:
    assert judge(LevelMeter(), amplitude) == [level]


def test_nothing_is_judged_before_a_second_has_passed() -> None:
    assert judge(LevelMeter(), 0, seconds=0.9) == []


def test_changes_are_told_once() -> None:
    meter = LevelMeter()
    assert judge(meter, 5000) == [Level.OK]
    assert judge(meter, 5000) == []
    assert judge(meter, 0, speech=False) == [Level.DEAD]
    assert judge(meter, 60_000)[-1] is Level.CLIPPING


def test_somebody_who_thinks_is_not_too_quiet() -> None:
    assert judge(LevelMeter(), 100, speech=False, seconds=5) == [Level.OK]


def test_one_click_is_not_clipping() -> None:
    meter = LevelMeter()
    window = np.full(WINDOW, 100, np.int16)
    window[0] = 32767
    assert [meter.step(window, speech=False), *judge(meter, 5000)].count(Level.CLIPPING) == 0


class SummedAnew:
    """The definition: whole windows that cover the last second, summed anew each time."""

    def __init__(self, span: int) -> None:
        self._span = span
        self._heard: deque[NDArray[np.int64]] = deque()
        self._spoken: deque[NDArray[np.int64]] = deque()
        self._state: Level | None = None

    def step(self, samples: NDArray[np.int16], *, speech: bool) -> Level | None:
        for windows in (self._heard, self._spoken) if speech else (self._heard,):
            windows.append(samples.astype(np.int64))
            while sum(map(len, windows)) - len(windows[0]) >= self._span:
                windows.popleft()
        if sum(map(len, self._heard)) < self._span:
            return None
        before, self._state = self._state, self._judge()
        return None if self._state is before else self._state

    def _judge(self) -> Level:
        heard = np.abs(np.concatenate(self._heard))
        if heard.max() <= DEAD_PEAK:
            return Level.DEAD
        if (heard >= FULL_SCALE).sum() > CLIPPED_SHARE * len(heard):
            return Level.CLIPPING
        spoken = np.concatenate(self._spoken) if self._spoken else heard[:0]
        if len(spoken) >= self._span and np.square(spoken.astype(np.float64)).sum() < QUIET_RMS**2 * len(spoken):
            return Level.QUIET
        return Level.OK


windows = st.tuples(
    st.integers(1, 40), st.sampled_from([0, 1, 2, 150, 179, 180, 181, 5_000, 32_699, 32_700, -32_768]), st.booleans()
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(windows, st.integers(1, 12)), max_size=30), st.integers(1, 100))
def test_it_judges_as_if_everything_were_summed_anew(runs: list[tuple[tuple[int, int, bool], int]], span: int) -> None:
    meter, anew = LevelMeter(span_samples=span), SummedAnew(span)
    for (length, value, speech), times in runs:
        for _ in range(times):
            window = np.full(length, value, np.int16)
            assert meter.step(window, speech=speech) is anew.step(window, speech=speech)
