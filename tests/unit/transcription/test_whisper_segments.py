"""What a worker heard becomes segments of the port; how windows are decoded; how much memory a process holds."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xquizit_transcription.answer import Word
from xquizit_transcription.engines.whisper.decoding import decoding
from xquizit_transcription.engines.whisper.segments import segments_of

SECONDS = st.floats(-1, 40)


def heard(text: str = " I led it.", *words: tuple[str, float, float, float], **changes: Any) -> dict[str, Any]:
    told = {"avg_logprob": -0.2, "compression_ratio": 0.9, "no_speech_prob": 0.1}
    return {"text": text, "start": 0.0, "end": 1.5, "words": list(words), **told, **changes}


def test_seconds_become_samples() -> None:
    told = heard(" I led it.", (" I", 0.0, 0.1, 0.9), (" led", 0.1, 0.44, 0.5), (" it.", 0.5, 0.6, 1.0))
    [segment] = segments_of([told], samples=16_000)
    assert segment.text == "I led it."
    assert segment.words == (Word("I", 0, 1600, 0.9), Word("led", 1600, 7040, 0.5), Word("it.", 8000, 9600, 1.0))
    assert (segment.avg_logprob, segment.compression_ratio, segment.no_speech_prob) == (-0.2, 0.9, 0.1)


def test_a_word_in_the_silence_behind_the_window_is_put_at_its_end() -> None:
    [segment] = segments_of([heard("a b", ("a", 0.4, 0.7, 1), ("b", 29.0, 30.0, 1))], samples=8000)
    assert [(word.start_sample, word.end_sample) for word in segment.words] == [(6400, 8000), (8000, 8000)]


def test_a_text_that_was_not_aligned_keeps_its_words() -> None:
    [segment] = segments_of([heard(" I led it.", avg_logprob=math.log(0.5))], samples=24_000)
    assert segment.words == (
        Word("I", 0, 8000, pytest.approx(0.5)),
        Word("led", 8000, 16_000, pytest.approx(0.5)),
        Word("it.", 16_000, 24_000, pytest.approx(0.5)),
    )


def test_nothing_is_no_segment() -> None:
    assert segments_of([], samples=100) == ()
    assert segments_of([heard("  "), heard(" ", (" ", 0.0, 0.1, 0.5))], samples=100) == ()


@given(
    st.lists(
        st.lists(st.tuples(st.text(max_size=3), SECONDS, SECONDS, st.floats(-1, 2) | st.just(math.nan)), max_size=5),
        max_size=3,
    ),
    st.integers(1, 500_000),
)
def test_words_are_in_order_and_inside_the_window(
    told: list[list[tuple[str, float, float, float]]], samples: int
) -> None:
    segments = segments_of([heard("a b", *words) for words in told], samples=samples)
    at = 0
    for word in (word for segment in segments for word in segment.words):
        assert at <= word.start_sample <= word.end_sample <= samples
        assert 0.0 <= word.confidence <= 1.0
        at = word.end_sample


def test_finals_are_decoded_thoroughly_and_looks_quickly() -> None:
    def arguments(*, is_final: bool, is_gpu: bool, prompt: str = "") -> Any:
        return decoding(is_final=is_final, is_gpu=is_gpu, language="en", prompt=prompt, no_speech_threshold=0.6)

    for is_gpu in (False, True):
        look = arguments(is_final=False, is_gpu=is_gpu)
        assert (look["beam_size"], look["temperature"]) == (1, (0.0,))
    assert arguments(is_final=True, is_gpu=True)["beam_size"] == 5
    final = arguments(is_final=True, is_gpu=False, prompt="Kubernetes")
    assert (final["beam_size"], final["temperature"]) == (2, (0.0, 0.2, 0.4))
    assert final["initial_prompt"] == "Kubernetes"
    assert arguments(is_final=True, is_gpu=False)["initial_prompt"] is None
    assert (final["condition_on_previous_text"], final["vad_filter"]) == (False, False)
