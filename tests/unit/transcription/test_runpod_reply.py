"""What is made of a worker's output, and what is no output."""

import math
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xquizit_transcription.answer import Word
from xquizit_transcription.engines.runpod.reply import UnusableReply, segments_of
from xquizit_transcription.windows.port import Segment

WINDOW = 10 * 16_000


def segment(text: str, start: Any = 0.0, end: Any = 1.0, **changes: Any) -> dict[str, Any]:
    measures = {"avg_logprob": -0.25, "compression_ratio": 1.2, "no_speech_prob": 0.02}
    return {"id": 1, "seek": 0, "tokens": [1, 2], "text": text, "start": start, "end": end, **measures, **changes}


def words(*given: tuple[str, float, float]) -> list[dict[str, Any]]:
    return [{"word": word, "start": start, "end": end} for word, start, end in given]


def read(output: Any) -> tuple[Segment, ...]:
    return segments_of(output, window_samples=WINDOW)


def spoken(segments: tuple[Segment, ...]) -> list[list[str]]:
    return [[word.text for word in segment.words] for segment in segments]


def test_words_go_to_the_segment_in_which_their_middle_is() -> None:
    output = {
        "segments": [segment(" I led", 0.0, 1.0), segment(" the team.", 1.0, 2.0, avg_logprob=-0.5)],
        "word_timestamps": words((" I", 0.1, 0.2), (" led", 0.3, 1.1), (" the", 0.95, 1.4), (" team.", 1.4, 2.5)),
        "detected_language": "en",
        "device": "cuda",
    }
    first, second = read(output)
    assert spoken((first, second)) == [["I", "led"], ["the", "team."]]
    assert (first.text, second.text) == ("I led", "the team.")
    assert first.words[0] == Word("I", 1600, 3200, pytest.approx(math.exp(-0.25)))
    assert second.words[1].confidence == pytest.approx(math.exp(-0.5))
    assert second.words[0].start_sample == first.words[1].end_sample
    assert (first.avg_logprob, first.compression_ratio, first.no_speech_prob) == (-0.25, 1.2, 0.02)


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ({"detected_language": "de"}, ("de", None)),
        ({"detected_language": "de", "language_probability": 0.9}, ("de", 0.9)),
        ({"detected_language": 7, "language_probability": "much"}, ("", None)),
        ({"detected_language": "de", "language_probability": 2}, ("de", None)),
        ({}, ("", None)),
    ],
)
def test_the_language_is_taken_where_it_was_found(told: dict[str, Any], found: tuple[str, float | None]) -> None:
    output = {"segments": [segment(" ja")], **told}
    [only] = segments_of(output, window_samples=WINDOW, finds_language=True)
    assert (only.language, only.language_probability) == found
    [only] = read(output)
    assert (only.language, only.language_probability) == ("", None), "it is what was asked for"


def test_a_word_outside_all_segments_goes_to_the_nearest() -> None:
    output = {
        "segments": [segment(" one", 0, 1), segment(" two three", 3, 4)],
        "word_timestamps": words((" one", 0, 1), (" two", 2.2, 2.6), (" three", 4.1, 4.5)),
    }
    assert spoken(read(output)) == [["one"], ["two", "three"]]


def test_probabilities_are_used_where_there_are_any() -> None:
    given = [{"word": " sure", "start": 0, "end": 1, "probability": 0.91}, *words((" not", 1, 2))]
    output = {"segments": [segment(" sure not", 0, 2)], "word_timestamps": given}
    [only] = read(output)
    assert [word.confidence for word in only.words] == [0.91, pytest.approx(math.exp(-0.25))]


def test_words_inside_their_segments_are_taken_as_they_are() -> None:
    own = [{"word": " yes", "start": 5, "end": 5.5, "probability": 2.0}]
    output = {"segments": [segment(" no", 0, 1, words=words((" no", 0, 1))), segment(" yes", 0.5, 1, words=own)]}
    found = read(output)
    assert spoken(found) == [["no"], ["yes"]]
    assert found[1].words[0] == Word("yes", 80_000, 88_000, 1.0)


def test_without_times_words_share_the_segment_by_their_length() -> None:
    [only] = read({"segments": [segment(" a bbb", 1, 3)], "word_timestamps": []})
    confidence = pytest.approx(math.exp(-0.25))
    assert only.words == (Word("a", 16_000, 24_000, confidence), Word("bbb", 24_000, 48_000, confidence))


def test_only_words_that_the_worker_left_out_are_made_up() -> None:
    late = words((" one", 0, 0.2), (" two", 0.4, 0.6))
    both = [segment(" one", 0, 1), segment(" two", 1, 2)]
    assert spoken(read({"segments": both, "word_timestamps": late})) == [["one", "two"], []]
    assert spoken(read({"segments": both, "word_timestamps": late[:1]})) == [["one"], ["two"]]


