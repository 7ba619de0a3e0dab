"""The RunPod worker through its real HTTP API, in a process of its own."""

import asyncio
import base64
import io
import os
import subprocess
import sys
import wave
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import psutil
import pytest

from tests.fakes.runpod_worker import AudioHost, JobQueue, RunningWorker, endless, file, redirect
from tests.fakes.speech import say, silence
from tests.fakes.whisper_weights import speaking_weights

TEXT = "I led the migration, and the migration took two years."
VOICE = say("my name is Anna and I build things for the web")
VOICE_S = len(VOICE) / 32_000
STEREO = np.repeat(np.frombuffer(VOICE, "<i2"), 4).tobytes()
"""The same as two channels of 32 kHz."""


def wav(pcm: bytes, rate_hz: int = 16_000, channels: int = 1) -> bytes:
    written = io.BytesIO()
    with wave.open(written, "wb") as sound:
        sound.setnchannels(channels)
        sound.setsampwidth(2)
        sound.setframerate(rate_hz)
        sound.writeframes(pcm)
    return written.getvalue()


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


PCM_JOB = {"audio_pcm_base64": encoded(VOICE)}


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AudioHost]:
    answers = {
        "/speech.wav": file(wav(VOICE)),
        "/large": endless(b"\0" * 100_000),
        "/slow": endless(b"\0", gap_s=0.1),
        "/moved": redirect("/speech.wav"),
        "/unsafe": redirect("http://127.0.0.1:9/speech.wav"),
        "/round": redirect("/round"),
    }
    with AudioHost(tmp_path_factory.mktemp("host"), answers) as host:
        yield host


@pytest.fixture(scope="module")
def worker(host: AudioHost) -> Iterator[RunningWorker]:
    """One that may fetch from this machine; its log shows everything that the `runpod` package would print."""
    worker = RunningWorker(
        text=TEXT,
        RUNPOD_ALLOW_PRIVATE_DOWNLOAD_URLS="true",
        REQUESTS_CA_BUNDLE=str(host.certificate),
        RUNPOD_LOG_LEVEL="DEBUG",
        MAX_AUDIO_SECONDS="40",
        MAX_AUDIO_MB="3",
        DOWNLOAD_TIMEOUT_S="1",
    )
    with worker:
        yield worker


async def ask(worker: RunningWorker, job: Any) -> dict[str, Any]:
    async with httpx.AsyncClient(base_url=worker.url, timeout=60, trust_env=False) as client:
        response = await client.post("/runsync", json={"input": job})
    assert response.status_code == 200
    return response.json()


async def output_of(worker: RunningWorker, job: dict[str, Any]) -> dict[str, Any]:
    reply = await ask(worker, job)
    assert reply["status"] == "COMPLETED", reply
    return reply["output"]


async def error_of(worker: RunningWorker, job: Any) -> str:
    reply = await ask(worker, job)
    assert reply["status"] == "FAILED", reply
    assert "output" not in reply
    return reply["error"]


async def test_runsync_gives_the_output_of_the_marketplaces_worker(worker: RunningWorker) -> None:
    output = await output_of(worker, {**PCM_JOB, "model": "base.en", "language": "en"})
    assert set(output) == {"segments", "detected_language", "transcription", "translation", "device", "model"}
    [segment] = output["segments"]
    assert set(segment) == {
        *("id", "seek", "start", "end", "text", "tokens"),
        *("temperature", "avg_logprob", "compression_ratio", "no_speech_prob"),
    }
    assert segment["id"] == 1
    assert segment["text"] == f" {TEXT}"
    assert segment["temperature"] == 0
    assert output["transcription"] == TEXT
    assert output["translation"] is None
    assert (output["detected_language"], output["device"], output["model"]) == ("en", "cpu", "base.en")


