"""The real RealtimeTTS and the real kokoro speak, on weights made by the tests: words, times, voices, stop, memory."""

import asyncio
import itertools
import random
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio

from tests.kokoro.speaking import LONG, ODD, hear, pid, running
from xquizit_kit.errors import EngineFailed, InvalidInput
from xquizit_tts.engines.kokoro import KokoroEngine
from xquizit_tts.port import Piece

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engine(made: Path) -> AsyncIterator[KokoroEngine]:
    # The odd worker: it ends when anything touches a sound card, so every test here shows that nothing does.
    async with running(made / "small", module=ODD) as running_engine:
        yield running_engine


async def test_it_says_what_it_is(engine: KokoroEngine) -> None:
    assert (engine.info.name, engine.info.model, engine.slots) == ("kokoro", "Kokoro-82M on cpu", 1)
    assert [voice.id for voice in engine.voices()] == ["af_bella", "af_sarah", "am_adam", "bf_emma", "ef_dora"]
    assert [voice.language for voice in engine.voices()] == ["en-US"] * 3 + ["en-GB", "es"]


@pytest.mark.parametrize(
    "text",
    [
        "Ok",
        "Hello there.",
        "Pi is 3.14, e.g. for circles; isn't it? It costs $5.50 (or more) — that's it",
        "First line\nsecond line\n\nthird [line](/x/) and [more](+2)",
        "Well done 👍🏽 my friend ❤️ 1️⃣ indeed",
        "See https://example.com/a?b=c for the state-of-the-art of gRPC, C++ and k8s v1.2.3 at 10:30 a.m. in No. 5",
        "Dr. Smith vs. Mr. O'Neill, Inc. etc. Then what? Nothing! “Quoted,” she said... and left",
        "Größe, naïve, café and Ångström; привет too.",
        LONG,
    ],
)
async def test_every_word_is_spoken_once_and_in_order(engine: KokoroEngine, text: str) -> None:
    heard = await hear(engine, text)
    assert _letters("".join(heard.said)) == _letters(text)
    starts = [(word.start, word.start_ms) for word in heard.words]
    assert starts == sorted(starts)
    for word in heard.words:
        assert 0 <= word.start_ms <= word.end_ms <= heard.length_ms
    assert heard.words[-1].end_ms >= heard.length_ms / 2


def _letters(text: str) -> str:
    return "".join(character for character in text.replace("/x/", "").replace("+2", "") if character.isalnum())


async def test_a_piece_lasts_as_long_as_its_phonemes_and_speed_changes_that(engine: KokoroEngine) -> None:
    one, two = await hear(engine, "Tell me more."), await hear(engine, "Tell me more. Tell me more. Tell me more.")
    assert 2.2 < two.length_ms / one.length_ms < 3.6
    fast, slow = [await hear(engine, "Tell me more about that.", speed=speed) for speed in (2.0, 0.5)]
    assert 2.5 < slow.length_ms / fast.length_ms < 6.0  # durations are whole frames of 25 ms


async def test_the_same_piece_has_the_same_bytes_whatever_came_before(engine: KokoroEngine) -> None:
    alone = {text: await hear(engine, text) for text in ("Go on.", "What did you do then, and why?", "Thank you.")}
    for first, second in itertools.permutations(alone, 2):
        assert (await hear(engine, first)).pcm == alone[first].pcm
        assert (await hear(engine, second)).words == alone[second].words
    assert len({heard.pcm for heard in alone.values()}) == 3


async def test_voices_and_blends_sound_different(engine: KokoroEngine) -> None:
    voices = ["af_bella", "am_adam", "0.5*af_bella + 0.5*am_adam", "0.9*af_bella+0.1*am_adam", "bf_emma", "ef_dora"]
    heard = [await hear(engine, "Hello there.", voice=voice) for voice in voices]
    assert len({each.pcm for each in heard}) == len(voices)
    assert all(each.length_ms > 300 for each in heard)
    same = await hear(engine, "Hello there.", voice="0.50 * af_bella+0.5*am_adam")
    assert same.pcm == heard[2].pcm


@pytest.mark.parametrize("voice", ["af_nobody", "0.5*af_bella + 0.5*bf_emma", "0*af_bella", "../../etc/passwd", ""])
async def test_what_is_no_voice_is_refused_before_anything_is_spoken(engine: KokoroEngine, voice: str) -> None:
    with pytest.raises(InvalidInput):
        await hear(engine, "Hello there.", voice=voice)


async def test_a_voice_that_is_not_here_is_told(engine: KokoroEngine) -> None:
    with pytest.raises(EngineFailed, match=r"make models VOICES=am_puck") as failed:
        await hear(engine, "Hello there.", voice="am_puck")
    assert failed.value.reason == "no_such_voice"
    assert (await hear(engine, "Hello there.")).pcm


async def test_silence_is_an_error(engine: KokoroEngine) -> None:
    with pytest.raises(EngineFailed) as failed:
        await hear(engine, "👍")
    assert failed.value.reason == "no_sound"


async def test_stopping_anywhere_leaves_the_worker_and_a_clean_next_piece(engine: KokoroEngine) -> None:
    before, alone = await pid(engine), await hear(engine, "Thank you.")
    moments = random.Random(1)
    for _ in range(6):
        speaking = asyncio.create_task(hear(engine, LONG))
        await asyncio.sleep(moments.uniform(0, 0.8))
        speaking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await speaking
        after = await hear(engine, "Thank you.")
        assert (after.pcm, after.words) == (alone.pcm, alone.words)
    assert await pid(engine) == before


async def test_closing_between_two_parts_stops_too(engine: KokoroEngine) -> None:
    before, alone = await pid(engine), await hear(engine, "Thank you.")
    for parts in range(1, 5):
        async with aclosing(engine.synthesize(Piece(LONG, "af_bella", 1.0))) as sounds:
            async for _ in sounds:
                parts -= 1
                if not parts:
                    break
        assert (await hear(engine, "Thank you.")).pcm == alone.pcm
    assert await pid(engine) == before


async def test_pieces_asked_at_once_take_turns(engine: KokoroEngine) -> None:
    texts = [f"This is number {number}." for number in range(6)]
    alone = [await hear(engine, text) for text in texts]
    together = await asyncio.gather(*(hear(engine, text) for text in texts))
    assert [heard.pcm for heard in together] == [heard.pcm for heard in alone]


async def test_memory_stays(engine: KokoroEngine) -> None:
    sizes: list[int] = []
    words = LONG.split()
    for number in range(30):
        await hear(engine, " ".join(words[: 1 + number % 5]))
        async with engine.crew.worker() as worker:
            sizes.append(worker.rss_bytes)
    assert max(sizes[15:]) - max(sizes[:15]) < 60 * 1024 * 1024


async def test_what_is_too_loud_is_limited_and_never_changes_its_sign(engine: KokoroEngine, made: Path) -> None:
    text = "Hello there, and welcome."
    quiet = np.frombuffer((await hear(engine, text)).pcm, "<i2").astype(int)
    async with running(made / "loud") as loud:
        samples = np.frombuffer((await hear(loud, text)).pcm, "<i2").astype(int)
        assert loud.too_loud > 1000
    assert engine.too_loud == 0
    # The loud network makes the same sound, 60 times as loud; without a limit its integers would wrap around.
    heard = np.abs(quiet) > 200
    assert heard.sum() > 1000
    assert (np.sign(samples[heard]) == np.sign(quiet[heard])).all()
    assert np.abs(samples).max() > 32_000
