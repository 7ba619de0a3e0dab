"""Listens to one answer with a recognizer of windows: looks at utterances as they grow, and at every pause."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from xquizit_kit.audio import LISTEN_RATE_HZ, SAMPLE_BYTES, samples_for
from xquizit_kit.errors import XquizitError
from xquizit_kit.logs import get_logger
from xquizit_transcription.answer import Word
from xquizit_transcription.port import Closed, Ear, EarState, Recognized
from xquizit_transcription.spoken_language import SpokenLanguage
from xquizit_transcription.windows.agreement import Agreement
from xquizit_transcription.windows.belief import LEAST_SPEECH_SAMPLES, BeliefRules, believed, words_of
from xquizit_transcription.windows.languages import LanguageCheck, learn
from xquizit_transcription.windows.overlap import without_overlap
from xquizit_transcription.windows.port import Segment, Window, WindowEngine
from xquizit_transcription.windows.prompts import prompt_of
from xquizit_transcription.windows.schedule import Pace
from xquizit_transcription.windows.tally import Tally

log = get_logger(__name__)

FINALS_AHEAD = 3
"""Utterances whose finals are on their way while the next one is being heard."""
_FIRST_LOOK_SAMPLES = 16_000
"""An utterance is looked at first when it is a second long: of less, words are guessed."""
_SURELY_SPEECH_SAMPLES = 16_000
"""With so much speech, by voice activity detection, something was said: when nothing is heard it is looked at again."""
_SETTLED_WAITS = 3
"""So many intervals pass between two looks at an utterance that says the same again and again: it may go on."""
_CHECK_S = 5.0
"""A final waits no longer for being heard again."""
OVERLAP_SAMPLES = samples_for(1.0, LISTEN_RATE_HZ)
"""Heard again when speech was cut without a pause."""


@dataclass(frozen=True, slots=True)
class WindowRules:
    """How to look."""

    interval_s: float = 3.0
    """`WHISPERLIVE_TRANSCRIPTION_INTERVAL`: the longest wait between two looks."""
    same_output_threshold: int = 7
    """`WHISPERLIVE_SAME_OUTPUT_THRESHOLD`: after so many equal looks in a row an utterance is hardly looked at."""
    belief: BeliefRules = field(default_factory=BeliefRules)


@dataclass(slots=True, eq=False)
class _Look:
    """A window that is being recognized."""

    end: int
    """Samples of the utterance that are in it."""
    is_final: bool
    task: asyncio.Task[Sequence[Segment]]


@dataclass(slots=True, eq=False)
class _Utterance:
    """What is known of one utterance."""

    agreement: Agreement
    lead: bytes = b""
    """The end of the utterance before, when it was cut in speech."""
    lead_end: int = 0
    """Where in the answer that was."""
    pcm: bytearray = field(default_factory=bytearray)
    look: _Look | None = None
    """The newest one."""
    looked_at_s: float = float("-inf")

    @property
    def samples(self) -> int:
        return len(self.pcm) // SAMPLE_BYTES


class WindowListener:
    """The ear for one answer. Its looks run beside the caller; `aclose` gives up all of them."""

    finals_ahead = FINALS_AHEAD

    def __init__(
        self,
        engine: WindowEngine,
        *,
        names: Sequence[str],
        question: str,
        language: SpokenLanguage,
        rules: WindowRules,
        tally: Tally,
        clock: Callable[[], float],
    ) -> None:
        """Takes what it works with.

        Args:
            engine: Warm or warming.
            names: How rare words of the interview are written.
            question: What is being answered.
            language: What is known of the language.
            rules: How to look.
            tally: Where looks and finals are counted.
            clock: Seconds that never go back.
        """
        self._engine = engine
        self._names = names
        self._question = question
        self._language = language
        self._check = LanguageCheck(language)
        self._rules = rules
        self._tally = tally
        self._clock = clock
        self._pace = Pace(interval_s=rules.interval_s)
        self.news = asyncio.Event()
        """Set by looks that have ended."""
        self._tasks: set[asyncio.Task[Any]] = set()
        self._utterance = self._new_utterance()
        self._before: asyncio.Future[Sequence[Word]] | None = None
        """The words of the utterance before, when they are known."""
        self._said = ""

    @property
    def ear(self) -> Ear:
        """Who listens."""
        return Ear(self._engine.info.name, EarState.LISTENING if self._engine.is_warm else EarState.WARMING)

    @property
    def caption(self) -> str:
        """What is known of the open utterance."""
        return self._utterance.agreement.text

    async def begin(self) -> None:
        """Starts an utterance."""
        forgotten = self._utterance
        self._give_up(forgotten.look)
        self._utterance = self._new_utterance(forgotten.lead, forgotten.lead_end)

    async def feed(self, pcm: bytes) -> str:
        """Takes the next samples; never waits for a look. Starts one when it is time, if none is on its way."""
        utterance = self._utterance
        utterance.pcm += pcm
        wait_s = _SETTLED_WAITS * self._rules.interval_s if utterance.agreement.is_settled else self._pace.wait_s
        is_time = self._clock() - utterance.looked_at_s >= wait_s
        is_idle = utterance.look is None or utterance.look.task.done()
        if is_idle and is_time and utterance.samples >= _FIRST_LOOK_SAMPLES:
            self._look(utterance, is_final=False)
        return self.caption

    def pause(self) -> None:
        """Nobody has spoken for a moment: looks at all of the utterance, since this may have been its end."""
        if self._utterance.samples:
            self._give_up(self._utterance.look)
            self._look(self._utterance, is_final=True)

    def finish(self, closed: Closed) -> Coroutine[Any, Any, Recognized]:
        """Recognizes the utterance for good; begin the next one without waiting for it."""
        utterance, before = self._utterance, self._before
        told: asyncio.Future[Sequence[Word]] = asyncio.get_running_loop().create_future()
        self._before = told if closed.is_cut else None
        if closed.is_cut:
            end = closed.start_sample + len(closed.pcm) // SAMPLE_BYTES
            self._utterance = self._new_utterance(closed.pcm[-OVERLAP_SAMPLES * SAMPLE_BYTES :], end)
        else:
            self._utterance = self._new_utterance()
        if utterance.lead and utterance.lead_end != closed.start_sample:
            # Another ear has heard what lies between: nothing that was looked at with that lead belongs to this.
            self._give_up(utterance.look)
            utterance.lead, utterance.look, before = b"", None, None
        return self._finish(utterance, closed, before, told)

    async def aclose(self) -> None:
        """Gives up whatever is still being recognized."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _finish(
        self,
        utterance: _Utterance,
        closed: Closed,
        before: asyncio.Future[Sequence[Word]] | None,
        told: asyncio.Future[Sequence[Word]],
    ) -> Recognized:
        try:
            words = await self._final_words(utterance, closed)
            if before is not None:
                words = without_overlap(await before, words, cut=closed.start_sample)
            self._said = f"{self._said} {' '.join(word.text for word in words)}".strip()[-1000:]
            told.set_result(words)
            return Recognized(tuple(words), self._engine.info.name)
        finally:
            self._give_up(utterance.look)  # it was not waited for to its end
            self._tally.captions(utterance.agreement)
            if not told.done():
                told.set_result(())

    async def _final_words(self, utterance: _Utterance, closed: Closed) -> list[Word]:
        if closed.speech_samples < LEAST_SPEECH_SAMPLES:
            self._give_up(utterance.look)
            return []
        kept = await self._seen_at_pause(utterance, closed)
        self._tally.final(needed_look=kept is None)
        if kept is None:
            kept = await self._seen_whole(utterance, closed)
        if not kept and closed.speech_samples >= _SURELY_SPEECH_SAMPLES:
            # Made up, all of it, although somebody spoke: a worker's bad moment must not cost a sentence, nor a
            # language that was taken for another.
            kept = await self._seen_whole(utterance, closed, is_told_language=False)
        elif self._check.is_due(kept, speech_samples=closed.speech_samples):
            kept = await self._heard_freely(utterance, closed, kept)
        learn(self._language, kept, speech_samples=closed.speech_samples)
        shift = closed.start_sample - len(utterance.lead) // SAMPLE_BYTES
        return [
            Word(word.text, word.start_sample + shift, word.end_sample + shift, word.confidence)
            for word in words_of(kept)
        ]

    async def _heard_freely(self, utterance: _Utterance, closed: Closed, told: list[Segment]) -> list[Segment]:
        """The final heard again without being told the language, when that is to be believed rather; else `told`."""
        try:
            async with asyncio.timeout(_CHECK_S):
                free = await self._seen_whole(utterance, closed, is_told_language=False)
        except (XquizitError, TimeoutError):
            return told
        return self._check.better(told, free, speech_samples=closed.speech_samples)

    async def _seen_whole(
        self, utterance: _Utterance, closed: Closed, *, is_told_language: bool = True
    ) -> list[Segment]:
        """What is to be believed of a look at all of the utterance."""
        self._give_up(utterance.look)
        asked_s = self._clock()
        window = self._window(utterance.lead + closed.pcm, is_final=True)
        segments = await self._engine.recognize(window if is_told_language else replace(window, language=""))
        self._pace.took(self._clock() - asked_s)
        return believed(segments, speech_samples=closed.speech_samples, rules=self._rules.belief)

    async def _seen_at_pause(self, utterance: _Utterance, closed: Closed) -> list[Segment] | None:
        """What is to be believed of a look at the pause that ended it; None when there was none, or it failed."""
        heard = closed.heard_until_sample - closed.start_sample
        look = utterance.look
        # Where speech was cut, a look may reach beyond the cut, and the next utterance begins there.
        is_whole = look is not None and look.is_final and look.end >= heard and not closed.is_cut
        if look is not None and is_whole and not look.task.cancelled():
            try:
                segments = await asyncio.shield(look.task)
            except XquizitError as error:
                log.info("look failed", reason=error.reason)
            else:
                return believed(segments, speech_samples=closed.speech_samples, rules=self._rules.belief)
        return None

    def _look(self, utterance: _Utterance, *, is_final: bool) -> None:
        window = self._window(utterance.lead + bytes(utterance.pcm), is_final=is_final)
        began_s = utterance.looked_at_s = self._clock()
        task = asyncio.create_task(self._engine.recognize(window), name="look")
        look = utterance.look = _Look(utterance.samples, is_final, task)
        self._tasks.add(task)
        self._tally.looks += 1
        task.add_done_callback(lambda _: self._looked(utterance, look, began_s))

    def _looked(self, utterance: _Utterance, look: _Look, began_s: float) -> None:
        self._tasks.discard(look.task)
        if look.task.cancelled():
            return
        if (error := look.task.exception()) is not None:
            if not isinstance(error, XquizitError):
                log.error("look broke", error=type(error).__name__)
            return
        self._pace.took(self._clock() - began_s)
        # How much of it is speech is known when it is over; it was opened because of speech.
        words = words_of(believed(look.task.result(), speech_samples=look.end, rules=self._rules.belief))
        if utterance.lead:
            lead = len(utterance.lead) // SAMPLE_BYTES
            words = [word for word in words if (word.start_sample + word.end_sample) // 2 >= lead]
        utterance.agreement.update(words)
        if utterance is self._utterance:
            self.news.set()

    def _give_up(self, look: _Look | None) -> None:
        """A look that is superseded, wherever it is being done."""
        if look is not None and not look.task.done():
            look.task.cancel()
            self._tally.superseded += 1

    def _window(self, pcm: bytes, *, is_final: bool) -> Window:
        return Window(pcm, is_final, prompt_of(self._names, self._question, self._said), self._language.fixed)

    def _new_utterance(self, lead: bytes = b"", lead_end: int = 0) -> _Utterance:
        return _Utterance(Agreement(same_output_threshold=self._rules.same_output_threshold), lead, lead_end)
