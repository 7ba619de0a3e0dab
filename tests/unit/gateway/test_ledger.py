"""Audio is kept until it is acknowledged, to the sample."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xquizit_gateway.listening.ledger import Ledger


def test_positions_begin_where_the_answer_goes_on() -> None:
    ledger = Ledger(100)
    ledger.write(b"abcdef")
    assert (ledger.first, ledger.end) == (100, 103)
    assert ledger.read(101, 2) == b"cd"
    assert ledger.read(103, 2) == b""
    with pytest.raises(ValueError, match="forgotten"):
        ledger.read(99, 2)


def test_an_odd_byte_waits_for_its_other_half() -> None:
    ledger = Ledger()
    ledger.write(b"abc")
    assert ledger.end == 1
    ledger.write(b"d")
    assert ledger.read(0, 100) == b"abcd"


def test_acknowledged_audio_is_forgotten_once_and_never_more_than_there_is() -> None:
    ledger = Ledger()
    ledger.write(b"abcdef")
    assert ledger.acknowledge(2)
    assert not ledger.acknowledge(2)
    assert not ledger.acknowledge(1)
    assert ledger.read(2, 100) == b"ef"
    assert ledger.acknowledge(99)
    assert (ledger.first, ledger.end) == (3, 3)


def test_a_full_ledger_says_so_until_something_is_acknowledged() -> None:
    ledger = Ledger(limit_samples=3)
    ledger.write(b"abcdef")
    assert ledger.is_full
    ledger.acknowledge(1)
    assert not ledger.is_full


@given(st.lists(st.tuples(st.binary(max_size=9), st.integers(0, 40))))
def test_whatever_the_frames_and_acknowledgements_what_is_kept_is_what_was_said(steps: list[tuple[bytes, int]]) -> None:
    ledger, said = Ledger(), b""
    for frame, acknowledged in steps:
        ledger.write(frame)
        said += frame
        ledger.acknowledge(acknowledged)
        assert ledger.end == len(said) // 2
        assert ledger.read(ledger.first, 10_000) == said[ledger.first * 2 : ledger.end * 2]
