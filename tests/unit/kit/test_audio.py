"""PCM arithmetic, checked against the standard library's reader."""

import io
import wave

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xquizit_kit import audio


@given(st.binary(max_size=400).filter(lambda pcm: len(pcm) % 2 == 0), st.sampled_from([16_000, 24_000]))
def test_a_wav_is_what_the_standard_library_reads(pcm: bytes, rate_hz: int) -> None:
    with wave.open(io.BytesIO(audio.to_wav(pcm, rate_hz))) as reader:
        assert (reader.getnchannels(), reader.getsampwidth(), reader.getframerate()) == (1, 2, rate_hz)
        assert reader.readframes(reader.getnframes()) == pcm


def test_half_a_sample_is_an_error() -> None:
    with pytest.raises(ValueError, match="3 bytes"):
        audio.sample_count(b"abc")