async def test_run_and_status(worker: RunningWorker) -> None:
    async with httpx.AsyncClient(base_url=worker.url, timeout=60, trust_env=False) as client:
        queued = (await client.post("/run", json={"input": PCM_JOB})).json()
        done = (await client.post(f"/status/{queued['id']}")).json()
        gone = (await client.post(f"/status/{queued['id']}")).json()
        bad = (await client.post("/run", json={"input": {}})).json()
        failed = (await client.post(f"/status/{bad['id']}")).json()
    assert done["status"] == "COMPLETED"
    assert done["id"] == queued["id"]
    assert done["output"]["transcription"] == TEXT
    assert gone["error"] == "Job ID not found"
    assert failed["status"] == "FAILED"
    assert "exactly one of" in failed["error"]


@pytest.mark.parametrize(
    "form",
    [
        {"audio_pcm_base64": encoded(VOICE)},
        {"audio_base64": encoded(wav(VOICE))},
        {"audio_base64": encoded(wav(STEREO, rate_hz=32_000, channels=2))},
        {"audio": "/speech.wav"},
        {"audio": "/moved"},
    ],
    ids=["samples", "file", "stereo file", "address", "moved address"],
)
async def test_every_form_of_audio(worker: RunningWorker, host: AudioHost, form: dict[str, str]) -> None:
    job = {"audio": host.url + form["audio"]} if "audio" in form else form
    output = await output_of(worker, job)
    assert output["transcription"] == TEXT
    assert output["segments"][0]["end"] == pytest.approx(VOICE_S, abs=0.5)


async def test_word_timestamps(worker: RunningWorker) -> None:
    words = (await output_of(worker, {**PCM_JOB, "word_timestamps": True}))["word_timestamps"]
    assert "".join(word["word"] for word in words) == f" {TEXT}"
    assert all(set(word) == {"word", "start", "end", "probability"} for word in words)
    assert all(0 <= word["start"] <= word["end"] <= VOICE_S for word in words)
    assert all(0.9 < word["probability"] <= 1 for word in words)


@pytest.mark.parametrize("form", ["formatted_text", "srt", "vtt"])
async def test_transcription_as_subtitles(worker: RunningWorker, form: str) -> None:
    job = {**PCM_JOB, "transcription": form, "translate": True, "translation": form}
    output = await output_of(worker, job)
    assert TEXT in output["transcription"]
    assert ("-->" in output["transcription"]) == (form != "formatted_text")
    assert output["translation"] == output["transcription"]


@pytest.mark.parametrize("vad", [False, True])
async def test_silence_gives_no_segments(worker: RunningWorker, vad: bool) -> None:
    job = {"audio_pcm_base64": encoded(silence(3)), "enable_vad": vad, "word_timestamps": True}
    output = await output_of(worker, job)
    assert output["segments"] == []
    assert output["word_timestamps"] == []
    assert output["transcription"] == ""


async def test_vad_keeps_invented_words_out(tmp_path: Path) -> None:
    weights = speaking_weights(tmp_path, "Thanks for watching.", invents_in_silence=True)
    with (worker := RunningWorker(weights)):
        job = {"audio_pcm_base64": encoded(silence(3))}
        assert (await output_of(worker, job))["transcription"] == "Thanks for watching."
        assert (await output_of(worker, {**job, "enable_vad": True}))["transcription"] == ""


async def test_audio_may_be_as_short_as_a_sample_and_end_just_after_a_window(worker: RunningWorker) -> None:
    for samples in (1, 160, 1600, 480_000 + 160, 480_000 + 480):
        pcm = (VOICE * 12)[: 2 * samples]
        output = await output_of(worker, {"audio_pcm_base64": encoded(pcm), "word_timestamps": True})
        assert output["segments"] == [] or output["transcription"].startswith(TEXT)


