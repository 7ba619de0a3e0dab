"""The pace at which sound arrives: what betrays another rate, and what only looks like it for a while."""

import random
from collections.abc import Iterable

import pytest

from xquizit_gateway.listening.arrival import BACKLOG_S, SPAN_S, Arrival

FRAME_SAMPLES = 4096
FRAME_BYTES = 2 * FRAME_SAMPLES

Come = tuple[float, int]
"""A frame: when it comes, and its bytes."""


def captured(rate_hz: float, seconds: float, *, start_s: float = 0.0, jitter_s: float = 0.0) -> list[Come]:
    """Frames as a client sends them that captures at that rate."""
    chance = random.Random(7)
    count = round(seconds * rate_hz / FRAME_SAMPLES)
    times = [start_s + (n + 1) * FRAME_SAMPLES / rate_hz + chance.uniform(0, jitter_s) for n in range(count)]
    return [(at_s, FRAME_BYTES) for at_s in sorted(times)]


def burst(seconds: float, *, at_s: float, pace: float = float("inf")) -> list[Come]:
    """So much sound at once, or at that pace."""
    count = round(seconds * 16_000 / FRAME_SAMPLES)
    return [(at_s + n * FRAME_SAMPLES / 16_000 / pace, FRAME_BYTES) for n in range(count)]


def verdicts(frames: Iterable[Come], *, arrival: Arrival | None = None) -> list[tuple[float, int | None]]:
    """When the verdict changed, and to what."""
    arrival = arrival or Arrival(opened_s=0.0)
    return [(at_s, arrival.wrong_rate_hz) for at_s, size in frames if arrival.took(size, now_s=at_s)]


@pytest.mark.parametrize("rate_hz", [8_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000])
@pytest.mark.parametrize("jitter_s", [0.0, 0.2])
def test_another_rate_is_noticed_and_named(rate_hz: int, jitter_s: float) -> None:
    [(at_s, found)] = verdicts(captured(rate_hz, 120, jitter_s=jitter_s))
    assert found == rate_hz
    soonest = BACKLOG_S / (rate_hz / 16_000 - 1) if rate_hz > 16_000 else SPAN_S
    assert max(SPAN_S, soonest) <= at_s <= max(SPAN_S, soonest) + 3.0


@pytest.mark.parametrize("rate_hz", [16_000, 15_800, 16_200])
@pytest.mark.parametrize("jitter_s", [0.0, 0.5, 3.0])
def test_the_right_rate_is_never_doubted(rate_hz: float, jitter_s: float) -> None:
    assert verdicts(captured(rate_hz, 600, jitter_s=jitter_s)) == []


@pytest.mark.parametrize("pace", [2.0, 2.756, 3.0, 30.0, float("inf")])
def test_a_backlog_at_the_beginning_is_none(pace: float) -> None:
    waiting = burst(BACKLOG_S, at_s=0.0, pace=pace)
    assert verdicts([*waiting, *captured(16_000, 60, start_s=waiting[-1][0])]) == []


@pytest.mark.parametrize("pace", [2.756, 3.0, 30.0])
def test_a_replay_after_a_reconnect_is_none_however_long(pace: float) -> None:
    waiting = burst(300.0, at_s=0.0, pace=pace)
    frames = [*waiting, *captured(16_000, 60, start_s=waiting[-1][0])]
    assert verdicts(frames, arrival=Arrival(opened_s=0.0, is_resumed=True)) == []


@pytest.mark.parametrize("pace", [2.756, 3.0, 10.0])
def test_a_line_that_stalls_and_catches_up_is_none(pace: float) -> None:
    """At the pace of 48 kHz, but no more comes than was captured meanwhile."""
    frames = captured(16_000, 30)
    stalled_s = 60.0
    catching_up = burst(stalled_s * pace / (pace - 1), at_s=30.0 + stalled_s, pace=pace)
    frames += [*catching_up, *captured(16_000, 60, start_s=catching_up[-1][0])]
    assert verdicts(frames) == []


def test_stalls_of_every_second_are_no_8_khz() -> None:
    """Half the pace on average, but by turns all and nothing."""
    frames = [frame for frame in captured(16_000, 120) if int(frame[0] / 3) % 2]
    assert verdicts(frames) == []


def test_who_sends_a_recording_as_fast_as_it_is_taken_has_no_rate() -> None:
    assert verdicts(burst(300.0, at_s=0.0, pace=50.0)) == []


def test_a_verdict_is_taken_back_when_the_pace_is_right() -> None:
    """A line that was half as fast as it should be, for long, and then caught up."""
    slow = captured(8_000, 30)
    late = burst(15.0, at_s=30.0)
    found = verdicts([*slow, *late, *captured(16_000, 30, start_s=30.0)])
    assert [rate_hz for _, rate_hz in found] == [8_000, None]
    assert 34.0 <= found[1][0] <= 44.0


def test_a_client_that_captures_rightly_from_some_moment_on_is_believed() -> None:
    found = verdicts([*captured(48_000, 30), *captured(16_000, 30, start_s=30.0)])
    assert [rate_hz for _, rate_hz in found] == [48_000, None]


def test_a_muted_microphone_changes_nothing() -> None:
    found = verdicts([*captured(48_000, 30), *captured(48_000, 30, start_s=90.0)])
    assert [rate_hz for _, rate_hz in found] == [48_000]


def test_frames_as_small_as_a_sample_cost_little_memory_and_tell_the_same() -> None:
    arrival = Arrival(opened_s=0.0)
    found = verdicts(((n / 48_000, 2) for n in range(48_000 * 12)), arrival=arrival)
    assert [rate_hz for _, rate_hz in found] == [48_000]
    assert len(arrival._marks) <= 102  # type: ignore[reportPrivateUsage]


def test_where_we_did_not_read_the_pace_says_nothing() -> None:
    arrival = Arrival(opened_s=0.0)
    assert verdicts(captured(48_000, 9), arrival=arrival) == []
    arrival.restart(9.0)
    assert verdicts(captured(48_000, 60, start_s=9.0), arrival=arrival) == []
