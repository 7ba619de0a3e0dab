"""The emulated Faster-Whisper worker: what it takes, what it refuses, and the shape of what it says."""

import base64
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import numpy as np
import pytest

from tests.emulators.runpod.client import runpod_client, wav, whisper_job, whisper_pcm_job
from tests.emulators.runpod.hearing import HeardWord
from tests.emulators.runpod.server import RunpodEmulator

PCM = bytes(range(1, 251)) * 128
ENCODED = base64.b64encode(wav(PCM)).decode()
WORDS = [
    HeardWord("We", 0, 4_000, 0.9),
    HeardWord("moved.", 4_800, 8_000, 0.8),
    HeardWord("Twice,", 8_160, 12_000, 0.99, 0.2),
    HeardWord("then", 24_000, 26_000),
]


class Ear:
    """Hears `words` and remembers what it was given."""

    def __init__(self) -> None:
        self.words = WORDS
        self.heard = b""

    async def __call__(self, pcm: bytes) -> list[HeardWord]:
        self.heard = pcm
        return self.words


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
async def http(ear: Ear) -> AsyncIterator[httpx.AsyncClient]:
    async with RunpodEmulator(ear) as emulator, runpod_client(emulator) as made:
        yield made


@pytest.fixture
async def ours(ear: Ear) -> AsyncIterator[httpx.AsyncClient]:
    async with RunpodEmulator(ear, dialect="ours") as emulator, runpod_client(emulator) as made:
        yield made


async def ask(http: httpx.AsyncClient, job: dict[str, Any]) -> dict[str, Any]:
    """The job once it has ended."""
    return (await http.post("runsync", json=job)).json()


async def test_an_output_has_the_fields_of_the_real_one(http: httpx.AsyncClient, ear: Ear) -> None:
    output = (await ask(http, whisper_job(PCM, model="turbo", enable_vad=True)))["output"]
    assert ear.heard == PCM
    expected = ["segments", "detected_language", "transcription", "translation", "device", "model"]
    assert list(output) == expected
    assert output["transcription"] == "We moved. Twice, then"
    assert (output["detected_language"], output["translation"], output["device"]) == ("en", None, "cuda")
    assert output["model"] == "turbo"
    fields = "id seek start end text tokens temperature avg_logprob compression_ratio no_speech_prob".split()
    assert all(list(segment) == fields for segment in output["segments"])


async def test_the_language_is_that_of_the_words_or_what_was_asked_for(
    http: httpx.AsyncClient, ours: httpx.AsyncClient, ear: Ear
) -> None:
    ear.words = [HeardWord("Ja,", 0, 4_000, language="de"), HeardWord("gut.", 4_800, 8_000, language="de")]
    found = (await ask(ours, whisper_pcm_job(PCM)))["output"]
    assert (found["detected_language"], found["language_probability"]) == ("de", 0.98)
    plain = (await ask(http, whisper_job(PCM)))["output"]
    assert plain["detected_language"] == "de"
    assert "language_probability" not in plain, "the marketplace's worker tells none"
    told = (await ask(ours, whisper_pcm_job(PCM, language="en")))["output"]
    assert told["detected_language"] == "en"
    assert "language_probability" not in told
    assert told["segments"][0]["avg_logprob"] < -0.7 < found["segments"][0]["avg_logprob"], "it guesses"


async def test_segments_end_with_sentences_and_pauses(http: httpx.AsyncClient) -> None:
    segments = (await ask(http, whisper_job(PCM)))["output"]["segments"]
    assert [segment["text"] for segment in segments] == [" We moved.", " Twice,", " then"]
    assert [segment["id"] for segment in segments] == [1, 2, 3]
    assert [(segment["start"], segment["end"]) for segment in segments] == [(0.0, 0.5), (0.51, 0.75), (1.5, 1.62)]
    # Whisper measures what it decodes at once, not each segment.
    assert {segment["no_speech_prob"] for segment in segments} == {0.2}
    assert -0.15 < segments[0]["avg_logprob"] < -0.05
    assert segments[0]["tokens"][0] == 50364
    assert len(segments[0]["tokens"]) == 4


async def test_a_second_half_minute_is_decoded_by_itself(http: httpx.AsyncClient, ear: Ear) -> None:
    ear.words = [HeardWord("one", 0, 9_000, 0.5), HeardWord("two", 31 * 16_000, 32 * 16_000, 0.9)]
    one, two = (await ask(http, whisper_job(PCM)))["output"]["segments"]
    assert (one["seek"], two["seek"]) == (0, 3000)
    assert one["avg_logprob"] < two["avg_logprob"]
    assert two["tokens"][0] == 50364 + 50


async def test_words_have_times_only_where_that_is_asked(http: httpx.AsyncClient, ours: httpx.AsyncClient) -> None:
    assert "word_timestamps" not in (await ask(http, whisper_job(PCM)))["output"]
    words = (await ask(http, whisper_job(PCM, word_timestamps=True)))["output"]["word_timestamps"]
    assert words[1] == {"word": " moved.", "start": 0.3, "end": 0.5}
    words = (await ask(ours, whisper_job(PCM, word_timestamps=True)))["output"]["word_timestamps"]
    assert words[1] == {"word": " moved.", "start": 0.3, "end": 0.5, "probability": 0.8}


