"""Everything that the routes need, in one typed value that lives as long as the application."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Annotated, Any, cast

from fastapi import Depends
from redis.asyncio import Redis
from redis.exceptions import RedisError
from starlette.requests import HTTPConnection

from xquizit_gateway.clients.documents import DocumentsClient
from xquizit_gateway.clients.interview import InterviewClient
from xquizit_gateway.clients.probe import Probe
from xquizit_gateway.clients.transcription import TranscriptionClient
from xquizit_gateway.clients.tts import TtsClient
from xquizit_gateway.config import GatewaySettings
from xquizit_gateway.listening.sockets import Sockets
from xquizit_gateway.metrics import Metrics
from xquizit_gateway.turns.audio import AudioShelf
from xquizit_gateway.turns.log import TurnLog
from xquizit_gateway.turns.playback_notes import PlaybackNotes
from xquizit_gateway.turns.playbacks import Playbacks
from xquizit_gateway.turns.recognition import RecognitionNotes
from xquizit_gateway.turns.registry import TurnRegistry
from xquizit_kit import redis_keys
from xquizit_kit.errors import NotFound, XquizitError
from xquizit_kit.logs import get_logger
from xquizit_kit.redis_client import redis_errors

log = get_logger(__name__)

TURNS_ERASED = 200
"""Deletion erases the keys of so many turns: more than 16 questions with 3 conversational turns each can make."""


@dataclass(frozen=True, slots=True)
class Gateway:
    """The state of one running application; made in `app.py`."""

    settings: GatewaySettings
    redis: Redis
    documents: DocumentsClient
    interview: InterviewClient
    transcription: TranscriptionClient
    tts: TtsClient
    probes: dict[str, Probe]
    turns: TurnRegistry
    turn_log: TurnLog
    recognition: RecognitionNotes
    playbacks: Playbacks
    playback_notes: PlaybackNotes
    shelf: AudioShelf
    sockets: Sockets
    metrics: Metrics
    background: asyncio.TaskGroup
    """For work that no caller waits for; what runs here must see to its own failures."""

    def in_background(self, work: Coroutine[Any, Any, None], name: str) -> None:
        """Runs `work` beside the answer."""
        self.background.create_task(work, name=name)

    async def redis_answers(self, within_s: float) -> bool:
        """Whether Redis answers in time; asks once, without patience."""
        try:
            async with asyncio.timeout(within_s):
                return bool(await cast("Any", self.redis).ping())
        except (TimeoutError, RedisError):
            return False

    async def erase(self, session_id: str) -> None:
        """Erases the session's state, ends what runs here for it, and deletes its keys and its spoken words.

        The state goes first: without it nobody can write for the session or prepare for it again. Drivers elsewhere
        find no fence any more and stop. Every step may be repeated.

        Raises:
            NotFound: There was no such session; what an earlier deletion may have left is deleted all the same.
        """
        audio_keys = await self.turn_log.audio_keys(session_id, TURNS_ERASED)
        try:
            await self.interview.delete(session_id)
        except NotFound:
            await self._erase_traces(session_id, audio_keys)
            raise
        await self._erase_traces(session_id, audio_keys)

    async def _erase_traces(self, session_id: str, audio_keys: set[str]) -> None:
        await self.turns.stop(session_id)
        await self.sockets.end(session_id)
        self.shelf.forget(session_id)
        await self._forget_ears(session_id)
        async with redis_errors():
            # What was made and never sent stands in no log. Without the session's state tts adds no more to this.
            spoken = await cast("Any", self.redis).smembers(redis_keys.spoken(session_id))
            audio_keys = audio_keys | {key.decode() for key in spoken}
            await self.redis.delete(*redis_keys.session_keys(session_id, TURNS_ERASED))
            for key in audio_keys:  # one by one: in a cluster they lie in different slots
                await self.redis.delete(key)

    async def _forget_ears(self, session_id: str) -> None:
        """What was made for the recognizer; when that is away, it is deleted there by age."""
        try:
            await self.transcription.forget(session_id)
        except XquizitError as error:
            log.warning("ears not forgotten", reason=error.reason)

    def drain(self) -> None:
        """The process is going to stop: event streams and sockets are told to go elsewhere."""
        self.turns.drain()
        self.sockets.drain()


def current_gateway(connection: HTTPConnection) -> Gateway:
    """The gateway behind a request or socket."""
    return cast(Gateway, connection.state.gateway)


GatewayHere = Annotated[Gateway, Depends(current_gateway)]
"""A parameter of this type is the running gateway."""
