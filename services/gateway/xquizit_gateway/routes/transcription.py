"""The transcription socket: audio in, captions out."""

import asyncio
import time
from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Query, WebSocket, WebSocketDisconnect
from starlette.websockets import WebSocketState

from xquizit_gateway.clients.interview_records import Standing
from xquizit_gateway.clients.transcription import Answer, AudioGap
from xquizit_gateway.gateway import Gateway, GatewayHere
from xquizit_gateway.listening import messages
from xquizit_gateway.listening.arrival import Arrival
from xquizit_gateway.listening.ledger import Ledger
from xquizit_gateway.listening.relay import Microphone, Relay, Replaced
from xquizit_gateway.listening.sockets import OpenSocket
from xquizit_kit.errors import NotFound, Unavailable, WrongPhase, XquizitError
from xquizit_kit.logs import get_logger

log = get_logger(__name__)

FRAME_LIMIT_BYTES = 1024 * 1024
"""A larger binary message is refused (32 s of audio; browsers send 256 ms)."""
RETRY_PAUSE_S = 0.2
_BEHIND = "Ten minutes of what you said are still waiting to be written down. Please pause for a moment."

router = APIRouter()
now_s = time.monotonic
"""The clock by which sound arrives."""


class _Conversation:
    """One socket: what it hears, says and how it ends."""

    def __init__(self, gateway: Gateway, socket: WebSocket, session_id: str, first_sample: int) -> None:
        self._gateway = gateway
        self._socket = socket
        self._session_id = session_id
        self._microphone = Microphone(Ledger(first_sample))
        self._arrival = Arrival(opened_s=now_s(), is_resumed=first_sample > 0)
        self._has_told_behind = False

    async def hold(self) -> int | None:
        """Receives and relays until the answer is complete; returns the close code, None when the client has gone."""
        receiving = asyncio.create_task(self._receive(), name="socket-receive")
        relaying = asyncio.create_task(self._relay(), name="socket-relay")
        try:
            await asyncio.wait({receiving, relaying}, return_when=asyncio.FIRST_COMPLETED)
            if relaying.done():
                return relaying.result()
            receiving.result()
            return None
        except WebSocketDisconnect:
            return None
        finally:
            for task in (receiving, relaying):
                task.cancel()
            await asyncio.gather(receiving, relaying, return_exceptions=True)

    async def tell(self, message: messages.Message) -> None:
        """Sends a message.

        Raises:
            WebSocketDisconnect: The client has gone.
        """
        await self._socket.send_json(message)

    async def _receive(self) -> None:
        """Keeps all audio; returns when the client has gone."""
        while True:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            if (frame := message.get("bytes")) is not None:
                await self._take_audio(frame)
            elif (text := message.get("text")) is not None:
                try:
                    if messages.is_stop(text):
                        self._microphone.finish()
                except ValueError as error:
                    await self.tell(messages.error(str(error), "bad_message"))

    async def _take_audio(self, frame: bytes) -> None:
        if self._microphone.is_finished:
            await self.tell(messages.error("Recording has been stopped already.", "already_stopped"))
        elif len(frame) > FRAME_LIMIT_BYTES:
            await self.tell(messages.error("An audio message is over 1 MiB; send smaller ones.", "frame_too_large"))
        else:
            if self._microphone.ledger.is_full and not self._has_told_behind:
                # From here on the socket is read no faster than words are written down: nothing is dropped.
                self._has_told_behind = True
                await self.tell(messages.error(_BEHIND, "listening_behind"))
            await self._watch_arrival(frame)
            await self._microphone.write(frame)

    async def _watch_arrival(self, frame: bytes) -> None:
        """Tells when the sound seems to have another rate; it is kept and recognized all the same."""
        if self._microphone.ledger.is_full:
            self._arrival.restart(now_s())
        elif self._arrival.took(len(frame), now_s=now_s()):
            rate_hz = self._arrival.wrong_rate_hz
            self._microphone.is_doubted = rate_hz is not None
            log.info("microphone's rate", session=self._session_id, wrong_rate_hz=rate_hz)
            right = messages.level(self._microphone.level)
            await self.tell(right if rate_hz is None else messages.wrong_rate(rate_hz))

    async def _relay(self) -> int:
        """Relays the answer; returns the close code."""
        try:
            standing = await self._standing()
            answer = Answer(
                session_id=self._session_id,
                turn=standing.status.turn + 1,
                question=standing.current_question,
            )
            relay = Relay(
                self._gateway.transcription,
                self._microphone,
                self.tell,
                self._gateway.metrics,
                patience_s=self._gateway.settings.listen_patience_s,
            )
            await relay.run(answer)
        except Replaced:
            await self.tell(messages.error("This interview is being answered in another window.", "replaced"))
            return messages.CLOSE_REPLACED
        except AudioGap as gap:
            await self.tell(messages.audio_gap(gap.message, gap.samples))
            return messages.CLOSE_AUDIO_GAP
        except XquizitError as error:
            log.info("socket refused", reason=error.reason)
            await self.tell(messages.error(error.message, error.reason))
            return _close_code(error)
        return messages.CLOSE_DONE

    async def _standing(self) -> Standing:
        """Where the interview is; patient, because the audio is kept meanwhile."""
        loop = asyncio.get_running_loop()
        give_up_s = loop.time() + self._gateway.settings.listen_patience_s
        while True:
            try:
                standing = await self._gateway.interview.standing(self._session_id)
                break
            except Unavailable:
                if loop.time() >= give_up_s:
                    raise
            await asyncio.sleep(RETRY_PAUSE_S)
        if standing.status.is_concluded:
            raise WrongPhase("The interview is over. Thank you for taking part.", reason="concluded")
        return standing