async def test_nothing_heard_is_no_segment(http: httpx.AsyncClient, ear: Ear) -> None:
    ear.words = []
    output = (await ask(http, whisper_job(PCM, language="de", word_timestamps=True)))["output"]
    assert (output["segments"], output["transcription"], output["word_timestamps"]) == ([], "", [])
    assert output["detected_language"] == "de"


async def test_lines_and_translations_are_made_where_asked(http: httpx.AsyncClient) -> None:
    output = (await ask(http, whisper_job(PCM, transcription="formatted_text", translate=True)))["output"]
    assert output["transcription"].splitlines() == ["We moved.", "Twice,", "then"]
    assert output["translation"] == "We moved. Twice, then"


async def test_our_worker_also_takes_the_samples_alone(
    ours: httpx.AsyncClient, http: httpx.AsyncClient, ear: Ear
) -> None:
    job = whisper_pcm_job(PCM, initial_prompt="Harborline", model="base.en")
    assert (await ask(ours, job))["status"] == "COMPLETED"
    assert ear.heard == PCM
    refused = await ask(http, job)
    assert refused["status"] == "FAILED"
    assert "Unexpected input. audio_pcm_base64 is not a valid input option." in refused["error"]
    assert (await ask(ours, whisper_pcm_job(PCM, no_repeat_ngram_size=3)))["output"]["model"] == "base"
    half = {"input": {"audio_pcm_base64": base64.b64encode(PCM[:-1]).decode()}}
    assert (await ask(ours, half))["error"] == "Bad input: audio_pcm_base64 has half a sample too much"
    assert (await ask(ours, {"input": {"model": "tiny"}}))["error"].startswith("Bad input: Must provide one of audio")


async def test_a_wav_file_of_another_rate_is_heard_at_ours(http: httpx.AsyncClient, ear: Ear) -> None:
    tone = (8000 * np.sin(np.arange(48_000) * 2 * np.pi * 440 / 48_000)).astype("<i2")
    stereo = np.repeat(tone, 2).tobytes()
    job = {"input": {"audio_base64": base64.b64encode(wav(stereo, rate_hz=48_000, channels=2)).decode()}}
    assert (await ask(http, job))["status"] == "COMPLETED"
    heard = np.frombuffer(ear.heard, "<i2")
    assert len(heard) == 16_000
    assert 7000 < heard.max() < 9000


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"model": "tiny"}, "Must provide either audio or audio_base64"),
        ({"audio": "http://a/b.wav", "audio_base64": ENCODED}, "Must provide either audio or audio_base64, not both"),
        ({"audio_base64": ENCODED, "tempo": 1}, "['Unexpected input. tempo is not a valid input option.']"),
        (
            {"audio_base64": ENCODED, "beam_size": "5"},
            "[\"beam_size should be <class 'int'> type, not <class 'str'>.\"]",
        ),
        (
            {"audio_base64": ENCODED, "enable_vad": 1},
            "[\"enable_vad should be <class 'bool'> type, not <class 'int'>.\"]",
        ),
        ({"audio_base64": 5}, "[\"audio_base64 should be <class 'str'> type, not <class 'int'>.\"]"),
    ],
)
async def test_an_input_that_does_not_pass_fails_the_job(
    http: httpx.AsyncClient, given: dict[str, Any], error: str
) -> None:
    body = await ask(http, {"input": given})
    assert (body["status"], body["error"]) == ("FAILED", error)
    assert "output" not in body


@pytest.mark.parametrize(
    ("given", "kind", "message"),
    [
        ({"audio_base64": ENCODED, "model": "distil-large-v3"}, "ValueError", "Invalid model name: distil-large-v3."),
        ({"audio_base64": ENCODED, "language": "auto"}, "ValueError", "'auto' is not a valid language code"),
        ({"audio_base64": "bm8gd2F2"}, "av.error.InvalidDataError", "Invalid data found when processing input"),
        ({"audio_base64": ENCODED[:20]}, "av.error.InvalidDataError", "Invalid data found when processing input"),
        ({"audio_base64": "abc"}, "binascii.Error", "Incorrect padding"),
        ({"audio": "http://a/b.wav"}, "requests.exceptions.ConnectionError", "downloads nothing"),
    ],
)
async def test_an_input_that_breaks_the_worker_fails_the_job_with_a_traceback(
    http: httpx.AsyncClient, given: dict[str, Any], kind: str, message: str
) -> None:
    body = await ask(http, {"input": given})
    assert body["status"] == "FAILED"
    error = json.loads(body["error"])
    assert set(error) == {
        "error_type", "error_message", "error_traceback", "hostname", "worker_id", "runpod_version",
    }  # fmt: skip
    assert error["error_type"] == f"<class '{kind}'>"
    assert message in error["error_message"]
    assert error["worker_id"] == body["workerId"]


async def test_numbers_may_be_whole_where_fractions_are_asked(http: httpx.AsyncClient) -> None:
    options = {"temperature": 0, "patience": 1, "language": None, "initial_prompt": None, "best_of": 1}
    assert (await ask(http, whisper_job(PCM, **options)))["status"] == "COMPLETED"
