"""Asks the transcription service to listen."""

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Literal

from grpc.aio import Channel

from xquizit.audio.v1.audio_pb2 import PcmFormat, PcmFrame
from xquizit.transcription.v1 import transcription_pb2 as pb
from xquizit.transcription.v1.transcription_pb2_grpc import TranscriptionServiceStub
from xquizit_gateway.clients.calls import conversation, rpc_errors
from xquizit_kit.audio import LISTEN_RATE_HZ
from xquizit_kit.errors import WrongPhase

PREPARE_DEADLINE_S = 5.0
FORGET_DEADLINE_S = 5.0
READ_DEADLINE_S = 5.0
ANSWER_DEADLINE_S = 30 * 60.0
"""Of one stream. An answer may last longer, as long as the interview: 45 minutes, with all extra time 90, and breaks.
The relay takes the deadline for a broken stream and goes on in a new one; no sample is lost."""
CONTEXT_LIMIT_BYTES = 1024 * 1024

_LEVELS: dict[int, Literal["dead", "quiet", "ok", "clipping"]] = {
    pb.LEVEL_STATE_DEAD: "dead",
    pb.LEVEL_STATE_QUIET: "quiet",
    pb.LEVEL_STATE_OK: "ok",
    pb.LEVEL_STATE_CLIPPING: "clipping",
}

