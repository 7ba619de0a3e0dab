"""How far a fetch is, said in lines."""

import pytest

from xquizit_kit.models.progress import Bar, Lines

MB = 1_000_000


class Clock:
    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_says_the_size_first_then_every_few_seconds_then_the_end() -> None:
    said: list[str] = []
    clock = Clock()
    lines = Lines("base.en", said.append, clock=clock)
    for step in range(15):
        clock.now_s = 100.0 + step
        lines(10 * MB * step, 140 * MB)
    lines(140 * MB, 140 * MB)
    assert said == [
        "fetching base.en: 140 MB",
        "base.en: 50 of 140 MB (35 %), 10.0 MB/s, 9 s left",
        "base.en: 100 of 140 MB (71 %), 10.0 MB/s, 4 s left",
        "base.en is here, after 14 s",
    ]


def test_what_was_here_before_is_not_counted_as_speed() -> None:
    said: list[str] = []
    clock = Clock()
    lines = Lines("large-v3", said.append, clock=clock)
    lines(2000 * MB, 3000 * MB)
    clock.now_s += 10
    lines(2010 * MB, 3000 * MB)
    clock.now_s += 10
    lines(0, 3000 * MB)
    assert said == [
        "fetching large-v3: 3000 MB, 2000 of it are here",
        "large-v3: 2010 of 3000 MB (67 %), 1.0 MB/s, 16 min left",
        "large-v3: 0 of 3000 MB (0 %), nothing comes",
    ]


def test_a_bar_for_terminals(capsys: pytest.CaptureFixture[str]) -> None:
    with Bar("tiny") as bar:
        bar(10 * MB, 40 * MB)
        bar(40 * MB, 40 * MB)
    shown = capsys.readouterr().err
    assert "tiny: 100%" in shown
    assert "40.0M/40.0M" in shown
    with Bar("nothing was fetched"):
        pass
