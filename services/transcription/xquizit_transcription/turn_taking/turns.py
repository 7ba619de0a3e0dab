"""Says once in each silence of an answer that the answer is probably over, and learns when it was not; pure."""

from collections import deque
from dataclasses import dataclass, replace

from xquizit_kit.audio import LISTEN_RATE_HZ
from xquizit_transcription.turn_taking.clauses import Clause, clause_of, words_of
from xquizit_transcription.turn_taking.patience import Reason, patience
from xquizit_transcription.turn_taking.pauses import LEAST_PAUSE_S, MOST_PAUSE_S, PauseModel

_BLIP_SAMPLES = 4_000
"""Shorter speech is a cough or a click as often as a word (0.25 s): nothing is learned from it."""
_MOST_HINTS = 100
"""So many are kept of an answer."""
_KEPT_CHARACTERS = 400
"""Of the final text; no more is looked at."""


@dataclass(frozen=True, slots=True)
class TurnEnd:
    """The answer is probably over. Only a hint: speech may go on, and then there will be another."""

    sample: int
    """When this became clear."""
    waited_samples: int
    """For how long nothing had been said by then."""
    reason: Reason


@dataclass(frozen=True, slots=True)
class Hint:
    """A hint and what became of it."""

    turn_end: TurnEnd
    went_on_at: int | None = None
    """Sample at which the candidate spoke again: the hint was false. None: it was right, as far as is known."""


class TurnTaking:
    """The silences of one answer. Positions are samples at 16 kHz and never go back; there is no other time."""

    def __init__(self, pauses: PauseModel, *, english: bool = True, spoken_samples: int = 0) -> None:
        """Takes what is known.

        Args:
            pauses: How the candidate pauses.
            english: Otherwise the words are not looked at.
            spoken_samples: How much of this answer was speech in earlier streams.
        """
        self.pauses = pauses
        """How the candidate pauses, by all that was heard up to now."""
        self._english = english
        self._spoken = spoken_samples
        self._started: int | None = None
        self._ended: int | None = None
        self._hinted = False
        self._hints: deque[Hint] = deque(maxlen=_MOST_HINTS)
        self._settled = ""
        self._open = ""
        self._clause = Clause.EMPTY
        self._words: tuple[str, ...] = ()
        self._words_before: tuple[str, ...] = ()
        self._silence: _Silence | None = None

    @property
    def record(self) -> tuple[Hint, ...]:
        """The hints of this answer in order, the last hundred, with their reasons and whether they were false."""
        return tuple(self._hints)

    def speech_started(self, sample: int) -> None:
        """Speech is heard from `sample` on."""
        if self._started is not None:
            return
        if self._ended is not None:
            length = sample - self._ended
            self._silence = _Silence(sample, length, self._hinted, self._judged(), self._words_before)
        self._started = sample
        self._words_before = self._words

    def speech_ended(self, sample: int) -> None:
        """Speech was last heard just before `sample`; a silence begins. Comes also when the answer ends in speech."""
        if self._started is None:
            return
        said = max(sample - self._started, 0)
        if self._silence is not None and said >= _BLIP_SAMPLES:
            self._learn(self._silence)
        elif self._silence is not None:
            self._words_before = self._silence.words_before
        self._spoken += said
        self._started, self._silence = None, None
        self._ended, self._hinted = sample, False

    def heard(self, text: str, *, final: bool = False) -> None:
        """Takes the newest text.

        Args:
            text: Of the open utterance; empty when it turned out to hold no words.
            final: It will not change, and the next text is of the next utterance.
        """
        if final:
            self._settled, self._open = f"{self._settled} {text}"[-_KEPT_CHARACTERS:], ""
        else:
            self._open = text[-_KEPT_CHARACTERS:]
        text = f"{self._settled} {self._open}"
        self._words, self._clause = words_of(text), clause_of(text, english=self._english)

    def at(self, sample: int) -> TurnEnd | None:
        """Everything before `sample` was heard: a hint when the silence has become long enough, once per silence."""
        if self._started is not None or self._ended is None or self._hinted:
            return None
        waited = sample - self._ended
        due = patience(self.pauses, self._judged(), spoken_s=self._spoken / LISTEN_RATE_HZ)
        if waited < due.wait_samples:
            return None
        self._hinted = True
        turn_end = TurnEnd(sample, waited, due.reason)
        self._hints.append(Hint(turn_end))
        return turn_end

    def _judged(self) -> Clause:
        """How the newest words sound; nothing is known of them until the recognizer has caught up with speech."""
        return Clause.UNKNOWN if self._words == self._words_before else self._clause

    def _learn(self, silence: "_Silence") -> None:
        if silence.hinted and self._hints:
            self._hints[-1] = replace(self._hints[-1], went_on_at=silence.end)
        pause_s = silence.samples / LISTEN_RATE_HZ
        if not LEAST_PAUSE_S <= pause_s <= MOST_PAUSE_S:
            return
        if silence.clause is not Clause.THINKING:
            # An announced pause says nothing about the others.
            self.pauses = self.pauses.learned(pause_s)
        self.pauses = self.pauses.judged(too_soon=silence.hinted)


@dataclass(frozen=True, slots=True)
class _Silence:
    """A silence after which something was heard; a pause, when that is speech."""

    end: int
    samples: int
    hinted: bool
    clause: Clause
    words_before: tuple[str, ...]
    """The last words that were known when the speech before it began."""
