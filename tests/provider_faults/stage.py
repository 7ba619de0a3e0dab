"""Holds one spoken answer while the provider misbehaves: real gateway, real transcription service, real Redis."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from pydantic import SecretStr
from redis.asyncio import Redis

from tests.emulators.runpod.script import Script
from tests.emulators.runpod.server import RunpodEmulator
from tests.emulators.runpod.speech import timed
from tests.fakes.running_gateway import gateway_settings, running_gateway
from tests.fakes.scripted_interview import ScriptedInterview, serving_interview
from tests.fakes.speech import silence
from tests.provider_faults.cases import Case
from tests.provider_faults.witness import Witness
from xquizit_kit import redis_keys
from xquizit_kit.engine_info import EngineInfo
from xquizit_kit.redis_client import connect
from xquizit_transcription.config import TranscriptionSettings
from xquizit_transcription.engines.pocketsphinx.engine import PocketsphinxRecognizer
from xquizit_transcription.engines.runpod.counters import Snapshot
from xquizit_transcription.engines.runpod.engine import RunpodEngine
from xquizit_transcription.engines.runpod.settings import Pace, RunpodSettings
from xquizit_transcription.fallback import FallbackRecognizer
from xquizit_transcription.port import Listener, Recognizer, Topic
from xquizit_transcription.server import compose
from xquizit_transcription.windows.listener import WindowRules
from xquizit_transcription.windows.recognizer import WindowRecognizer

SENTENCES = ("I led the migration of the ledger.", "Then we measured every query for two weeks.", "Nobody lost a cent.")
MOST_SPEAKERS = 12

_LEAD_S, _PAUSE_S = 0.5, 1.2
_HURRIED = Pace(
    sync_wait_s=1.0,
    reply_margin_s=1.0,
    first_poll_s=0.05,
    last_poll_s=0.2,
    first_backoff_s=0.05,
    last_backoff_s=0.5,
    closing_s=0.5,
)
_PARTIAL_DEADLINE_S, _FINAL_DEADLINE_S, _PATIENCE_S = 1.5, 9.0, 4.5
"""A tenth of what they are, as the pace above; what RunPod does not allow to be shorter is longer."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What was said, and from which sample to which it sounds."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Held:
    """One answer, and what became of it."""

    case: Case
    sentences: tuple[Sentence, ...]
    witness: Witness
    is_complete: bool
    stored_samples: int
    """Of the answer, as Redis has it."""
    struck: int
    """How often the fault did."""
    jobs: int
    """That the provider was given."""
    counters: Snapshot