_EARS: dict[int, Literal["listening", "warming", "standing_in"]] = {
    pb.EAR_STATE_LISTENING: "listening",
    pb.EAR_STATE_WARMING: "warming",
    pb.EAR_STATE_STANDING_IN: "standing_in",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """Which answer is spoken, and by whom it is sent."""

    session_id: str
    turn: int
    question: str


@dataclass(frozen=True, slots=True)
class Listening:
    """The engine listens; everything before sample `samples` is final already."""

    engine: str
    samples: int


@dataclass(frozen=True, slots=True)
class RecognizedWord:
    """A word of a spoken answer, and how surely it was heard."""

    text: str
    confidence: float
    """0..1."""


@dataclass(frozen=True, slots=True)
class RecognizedAnswer:
    """A spoken answer as it was recognized."""

    words: tuple[RecognizedWord, ...]
    """In order."""
    engines: tuple[str, ...]
    """Who recognized them; more than one when an engine stood in for another."""


@dataclass(frozen=True, slots=True)
class Words:
    """What was said between two samples."""

    text: str
    is_final: bool
    start_sample: int
    end_sample: int
    words: tuple[RecognizedWord, ...] = ()
    """Of a final."""
    engine: str = ""
    """Who heard it; of a final."""


@dataclass(frozen=True, slots=True)
class Ear:
    """Who listens, and how."""

    engine: str
    state: Literal["listening", "warming", "standing_in"]


@dataclass(frozen=True, slots=True)
class TurnEnd:
    """The candidate seems to be done; the reason is a machine's word."""

    reason: str


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """Everything before sample `samples` is final."""

    samples: int


@dataclass(frozen=True, slots=True)
class Speech:
    """Speech began or ended."""

    state: Literal["started", "ended"]


@dataclass(frozen=True, slots=True)
class Level:
    """How loud the input is."""

    state: Literal["dead", "quiet", "ok", "clipping"]


@dataclass(frozen=True, slots=True)
class Finished:
    """Everything is recognized."""

    samples: int


class AudioGap(WrongPhase):
    """Audio is missing between what is final and what came."""

    reason_default = "audio_gap"

    def __init__(self, message: str, samples: int) -> None:
        super().__init__(message)
        self.samples = samples
        """Everything before this sample is final: from here on it has to be sent again."""


Heard = Listening | Ear | Words | Acknowledged | Speech | TurnEnd | Level | Finished


class TranscriptionClient:
    """Listens."""

    def __init__(self, channel: Channel) -> None:
        self._stub = TranscriptionServiceStub(channel)

    async def prepare(self, session_id: str, context_texts: Sequence[str]) -> str:
        """Tells what the interview will be about; returns the engine's name.

        Raises:
            NotFound: There is no such session.
            Unavailable: The service is away.
        """
        with rpc_errors("transcription"):
            prepared = await self._stub.PrepareSession(
                pb.PrepareSessionRequest(session_id=session_id, context_texts=_within_limit(context_texts)),
                timeout=PREPARE_DEADLINE_S,
                wait_for_ready=True,
            )
        return prepared.engine

    async def forget(self, session_id: str) -> None:
        """Has everything erased that was made for a session outside Redis; to be called when its state is gone.

        Raises:
            Unavailable: The service is away.
        """
        with rpc_errors("transcription"):
            await self._stub.ForgetSession(pb.ForgetSessionRequest(session_id=session_id), timeout=FORGET_DEADLINE_S)

    async def recognized_answer(self, session_id: str, turn: int) -> RecognizedAnswer | None:
        """An answer as it was recognized; None when it was not spoken, or is forgotten.

        Raises:
            Unavailable: The service is away; it is not waited for.
        """
        with rpc_errors("transcription"):
            got = await self._stub.GetAnswer(
                pb.GetAnswerRequest(session_id=session_id, turn=turn), timeout=READ_DEADLINE_S
            )
        words = tuple(RecognizedWord(word.text, word.confidence) for word in got.words)
        return RecognizedAnswer(words, tuple(got.engines)) if words else None

    async def listen(
        self,
        answer: Answer,
        first_sample: int,
        frames: AsyncIterator[bytes],
        *,
        is_doubted: Callable[[], bool] = lambda: False,
    ) -> AsyncGenerator[Heard]:
        """Transcribes one answer from `first_sample` on.

        Args:
            answer: Which one.
            first_sample: Where in it `frames` begin.
            frames: Its audio; their end is the end of the answer.
            is_doubted: Whether the newest frame was probably captured at another rate; asked for each.

        Raises:
            AudioGap: `first_sample` lies after what is final.
            NotFound: There is no such session, or it was deleted meanwhile.
            Conflict: A newer stream has taken the answer over (reason `replaced`).
            AtCapacity: This replica hears as many speakers as it can.
            Unavailable: The service is away or its engine failed.
        """
        call = self._stub.Transcribe(timeout=ANSWER_DEADLINE_S)
        is_ready = asyncio.Event()
        requests = _requests(answer, first_sample, is_ready, frames, is_doubted)
        try:
            async with aclosing(conversation(call, requests, "transcription")) as messages:
                async for message in messages:
                    is_ready.set()
                    heard = _heard(message)
                    if heard is not None:
                        yield heard
        except WrongPhase as error:
            if error.reason == AudioGap.reason_default:
                raise AudioGap(error.message, _sample_named_in(error.message)) from error
            raise


def _sample_named_in(sentence: str) -> int:
    """Errors carry no numbers but in their sentence. Without one: from the start, which always works."""
    named = re.search(r"sample (\d+)", sentence)
    return int(named[1]) if named else 0


def _within_limit(texts: Sequence[str]) -> list[str]:
    """The texts cut so that together they stay under the limit."""
    kept: list[str] = []
    room = CONTEXT_LIMIT_BYTES
    for text in texts:
        encoded = text.encode()[:room]
        kept.append(encoded.decode(errors="ignore"))
        room -= len(encoded)
    return kept


async def _requests(
    answer: Answer,
    first_sample: int,
    is_ready: asyncio.Event,
    frames: AsyncIterator[bytes],
    is_doubted: Callable[[], bool],
) -> AsyncGenerator[pb.TranscribeRequest]:
    yield pb.TranscribeRequest(
        config=pb.TranscribeConfig(
            session_id=answer.session_id,
            turn=answer.turn,
            format=PcmFormat(sample_rate_hz=LISTEN_RATE_HZ),
            first_sample=first_sample,
            question=answer.question,
        )
    )
    await is_ready.wait()  # a refusal of the config arrives whole only while nothing is being sent
    async for frame in frames:
        yield pb.TranscribeRequest(audio=PcmFrame(pcm=frame), rate_doubted=is_doubted())
    yield pb.TranscribeRequest(end=pb.EndOfAudio())


def _heard(message: pb.TranscribeResponse) -> Heard | None:
    match message.WhichOneof("message"):
        case "ready":
            return Listening(engine=message.ready.engine, samples=message.ready.samples)
        case "transcript":
            said = message.transcript
            words = tuple(RecognizedWord(word.text, word.confidence) for word in said.words)
            return Words(said.text, said.is_final, said.start_sample, said.end_sample, words, said.engine)
        case "ear":
            doing = _EARS.get(message.ear.state)
            return Ear(message.ear.engine, doing) if doing else None
        case "turn_end":
            return TurnEnd(message.turn_end.reason)
        case "acknowledged":
            return Acknowledged(message.acknowledged.samples)
        case "speech":
            return Speech("started" if message.speech.state == pb.SPEECH_STATE_STARTED else "ended")
        case "level":
            state = _LEVELS.get(message.level.state)
            return Level(state) if state else None
        case "completed":
            return Finished(message.completed.samples)
        case _:  # a message of a newer release
            return None