@pytest.mark.parametrize(
    ("job", "said"),
    [
        ({}, "exactly one of audio, audio_base64 and audio_pcm_base64"),
        ({**PCM_JOB, "audio_base64": "AAAA"}, "exactly one of audio, audio_base64 and audio_pcm_base64"),
        ({**PCM_JOB, "hot_words": "x"}, "'hot_words' is not a valid input option"),
        ({**PCM_JOB, "model": "large-v3"}, "invalid model name: this worker has base.en only"),
        ({**PCM_JOB, "language": "de"}, "'de' is not a valid language code for base.en"),
        ({**PCM_JOB, "language": "English"}, "language: "),
        ({**PCM_JOB, "temperature": 2}, "temperature: "),
        ({**PCM_JOB, "temperature": "0"}, "temperature: "),
        ({**PCM_JOB, "beam_size": 0}, "beam_size: "),
        ({**PCM_JOB, "enable_vad": "yes"}, "enable_vad: "),
        ({**PCM_JOB, "transcription": "docx"}, "transcription: "),
        ({**PCM_JOB, "suppress_tokens": "a,b"}, "suppress_tokens: must be token ids"),
        ({**PCM_JOB, "suppress_tokens": "-1,999999"}, "suppress_tokens has ids that the model does not have"),
        ({"audio_pcm_base64": ""}, "the audio is empty"),
        ({"audio_pcm_base64": encoded(b"\0" * 3)}, "ends within a sample"),
        ({"audio_pcm_base64": "no base64!"}, "audio_pcm_base64 is no base64"),
        ({"audio_pcm_base64": encoded(silence(41))}, "the audio is longer than 40 s"),
        ({"audio_pcm_base64": encoded(silence(100))}, "audio_pcm_base64 is larger than 3 MB"),
        ({"audio_base64": "é"}, "audio_base64 is no base64"),
        ({"audio_base64": encoded(b"what is this? " * 100)}, "invalid data found"),
        ({"audio_base64": encoded(wav(b""))}, "the audio is empty"),
        ({"audio_base64": encoded(wav(silence(41)))}, "the audio is longer than 40 s"),
        ({"audio": "http://127.0.0.1/a.wav"}, "audio must be an https address"),
        ({"audio": "file:///etc/passwd"}, "audio must be an https address"),
        ({"audio": "https://"}, "audio must be an https address"),
        ({"audio": "https://[::1"}, "audio must be an https address"),
        ({"audio": "https://no-such-host.invalid/a.wav"}, "not public, or there is no such address"),
    ],
)
async def test_bad_input_is_told_in_one_sentence(worker: RunningWorker, job: dict[str, Any], said: str) -> None:
    error = await error_of(worker, job)
    assert error.startswith("Bad input: ")
    assert said in error
    assert error.endswith(".")
    assert "Traceback" not in error


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/nothing", "Bad input: the address in audio answers with status 404."),
        ("/large", "Bad input: the file at the address in audio is larger than 3 MB."),
        ("/slow", "The file at the address in audio did not come in time."),
        ("/unsafe", "The address in audio could not be reached."),
        ("/round", "Bad input: the address in audio is not public, or there is no such address."),
    ],
)
async def test_addresses_that_give_no_file(worker: RunningWorker, host: AudioHost, path: str, said: str) -> None:
    assert await error_of(worker, {"audio": host.url + path}) == said


async def test_private_addresses_are_refused(host: AudioHost) -> None:
    with (worker := RunningWorker(REQUESTS_CA_BUNDLE=str(host.certificate))):
        for address in (
            f"{host.url}/speech.wav",
            "https://localhost/a.wav",
            "https://169.254.169.254/latest/meta-data",
            "https://10.0.0.1/a.wav",
            "https://[::1]/a.wav",
            "https://[::ffff:127.0.0.1]/a.wav",
            "https://0/a.wav",
        ):
            assert "not public" in await error_of(worker, {"audio": address}), address


async def test_many_at_once_are_all_answered(worker: RunningWorker) -> None:
    jobs = [
        PCM_JOB,
        {**PCM_JOB, "word_timestamps": True},
        {**PCM_JOB, "beam_size": -1},
        {**PCM_JOB, "enable_vad": True},
    ]
    replies = await asyncio.gather(*(ask(worker, job) for job in jobs * 3))
    assert [reply["status"] for reply in replies] == ["COMPLETED", "COMPLETED", "FAILED", "COMPLETED"] * 3
    assert all(reply["output"]["transcription"] == TEXT for reply in replies if "output" in reply)
    assert len({reply["id"] for reply in replies}) == len(replies)


