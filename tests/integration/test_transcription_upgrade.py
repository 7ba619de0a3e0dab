"""Listening starts at once with what is here; Whisper takes over when its model has come from the (emulated) hub."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from redis.asyncio import Redis

from tests.emulators.model_hub.faults import FaultKind
from tests.emulators.model_hub.server import ModelHub
from tests.fakes.speech import say, silence
from tests.fakes.transcription_client import Client
from tests.fakes.whisper_weights import speaking_weights
from xquizit.info.v1 import info_pb2, info_pb2_grpc
from xquizit.transcription.v1 import transcription_pb2_grpc
from xquizit_kit import redis_keys
from xquizit_kit.redis_client import connect
from xquizit_kit.rpc_client import open_channel
from xquizit_transcription.config import TranscriptionSettings
from xquizit_transcription.engines import choose
from xquizit_transcription.server import compose
from xquizit_transcription.upgrade import UpgradingRecognizer

SAID = "We moved the ledger."
RECORDING = silence(0.4) + say(SAID) + silence(1.0)


@pytest.fixture
def settings(redis_url: str, tmp_path: Path) -> TranscriptionSettings:
    return TranscriptionSettings(
        _env_file=None,  # type: ignore[call-arg]
        redis_url=redis_url,
        transcription_listen="127.0.0.1:0",
        transcription_max_speakers=2,
        xquizit_cache_dir=tmp_path / "cache",
        offline=False,
    )


@pytest_asyncio.fixture
async def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ModelHub]:
    weights = speaking_weights(tmp_path / "weights", SAID)
    async with ModelHub() as hub:
        files = {path.name: path.read_bytes() for path in weights.iterdir()}
        hub.keep("Systran/faster-whisper-base.en", files)
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        yield hub


@asynccontextmanager
async def service(settings: TranscriptionSettings) -> AsyncIterator[tuple[Client, UpgradingRecognizer, Any, Redis]]:
    recognizer = choose(settings)
    assert isinstance(recognizer, UpgradingRecognizer)
    async with compose(settings, chosen=recognizer) as server, connect(settings.redis_url) as redis:
        await server.start()
        channel = open_channel(f"127.0.0.1:{server.port}")
        try:
            client = Client(transcription_pb2_grpc.TranscriptionServiceStub(channel))  # type: ignore[arg-type]
            await redis.set(redis_keys.state(client.session), "{}")
            yield client, recognizer, info_pb2_grpc.InfoServiceStub(channel), redis
        finally:
            await channel.close()
            await server.stop(0)


async def test_the_next_answer_is_heard_by_the_model_that_was_fetched_meanwhile(
    settings: TranscriptionSettings, hub: ModelHub
) -> None:
    held = hub.faults.add(FaultKind.HOLD, match="model.bin", after_bytes=1_000)
    async with service(settings) as (client, recognizer, info, _):
        first = await client.hear(RECORDING)
        assert {final.engine for final in first.finals} <= {"pocketsphinx"}
        assert first.responses[0].ready.engine == "pocketsphinx"
        told = await info.GetInfo(info_pb2.GetInfoRequest(), timeout=5)
        assert told.engine == "pocketsphinx"
        assert "is being fetched" in told.reason
        held.release()
        await asyncio.wait_for(recognizer.settled(), 60)
        told = await info.GetInfo(info_pb2.GetInfoRequest(), timeout=5)
        assert (told.engine, told.model) == ("whisper", "base.en")
        second = await client.hear(RECORDING, turn=2)
        assert second.text == SAID
        assert {final.engine for final in second.finals} == {"whisper"}
    # Who starts next finds it here, and listens with it at once.
    async with compose(settings) as server:
        await server.start()
        channel = open_channel(f"127.0.0.1:{server.port}")
        told = await info_pb2_grpc.InfoServiceStub(channel).GetInfo(info_pb2.GetInfoRequest(), timeout=5)  # type: ignore[arg-type]
        assert told.engine == "whisper"
        await channel.close()
        await server.stop(0)


async def test_without_the_hub_listening_goes_on_and_the_reason_is_told(
    settings: TranscriptionSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    async with service(settings) as (client, recognizer, info, _):
        await asyncio.wait_for(recognizer.settled(), 60)
        told = await info.GetInfo(info_pb2.GetInfoRequest(), timeout=5)
        assert told.engine == "pocketsphinx"
        assert "no better one" in told.reason
        assert (await client.hear(RECORDING)).error is None


def test_offline_nothing_is_fetched(settings: TranscriptionSettings) -> None:
    assert not isinstance(choose(settings.model_copy(update={"offline": True})), UpgradingRecognizer)
