"""The transcription service with Whisper far away: real service, real Redis, RunPod's API emulated."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from redis.asyncio import Redis

from tests.emulators.runpod.pace import Pace
from tests.emulators.runpod.script import Script
from tests.emulators.runpod.server import RunpodEmulator
from tests.emulators.runpod.speech import timed
from tests.fakes.speech import noise, silence
from tests.fakes.transcription_client import Client, Heard, frames
from xquizit.audio.v1 import audio_pb2
from xquizit.transcription.v1 import transcription_pb2 as pb
from xquizit.transcription.v1 import transcription_pb2_grpc
from xquizit_kit import redis_keys
from xquizit_kit.redis_client import connect
from xquizit_kit.rpc_client import open_channel
from xquizit_transcription.config import TranscriptionSettings
from xquizit_transcription.server import compose

SENTENCES = ("I led the migration of the ledger.", "Then we measured every query for two weeks.", "Nobody lost a cent.")


@dataclass
class Stage:
    """A provider, and a way to start services that ask it."""

    provider: RunpodEmulator
    script: Script
    redis: Redis
    settings: TranscriptionSettings

    def say(self, *sentences: str) -> bytes:
        return silence(0.5) + b"".join(self.script.say(sentence) + silence(1.0) for sentence in sentences)

    @asynccontextmanager
    async def client(self, **settings: Any) -> AsyncIterator[Client]:
        async with compose(self.settings.model_copy(update=settings)) as server:
            await server.start()
            channel = open_channel(f"127.0.0.1:{server.port}")
            try:
                client = Client(transcription_pb2_grpc.TranscriptionServiceStub(channel))  # type: ignore[arg-type]
                await self.redis.set(redis_keys.state(client.session), "{}")
                yield client
            finally:
                await channel.close()
                await server.stop(0)


@pytest.fixture(scope="module")
def cache_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest_asyncio.fixture
async def stage(redis_url: str, cache_dir: Path) -> AsyncIterator[Stage]:
    async with AsyncExitStack() as stack:
        redis = await stack.enter_async_context(connect(redis_url))
        script = Script()
        provider = await stack.enter_async_context(RunpodEmulator(script, max_workers=4, pace=Pace(job_s=0.02)))
        settings = TranscriptionSettings(
            _env_file=None,  # type: ignore[call-arg]
            redis_url=redis_url,
            transcription_listen="127.0.0.1:0",
            transcription_engine="runpod",
            runpod_endpoint_base_url=provider.base_url,
            runpod_endpoint_id=provider.endpoint_id,
            runpod_api_key=provider.api_key,  # type: ignore[arg-type]
            runpod_log_dir=cache_dir / "logs",
            xquizit_cache_dir=cache_dir,
            offline=True,
        )
        yield Stage(provider, script, redis, settings)


def ears(heard: Heard) -> list[tuple[str, int]]:
    return [(response.ear.engine, response.ear.state) for response in heard.of("ear")]


async def test_what_is_said_is_captioned_and_becomes_final_word_by_word(stage: Stage) -> None:
    async with stage.client() as client:
        prepared = await client.stub.PrepareSession(
            pb.PrepareSessionRequest(session_id=client.session, context_texts=["At Ferrow: gRPC, PostgreSQL"]),
            timeout=5,
        )
        assert prepared.engine == "runpod"
        pcm = stage.say(*SENTENCES)
        heard = await client.hear(pcm, pace=3.0)
        assert heard.error is None
        assert heard.text == " ".join(SENTENCES)
        assert any(SENTENCES[1].startswith(caption) for caption in heard.captions if caption)
        assert heard.responses[0].ready.engine == "runpod"
        assert {final.engine for final in heard.finals} == {"runpod"}
        assert heard.responses[-1].completed.samples == heard.acknowledged == len(pcm) // 2
        answer = await client.stub.GetAnswer(pb.GetAnswerRequest(session_id=client.session, turn=1), timeout=5)
        assert [word.text for word in answer.words] == " ".join(SENTENCES).split()
        assert list(answer.engines) == ["runpod"]
    sounds = [entry.sound for entry in stage.provider.log.of("run", "runsync") if entry.sound is not None]
    assert all(sound.enable_vad is True for sound in sounds)
    assert all(sound.condition_on_previous_text is False for sound in sounds)
    assert any(sound.prompt_chars for sound in sounds), "names of the interview are told"


async def test_with_our_worker_words_have_a_confidence_of_their_own(stage: Stage) -> None:
    provider = RunpodEmulator(stage.script, dialect="ours", pace=Pace(job_s=0.01))
    async with provider, stage.client(runpod_worker="ours", runpod_endpoint_base_url=provider.base_url) as client:
        heard = await client.hear(stage.say(SENTENCES[0]))
        assert heard.text == SENTENCES[0]
        assert {entry.sound.source for entry in provider.log.of("runsync") if entry.sound} == {"audio_pcm_base64"}


@pytest.mark.parametrize("dialect", ["marketplace", "ours"])
async def test_the_language_is_found_once_and_told_to_every_later_job(stage: Stage, dialect: Any) -> None:
    german = [*SENTENCES, "The last one is another sentence.", "And that was the whole story of it."]
    pcm = silence(0.5) + b"".join(stage.script.say(text, language="de") + silence(1.0) for text in german)
    english = stage.say("Now I would rather speak English.", "It is the language in which we work.", "Thank you all.")
    async with RunpodEmulator(stage.script, dialect=dialect, pace=Pace(job_s=0.0)) as provider:
        settings: dict[str, Any] = {
            "runpod_worker": dialect,
            "runpod_endpoint_base_url": provider.base_url,
            "whisperlive_language": "auto",
        }

        def told() -> list[str | None]:
            """With each final, in order."""
            entries = [entry for entry in provider.log.of("runsync") if entry.sound and entry.sound.samples > 8_000]
            return [entry.sound.language for entry in entries if entry.sound]

        async with stage.client(**settings) as client:
            session = client.session
            assert (await client.hear(pcm)).text == " ".join(german)
            assert b'"fixed":"de"' in (await stage.redis.get(redis_keys.language(session)) or b"")
        first = told()
        assert first[0] is None
        async with stage.client(**settings) as client:  # another replica
            client.session = session
            assert (await client.hear(pcm, turn=2)).text == " ".join(german)
            assert set(told()[len(first) :]) == {"de"}
            heard = await client.hear(english, turn=3)
            assert heard.text.startswith("Now I would rather speak English."), "heard again without being told"
            await client.hear(english, turn=4)
            before = len(told())
            assert (await client.hear(english, turn=5)).text == heard.text
        assert set(told()[before:]) == {"en"}, "who goes on in another language is followed"


@pytest.mark.parametrize(
    ("is_doubted", "text"), [(True, "Nobody lost a cent."), (False, "I led it. Nobody lost a cent.")]
)
async def test_of_sound_at_another_rate_only_sure_words_are_believed(stage: Stage, is_doubted: bool, text: str) -> None:
    unsure, words = timed("I led it.")
    stage.script.add(unsure, [replace(word, probability=0.4) for word in words])
    pcm = silence(0.5) + unsure + silence(1.0) + stage.say("Nobody lost a cent.")

    async def requests() -> AsyncIterator[pb.TranscribeRequest]:
        yield pb.TranscribeRequest(config=client.config())
        for frame in frames(pcm):
            yield pb.TranscribeRequest(audio=audio_pb2.PcmFrame(pcm=frame), rate_doubted=is_doubted)
        yield pb.TranscribeRequest(end=pb.EndOfAudio())

    provider = RunpodEmulator(stage.script, dialect="ours")
    async with provider, stage.client(runpod_worker="ours", runpod_endpoint_base_url=provider.base_url) as client:
        heard = await client.send(requests())
    assert heard.text == text
    assert heard.acknowledged == heard.responses[-1].completed.samples == len(pcm) // 2, "all of it is recognized"
    assert not (is_doubted and any(heard.captions))


async def test_silence_and_noise_cost_no_job_and_say_nothing(stage: Stage) -> None:
    async with stage.client() as client:
        heard = await client.hear(silence(3) + noise(3.0) + silence(1))
        assert heard.text == ""
        assert heard.responses[-1].completed.samples == 7 * 16_000
    assert not [entry for entry in stage.provider.log.of("runsync") if entry.sound and entry.sound.samples > 8_000]


async def test_while_a_machine_starts_the_candidate_is_told_and_nothing_is_lost(stage: Stage) -> None:
    stage.provider.fleet.pace = Pace(job_s=0.02, cold_start_s=1.0)
    async with stage.client() as client:
        heard = await client.hear(stage.say(*SENTENCES))
        assert heard.text == " ".join(SENTENCES)
    assert ears(heard)[0] == ("runpod", pb.EAR_STATE_WARMING)


async def test_when_the_provider_is_away_the_local_recognizer_stands_in_and_says_so(stage: Stage) -> None:
    async with stage.client() as client:
        assert (await client.hear(stage.say(SENTENCES[0]))).text == SENTENCES[0]
        stage.provider.faults.add("http_401", times=None)
        pcm = stage.say(*SENTENCES)
        heard = await client.hear(pcm, turn=2)
        assert heard.error is None
        assert heard.responses[-1].completed.samples == len(pcm) // 2
        assert {final.engine for final in heard.finals} == {"pocketsphinx"}
        assert ("pocketsphinx", pb.EAR_STATE_STANDING_IN) in ears(heard)
        answer = await client.stub.GetAnswer(pb.GetAnswerRequest(session_id=client.session, turn=2), timeout=5)
        assert list(answer.engines) == ["pocketsphinx"]


async def test_speakers_hear_only_themselves(stage: Stage) -> None:
    texts = [f"Number {number} speaks about the {thing}." for number, thing in enumerate("sea air sun ice".split(), 11)]
    async with stage.client() as client:
        recordings = [stage.say(text) for text in texts]
        all_heard = await asyncio.gather(*(client.hear(pcm, turn=turn) for turn, pcm in enumerate(recordings, start=1)))
    assert [heard.text for heard in all_heard] == texts


async def test_speech_without_a_pause_is_cut_and_told_once(stage: Stage) -> None:
    sentence = "first second third fourth fifth sixth seventh eighth ninth tenth"
    spoken = stage.script.say(sentence)
    async with stage.client(runpod_max_buffer_seconds=5, whisperlive_use_vad=False) as client:
        heard = await client.hear(spoken + spoken + spoken)
    assert heard.text.split() == (f"{sentence} " * 3).split()
    assert len(heard.finals) > 1
