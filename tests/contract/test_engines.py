"""What every engine of a port must do, whichever it is; a new engine adds its name to the list of its service."""

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import numpy as np
import pytest

from tests.emulators.gemini.server import GeminiEmulator
from tests.emulators.runpod.hearing import Fixed
from tests.emulators.runpod.server import RunpodEmulator
from tests.fakes.speech import say
from tests.fakes.whisper_weights import speaking_weights
from tests.unit.interview.conversation import LONG_ANSWER, started
from tests.unit.interview.material import ACCOUNTANT
from xquizit_interview import events, policy
from xquizit_interview.config import InterviewSettings
from xquizit_interview.engines import choose_engine as choose_interviewer
from xquizit_interview.moves import allowed_moves
from xquizit_interview.port import Choice, InterviewEngine, ReplyRequest
from xquizit_kit.audio import SAMPLE_BYTES, SPEAK_RATE_HZ, sample_count
from xquizit_transcription.config import TranscriptionSettings
from xquizit_transcription.engines import choose as choose_recognizer
from xquizit_transcription.port import Closed, Recognizer, Topic
from xquizit_tts.config import TtsSettings
from xquizit_tts.engines import choose as choose_voice
from xquizit_tts.port import SPEED_MAX, SPEED_MIN, Piece, SpeechEngine

SPOKEN = "I prepared the annual accounts and the tax return."


@asynccontextmanager
async def interviewer(name: str) -> AsyncIterator[InterviewEngine]:
    """The engine, warm; a production engine talks to its provider's emulator."""
    async with GeminiEmulator(seed=1) as emulator:
        values = {"interview_engine": name, "gemini_api_key": "any", "gemini_base_url": emulator.base_url}
        engine = choose_interviewer(InterviewSettings.model_validate(values))
        await engine.warm_up()
        try:
            yield engine
        finally:
            await engine.aclose()


@pytest.mark.parametrize("name", ["embedded", "gemini"])
async def test_an_interviewer_plans_and_words_allowed_moves(name: str) -> None:
    async with interviewer(name) as engine:
        assert engine.info.name == name
        assert engine.info.reason
        plan = await engine.plan(ACCOUNTANT)
        assert 3 <= len(plan.topics) <= 6
        interview, _ = policy.step(started("accountant"), events.Answer(LONG_ANSWER), 60.0)
        moves = allowed_moves(interview, 60.0)
        parts = [part async for part in engine.reply(ReplyRequest(interview, moves))]
        assert isinstance(parts[0], Choice), "the choice comes before its words"
        last = max(index for index, part in enumerate(parts) if isinstance(part, Choice))
        choice, words = parts[last], "".join(str(part) for part in parts[last + 1 :])
        assert isinstance(choice, Choice)
        assert choice.move in moves
        assert words.strip()
        if choice.quote is not None:
            assert choice.quote.of(LONG_ANSWER)
        # Whoever stops listening stops the work, and the engine serves the next one.
        async with aclosing(engine.reply(ReplyRequest(interview, moves))) as abandoned:
            await anext(abandoned)
        assert [part async for part in engine.reply(ReplyRequest(interview, moves))]


@pytest.fixture(params=["pocketsphinx", "whisper", "runpod"])
async def recognizer(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Recognizer]:
    async with RunpodEmulator(Fixed(SPOKEN)) as provider:
        values = {
            "transcription_engine": request.param,
            "xquizit_cache_dir": tmp_path,
            "transcription_max_speakers": 2,
            "whisper_model": str(speaking_weights(tmp_path / "weights", SPOKEN)),
            "runpod_endpoint_base_url": provider.base_url,
            "runpod_endpoint_id": provider.endpoint_id,
            "runpod_api_key": provider.api_key,
            "runpod_log_dir": tmp_path / "logs",
        }
        engine = choose_recognizer(TranscriptionSettings.model_validate(values))
        await engine.warm_up()
        assert engine.info.name == request.param
        assert engine.info.reason
        yield engine
        await engine.aclose()


async def test_a_recognizer_hears_an_utterance_and_the_next(recognizer: Recognizer) -> None:
    pcm = say(SPOKEN)
    start = 48_000
    topic = Topic("session", ("annual accounts and tax return",))
    async with recognizer.listen(topic) as listener:
        for _ in range(2):
            await listener.begin()
            for place in range(0, len(pcm), 8192):
                await listener.feed(pcm[place : place + 8192])
            listener.pause()
            recognized = await listener.finish(Closed(start, pcm, sample_count(pcm), start + sample_count(pcm)))
            words = recognized.words
            assert recognized.engine == listener.ear.engine == recognizer.info.name
            assert {"accounts", "tax"} & {word.text for word in words}
            places = [(word.start_sample, word.end_sample) for word in words]
            assert places == sorted(places)
            assert start <= places[0][0] < places[-1][1] <= start + sample_count(pcm) + 160
            assert all(0 <= word.confidence <= 1 for word in words)
        await listener.begin()
        assert not (await listener.finish(Closed(0, bytes(SAMPLE_BYTES * 16_000), 0, 0))).words
    await recognizer.forget("session")
    await recognizer.forget("nobody")


@pytest.fixture(params=["espeak"])
async def voice(request: pytest.FixtureRequest) -> AsyncIterator[SpeechEngine]:
    engine = choose_voice(TtsSettings(tts_engine=request.param)).now
    assert engine.info.name == request.param
    await engine.warm_up()
    yield engine
    await engine.aclose()


async def test_a_voice_speaks_at_every_pace_and_can_be_interrupted(voice: SpeechEngine) -> None:
    ids = [spoken.id for spoken in voice.voices()]
    assert len(set(ids)) == len(ids) > 0

    text = "Welcome to this interview."

    async def spoken(speed: float) -> bytes:
        sounds = [sound async for sound in voice.synthesize(Piece(text, ids[0], speed))]
        assert all(len(sound.pcm) % SAMPLE_BYTES == 0 for sound in sounds)
        words = [word for sound in sounds for word in sound.words]
        pcm = b"".join(sound.pcm for sound in sounds)
        assert [text[word.start : word.end].strip(".") for word in words] == text.strip(".").split()
        times = [time_ms for word in words for time_ms in (word.start_ms, word.end_ms)]
        assert times == sorted(times)
        assert times[-1] <= sample_count(pcm) * 1000 // SPEAK_RATE_HZ
        return pcm

    slow, usual, fast = [await spoken(speed) for speed in (SPEED_MIN, 1.0, SPEED_MAX)]
    assert len(slow) > len(usual) > len(fast)
    assert np.abs(np.frombuffer(usual, "<i2").astype(int)).max() > 1000, "it is to be heard"
    async with aclosing(voice.synthesize(Piece("A long sentence. " * 50, ids[0], 1.0))) as interrupted:
        await anext(interrupted)
    assert len(await spoken(1.0)) > len(fast)
