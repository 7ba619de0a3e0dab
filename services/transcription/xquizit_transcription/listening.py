"""One stream of speech on its way: intake → voice activity → utterances → recognizer → stored finals → events."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import numpy as np

from xquizit_kit.audio import LISTEN_RATE_HZ, duration_s, sample_count
from xquizit_kit.cancellation import end as end_tasks
from xquizit_kit.logs import get_logger
from xquizit_transcription.answer_store import StoredAnswer
from xquizit_transcription.commits import Commits, Decided, PendingUtterance
from xquizit_transcription.endpointing import EndpointingRules, SpeechEnded, SpeechStarted
from xquizit_transcription.events import Acknowledged, Completed, EarChanged, Event, Partial
from xquizit_transcription.intake import Intake
from xquizit_transcription.kept_audio import KeptAudio
from xquizit_transcription.level import LevelMeter
from xquizit_transcription.metrics import Metrics
from xquizit_transcription.outbox import Outbox
from xquizit_transcription.port import Closed, Ear, EarState, Listener
from xquizit_transcription.segmenter import (
    NoSpeech,
    Segmenter,
    SegmentEvent,
    UtteranceClosed,
    UtteranceOpened,
    UtterancePaused,
    Why,
)
from xquizit_transcription.turn_taking.hints import TurnHints
from xquizit_transcription.vad import WINDOW_SAMPLES, VoiceActivity

log = get_logger(__name__)

CHECK_S = 1.0
"""A stream notices within this time that another one has taken its answer over."""
_LEAST_SAMPLES = 1_600
"""Recognized at once: 0.1 s; less is not worth a round trip to a worker."""
_MOST_SAMPLES = 16_000
"""Recognized at once when behind: partials get rarer instead of later."""
_MOST_KEPT_SAMPLES = 180 * LISTEN_RATE_HZ
"""While finals are awaited no more is taken: the caller keeps it."""
_ACKNOWLEDGE_SAMPLES = 16_000
"""Stretches without speech are stored once a second."""
DOUBTED_CONFIDENCE = 0.6
"""Of sound at another rate, words are believed from this mean confidence on: that the rate is wrong is judged by when
sound arrives, which is not enough to drop words. Measured with pocketsphinx and three voices of eSpeak: 0.2 to 0.5 from
11 to 48 kHz, up to 0.67 at 8 kHz; at 44.1 and 48 kHz hardly anything is taken for speech."""


@dataclass(frozen=True, slots=True)
class ListeningRules:
    """How to cut and how far a caller may be ahead."""

    endpointing: EndpointingRules
    most_utterance_samples: int


class Listening:
    """Turns the samples of one stream into events. Use once.

    Four tasks: one hears, and starts the recognition of each utterance that is whole; one stores what is recognized,
    in order. So the next utterance is heard while the one before is still being recognized. The third notices when
    another stream takes the answer over, the fourth shows a caption that is known before the next sound comes.
    """

    def __init__(
        self,
        *,
        intake: Intake,
        vad: VoiceActivity,
        listener: Listener,
        answer: StoredAnswer,
        hints: TurnHints,
        metrics: Metrics,
        rules: ListeningRules,
    ) -> None:
        """Takes everything it works with.

        Args:
            intake: Gets the samples after `answer.samples`, and no others.
            vad: Voice activity detection for this stream.
            listener: The recognizer's ear for this stream.
            answer: The answer, opened for this stream.
            hints: Says when the candidate seems to be done; learns from it.
            metrics: Counts.
            rules: How to cut.
        """
        self._intake = intake
        self._vad = vad
        self._listener = listener
        self._answer = answer
        self._hints = hints
        self._metrics = metrics
        self._rules = rules
        self._segmenter = Segmenter(
            rules.endpointing, most_samples=rules.most_utterance_samples, first_sample=answer.samples
        )
        self._level = LevelMeter()
        self._kept = KeptAudio(answer.samples)
        self._commits = Commits(finals_ahead=listener.finals_ahead)
        self._outbox = Outbox()
        self._windowed = answer.samples
        self._ear: Ear | None = None
        self._open_at: int | None = None
        self._fed_to = 0
        self._partial = ""
        self._shown = ""

    async def events(self) -> AsyncGenerator[Event]:
        """Everything there is to tell, until all samples are recognized.

        Raises:
            Conflict: Another stream has taken the answer over.
            EngineFailed: The recognizer broke; what is not acknowledged must be sent again.
            Unavailable: Redis is away.
        """
        # No TaskGroup: it would wrap errors, and a generator must not yield from within one.
        works = (
            (self._hear(), "hear"),
            (self._commit(), "commit"),
            (self._watch(), "watch"),
            (self._caption(), "caption"),
        )
        tasks = [asyncio.create_task(self._reporting(work), name=name) for work, name in works]
        try:
            while (event := await self._outbox.take()) is not None:
                yield event
        finally:
            await end_tasks(*tasks)
            await self._commits.aclose()

    async def _reporting(self, work: Coroutine[Any, Any, None]) -> None:
        """Does one of the tasks; its failure ends the stream."""
        try:
            await work
        except Exception as error:
            self._outbox.close(error)

    # --- hearing ------------------------------------------------------------------------------------------------------

    def _tell_ear(self) -> None:
        """Tells who listens when that has changed, or is not what a caller expects."""
        ear = self._listener.ear
        if ear != self._ear and (self._ear is not None or ear.state is not EarState.LISTENING):
            self._outbox.put(EarChanged(ear))
        self._ear = ear

    async def _hear(self) -> None:
        self._tell_ear()
        while (pcm := await self._next()) is not None:
            self._kept.add(pcm)
            self._metrics.audio_s.inc(duration_s(sample_count(pcm), LISTEN_RATE_HZ))
            await self._hear_windows((self._kept.end - self._windowed) // WINDOW_SAMPLES * WINDOW_SAMPLES)
            self._tell_ear()
        await self._hear_windows(self._kept.end - self._windowed)
        for change in self._segmenter.finish():
            await self._follow(change)
        self._hints.finish()
        self._commits.close()

    async def _next(self) -> bytes | None:
        """The next samples, when there is room for them; None at the end."""
        while self._kept.end - self._kept.first > _MOST_KEPT_SAMPLES and self._commits.pending():
            await self._commits.progress()
        await self._outbox.room()
        return await self._intake.take(least_samples=_LEAST_SAMPLES, most_samples=_MOST_SAMPLES, wait_s=CHECK_S)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(CHECK_S)
            await self._answer.check()

    async def _caption(self) -> None:
        while True:
            await self._listener.news.wait()
            self._listener.news.clear()
            if self._open_at is not None:
                self._partial = self._listener.caption
                self._show()

    async def _hear_windows(self, count: int) -> None:
        """Takes the next `count` samples through voice activity detection and what follows from it."""
        samples = self._kept.samples(self._windowed, self._windowed + count)
        padded = np.pad(samples, (0, -count % WINDOW_SAMPLES))
        for index, probability in enumerate(await self._vad.probabilities(padded)):
            window = samples[index * WINDOW_SAMPLES : (index + 1) * WINDOW_SAMPLES]
            start, self._windowed = self._windowed, self._windowed + len(window)
            speech = probability >= self._rules.endpointing.begin_probability
            if (level := self._level.step(window, speech=speech)) is not None:
                self._outbox.put(level)
            energy = float(np.square(window, dtype=np.float64).mean())
            for change in self._segmenter.step(self._windowed, probability, energy):
                await self._follow(change)
            if (hint := self._hints.step(start, self._windowed, probability)) is not None:
                self._outbox.put(hint)
        await self._feed()

    async def _feed(self) -> None:
        """Gives the recognizer what was heard of the open utterance, and shows what it makes of it."""
        if self._open_at is not None and self._fed_to < self._windowed:
            start, self._fed_to = self._fed_to, self._windowed
            self._partial = await self._listener.feed(self._kept.pcm(start, self._fed_to))
            self._show()

    async def _follow(self, change: SegmentEvent) -> None:
        match change:
            case SpeechStarted() | SpeechEnded():
                self._outbox.put(change)
            case UtteranceOpened(start):
                await self._listener.begin()
                self._open_at = self._fed_to = start
                self._partial = ""
            case UtterancePaused():
                await self._feed()
                self._listener.pause()
            case UtteranceClosed():
                await self._close(change)
            case NoSpeech(end):
                self._commits.no_speech(end)

    async def _close(self, closed: UtteranceClosed) -> None:
        recognition = self._listener.finish(
            Closed(
                start_sample=closed.start,
                pcm=self._kept.pcm(closed.start, closed.end),
                speech_samples=closed.speech_samples,
                heard_until_sample=closed.heard_until,
                is_cut=closed.why is Why.LENGTH,
            )
        )
        caption, self._partial, self._open_at = self._partial, "", None
        utterance = await self._commits.add(closed.start, closed.end, caption, recognition)
        if not self._listener.finals_ahead:
            await asyncio.wait([utterance.recognition])

    def _show(self, *, beside: PendingUtterance | None = None) -> None:
        """Tells the caption of everything that is not final, if it has changed: it replaces the one before."""
        pending = self._commits.pending(beside=beside)
        text = " ".join(part for part in (*(one.caption for one in pending), self._partial) if part)
        if self._intake.is_doubted:
            text = ""  # nobody knows yet how sure it is
        self._hints.turns.heard(text)
        if text != self._shown:
            self._shown = text
            start = pending[0].start if pending else self._open_at
            self._outbox.put(Partial(text, self._kept.first if start is None else start, self._windowed))

    # --- committing ---------------------------------------------------------------------------------------------------

    async def _commit(self) -> None:
        async with aclosing(self._commits.decided()) as all_decided:
            async for decided in all_decided:
                if decided.utterance is None:
                    await self._pass_silence(decided.end)
                else:
                    await self._store(decided)
        end = self._kept.end
        if self._answer.samples < end:
            await self._answer.commit(end)
            self._outbox.put(Acknowledged(end))
        self._outbox.put(Completed(end))
        self._outbox.close()

    async def _store(self, decided: Decided) -> None:
        final = decided.final
        if final is not None and self._intake.is_doubted and final.confidence < DOUBTED_CONFIDENCE:
            log.info("words not believed", why="wrong rate", words=len(final.words))
            final = None
        await self._answer.commit(decided.end, final)
        self._kept.give_up(decided.end)
        if decided.utterance is not None:
            self._metrics.final_s.observe(asyncio.get_running_loop().time() - decided.utterance.closed_at_s)
        if final is not None:
            self._metrics.finals.labels(final.engine).inc()
            self._hints.turns.heard(final.text, final=True)
            self._outbox.put(final)
            self._shown = ""  # a final takes its caption's place
        # What is not final yet is shown again; a caption that turned out to be nothing is taken back.
        self._show(beside=decided.utterance)
        self._outbox.put(Acknowledged(decided.end))

    async def _pass_silence(self, end: int) -> None:
        self._kept.give_up(end)
        if end - self._answer.samples >= _ACKNOWLEDGE_SAMPLES:
            await self._answer.commit(end)
            self._outbox.put(Acknowledged(end))