class Stage:
    """What all rows share: Redis, the interview, and the recognizer that stands in."""

    def __init__(self, redis: Redis, redis_url: str, interview: ScriptedInterview, address: str, second: Recognizer):
        self._redis = redis
        self._redis_url = redis_url
        self._interview = interview
        self._interview_address = address
        self._second = second
        self._script = Script()

    @classmethod
    @asynccontextmanager
    async def opened(cls, redis_url: str, cache_dir: Path) -> AsyncIterator["Stage"]:
        """Everything is there and warm."""
        second = PocketsphinxRecognizer(
            cache_dir=cache_dir, max_speakers=MOST_SPEAKERS, model_ttl_s=3600, reason="it stands in"
        )
        async with AsyncExitStack() as stack:
            redis = await stack.enter_async_context(connect(redis_url))
            interview, address = await stack.enter_async_context(serving_interview(redis))
            await stack.enter_async_context(aclosing(second))
            await second.warm_up()
            yield cls(redis, redis_url, interview, address, second)

    async def hold(self, case: Case, *, pace: float) -> Held:
        """Speaks the sentences; `pace` is so many seconds of sound in a second."""
        pcm, sentences = self._speech()
        provider = RunpodEmulator(self._script, max_workers=6, min_workers=case.warm_workers, pace=case.pace)
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(provider)
            engine = RunpodEngine(_runpod_settings(provider))
            address = await stack.enter_async_context(self._ears(provider, engine))
            gateway = await stack.enter_async_context(
                running_gateway(
                    gateway_settings(
                        self._redis_url,
                        interview_address=self._interview_address,
                        transcription_address=address,
                        listen_patience_s=60,
                    )
                )
            )
            session_id = await self._interview.begin(str(uuid4()))
            url = str(gateway.base_url).replace("http://", "ws://").rstrip("/")
            witness = Witness(f"{url}/ws/transcribe/{session_id}", pcm, pace)
            case.write_down(provider.faults)
            is_complete = await _spoken(witness)
            stored = await self._redis.hget(redis_keys.answer(session_id, 1), "samples")  # type: ignore[misc]
            return Held(
                case=case,
                sentences=sentences,
                witness=witness,
                is_complete=is_complete,
                stored_samples=int(stored or 0),
                struck=sum(waiting["struck"] for waiting in provider.faults.as_json()),
                jobs=len(set(map(id, provider.fleet.queued))),
                counters=engine.counters.snapshot(),
            )

    @asynccontextmanager
    async def _ears(self, provider: RunpodEmulator, engine: RunpodEngine) -> AsyncIterator[str]:
        """The transcription service as `TRANSCRIPTION_ENGINE=runpod` composes it, in a hurry; its address."""
        settings = TranscriptionSettings(
            _env_file=None,  # type: ignore[call-arg]
            redis_url=self._redis_url,
            transcription_listen="127.0.0.1:0",
            transcription_engine="runpod",
            runpod_endpoint_base_url=provider.base_url,
            runpod_endpoint_id=provider.endpoint_id,
            runpod_api_key=SecretStr(provider.api_key),
            offline=True,
        )
        first = WindowRecognizer(engine, rules=WindowRules(), max_speakers=MOST_SPEAKERS)
        both = FallbackRecognizer(lambda: first, _Lent(self._second), patience_s=_PATIENCE_S)
        async with compose(settings, chosen=both) as server:
            await server.start()
            try:
                yield f"127.0.0.1:{server.port}"
            finally:
                await server.stop(0)

    def _speech(self) -> tuple[bytes, tuple[Sentence, ...]]:
        pcm = silence(_LEAD_S)
        sentences: list[Sentence] = []
        for text in SENTENCES:
            at = len(pcm) // 2
            _, words = timed(text)
            sentences.append(Sentence(text, at + words[0].start_sample, at + words[-1].end_sample))
            pcm += self._script.say(text) + silence(_PAUSE_S)
        return pcm, tuple(sentences)


class _Lent:
    """A recognizer that is warm already and stays so when its borrower is closed."""

    def __init__(self, recognizer: Recognizer) -> None:
        self._recognizer = recognizer

    @property
    def info(self) -> EngineInfo:
        return self._recognizer.info

    def counts(self) -> Mapping[str, float]:
        return self._recognizer.counts()

    async def warm_up(self) -> None: ...

    def prepare(self, topic: Topic) -> None:
        self._recognizer.prepare(topic)

    async def forget(self, session_id: str) -> None:
        await self._recognizer.forget(session_id)

    @asynccontextmanager
    async def listen(self, topic: Topic) -> AsyncGenerator[Listener]:
        async with self._recognizer.listen(topic) as listener:
            yield listener

    async def aclose(self) -> None: ...


def _runpod_settings(provider: RunpodEmulator) -> RunpodSettings:
    return RunpodSettings(
        endpoint_id=provider.endpoint_id,
        api_key=SecretStr(provider.api_key),
        base_url=provider.base_url,
        model="small",
        partial_deadline_s=_PARTIAL_DEADLINE_S,
        final_deadline_s=_FINAL_DEADLINE_S,
        pace=_HURRIED,
    )


async def _spoken(witness: Witness) -> bool:
    """Whether everything became final, however often the line broke."""
    try:
        await asyncio.wait_for(witness.speak(), 60)
    except TimeoutError:
        return False
    return True
