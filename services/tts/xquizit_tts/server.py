"""The composition root of the tts service: the only place that knows all its classes."""

import asyncio
import sys
from collections.abc import AsyncGenerator, Coroutine
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass

from xquizit_kit.cancellation import end
from xquizit_kit.errors import XquizitError
from xquizit_kit.logs import get_logger
from xquizit_kit.metrics import serving_metrics
from xquizit_kit.redis_client import connect
from xquizit_kit.rpc_server import RpcServer
from xquizit_tts.admission import Admission
from xquizit_tts.cache import AudioCache
from xquizit_tts.config import TtsSettings
from xquizit_tts.engines import Choice, choose, choose_stand_in, espeak_instead
from xquizit_tts.metrics import SpeakingMetrics
from xquizit_tts.pieces import PieceMaker
from xquizit_tts.port import SpeechEngine, Voice
from xquizit_tts.scheduler import Rules, Scheduler
from xquizit_tts.servicer import DESCRIPTOR, TtsServicer, add_to_server
from xquizit_tts.speaking import Mouth, Now, Speaking
from xquizit_tts.stand_in import Speakers
from xquizit_tts.synthesizer import Manner, Synthesizer
from xquizit_tts.warmth import keep_warm, make_ahead

log = get_logger(__name__)


@asynccontextmanager
async def compose(settings: TtsSettings, chosen: SpeechEngine | None = None) -> AsyncGenerator[RpcServer]:
    """Builds the service with a warm engine; the server it gives is not yet started.

    Args:
        settings: Of the service.
        chosen: Speaks in place of the one that the settings ask for; not yet warm.

    Raises:
        SystemExit: A setting does not fit this machine; the message says which.
        EngineFailed: The engine cannot speak.
    """
    choice = Choice(chosen) if chosen is not None else _choice(settings)
    async with AsyncExitStack() as resources:
        redis = await resources.enter_async_context(connect(settings.redis_url))
        workshop = _Workshop(
            settings,
            resources,
            AudioCache(redis, max_piece_bytes=settings.tts_cache_piece_bytes),
            Admission(settings.tts_max_streams, settings.tts_first_wait_s),
        )
        choice = await _warm(choice, resources, is_only=settings.tts_engine != "auto")
        now = Now(await workshop.speaking(choice.now, is_last_word=choice.later is None))
        info = now.speaking.info
        log.info("engine chosen", engine=info.name, model=info.model, reason=info.reason)
        resources.enter_context(
            serving_metrics(SpeakingMetrics(lambda: now.speaking).registry, settings.tts_metrics_listen)
        )
        _begin(resources, "tts-warmth", keep_warm(lambda: now.speaking))
        if choice.later is not None:
            await resources.enter_async_context(aclosing(choice.later))
            _begin(resources, "tts-upgrade", _upgrade(now, choice.later, workshop))
        server = RpcServer("tts", settings.tts_listen)
        server.add(add_to_server, TtsServicer(lambda: now.speaking), DESCRIPTOR)
        server.describe(lambda: now.speaking.info)
        yield server


def _begin(resources: AsyncExitStack, name: str, work: Coroutine[object, object, None]) -> None:
    """Runs `work` in the background until `resources` are given back."""
    resources.push_async_callback(end, asyncio.create_task(work, name=name))


@dataclass(frozen=True, slots=True)
class _Workshop:
    """Builds what belongs to an engine."""

    settings: TtsSettings
    resources: AsyncExitStack
    cache: AudioCache
    admission: Admission

    async def speaking(self, engine: SpeechEngine, *, is_last_word: bool = False) -> Speaking:
        """Everything around a warm engine; its fixed phrases are made by whoever keeps them warm.

        Args:
            engine: Who speaks.
            is_last_word: Nobody else was or will be this machine's choice: a TTS_VOICE that it lacks is a mistake.

        Raises:
            SystemExit: It is one.
            EngineFailed: The stand-in cannot speak.
        """
        voices = _ordered(list(engine.voices()), self.settings.tts_voice, may_lack=not is_last_word)
        stand_in = choose_stand_in(self.settings, engine)
        if stand_in is not None:
            await _warm_up(stand_in, self.resources)
        mouths = [self._mouth(one) for one in (engine, stand_in) if one is not None]
        speakers = Speakers(
            mouths[0].maker,
            mouths[1].maker if stand_in is not None else None,
            first_sound_s=2 * self.settings.tts_first_wait_s,
        )
        manner = Manner(voices[0].id, _speed(self.settings, engine.info.name))
        return Speaking(mouths, speakers, Synthesizer(speakers, self.admission, voices, manner), voices, manner)

    def _mouth(self, engine: SpeechEngine) -> Mouth:
        scheduler = Scheduler(lambda: engine.slots, Rules(first_wait_s=self.settings.tts_first_wait_s))
        return Mouth(engine, scheduler, PieceMaker(engine, self.cache, scheduler))


async def _upgrade(now: Now, better: SpeechEngine, workshop: _Workshop) -> None:
    """Has `better` speak once it can, with the fixed phrases made at once: whoever keeps them warm comes by later."""
    await now.upgrade(better, workshop.speaking)
    await make_ahead(now.speaking.speakers, now.speaking.voices[0], now.speaking.manner.speed)


def _choice(settings: TtsSettings) -> Choice:
    try:
        return choose(settings)
    except ImportError as error:
        raise _unusable("TTS_ENGINE", str(error)) from error
    except ValueError as error:
        raise _unusable(f"TTS_ENGINE={settings.tts_engine}", str(error)) from error


async def _warm(choice: Choice, resources: AsyncExitStack, *, is_only: bool) -> Choice:
    """The same with `now` warm. Where it cannot speak and was chosen only as the best, it is tried again later, and
    the one that needs nothing speaks."""
    engine = choice.now
    try:
        await engine.warm_up()
    except XquizitError as error:
        await engine.aclose()
        if is_only or engine.info.name == "espeak":
            raise
        why = f"TTS_ENGINE=auto, but {engine.info.name} cannot speak: {error.message}"
        log.warning("the best voice cannot speak", engine=engine.info.name, reason=error.reason)
        plain = espeak_instead(why)
        await _warm_up(plain, resources)
        return Choice(plain, later=engine)
    await resources.enter_async_context(aclosing(engine))
    return choice


async def _warm_up(engine: SpeechEngine, resources: AsyncExitStack) -> None:
    await resources.enter_async_context(aclosing(engine))
    await engine.warm_up()


def _speed(settings: TtsSettings, engine: str) -> float:
    return settings.tts_speed or (settings.kokoro_speed if engine == "kokoro" else 1.0)


def _ordered(voices: list[Voice], default: str, *, may_lack: bool) -> list[Voice]:
    """`voices` with the default first; an engine that has it not, and may, speaks with its own choice."""
    if not default:
        return voices
    if default not in {voice.id for voice in voices}:
        if may_lack:
            log.warning("TTS_VOICE is a voice of another engine", instead=voices[0].id)
            return voices
        raise _unusable("TTS_VOICE", f"the engine has no voice of this name; its own choice is {voices[0].id}")
    return sorted(voices, key=lambda voice: voice.id != default)


def _unusable(name: str, why: str) -> SystemExit:
    """Ends the process the way wrong settings do: one clear sentence, status 2."""
    sys.stderr.write(f"These settings cannot be used:\n  {name}: {why}\n")
    return SystemExit(2)
