"""The ears: a script that knows its recordings, a fixed text, real recognition; and sentences with timed words."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.emulators.runpod.client import runpod_client, whisper_job
from tests.emulators.runpod.hearing import Fixed, HeardWord
from tests.emulators.runpod.recognition import Pocketsphinx
from tests.emulators.runpod.script import Script
from tests.emulators.runpod.server import RunpodEmulator
from tests.emulators.runpod.speech import timed
from tests.fakes import speech

SENTENCE = "I split one of the large programs, and the bill fell by half."
OTHER = "My team of five people answered every question."
RATE_HZ = speech.RATE_HZ


def texts(words: Sequence[HeardWord]) -> str:
    return " ".join(word.text for word in words)


def test_every_word_of_a_sentence_has_its_place() -> None:
    pcm, words = timed(SENTENCE)
    assert texts(words) == SENTENCE
    assert words[0].start_sample == 0
    assert all(word.start_sample < word.end_sample <= len(pcm) // 2 for word in words)
    assert all(one.end_sample <= other.start_sample for one, other in pairwise(words))
    assert timed(SENTENCE)[0] == pcm
    # "of the" is one word to eSpeak, the comma a pause.
    assert words[3].end_sample == words[4].start_sample
    programs, then = words[6], words[7]
    assert programs.text == "programs,"
    assert then.start_sample - programs.end_sample > 0.1 * RATE_HZ


@pytest.mark.parametrize("text", ["", " ...", "\n"])
def test_a_text_without_words_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no word"):
        timed(text)


async def test_a_script_hears_all_of_a_recording() -> None:
    script = Script()
    pcm = script.say(SENTENCE)
    assert tuple(await script(pcm)) == timed(SENTENCE)[1]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 50_000), st.integers(1_000, 60_000), st.integers(0, 4_000), st.integers(0, 4_000))
def test_a_cut_has_the_words_whose_middle_is_in_it(start: int, length: int, before: int, after: int) -> None:
    script = Script()
    pcm = script.say(SENTENCE)
    script.say(OTHER)
    cut = pcm[2 * start : 2 * (start + length)]
    end = start + len(cut) // 2
    window = bytes(2 * before) + cut + bytes(2 * after)
    expected = [word for word in timed(SENTENCE)[1] if start <= (word.start_sample + word.end_sample) // 2 < end]
    heard = asyncio.run(script(window))
    assert texts(heard) == texts(expected)
    for word, original in zip(heard, expected, strict=True):
        shifted = original.start_sample - start + before
        assert word.start_sample in (shifted, 0)
        assert 0 <= word.start_sample < word.end_sample <= len(window) // 2


async def test_recordings_one_after_the_other_are_all_heard() -> None:
    script = Script()
    first, second = script.say(SENTENCE), script.say(OTHER)
    window = first + speech.silence(0.3) + second + first[: 2 * (len(first) // 4)]
    heard = await script(window)
    assert texts(heard).startswith(f"{SENTENCE} {OTHER} I split")
    starts = [word.start_sample for word in heard]
    assert starts == sorted(starts)


async def test_a_word_said_twice_is_heard_twice() -> None:
    pcm, words = timed("Kafka")
    pause = speech.silence(0.5)
    twice = pcm + pause + pcm
    shift = len(pcm + pause) // 2
    again = [HeardWord(w.text, w.start_sample + shift, w.end_sample + shift) for w in words]
    script = Script()
    script.add(twice, [*words, *again])
    assert [word.start_sample for word in await script(twice)] == [0, shift]


async def test_silence_is_nothing_or_what_whisper_invents() -> None:
    assert await Script()(speech.silence(1)) == []
    invented = await Script(hallucinates=True)(speech.silence(1))
    assert texts(invented) == "Thanks for watching!"
    assert all(word.no_speech_prob > 0.6 and word.probability < 0.3 for word in invented)


async def test_what_no_recording_has_is_an_error_or_nothing() -> None:
    noise = speech.noise(0.5)
    with pytest.raises(LookupError, match="no recording"):
        await Script()(noise)
    assert await Script(strict=False)(noise) == []
    script = Script()
    pcm = script.say(OTHER)
    assert texts(await script(noise + pcm)) == OTHER


async def test_an_unknown_window_fails_its_job() -> None:
    async with RunpodEmulator(Script()) as emulator, runpod_client(emulator) as http:
        body = (await http.post("runsync", json=whisper_job(speech.noise(0.5)))).json()
    assert body["status"] == "FAILED"
    assert "from no recording" in body["error"]


async def test_a_fixed_text_is_spread_over_what_sounds() -> None:
    window = bytes(2 * 1_000) + np.full(4_000, 7, "<i2").tobytes() + bytes(2 * 500)
    heard = await Fixed("we moved to Kafka")(window)
    assert [(word.start_sample, word.end_sample) for word in heard] == [
        (1000, 2000), (2000, 3000), (3000, 4000), (4000, 5000),
    ]  # fmt: skip
    assert await Fixed("we moved")(bytes(8000)) == []


@pytest.fixture(scope="module")
def cache_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The model is made once for this file."""
    return tmp_path_factory.mktemp("models")


@pytest.fixture
async def pocketsphinx(cache_dir: Path) -> AsyncIterator[Pocketsphinx]:
    async with Pocketsphinx(cache_dir) as ear:
        yield ear


async def test_pocketsphinx_hears_what_was_really_said(pocketsphinx: Pocketsphinx) -> None:
    pcm = speech.say("my team of five people answered every question")
    async with RunpodEmulator(pocketsphinx) as emulator, runpod_client(emulator) as http:
        output = (await http.post("runsync", json=whisper_job(pcm, word_timestamps=True))).json()["output"]
    assert {"team", "people", "question"} & set(output["transcription"].split())
    assert output["word_timestamps"][-1]["end"] <= len(pcm) / 2 / RATE_HZ + 0.01
    assert await pocketsphinx(speech.silence(1)) == []


async def test_a_cancelled_window_does_not_deafen_it(pocketsphinx: Pocketsphinx) -> None:
    pcm = speech.say("my team of five people answered every question")
    async with RunpodEmulator(pocketsphinx, max_workers=1) as emulator, runpod_client(emulator) as http:
        job_id = (await http.post("run", json=whisper_job(pcm))).json()["id"]
        await emulator.job_started()
        assert (await http.post(f"cancel/{job_id}")).json()["status"] == "CANCELLED"
        assert (await http.post("runsync", json=whisper_job(pcm))).json()["status"] == "COMPLETED"
