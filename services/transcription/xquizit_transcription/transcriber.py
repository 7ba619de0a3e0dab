"""What the service does: prepares sessions and transcribes answers. The servicer translates it to gRPC."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass

from xquizit_kit.audio import LISTEN_RATE_HZ, MAX_FRAME_BYTES, SAMPLE_BYTES, samples_for
from xquizit_kit.errors import InvalidInput, NotFound, TooLarge, Unavailable, XquizitError
from xquizit_kit.logs import get_logger
from xquizit_transcription.answer import Final
from xquizit_transcription.answer_store import AnswerStore, StoredAnswer
from xquizit_transcription.events import Acknowledged, Event, Ready
from xquizit_transcription.intake import Intake
from xquizit_transcription.listening import Listening, ListeningRules
from xquizit_transcription.metrics import Metrics
from xquizit_transcription.port import Listener, Recognizer, Topic
from xquizit_transcription.session_store import SessionStore
from xquizit_transcription.spoken_language import SpokenLanguage
from xquizit_transcription.turn_taking.hints import TurnHints
from xquizit_transcription.turn_taking.pauses import PauseModel
from xquizit_transcription.turn_taking.turns import TurnTaking
from xquizit_transcription.vad import EverythingIsSpeech, SileroModel

log = get_logger(__name__)

MAX_TEXTS_BYTES = 1024 * 1024
"""All texts of a session together, as UTF-8."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The next samples of a stream."""

    pcm: bytes
    is_doubted: bool = False
    """Whether they were probably captured at another rate than they should be."""


@dataclass(frozen=True, slots=True)
class Opening:
    """How a stream begins."""

    session_id: str
    turn: int
    sample_rate_hz: int
    first_sample: int = 0
    question: str = ""

    def check(self) -> None:
        """Refuses what cannot be.

        Raises:
            InvalidInput: A value is missing or out of range.
        """
        _check_answer(self.session_id, self.turn)
        if self.sample_rate_hz != LISTEN_RATE_HZ:
            raise InvalidInput(f"Audio must have {LISTEN_RATE_HZ} samples per second.", reason="bad_sample_rate")
        if self.first_sample < 0:
            raise InvalidInput("Samples are numbered from 0.", reason="bad_first_sample")