def test_parts_of_a_word_are_put_together() -> None:
    given = words((" a", 0, 0.1), (" well", 0.1, 0.4), ("-known", 0.4, 0.8), (" ", 0.8, 0.9), (" tool", 1, 1.2))
    [only] = read({"segments": [segment(" a well-known tool")], "word_timestamps": given})
    assert [word.text for word in only.words] == ["a", "well-known", "tool"]
    assert (only.words[1].start_sample, only.words[1].end_sample) == (1600, 12_800)


def test_words_of_a_worker_that_strips_them_stay_apart() -> None:
    given = words(("a", 0, 0.1), ("well", 0.1, 0.4), ("", 0.4, 0.5), ("known", 0.5, 0.8))
    [only] = read({"segments": [segment("a well known")], "word_timestamps": given})
    assert [word.text for word in only.words] == ["a", "well", "known"]


def test_segments_come_in_order_and_empty_ones_are_dropped() -> None:
    output = {"segments": [segment(" two", 3, 4), segment("  ", 0, 9), segment(" one", 0, 2, no_speech_prob=1.5)]}
    found = read(output)
    assert [one.text for one in found] == ["one", "two"]
    assert found[0].no_speech_prob == 1.0
    assert read({"segments": []}) == ()


def test_words_stay_in_the_window() -> None:
    output = {"segments": [segment(" one two", -1, 99)], "word_timestamps": words((" one", -1, 0.5), (" two", 9, 99))}
    [only] = read(output)
    assert [(word.start_sample, word.end_sample) for word in only.words] == [(0, 8000), (144_000, WINDOW)]


@pytest.mark.parametrize(
    "output",
    [
        None,
        "text",
        [],
        {},
        {"segments": None},
        {"segments": {"0": segment(" a")}},
        {"segments": [segment(" a", start="0.0")]},
        {"segments": [segment(" a", end=math.nan)]},
        {"segments": [segment(" a", end=math.inf)]},
        {"segments": [segment(" a", end=1e300)]},
        {"segments": [segment(" a", avg_logprob=math.nan)]},
        {"segments": [segment(" a", no_speech_prob=None)]},
        {"segments": [segment(" a", compression_ratio=True)]},
        {"segments": [segment(7)]},  # type: ignore[arg-type]
        {"segments": [{"text": " a", "start": 0, "end": 1}]},
        {"segments": [segment(" a")], "word_timestamps": [{"word": " a", "start": 0}]},
        {"segments": [segment(" a")], "word_timestamps": "a"},
        {
            "segments": [segment(" a")],
            "word_timestamps": [{"word": " a", "start": 0, "end": 1, "probability": math.nan}],
        },
    ],
)
def test_what_no_worker_of_whisper_makes_is_unusable(output: Any) -> None:
    with pytest.raises(UnusableReply) as raised:
        read(output)
    assert raised.value.outcome == "unusable_output"
    assert raised.value.__cause__ is None


def test_nothing_recognized_is_in_the_error() -> None:
    with pytest.raises(UnusableReply) as raised:
        read({"segments": [segment(" a secret", end="soon")]})
    assert "secret" not in f"{raised.value!r} {raised.value}"
    assert raised.value.__suppress_context__


seconds = st.floats(-100, 100)
texts = st.text(alphabet=" ab-.", max_size=8)
timed = st.fixed_dictionaries(
    {"word": texts, "start": seconds, "end": seconds}, optional={"probability": st.floats(-2, 2)}
)
outputs = st.fixed_dictionaries(
    {"segments": st.lists(st.builds(segment, texts, seconds, seconds, avg_logprob=st.floats(-1e9, 1e9)), max_size=5)},
    optional={"word_timestamps": st.none() | st.lists(timed, max_size=8)},
)


@given(outputs, st.integers(0, WINDOW))
def test_words_are_whole_inside_the_window_and_in_order(output: dict[str, Any], samples: int) -> None:
    found = segments_of(output, window_samples=samples)
    heard = [word for one in found for word in one.words]
    for word in heard:
        assert 0 <= word.start_sample <= word.end_sample <= samples
        assert 0 <= word.confidence <= 1
        assert word.text
        assert word.text == word.text.strip()
    assert all(left.end_sample <= right.start_sample for left, right in pairwise(heard))
    assert all(one.text for one in found)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["segments", "text", "start", "end", "word_timestamps"]), inner, max_size=4)
    ),
)


@given(json_values)
def test_anything_is_read_or_unusable(output: Any) -> None:
    try:
        assert all(isinstance(one, Segment) for one in read(output))
    except UnusableReply:
        pass
