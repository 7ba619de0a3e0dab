"""Relays one spoken answer: keeps its audio until it is acknowledged, and sends it again when a stream breaks."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, field

from xquizit_gateway.clients.transcription import (
    Acknowledged,
    Answer,
    Ear,
    Finished,
    Heard,
    Level,
    Listening,
    Speech,
    TranscriptionClient,
    TurnEnd,
    Words,
)
from xquizit_gateway.listening import messages
from xquizit_gateway.listening.ledger import Ledger
from xquizit_gateway.metrics import Metrics
from xquizit_kit.audio import MAX_FRAME_BYTES, SAMPLE_BYTES
from xquizit_kit.errors import AtCapacity, Conflict, Unavailable, XquizitError
from xquizit_kit.logs import get_logger

log = get_logger(__name__)

SEND_FRAME_BYTES = MAX_FRAME_BYTES // 4
"""0.5 s of audio per message on the way to the transcription service."""
RETRY_PAUSE_S = 0.1
RETRY_PAUSE_LIMIT_S = 1.0

Tell = Callable[[messages.Message], Awaitable[None]]


class Replaced(Exception):
    """A newer connection has taken the answer over."""


@dataclass(slots=True)
class Microphone:
    """The audio that comes in, and who waits for it."""

    ledger: Ledger
    is_finished: bool = False
    """The candidate is done."""
    is_doubted: bool = False
    """The sound was probably captured at another rate than it should be."""
    level: str = "ok"
    """What it was judged to be last, apart from that."""
    _final: int = 0
    """Everything before this sample is final, as the service says."""
    _sent: int = 0
    """Everything before this sample was sent in the stream that runs, or is acknowledged."""
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _has_room: asyncio.Event = field(default_factory=asyncio.Event)

    async def write(self, frame: bytes) -> None:
        """Keeps a frame; waits while the ledger is full, so that the sender is slowed down and nothing is dropped."""
        while self.ledger.is_full:
            self._has_room.clear()
            await self._has_room.wait()
        self.ledger.write(frame)
        self._changed.set()

    def finish(self) -> None:
        """No more audio will come."""
        self.is_finished = True
        self._changed.set()

    def acknowledge(self, samples: int) -> None:
        """Forgets audio that is final and was sent.

        What is final may lie ahead of what this stream has sent, when an earlier one got further. It is sent all the
        same: the service counts what it gets, and skips what it has.
        """
        self._final = max(self._final, samples)
        if self.ledger.acknowledge(min(self._final, self._sent)):
            self._has_room.set()

    def begin(self) -> int:
        """Where the next stream's audio begins. Of what earlier streams have sent nothing counts any more: what is
        acknowledged before this one has sent it must not be forgotten."""
        self._sent = self.ledger.first
        return self._sent

    async def frames(self, position: int) -> AsyncIterator[bytes]:
        """The audio from sample `position` on, as it comes, to its end, without a gap; `begin` told the position."""
        self._sent = position
        while True:
            self._changed.clear()
            while frame := self.ledger.read(self._sent, SEND_FRAME_BYTES):
                self._sent += len(frame) // SAMPLE_BYTES
                yield frame
                self.acknowledge(self._final)
            if self.is_finished:
                return
            await self._changed.wait()


class Relay:
    """One answer's way to the transcription service and back. `run` returns when everything is final."""

    def __init__(
        self,
        transcription: TranscriptionClient,
        microphone: Microphone,
        tell: Tell,
        metrics: Metrics,
        *,
        patience_s: float,
    ) -> None:
        """Takes the service, the audio, where messages go, and how long a missing service is waited for."""
        self._transcription = transcription
        self._microphone = microphone
        self._tell = tell
        self._metrics = metrics
        self._patience_s = patience_s
        self._is_ready = False
        self._final_end = microphone.ledger.first
        """One past the last final that was told."""
        self._acknowledged = microphone.ledger.first
        """What the client was told last."""

    async def run(self, answer: Answer) -> None:
        """Listens to the end, over as many streams as it takes.

        Raises:
            Replaced: A newer connection speaks this answer.
            XquizitError: The service stayed away, or the answer cannot be taken (e.g. reason `audio_gap`).
        """
        loop = asyncio.get_running_loop()
        failing_since_s: float | None = None
        pause_s = RETRY_PAUSE_S
        while True:
            self._is_hearing = False
            try:
                await self._listen(answer)
                return
            except Conflict as error:
                raise Replaced from error
            except (Unavailable, AtCapacity) as error:
                self._metrics.transcription_errors.inc()
                if failing_since_s is None or self._is_hearing:
                    failing_since_s, pause_s = loop.time(), RETRY_PAUSE_S
                if loop.time() + pause_s - failing_since_s > self._patience_s:
                    raise
                log.warning("transcription asked again", reason=error.reason)
            except XquizitError:
                self._metrics.transcription_errors.inc()
                raise
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, RETRY_PAUSE_LIMIT_S)

    async def _listen(self, answer: Answer) -> None:
        first = self._microphone.begin()
        heard = self._transcription.listen(
            answer, first, self._microphone.frames(first), is_doubted=lambda: self._microphone.is_doubted
        )
        async with aclosing(heard) as stream:
            async for event in stream:
                self._is_hearing = True
                if await self._pass_on(event):
                    return
        raise Unavailable("The transcription service broke off.", reason="transcription_unavailable", retry_after_s=1.0)

    async def _pass_on(self, event: Heard) -> bool:
        """Tells the client what was heard; True when that was all."""
        match event:
            case Listening(_, samples):
                if not self._is_ready:
                    self._is_ready = True
                    await self._tell(messages.ready(samples))
                await self._acknowledge(samples)
            case Ear(engine, state):
                await self._tell(messages.ear(engine, state))
            case TurnEnd(reason):
                await self._tell(messages.turn_end(reason))
            case Words():
                await self._pass_on_words(event)
            case Acknowledged(samples):
                await self._acknowledge(samples)
            case Speech(state):
                await self._tell(messages.speech(state))
            case Level(state):
                await self._pass_on_level(state)
            case Finished(samples):
                await self._acknowledge(samples)
                await self._tell(messages.complete())
                return True
        return False

    async def _pass_on_level(self, state: str) -> None:
        """Sound at another rate has a level, too, but the rate is what the candidate has to know."""
        self._microphone.level = state
        if not self._microphone.is_doubted:
            await self._tell(messages.level(state))

    async def _pass_on_words(self, words: Words) -> None:
        """A stream that was opened again may repeat what was final before: a final is told once."""
        if words.end_sample <= self._final_end and self._final_end:
            return
        start_sample = max(words.start_sample, self._final_end)
        if words.is_final:
            self._final_end = words.end_sample
        await self._tell(
            messages.transcript(
                words.text,
                is_final=words.is_final,
                start_sample=start_sample,
                end_sample=words.end_sample,
                words=[(word.text, word.confidence) for word in words.words],
                engine=words.engine,
            )
        )

    async def _acknowledge(self, samples: int) -> None:
        self._microphone.acknowledge(samples)
        if self._microphone.ledger.first > self._acknowledged:
            self._acknowledged = self._microphone.ledger.first
            await self._tell(messages.ack(self._acknowledged))
