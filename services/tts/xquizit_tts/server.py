"""The composition root of the tts service: the only place that knows all its classes."""

import sys
from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager

from xquizit_kit.logs import get_logger
from xquizit_kit.redis_client import connect
from xquizit_kit.rpc_server import RpcServer
from xquizit_tts.admission import Admission
from xquizit_tts.cache import AudioCache
from xquizit_tts.config import TtsSettings
from xquizit_tts.engines import choose_engine
from xquizit_tts.pieces import PieceMaker
from xquizit_tts.port import SpeechEngine, Voice
from xquizit_tts.servicer import DESCRIPTOR, TtsServicer, add_to_server
from xquizit_tts.synthesizer import Manner, Synthesizer

log = get_logger(__name__)


@asynccontextmanager
async def compose(settings: TtsSettings) -> AsyncGenerator[RpcServer]:
    """Builds the service with a warm engine; the server it gives is not yet started.

    Raises:
        SystemExit: A setting does not fit this machine; the message says which.
        EngineFailed: The engine cannot speak.
    """
    async with aclosing(_chosen(settings)) as engine, connect(settings.redis_url) as redis:
        await engine.warm_up()
        voices = _ordered(list(engine.voices()), settings.tts_voice)
        info = engine.info
        log.info("engine chosen", engine=info.name, model=info.model, reason=info.reason, voices=len(voices))
        synthesizer = Synthesizer(
            PieceMaker(engine, AudioCache(redis, max_piece_bytes=settings.tts_cache_piece_bytes)),
            Admission(settings.tts_max_streams, settings.tts_admission_wait_s),
            voices,
            Manner(voices[0].id, settings.tts_speed),
        )
        server = RpcServer("tts", settings.tts_listen)
        server.add(add_to_server, TtsServicer(synthesizer, info.name, voices), DESCRIPTOR)
        server.describe(lambda: info)
        yield server


def _chosen(settings: TtsSettings) -> SpeechEngine:
    try:
        return choose_engine(settings.tts_engine)
    except ImportError as error:
        raise _unusable("TTS_ENGINE", str(error)) from error


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