class Transcriber:
    """Everything a caller can ask for, without gRPC."""

    def __init__(
        self,
        *,
        recognizer: Recognizer,
        store: AnswerStore,
        pauses: SessionStore[PauseModel],
        languages: SessionStore[SpokenLanguage],
        metrics: Metrics,
        vad: SileroModel | None,
        rules: ListeningRules,
        backlog_s: float,
        is_english: bool,
    ) -> None:
        """Takes what it works with.

        Args:
            recognizer: Warm.
            store: Keeps answers and vocabularies.
            pauses: Keeps how candidates pause.
            languages: Keeps in which language interviews are held.
            metrics: Counts.
            vad: Voice activity detection; None takes everything for speech.
            rules: How to cut into utterances.
            backlog_s: Seconds of audio that may wait for recognition before a caller is slowed down.
            is_english: Whether the words may be looked at for signs that an answer is over.
        """
        self._recognizer = recognizer
        self._store = store
        self._pauses = pauses
        self._languages = languages
        self._metrics = metrics
        self._is_english = is_english
        self._vad = vad
        self._rules = rules
        self._backlog_samples = samples_for(backlog_s, LISTEN_RATE_HZ)

    async def prepare(self, session_id: str, texts: Sequence[str]) -> str:
        """Stores what a session will be about and lets the engine get ready for it; returns the engine's name.

        Raises:
            InvalidInput: No session.
            NotFound: There is no such session.
            TooLarge: More text than allowed.
            Unavailable: Redis is away.
        """
        _check_session(session_id)
        if sum(len(text.encode()) for text in texts) > MAX_TEXTS_BYTES:
            raise TooLarge("The interview's texts are too long.")
        await self._store.save_vocabulary(session_id, texts)
        self._recognizer.prepare(Topic(session_id, tuple(texts)))
        await self._check_still_there(session_id)
        return self._recognizer.info.name

    async def forget(self, session_id: str) -> None:
        """Forgets what was made for a session outside Redis; an unknown session is fine.

        Comes after the session's state is deleted: then nobody can prepare the session again.
        """
        await self._recognizer.forget(session_id)

    async def transcribe(self, opening: Opening, frames: AsyncIterator[Frame]) -> AsyncGenerator[Event]:
        """Transcribes one stream of an answer.

        Args:
            opening: Which answer, and where in it the first frame begins.
            frames: PCM, ends when the candidate is done.

        Raises:
            InvalidInput: The opening or a frame cannot be used.
            NotFound: There is no such session, or it was deleted meanwhile.
            WrongPhase: Audio is missing (reason `audio_gap`).
            Conflict: A newer stream has taken the answer over (reason `replaced`).
            AtCapacity: As many speak as the engine can hear.
            EngineFailed: The engine broke.
            Unavailable: Redis is away.
        """
        opening.check()
        answer = await self._store.open(opening.session_id, opening.turn, opening.first_sample)
        texts = await self._store.vocabulary(opening.session_id)
        language = await self._languages.load(opening.session_id)
        topic = Topic(opening.session_id, texts, opening.question, language)
        async with (
            self._recognizer.listen(topic) as listener,
            aclosing(self._hear(opening, answer, listener, frames, is_english=language.fixed == "en")) as events,
        ):
            with self._metrics.speakers.track_inprogress():
                async for event in events:
                    if language.take_news():
                        await self._keep_language(opening.session_id, language)
                    yield event

    async def _hear(
        self,
        opening: Opening,
        answer: StoredAnswer,
        listener: Listener,
        frames: AsyncIterator[Frame],
        *,
        is_english: bool,
    ) -> AsyncGenerator[Event]:
        """The same with an ear and the answer opened."""
        await self._check_still_there(opening.session_id)
        log.info("listening", session=opening.session_id, turn=opening.turn, sample=answer.samples)
        yield Ready(listener.ear.engine, answer.samples)
        # What was stored but perhaps never arrived: the caller resumes before it.
        for final in answer.record.after(opening.first_sample):
            yield final
        if answer.samples > opening.first_sample:
            yield Acknowledged(answer.samples)
        turns = await self._turn_taking(opening.session_id, answer.record.finals, is_english=is_english)
        async with (
            self._keeping_pauses(opening, turns),
            self._reading(frames, skip_samples=answer.samples - opening.first_sample) as intake,
        ):
            listening = Listening(
                intake=intake,
                vad=self._vad.stream() if self._vad else EverythingIsSpeech(),
                listener=listener,
                answer=answer,
                hints=TurnHints(turns, self._rules.endpointing),
                metrics=self._metrics,
                rules=self._rules,
            )
            async with aclosing(listening.events()) as events:
                async for event in events:
                    yield event
        log.info("heard", session=opening.session_id, turn=opening.turn, samples=answer.samples)

    async def _keep_language(self, session_id: str, language: SpokenLanguage) -> None:
        """Stores what was learned of the language, for the next answer and other replicas."""
        log.debug("language", session=session_id, fixed=language.fixed)
        with suppress(Unavailable):  # it is told again with the next news, and never worth a failure
            await self._languages.save(session_id, language)

    async def _turn_taking(self, session_id: str, finals: Sequence[Final], *, is_english: bool) -> TurnTaking:
        """What is known of how the candidate pauses; a typical speaker's way while Redis is away."""
        try:
            pauses = await self._pauses.load(session_id)
        except Unavailable:
            pauses = PauseModel()
        spoken = sum(final.end_sample - final.start_sample for final in finals)
        turns = TurnTaking(pauses, english=self._is_english or is_english, spoken_samples=spoken)
        for final in finals:
            turns.heard(final.text, final=True)
        return turns

    @asynccontextmanager
    async def _keeping_pauses(self, opening: Opening, turns: TurnTaking) -> AsyncGenerator[None]:
        """Stores at the end what was learned, however it comes; a hint is never worth a failure."""
        try:
            yield
        finally:
            hints = turns.record
            reasons = Counter(hint.turn_end.reason.value for hint in hints)
            false = sum(hint.went_on_at is not None for hint in hints)
            for reason, count in reasons.items():
                self._metrics.turn_end_hints.labels(reason).inc(count)
            self._metrics.false_turn_end_hints.inc(false)
            log.info("turn ends", turn=opening.turn, hints=dict(reasons), spoke_on=false)
            with suppress(Unavailable):
                await self._pauses.save(opening.session_id, turns.pauses)

    async def recognized(self, session_id: str, turn: int) -> tuple[Final, ...]:
        """What was recognized of an answer, in order; nothing when it was not spoken, or is forgotten.

        Raises:
            InvalidInput: No session, or a turn below 1.
            Unavailable: Redis is away.
        """
        _check_answer(session_id, turn)
        return await self._store.finals(session_id, turn)

    async def _check_still_there(self, session_id: str) -> None:
        """To be called when the engine has begun to get ready: a `forget` just before that would have come too soon.

        Raises:
            NotFound: The session was deleted; what was begun is forgotten.
        """
        try:
            await self._store.check(session_id)
        except NotFound:
            await self._recognizer.forget(session_id)
            raise

    @asynccontextmanager
    async def _reading(self, frames: AsyncIterator[Frame], *, skip_samples: int) -> AsyncGenerator[Intake]:
        """Reads `frames` in a task beside the caller, into an intake; the task ends with the context.

        No TaskGroup: it would wrap the caller's own errors, and this task has none to raise.
        """
        intake = Intake(most_samples=self._backlog_samples)
        reader = asyncio.create_task(_read(frames, intake, skip_samples * SAMPLE_BYTES), name="read-audio")
        try:
            yield intake
        finally:
            reader.cancel()
            await asyncio.wait([reader])


def _check_session(session_id: str) -> None:
    if not session_id:
        raise InvalidInput("The session is not named.", reason="no_session")


def _check_answer(session_id: str, turn: int) -> None:
    _check_session(session_id)
    if turn < 1:
        raise InvalidInput("Answers are numbered from 1.", reason="bad_turn")


async def _read(frames: AsyncIterator[Frame], intake: Intake, skip_bytes: int) -> None:
    """Fills `intake`; a frame that cannot be used ends it with its error, after the good frames before it."""
    failure: XquizitError | None = None
    try:
        async for frame in frames:
            pcm, intake.is_doubted = frame.pcm, frame.is_doubted
            if len(pcm) > MAX_FRAME_BYTES:
                raise TooLarge("That piece of audio is too large.", reason="frame_too_large")
            if len(pcm) % SAMPLE_BYTES:
                raise InvalidInput("That piece of audio ends within a sample.", reason="odd_frame")
            skipped = min(skip_bytes, len(pcm))
            skip_bytes -= skipped
            if rest := pcm[skipped:]:
                await intake.put(rest)
    except XquizitError as error:
        failure = error
    finally:
        intake.close(failure)
