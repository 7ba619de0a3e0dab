"""The composition root of the tts service: the only place that knows all its classes."""

import asyncio
import sys
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import replace

from xquizit_kit.cancellation import end
from xquizit_kit.errors import XquizitError
from xquizit_kit.logs import get_logger
from xquizit_kit.metrics import serving_metrics
from xquizit_kit.redis_client import connect
from xquizit_kit.rpc_server import RpcServer
from xquizit_tts.admission import Admission
from xquizit_tts.cache import AudioCache
from xquizit_tts.config import TtsSettings
from xquizit_tts.engines import choose_engine, choose_stand_in, espeak_instead
from xquizit_tts.metrics import Mouth, SpeakingMetrics
from xquizit_tts.pieces import PieceMaker
from xquizit_tts.port import SpeechEngine, Voice
from xquizit_tts.scheduler import Rules, Scheduler
from xquizit_tts.servicer import DESCRIPTOR, TtsServicer, add_to_server
from xquizit_tts.stand_in import Speakers
from xquizit_tts.synthesizer import Manner, Synthesizer
from xquizit_tts.warmth import keep_warm

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
    async with AsyncExitStack() as resources:
        redis = await resources.enter_async_context(connect(settings.redis_url))
        engine = await _warm(settings, chosen or _chosen(settings), resources)
        voices = _ordered(list(engine.voices()), settings.tts_voice)
        info = engine.info
        log.info("engine chosen", engine=info.name, model=info.model, reason=info.reason, voices=len(voices))
        stand_in = choose_stand_in(settings, engine)
        if stand_in is not None:
            await _warm_up(stand_in, resources)
        cache = AudioCache(redis, max_piece_bytes=settings.tts_cache_piece_bytes)
        rules = Rules(first_wait_s=settings.tts_first_wait_s)
        mouths = [_mouth(one, cache, rules) for one in (engine, stand_in) if one is not None]
        speakers = Speakers(mouths[0].maker, mouths[1].maker if stand_in is not None else None)
        manner = Manner(voices[0].id, _speed(settings, info.name))
        synthesizer = Synthesizer(
            speakers, Admission(settings.tts_max_streams, settings.tts_first_wait_s), voices, manner
        )
        resources.enter_context(
            serving_metrics(SpeakingMetrics(speakers, mouths).registry, settings.tts_metrics_listen)
        )
        warmth = asyncio.create_task(keep_warm(speakers, voices[0], manner.speed), name="tts-warmth")
        resources.push_async_callback(end, warmth)
        server = RpcServer("tts", settings.tts_listen)
        server.add(add_to_server, TtsServicer(synthesizer, info.name, voices), DESCRIPTOR)
        server.describe(lambda: replace(info, is_degraded=speakers.is_stood_in))
        yield server


def _chosen(settings: TtsSettings) -> SpeechEngine:
    try:
        return choose_engine(settings)
    except ImportError as error:
        raise _unusable("TTS_ENGINE", str(error)) from error
    except ValueError as error:
        raise _unusable(f"TTS_ENGINE={settings.tts_engine}", str(error)) from error


async def _warm(settings: TtsSettings, engine: SpeechEngine, resources: AsyncExitStack) -> SpeechEngine:
    """`engine`, warm; where it was chosen only as the best and cannot speak, the one that needs nothing."""
    try:
        await _warm_up(engine, resources)
    except XquizitError as error:
        if settings.tts_engine != "auto" or engine.info.name == "espeak":
            raise
        why = f"TTS_ENGINE=auto, but {engine.info.name} cannot speak: {error.message}"
        log.warning("the best voice cannot speak", engine=engine.info.name, reason=error.reason)
        engine = espeak_instead(why)
        await _warm_up(engine, resources)
    return engine


async def _warm_up(engine: SpeechEngine, resources: AsyncExitStack) -> None:
    await resources.enter_async_context(aclosing(engine))
    await engine.warm_up()


def _mouth(engine: SpeechEngine, cache: AudioCache, rules: Rules) -> Mouth:
    scheduler = Scheduler(engine.slots, rules)
    return Mouth(engine, scheduler, PieceMaker(engine, cache, scheduler))


def _speed(settings: TtsSettings, engine: str) -> float:
    return settings.tts_speed or (settings.kokoro_speed if engine == "kokoro" else 1.0)


def _ordered(voices: list[Voice], default: str) -> list[Voice]:
    """`voices` with the default first."""
    if not default:
        return voices
    if default not in {voice.id for voice in voices}:
        raise _unusable("TTS_VOICE", f"the engine has no voice of this name; its own choice is {voices[0].id}")
    return sorted(voices, key=lambda voice: voice.id != default)


def _unusable(name: str, why: str) -> SystemExit:
    """Ends the process the way wrong settings do: one clear sentence, status 2."""
    sys.stderr.write(f"These settings cannot be used:\n  {name}: {why}\n")
    return SystemExit(2)
