"""What a job may ask for."""

from typing import Any

import pytest

from xquizit_runpod_worker.errors import BadInput
from xquizit_runpod_worker.schema import JobInput, read_input

AUDIO = {"audio_pcm_base64": "AAA="}


def test_defaults_are_the_marketplaces() -> None:
    job = read_input(AUDIO)
    assert (job.transcription, job.translate, job.translation) == ("plain_text", False, "plain_text")
    assert (job.temperature, job.best_of, job.beam_size, job.patience) == (0.0, 5, 5, 1.0)
    assert (job.temperature_increment_on_fallback, job.compression_ratio_threshold) == (0.2, 2.4)
    assert (job.logprob_threshold, job.no_speech_threshold) == (-1.0, 0.6)
    assert job.condition_on_previous_text
    assert not job.enable_vad
    assert not job.word_timestamps
    assert job.suppress_tokens == (-1,)


def test_whole_numbers_may_stand_for_fractions() -> None:
    assert read_input({**AUDIO, "temperature": 0, "patience": 1}).patience == 1


@pytest.mark.parametrize(("text", "ids"), [("-1", (-1,)), ("", ()), ("50361, 50362", (50361, 50362))])
def test_suppressed_tokens_are_a_text(text: str, ids: tuple[int, ...]) -> None:
    assert read_input({**AUDIO, "suppress_tokens": text}).suppress_tokens == ids


def test_checks_may_be_switched_off() -> None:
    names = (
        *("temperature_increment_on_fallback", "compression_ratio_threshold", "logprob_threshold"),
        *("no_speech_threshold", "language", "initial_prompt", "model"),
    )
    job = read_input({**AUDIO, **dict.fromkeys(names)})
    assert all(getattr(job, name) is None for name in names)


@pytest.mark.parametrize("value", [None, "audio", [AUDIO], 1])
def test_input_is_an_object(value: object) -> None:
    with pytest.raises(BadInput, match="it must be an object"):
        read_input(value)


def test_mistakes_are_told_together_and_without_their_values() -> None:
    with pytest.raises(BadInput) as caught:
        read_input({**AUDIO, "beam_size": "secret", "initial_prompt": ["secret"], "x": "secret"})
    text = str(caught.value)
    assert text.count("; ") == 2
    assert "secret" not in text
    assert "beam_size" in text
    assert "'x' is not a valid input option" in text
    assert caught.value.__context__ is None


def test_many_mistakes_and_long_names_are_cut_short() -> None:
    with pytest.raises(BadInput) as caught:
        read_input({**AUDIO, **{f"{index}" * 1000: 1 for index in range(9)}})
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize(
    "bad",
    [
        {"temperature": float("nan")}, {"temperature": -0.1}, {"best_of": 0}, {"beam_size": 1.5}, {"beam_size": True},
        {"patience": 0}, {"length_penalty": "1"}, {"suppress_tokens": 5}, {"suppress_tokens": "1;2"},
        {"initial_prompt": "x" * 10_001}, {"language": "EN"}, {"language": ""}, {"enable_vad": 1},
        {"temperature_increment_on_fallback": 0}, {"no_speech_threshold": 1.1}, {"audio": "https://a/"},
    ],
)  # fmt: skip
def test_values_out_of_range_are_refused(bad: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        read_input({**AUDIO, **bad})


def test_a_job_prints_no_content_in_its_errors() -> None:
    assert JobInput.model_config.get("hide_input_in_errors")