async def test_memory_stays_what_it_is(worker: RunningWorker) -> None:
    process = psutil.Process(worker.process.pid)
    jobs = [
        {"audio_pcm_base64": encoded(VOICE[:32_000]), "beam_size": 1},
        {"audio_base64": encoded(wav(VOICE[:32_000])), "enable_vad": True},
        {"audio_base64": encoded(b"what is this? " * 100)},
        {"audio_pcm_base64": encoded(VOICE[:32_000]), "word_timestamps": True},
    ]
    for count in range(40):
        await ask(worker, jobs[count % len(jobs)])
    before = process.memory_info().rss
    for count in range(100):
        await ask(worker, jobs[count % len(jobs)])
    grown = process.memory_info().rss - before
    assert grown < 12_000_000


async def test_nothing_of_a_job_is_logged(worker: RunningWorker) -> None:
    await output_of(worker, {**PCM_JOB, "initial_prompt": "a word like zymurgy"})
    await error_of(worker, {**PCM_JOB, "initial_prompt": ["zymurgy"]})
    assert "Handler output" in worker.log  # what would have shown it
    for secret in ("zymurgy", "migration", encoded(VOICE)[1000:1040]):
        assert secret not in worker.log


async def test_ends_cleanly_on_sigterm() -> None:
    with (worker := RunningWorker(text=TEXT)):
        await output_of(worker, PCM_JOB)
        asked = asyncio.create_task(ask(worker, {"audio_pcm_base64": encoded((VOICE * 30)[:3_200_000])}))
        await asyncio.to_thread(worker.wait_for, "Started.", 2)
        assert await asyncio.to_thread(worker.terminate) == 0
        assert (await asked)["status"] == "COMPLETED"
        assert "Traceback" not in worker.log


def test_takes_jobs_from_runpods_queue() -> None:
    with JobQueue() as queue, (worker := RunningWorker(text=TEXT, queue=queue)):
        for job_id, job in (("first", PCM_JOB), ("second", {**PCM_JOB, "hot_words": "x"}), ("third", PCM_JOB)):
            queue.put(job_id, job)
        for job_id in ("first", "third"):
            assert set(queue.result(job_id)) == {"output"}
            assert queue.result(job_id)["output"]["transcription"] == TEXT
        assert queue.result("second") == {"error": "Bad input: 'hot_words' is not a valid input option."}
        assert worker.terminate() == 0
        assert "Traceback" not in worker.log


def test_wrong_settings_are_all_told_at_once(tmp_path: Path) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "WHISPER_MODEL_DIR": str(tmp_path),
        "WHISPER_DEVICE": "tpu",
        "MAX_AUDIO_SECONDS": "long",
    }
    ended = subprocess.run(
        [sys.executable, "-m", "xquizit_runpod_worker"], env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    assert len(ended.stderr.splitlines()) == 4
    for name in ("WHISPER_MODEL_DIR: the folder has no config.json", "WHISPER_DEVICE: ", "MAX_AUDIO_SECONDS: "):
        assert name in ended.stderr


def test_weights_that_are_broken_or_away_are_told(tmp_path: Path) -> None:
    broken = speaking_weights(tmp_path / "broken", "hello")
    (broken / "model.bin").write_bytes(b"no weights")
    for environment in ({"WHISPER_MODEL_DIR": str(broken)}, {"HF_HOME": str(tmp_path / "empty")}):
        ended = subprocess.run(
            [sys.executable, "-m", "xquizit_runpod_worker"],
            env={"PATH": os.environ["PATH"], "HF_HUB_OFFLINE": "1", **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == 1
        assert "The model" in ended.stderr
        assert "Traceback" not in ended.stderr


def test_weights_are_found_in_the_hubs_cache(tmp_path: Path) -> None:
    repository = tmp_path / "hub/models--Systran--faster-whisper-base.en"
    speaking_weights(repository / "snapshots/abc", TEXT)
    (repository / "refs").mkdir()
    (repository / "refs/main").write_text("abc")
    with ExitStack() as stack:
        worker = RunningWorker(WHISPER_MODEL_DIR="", WHISPERLIVE_MODEL="base.en", HF_HOME=str(tmp_path))
        url = stack.enter_context(worker)
        reply = httpx.post(f"{url}/runsync", json={"input": PCM_JOB}, timeout=60, trust_env=False).json()
    assert reply["output"]["transcription"] == TEXT
