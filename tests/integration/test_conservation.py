"""Nothing that is said is lost, and nobody gets another's words, whatever breaks while twenty people speak at once."""

import asyncio
import random
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio
from redis.asyncio import Redis

from tests.emulators.runpod.pace import Pace
from tests.emulators.runpod.script import Script
from tests.emulators.runpod.server import RunpodEmulator
from tests.fakes.microphone import Microphone
from tests.fakes.scripted_interview import ScriptedInterview, serving_interview
from tests.fakes.service_process import ServiceProcess, accepts, free_port, service_process
from tests.fakes.speech import silence
from xquizit_kit import redis_keys
from xquizit_kit.redis_client import connect

SPEAKERS = 20
SEED = 4
_SUBJECTS = "ledger harbour kitchen orchard library theatre railway garden hospital quarry".split()
_DEEDS = "measured counted repaired painted moved cleaned opened sorted planned checked".split()
_NUMBERS = "two three four five six seven eight nine ten eleven twelve thirteen".split()


@dataclass
class Stage:
    """Everything between a microphone and the provider."""

    redis: Redis
    interview: ScriptedInterview
    provider: RunpodEmulator
    script: Script
    gateway: ServiceProcess
    transcription: ServiceProcess
    address: str

    async def microphone(self, pcm: bytes, *, pace: float) -> Microphone:
        session_id = await self.interview.begin(str(uuid4()))
        return Microphone(f"{self.address}/ws/transcribe/{session_id}", pcm, pace)


@pytest.fixture(scope="module")
def cache_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest_asyncio.fixture
async def stage(redis_url: str, cache_dir: Path) -> AsyncIterator[Stage]:
    script = Script()
    async with AsyncExitStack() as stack:
        redis = await stack.enter_async_context(connect(redis_url))
        interview, interview_address = await stack.enter_async_context(serving_interview(redis))
        pace = Pace(job_s=0.1)
        provider = await stack.enter_async_context(RunpodEmulator(script, max_workers=8, pace=pace))
        ear_port, edge_port = free_port(), free_port()
        ears = {
            "REDIS_URL": redis_url,
            "TRANSCRIPTION_ENGINE": "runpod",
            "TRANSCRIPTION_LISTEN": f"127.0.0.1:{ear_port}",
            "RUNPOD_ENDPOINT_BASE_URL": provider.base_url,
            "RUNPOD_ENDPOINT_ID": provider.endpoint_id,
            "RUNPOD_API_KEY": provider.api_key,
            "RUNPOD_LOG_DIR": str(cache_dir / "logs"),
            "XQUIZIT_CACHE_DIR": str(cache_dir),
            "OFFLINE": "true",
        }
        edge = {
            "REDIS_URL": redis_url,
            "GATEWAY_PORT": str(edge_port),
            "INTERVIEW_ADDRESS": interview_address,
            "TRANSCRIPTION_ADDRESS": f"127.0.0.1:{ear_port}",
            "TTS_ADDRESS": "127.0.0.1:9",
            "DOCUMENTS_ADDRESS": "127.0.0.1:9",
            "FRONTEND_DIST": "/nonexistent",
            "LISTEN_PATIENCE_S": "60",
        }
        transcription = await stack.enter_async_context(
            service_process("xquizit_transcription", ears, lambda: accepts(ear_port))
        )
        gateway = await stack.enter_async_context(service_process("xquizit_gateway", edge, lambda: accepts(edge_port)))
        address = f"ws://127.0.0.1:{edge_port}"
        yield Stage(redis, interview, provider, script, gateway, transcription, address)


def sentences(speaker: int) -> list[str]:
    """Three sentences that nobody else says."""
    subject, chance = _SUBJECTS[speaker % len(_SUBJECTS)], random.Random(speaker)
    return [
        f"In the {subject} I {chance.choice(_DEEDS)} {chance.choice(_NUMBERS)} boxes for number {speaker + 20}.",
        f"Then I {chance.choice(_DEEDS)} the {chance.choice(_SUBJECTS)} with {chance.choice(_NUMBERS)} colleagues.",
        f"At the end {chance.choice(_NUMBERS)} of them stayed in the {subject}.",
    ]


def plain(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.lower())


async def chaos(stage: Stage, microphones: list[Microphone], progress: "Progress") -> None:
    """One mishap after the other, each when the speakers have come a little further."""
    chance = random.Random(SEED)

    async def cut_some() -> None:
        for microphone in chance.sample(microphones, 5):
            await microphone.cut()

    def fault(kind: str, times: int) -> Callable[[], Awaitable[None]]:
        async def arrange() -> None:
            stage.provider.faults.add(kind, times=times)

        return arrange

    mishaps: list[Callable[[], Awaitable[None]]] = [
        cut_some,
        fault("http_500", 3),
        fault("drop_reply", 3),
        stage.transcription.restart,
        fault("worker_dies", 3),
        cut_some,
        fault("http_429", 2),
        stage.gateway.restart,
        fault("job_failed", 3),
        fault("garbage", 2),
        cut_some,
        stage.transcription.restart,
        fault("output_null", 2),
        cut_some,
    ]
    for number, mishap in enumerate(mishaps, start=1):
        await progress.reached(0.9 * number / len(mishaps))
        await mishap()


class Progress:
    """How much of all recordings is acknowledged."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0
        self._changed = asyncio.Event()

    def add(self, samples: int) -> None:
        self._done += samples
        self._changed.set()

    async def reached(self, share: float) -> None:
        while self._done < share * self._total:
            self._changed.clear()
            await self._changed.wait()


@pytest.mark.timeout(300)
async def test_twenty_speakers_lose_no_sample_and_no_word_whatever_breaks(stage: Stage) -> None:
    said = [sentences(speaker) for speaker in range(SPEAKERS)]
    microphones: list[Microphone] = []
    for speaker in range(SPEAKERS):
        spoken = [stage.script.say(sentence) + silence(1.0) for sentence in said[speaker]]
        microphones.append(await stage.microphone(silence(0.2 * (speaker % 7)) + b"".join(spoken), pace=1.0))
    progress = Progress(sum(microphone.samples for microphone in microphones))
    for microphone in microphones:
        microphone.on_acknowledged = progress.add
    async with asyncio.TaskGroup() as group:
        breaking = group.create_task(chaos(stage, microphones, progress), name="chaos")
        speaking = [group.create_task(microphone.speak(), name="speak") for microphone in microphones]
        await asyncio.wait(speaking)
        breaking.cancel()
    assert stage.transcription.starts == 3
    assert stage.gateway.starts == 2
    assert sum(microphone.connections for microphone in microphones) >= SPEAKERS + 20
    for microphone, mine in zip(microphones, said, strict=True):
        session_id = microphone.address.rpartition("/")[2]
        stored = await stage.redis.hgetall(redis_keys.answer(session_id, 1))  # type: ignore[misc]
        if microphone.acknowledged != microphone.samples:
            pytest.fail("\n".join([f"{microphone.acknowledged} of {microphone.samples}", *microphone.trace]))
        assert int(stored[b"samples"]) == microphone.samples
        assert plain(microphone.text) == plain(" ".join(mine)), microphone.finals
        assert {final["engine"] for final in microphone.finals} == {"runpod"}
        spans = [(float(final["start"]), float(final["end"])) for final in microphone.finals]
        assert all(one[1] <= two[0] for one, two in pairwise(spans))