@router.websocket("/ws/transcribe/{session_id}")
async def transcribe(
    gateway: GatewayHere, socket: WebSocket, session_id: str, from_sample: Annotated[str, Query()] = "0"
) -> None:
    """Listens to one answer; see docs/protocol.md for the messages."""
    await socket.accept()
    if gateway.turns.is_draining:
        return await socket.close(messages.CLOSE_RESTARTING)
    with gateway.metrics.active_sockets.track_inprogress(), gateway.sockets.opened(session_id) as registered:
        conversation = _Conversation(gateway, socket, session_id, _first_sample(from_sample))
        code = await _hold_until_asked_to_end(conversation, registered)
        if code is not None and socket.application_state is WebSocketState.CONNECTED:
            with suppress(WebSocketDisconnect):  # a client that has all it wants may close before we do
                await socket.close(code)


async def _hold_until_asked_to_end(conversation: _Conversation, registered: OpenSocket) -> int | None:
    holding = asyncio.create_task(conversation.hold(), name="socket-hold")
    asked = asyncio.create_task(registered.asked_to_end.wait(), name="socket-asked-to-end")
    try:
        await asyncio.wait({holding, asked}, return_when=asyncio.FIRST_COMPLETED)
        if holding.done():
            return holding.result()
    finally:
        for task in (holding, asked):
            task.cancel()
        await asyncio.gather(holding, asked, return_exceptions=True)
    try:
        match registered.end_reason:
            case "replaced":
                await conversation.tell(messages.error("A newer window has taken over.", "replaced"))
                return messages.CLOSE_REPLACED
            case "erased":
                await conversation.tell(messages.error("This interview has been erased.", "session_not_found"))
                return messages.CLOSE_UNKNOWN_SESSION
            case _:
                return messages.CLOSE_RESTARTING
    except WebSocketDisconnect:
        return None


def _close_code(error: XquizitError) -> int:
    match error:
        case NotFound():
            return messages.CLOSE_UNKNOWN_SESSION
        case WrongPhase() if error.reason == "concluded":
            return messages.CLOSE_DONE
        case _:
            return messages.CLOSE_UNAVAILABLE


def _first_sample(value: str) -> int:
    """`from_sample` as a number; anything else begins the answer afresh."""
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 12 else 0
