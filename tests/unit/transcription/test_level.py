import numpy as np
import pytest

from xquizit_transcription.level import Level, LevelMeter

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
