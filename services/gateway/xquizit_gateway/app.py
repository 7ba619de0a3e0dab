"""The composition root: the only place that knows all classes of the gateway."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TypedDict

from fastapi import FastAPI
from grpc.aio import Channel
from starlette.middleware.cors import CORSMiddleware

from xquizit_gateway.clients.documents import DocumentsClient
from xquizit_gateway.clients.interview import InterviewClient
from xquizit_gateway.clients.probe import Probe
from xquizit_gateway.clients.transcription import TranscriptionClient
from xquizit_gateway.clients.tts import TtsClient
from xquizit_gateway.config import GatewaySettings
from xquizit_gateway.edges import AccessLog, BodyLimit
from xquizit_gateway.gateway import Gateway
from xquizit_gateway.listening.sockets import Sockets
from xquizit_gateway.metrics import Metrics
from xquizit_gateway.problems import install_problem_answers
from xquizit_gateway.routes import (
    documents,
    health,
    interview,
    page,
    playback,
    report,
    session,
    status,
    transcript,
    transcription,
    voices,
)
from xquizit_gateway.turns.audio import AudioShelf
from xquizit_gateway.turns.driver import Tools
from xquizit_gateway.turns.follower import BLOCK_MS, TurnFollower
from xquizit_gateway.turns.lease import TurnLease
from xquizit_gateway.turns.log import TurnLog
from xquizit_gateway.turns.playback_notes import PlaybackNotes
from xquizit_gateway.turns.playbacks import Playbacks
from xquizit_gateway.turns.recognition import RecognitionNotes
from xquizit_gateway.turns.registry import TurnRegistry
from xquizit_kit.redis_client import connect, connect_blocking
from xquizit_kit.rpc_client import open_channel
from xquizit_kit.rpc_server import release

DESCRIPTION = "Holds automated job interviews by voice. Errors are `{error, detail}` with a fitting status."


class State(TypedDict):
    """What the lifespan gives to every request."""

    gateway: Gateway


def create_app(settings: GatewaySettings, *, on_started: Callable[[Gateway], None] | None = None) -> FastAPI:
    """The application.

    Args:
        settings: Its settings.
        on_started: Called with the running gateway, so that the process can tell it to drain.
    """
    metrics = Metrics()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncGenerator[State]:
        async with compose(settings, metrics) as gateway:
            if on_started is not None:
                on_started(gateway)
            yield {"gateway": gateway}

    app = FastAPI(title="xquizit", version=release(), description=DESCRIPTION, lifespan=lifespan)
    install_problem_answers(app)
    for subject in (documents, interview, playback, voices, status, transcript, report, session, transcription, health):
        app.include_router(subject.router)
    page.serve_page(app, settings.frontend_dist)
    app.add_middleware(BodyLimit)
    app.add_middleware(AccessLog, metrics=metrics)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=list(settings.cors_allow_origins),
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["*"],
        expose_headers=["Retry-After"],
    )
    return app


@asynccontextmanager
async def compose(settings: GatewaySettings, metrics: Metrics) -> AsyncGenerator[Gateway]:
    """Builds the gateway, runs it, and ends everything that it began."""
    async with AsyncExitStack() as stack:
        redis = await stack.enter_async_context(connect(settings.redis_url))
        blocking = await stack.enter_async_context(connect_blocking(settings.redis_url, block_s=BLOCK_MS / 1000))
        channels = _open_channels(settings, stack)
        interviews, tts = InterviewClient(channels["interview"]), TtsClient(channels["tts"])
        transcription_client = TranscriptionClient(channels["transcription"])
        turn_log = TurnLog(redis, ttl_s=settings.session_ttl_s)
        lease = TurnLease(redis, lease_ttl_s=settings.turn_lease_ttl_s, fence_ttl_s=settings.session_ttl_s)
        follower = TurnFollower(turn_log, blocking=blocking, commands=redis)
        playbacks = Playbacks(redis, ttl_s=settings.session_ttl_s)
        playback_notes = PlaybackNotes(turn_log, playbacks, interviews, metrics)
        shelf = AudioShelf(redis, tts, limit_bytes=settings.audio_shelf_bytes)
        recognition = RecognitionNotes(transcription_client, interviews, metrics)
        tools = Tools(
            log=turn_log,
            lease=lease,
            follower=follower,
            playbacks=playbacks,
            interview=interviews,
            recognition=recognition,
            playback_notes=playback_notes,
            tts=tts,
            shelf=shelf,
            metrics=metrics,
            settings=settings,
        )
        turns = TurnRegistry(tools, follower)
        async with asyncio.TaskGroup() as background:
            reading = background.create_task(follower.run(), name="turn-reader")
            gateway = Gateway(
                settings=settings,
                redis=redis,
                documents=DocumentsClient(channels["documents"]),
                interview=interviews,
                transcription=transcription_client,
                tts=tts,
                probes={service: Probe(service, channel) for service, channel in channels.items()},
                turns=turns,
                turn_log=turn_log,
                recognition=recognition,
                playbacks=playbacks,
                playback_notes=playback_notes,
                shelf=shelf,
                sockets=Sockets(),
                metrics=metrics,
                background=background,
            )
            try:
                yield gateway
            finally:
                # Half of the grace was the connections'; turns that need longer go on elsewhere.
                await turns.aclose(settings.drain_grace_s / 2)
                reading.cancel()


def _open_channels(settings: GatewaySettings, stack: AsyncExitStack) -> dict[str, Channel]:
    """A channel to each service, closed with `stack`."""
    channels = {
        "interview": open_channel(settings.interview_address),
        "transcription": open_channel(settings.transcription_address),
        "tts": open_channel(settings.tts_address),
        "documents": open_channel(settings.documents_address),
    }
    for channel in channels.values():
        stack.push_async_callback(channel.close)
    return channels
