"""One stream of speech on its way: intake → voice activity → utterances → recognizer → stored finals → events."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xquizit_kit.audio import SAMPLE_BYTES
from xquizit_transcription.answer import final_of
from xquizit_transcription.answer_store import StoredAnswer
from xquizit_transcription.endpointing import EndpointingRules, SpeechEnded, SpeechStarted
from xquizit_transcription.events import Acknowledged, Completed, Event, Partial
from xquizit_transcription.intake import Intake
from xquizit_transcription.level import LevelMeter
from xquizit_transcription.port import Listener
from xquizit_transcription.segmenter import NoSpeech, Segmenter, SegmentEvent, UtteranceClosed, UtteranceOpened
from xquizit_transcription.vad import WINDOW_SAMPLES, VoiceActivity

CHECK_S = 1.0
"""A stream notices within this time that another one has taken its answer over."""
_LEAST_SAMPLES = 1_600
"""Recognized at once: 0.1 s; less is not worth a round trip to a worker."""
_MOST_SAMPLES = 16_000
"""Recognized at once when behind: partials get rarer instead of later."""
_ACKNOWLEDGE_SAMPLES = 16_000
"""Stretches without speech are stored once a second."""


@dataclass(frozen=True, slots=True)
class ListeningRules:
    """How to cut and how far a caller may be ahead."""

    endpointing: EndpointingRules
    most_utterance_samples: int


class Listening:
    """Turns the samples of one stream into events. Use once."""

    def __init__(
        self, *, intake: Intake, vad: VoiceActivity, listener: Listener, answer: StoredAnswer, rules: ListeningRules
    ) -> None:
        """Takes everything it works with.

        Args:
            intake: Gets the samples after `answer.samples`, and no others.
            vad: Voice activity detection for this stream.
            listener: The recognizer's ear for this stream.
            answer: The answer, opened for this stream.
            rules: How to cut.
        """
        self._intake = intake
        self._vad = vad
        self._listener = listener
        self._answer = answer
        self._rules = rules
        self._segmenter = Segmenter(
            rules.endpointing, most_samples=rules.most_utterance_samples, first_sample=answer.samples
        )
        self._level = LevelMeter()
        self._kept = bytearray()
        """The samples that are not final: from `_kept_from` to `_received`."""
        self._kept_from = answer.samples
        self._windowed = answer.samples
        self._open_at: int | None = None
        self._fed_to = 0
        self._partial = ""

    async def events(self) -> AsyncGenerator[Event]:
        """Everything there is to tell, until all samples are recognized.

        Raises:
            Conflict: Another stream has taken the answer over.
            EngineFailed: The recognizer broke; what is not acknowledged must be sent again.
            Unavailable: Redis is away.
        """
        loop = asyncio.get_running_loop()
        check_at = loop.time() + CHECK_S
        while (
            pcm := await self._intake.take(
                least_samples=_LEAST_SAMPLES, most_samples=_MOST_SAMPLES, wait_s=max(0.0, check_at - loop.time())
            )
        ) is not None:
            self._kept += pcm
            whole = (self._received - self._windowed) // WINDOW_SAMPLES * WINDOW_SAMPLES
            async with aclosing(self._hear(whole)) as events:
                async for event in events:
                    yield event
            if loop.time() >= check_at:
                await self._answer.check()
                check_at = loop.time() + CHECK_S
        async with aclosing(self._hear(self._received - self._windowed)) as events:
            async for event in events:
                yield event
        for change in self._segmenter.finish():
            async with aclosing(self._follow(change)) as events:
                async for event in events:
                    yield event
        if self._answer.samples < self._received:
            await self._answer.commit(self._received)
            yield Acknowledged(self._received)
        yield Completed(self._received)

    @property
    def _received(self) -> int:
        return self._kept_from + len(self._kept) // SAMPLE_BYTES

    async def _hear(self, count: int) -> AsyncGenerator[Event]:
        """Takes the next `count` samples through voice activity detection and what follows from it."""
        samples = self._samples(self._windowed, self._windowed + count)
        padded = np.pad(samples, (0, -count % WINDOW_SAMPLES))
        for index, probability in enumerate(await self._vad.probabilities(padded)):
            window = samples[index * WINDOW_SAMPLES : (index + 1) * WINDOW_SAMPLES]
            self._windowed += len(window)
            speech = probability >= self._rules.endpointing.begin_probability
            if (level := self._level.step(window, speech=speech)) is not None:
                yield level
            energy = float(np.square(window, dtype=np.float64).mean())
            for change in self._segmenter.step(self._windowed, probability, energy):
                async with aclosing(self._follow(change)) as events:
                    async for event in events:
                        yield event
        if self._open_at is not None and self._fed_to < self._windowed:
            text = await self._listener.feed(self._pcm(self._fed_to, self._windowed))
            self._fed_to = self._windowed
            if text and text != self._partial:
                self._partial = text
                yield Partial(text, self._open_at, self._windowed)

    async def _follow(self, change: SegmentEvent) -> AsyncGenerator[Event]:
        match change:
            case SpeechStarted() | SpeechEnded():
                yield change
            case UtteranceOpened(start):
                await self._listener.begin()
                self._open_at = self._fed_to = start
                self._partial = ""
            case UtteranceClosed():
                async with aclosing(self._recognize(change)) as events:
                    async for event in events:
                        yield event
            case NoSpeech(end):
                self._forget(end)
                if end - self._answer.samples >= _ACKNOWLEDGE_SAMPLES:
                    await self._answer.commit(end)
                    yield Acknowledged(end)

    async def _recognize(self, closed: UtteranceClosed) -> AsyncGenerator[Event]:
        words = await self._listener.finish(
            self._pcm(closed.start, closed.end), start_sample=closed.start, speech_samples=closed.speech_samples
        )
        self._open_at = None
        final = final_of(words, start_sample=closed.start, end_sample=closed.end)
        await self._answer.commit(closed.end, final)
        self._forget(closed.end)
        if final is not None:
            yield final
        elif self._partial:
            # A caption that turned out to be nothing is taken back.
            yield Partial("", closed.start, closed.end)
        yield Acknowledged(closed.end)

    def _pcm(self, start: int, end: int) -> bytes:
        return bytes(self._kept[(start - self._kept_from) * SAMPLE_BYTES : (end - self._kept_from) * SAMPLE_BYTES])

    def _samples(self, start: int, end: int) -> NDArray[np.int16]:
        return np.frombuffer(self._pcm(start, end), "<i2")

    def _forget(self, end: int) -> None:
        del self._kept[: (end - self._kept_from) * SAMPLE_BYTES]
        self._kept_from = end
