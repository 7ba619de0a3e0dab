"""The candidate's browser: uploads documents, follows turns by SSE, and speaks through the WebSocket."""

import asyncio
import base64
import io
import json
import time
import wave
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from httpx_sse import aconnect_sse
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from xquizit_kit.audio import LISTEN_RATE_HZ, SAMPLE_BYTES, SPEAK_RATE_HZ, duration_s, sample_count
from xquizit_local.problem import Problem

FRAME_SAMPLES = 4096
"""What browsers send: 256 ms."""
TAIL_SILENCE_S = 0.3
"""Silence between the last word and pressing stop."""
TURN_LIMIT_S = 60.0
COMPLETE_LIMIT_S = 60.0


@dataclass(slots=True)
class Reply:
    """One turn of the interviewer, as it arrived. Times are `time.monotonic()`."""

    asked_at: float
    text: str = ""
    audio: list[tuple[float, bytes]] = field(default_factory=list[tuple[float, bytes]])
    """When each chunk came, and its 24 kHz PCM."""
    first_text_at: float | None = None
    metadata: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def first_audio_at(self) -> float | None:
        """When the first audio came."""
        return self.audio[0][0] if self.audio else None

    @property
    def is_concluded(self) -> bool:
        """Whether this was the end of the interview."""
        return bool(self.metadata.get("is_concluded"))


@dataclass(slots=True)
class Hearing:
    """What the system understood of one spoken answer."""

    finals: list[str] = field(default_factory=list[str])
    sent_samples: int = 0
    acked_samples: int = 0
    stopped_at: float = 0.0
    """When stop_recording was sent."""
    completed_at: float = 0.0

    @property
    def text(self) -> str:
        """The whole answer."""
        return " ".join(self.finals)


class InterviewClient:
    """One candidate's connection to the gateway."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        """Takes a client whose base URL is the gateway's."""
        self._http = http
        self.session_id = ""

    async def upload(self, resume: Path, job_description: Path) -> None:
        """Sends both documents; the session begins."""
        files = {
            "resume": (resume.name, await asyncio.to_thread(resume.read_bytes)),
            "job_description": (job_description.name, await asyncio.to_thread(job_description.read_bytes)),
        }
        answer = await self._http.post("/upload-documents", files=files)
        self.session_id = str(_json(answer)["session_id"])

    async def start(self) -> Reply:
        """Hears the opening question."""
        return await self._turn("/start-interview", {"session_id": self.session_id})

    async def answer(self, text: str, turn: int) -> Reply:
        """Submits an answer and hears the reply."""
        return await self._turn("/stream-answer", {"session_id": self.session_id, "answer": text, "turn": turn})

    async def read(self, path: str) -> httpx.Response:
        """GET of `path` with the session's id in place of `{id}`.

        Raises:
            Problem: The gateway refuses.
        """
        answer = await self._http.get(path.replace("{id}", self.session_id))
        if not answer.is_success:
            raise _refused(answer)
        return answer

    async def speak(self, pcm: bytes, *, speed: float, on_caption: Callable[[str], None]) -> Hearing:
        """Speaks `pcm` (16 kHz) like a microphone and returns when all of it has been understood.

        Args:
            pcm: The speech; a little silence is added.
            speed: 1 is real time.
            on_caption: Gets the caption as it stands, each time it changes.

        Raises:
            Problem: The socket reports an error, or does not complete in time.
        """
        hearing = Hearing()
        refused = ""
        url = str(self._http.base_url.copy_with(path=f"/ws/transcribe/{self.session_id}"))
        silence = bytes(SAMPLE_BYTES * round(TAIL_SILENCE_S * LISTEN_RATE_HZ))
        try:
            async with (
                connect(url.replace("http", "ws", 1), proxy=None, max_size=None) as socket,
                asyncio.TaskGroup() as group,
            ):
                listening = group.create_task(_listen(socket, hearing, on_caption), name="captions")
                await _send_in_time(socket, pcm + silence, hearing, speed)
                hearing.stopped_at = time.monotonic()
                await socket.send(json.dumps({"type": "stop_recording"}))
                async with asyncio.timeout(COMPLETE_LIMIT_S):
                    refused = await listening
        except* TimeoutError:
            refused = f"no `complete` within {COMPLETE_LIMIT_S:.0f} s of stop_recording"
        except* (WebSocketException, OSError) as broken:
            refused = str(broken.exceptions[0])
        if refused:
            raise Problem(f"The answer was not transcribed: {refused}.")
        return hearing

    async def _turn(self, path: str, body: dict[str, Any]) -> Reply:
        reply = Reply(asked_at=time.monotonic())
        headers = {"Accept": "text/event-stream"}
        async with (
            asyncio.timeout(TURN_LIMIT_S),
            aconnect_sse(self._http, "POST", path, json=body, headers=headers) as source,
        ):
            if not source.response.is_success:
                await source.response.aread()
                raise _refused(source.response)
            async for event in source.aiter_sse():
                # A comment that keeps the connection awake arrives as an event without data.
                if event.data and _take(reply, event.event, event.json()):
                    return reply
        raise Problem("The reply broke off before it was complete.")


