"""The arithmetic of pace: no clock is asked."""

import random

import pytest

from tests.emulators.gemini import tokens
from tests.emulators.gemini.pace import INSTANT, Pace


def test_chunks_join_to_the_text_and_are_of_the_wanted_size() -> None:
    text = "You said you split a large program into eleven services. What did that change in numbers? " * 40
    pieces = tokens.pieces(text)
    chunks = list(Pace(chunk_tokens=5).chunks(pieces, random.Random(1)))
    assert "".join(piece for chunk in chunks for piece in chunk) == text
    assert 1 <= min(map(len, chunks))
    assert max(map(len, chunks)) <= 9
    assert 4 <= len(pieces) / len(chunks) <= 6


def test_waits_follow_from_the_figures() -> None:
    pace = Pace(ttft_ms=500, tokens_per_s=50, thinking_tokens_per_s=200)
    assert pace.first_wait_s(0) == 0.5
    assert pace.first_wait_s(100) == 1.0
    assert pace.wait_s(25) == 0.5
    assert INSTANT.first_wait_s(1000) == INSTANT.wait_s(1000) == 0


def test_a_header_changes_what_it_names() -> None:
    assert Pace().from_header("ttft_ms=0, chunk_tokens=2") == Pace(ttft_ms=0, chunk_tokens=2)


@pytest.mark.parametrize("header", ["ttft=1", "ttft_ms=soon", "ttft_ms=-1", "chunk_tokens=0"])
def test_a_wrong_pace_is_refused(header: str) -> None:
    with pytest.raises(ValueError, match=r"pace|float"):
        Pace().from_header(header)
