"""What a job is sent, for both kinds of workers."""

import base64
import io
import json
import wave

import pytest
from pydantic import SecretStr

from xquizit_transcription.engines.runpod.failures import Outcome, RunpodFailed
from xquizit_transcription.engines.runpod.payload import MOST_RUN_BYTES, job_input, request_body
from xquizit_transcription.engines.runpod.settings import RunpodSettings
from xquizit_transcription.windows.port import Window

PCM = bytes(range(256)) * 125
LONGEST = bytes(31 * 32_000)


def settings(**changes: object) -> RunpodSettings:
    return RunpodSettings(**{"endpoint_id": "abc", "api_key": SecretStr("key"), "model": "small", **changes})


def test_the_marketplace_worker_is_told_everything_and_nothing_it_does_not_know() -> None:
    made = job_input(Window(PCM, is_final=True, prompt="Kafka, Debezium."), settings())
    audio = made.pop("audio_base64")
    assert made == {
        "model": "small",
        "language": "en",
        "transcription": "plain_text",
        "translate": False,
        "temperature": 0.0,
        "beam_size": 5,
        "best_of": 5,
        "initial_prompt": "Kafka, Debezium.",
        "condition_on_previous_text": False,
        "no_speech_threshold": 0.45,
        "enable_vad": True,
        "word_timestamps": True,
    }
    assert isinstance(made["temperature"], float)
    with wave.open(io.BytesIO(base64.b64decode(audio))) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16_000, 1, 2)
        assert file.readframes(file.getnframes()) == PCM


def test_our_worker_takes_the_samples_as_they_are() -> None:
    window = Window(PCM, is_final=False)
    ours, theirs = job_input(window, settings(dialect="ours")), job_input(window, settings())
    assert base64.b64decode(ours.pop("audio_pcm_base64")) == PCM
    del theirs["audio_base64"]
    assert ours == theirs


@pytest.mark.parametrize(("language", "sent"), [("en", "en"), ("en-GB", "en"), ("DE-at", "de"), ("auto", None)])
def test_the_language_is_one_of_whispers_or_left_out(language: str, sent: str | None) -> None:
    assert job_input(Window(PCM, is_final=True), settings(language=language)).get("language") == sent


@pytest.mark.parametrize(
    ("language", "model", "told"),
    [("auto", "small", "de"), ("auto", "small.en", None), ("en", "small", "en")],
)
def test_what_was_found_of_the_language_is_told_where_it_is_asked_for(
    language: str, model: str, told: str | None
) -> None:
    one = settings(language=language, model=model)
    assert job_input(Window(PCM, is_final=True, language="de"), one).get("language") == told
    assert not one.finds_language("de"), "the worker repeats what it is told"
    assert one.finds_language("") == (language == "auto" and model == "small")


def test_no_prompt_no_vad_and_quicker_partials() -> None:
    made = job_input(Window(PCM, is_final=False), settings(use_vad=False))
    assert "initial_prompt" not in made
    assert (made["enable_vad"], made["beam_size"], made["best_of"]) == (False, 1, 1)


@pytest.mark.parametrize("dialect", ["marketplace", "ours"])
def test_the_longest_window_fits_every_route(dialect: str) -> None:
    job = job_input(Window(LONGEST, is_final=True, prompt="word " * 250), settings(dialect=dialect))
    body = request_body(job, deadline_s=90, most_bytes=MOST_RUN_BYTES)
    assert 1_300_000 < len(body) < 1_400_000
    assert json.loads(body) == {"input": job, "policy": {"executionTimeout": 90_000, "ttl": 90_000}}


def test_a_job_is_given_no_less_time_than_runpod_allows() -> None:
    body = request_body({}, deadline_s=0.2, most_bytes=MOST_RUN_BYTES)
    assert json.loads(body)["policy"] == {"executionTimeout": 5_000, "ttl": 10_000}


def test_what_is_too_large_is_not_made() -> None:
    job = job_input(Window(LONGEST, is_final=True), settings())
    size = len(request_body(job, deadline_s=90, most_bytes=MOST_RUN_BYTES))
    assert len(request_body(job, deadline_s=90, most_bytes=size)) == size
    with pytest.raises(RunpodFailed) as raised:
        request_body(job, deadline_s=90, most_bytes=size - 1)
    assert raised.value.outcome is Outcome.TOO_LARGE


@pytest.mark.parametrize(
    ("changes", "variable"),
    [
        ({"api_key": SecretStr("rpa_sécret")}, "RUNPOD_API_KEY"),
        ({"api_key": SecretStr("rpa_secret\nX-Other: header")}, "RUNPOD_API_KEY"),
        ({"endpoint_id": "abc/../def"}, "RUNPOD_ENDPOINT_ID"),
        ({"base_url": "api.runpod.ai/v2"}, "RUNPOD_ENDPOINT_BASE_URL"),
    ],
)
def test_settings_that_fit_no_request_name_their_variable_only(changes: dict[str, object], variable: str) -> None:
    with pytest.raises(ValueError, match=variable) as raised:
        settings(**changes)
    assert "rpa_" not in str(raised.value)


def test_a_key_with_a_line_end_behind_it_is_a_key() -> None:
    made = settings(api_key=SecretStr("rpa_secret\n"))
    assert "rpa_" not in repr(made)