def _take(reply: Reply, kind: str, data: dict[str, Any]) -> bool:
    """Adds one event; True when it was the last."""
    now = time.monotonic()
    match kind:
        case "text_chunk":
            reply.first_text_at = reply.first_text_at or now
            reply.text += str(data["text"])
        case "audio_chunk":
            reply.audio.append((now, _pcm(str(data["audio"]))))
        case "metadata":
            reply.metadata.update(data)
        case "restart":
            reply.text, reply.first_text_at = "", None
            reply.audio.clear()
        case "error":
            raise Problem(f"The turn failed: {data.get('message')} ({data.get('code')}).")
        case _:
            pass
    return kind == "done"


def _pcm(encoded: str) -> bytes:
    with wave.open(io.BytesIO(base64.b64decode(encoded))) as sound:
        shape = (sound.getframerate(), sound.getnchannels(), sound.getsampwidth())
        if shape != (SPEAK_RATE_HZ, 1, SAMPLE_BYTES):
            raise Problem(f"An audio chunk is not 24 kHz mono 16 bit but {shape}.")
        return sound.readframes(sound.getnframes())


async def _send_in_time(socket: ClientConnection, pcm: bytes, hearing: Hearing, speed: float) -> None:
    """Sends frames when a microphone would have filled them; a frame leaves when its last sample has been spoken."""
    begun = time.monotonic()
    frame_bytes = FRAME_SAMPLES * SAMPLE_BYTES
    for offset in range(0, len(pcm), frame_bytes):
        frame = pcm[offset : offset + frame_bytes]
        hearing.sent_samples += sample_count(frame)
        due = begun + duration_s(hearing.sent_samples, LISTEN_RATE_HZ) / speed
        await asyncio.sleep(due - time.monotonic())
        await socket.send(frame)


async def _listen(socket: ClientConnection, hearing: Hearing, on_caption: Callable[[str], None]) -> str:
    """Reads until `complete` (returns nothing) or until it went wrong (returns what)."""
    async for raw in socket:
        message: dict[str, Any] = json.loads(raw)
        match message["type"]:
            case "transcript":
                segment = message["segment"]
                if segment["is_final"]:
                    hearing.finals.append(segment["text"])
                    on_caption(hearing.text)
                else:
                    on_caption(f"{hearing.text} {segment['text']}".strip())
            case "ack":
                hearing.acked_samples = int(message["samples"])
            case "complete":
                hearing.completed_at = time.monotonic()
                return ""
            case "error":
                return f"{message.get('error')} ({message.get('code')})"
            case _:
                pass
    return f"the socket was closed ({socket.close_code} {socket.close_reason})"


def _json(answer: httpx.Response) -> dict[str, Any]:
    if not answer.is_success:
        raise _refused(answer)
    return answer.json()


def _refused(answer: httpx.Response) -> Problem:
    return Problem(f"{answer.request.method} {answer.request.url.path} answered {answer.status_code}: {answer.text}")
