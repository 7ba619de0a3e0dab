"""The composition root: the one place that knows all classes of this service."""

from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager, closing, nullcontext

from xquizit_kit.audio import LISTEN_RATE_HZ, samples_for
from xquizit_kit.logs import get_logger
from xquizit_kit.metrics import serving_metrics
from xquizit_kit.redis_client import connect
from xquizit_kit.rpc_server import RpcServer
from xquizit_transcription.answer_store import AnswerStore
from xquizit_transcription.config import TranscriptionSettings
from xquizit_transcription.endpointing import EndpointingRules
from xquizit_transcription.engines import choose
from xquizit_transcription.listening import ListeningRules
from xquizit_transcription.metrics import Metrics
from xquizit_transcription.port import Recognizer
from xquizit_transcription.servicer import DESCRIPTOR, TranscriptionServicer, add_to_server
from xquizit_transcription.session_store import language_store, pause_store
from xquizit_transcription.transcriber import Transcriber
from xquizit_transcription.vad import SileroModel
from xquizit_transcription.windows.listener import OVERLAP_SAMPLES

log = get_logger(__name__)


@asynccontextmanager
async def compose(settings: TranscriptionSettings, *, chosen: Recognizer | None = None) -> AsyncGenerator[RpcServer]:
    """The server, warm and ready to start; everything is cleaned up at exit.

    Args:
        settings: Of the service.
        chosen: Listens in place of the one that the settings ask for; not yet warm.
    """
    rules = ListeningRules(
        endpointing=EndpointingRules(),
        # The end of an utterance that was cut is heard again with the next one; together they keep the limit.
        most_utterance_samples=samples_for(settings.runpod_max_buffer_seconds, LISTEN_RATE_HZ) - OVERLAP_SAMPLES,
    )
    async with connect(settings.redis_url) as redis, aclosing(chosen or choose(settings)) as recognizer:
        metrics = Metrics(recognizer.counts)
        with (
            closing(SileroModel()) if settings.whisperlive_use_vad else nullcontext() as vad,
            serving_metrics(metrics.registry, settings.transcription_metrics_listen),
        ):
            await recognizer.warm_up()
            info = recognizer.info
            log.info("engine", engine=info.name, model=info.model, reason=info.reason, caveat=info.caveat)
            transcriber = Transcriber(
                recognizer=recognizer,
                metrics=metrics,
                store=AnswerStore(redis, ttl_s=settings.session_ttl_s),
                pauses=pause_store(redis, ttl_s=settings.session_ttl_s),
                languages=language_store(redis, ttl_s=settings.session_ttl_s),
                vad=vad,
                rules=rules,
                backlog_s=settings.transcription_backlog_s,
                is_english=settings.whisperlive_language.partition("-")[0] == "en",
            )
            server = RpcServer("transcription", settings.transcription_listen)
            server.add(add_to_server, TranscriptionServicer(transcriber), DESCRIPTOR)
            server.describe(lambda: recognizer.info)
            yield server
