"""What a model's words must pass before anybody hears them: sentence by sentence, as they come.

Pure: the same sentences and the same past give the same rulings. It errs on the side of stopping: a reply that is
stopped is replaced by the embedded engine's.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from xquizit_interview import limits
from xquizit_interview.state import REAL_QUESTIONS, MoveKind
from xquizit_interview.wording import wording_checks as checks
from xquizit_interview.words import words

SAME = 0.8
"""Share of common words from which on two questions count as the same."""


class Violation(StrEnum):
    """What is wrong with a sentence."""

    TWO_QUESTIONS = "two_questions"
    TOO_LONG = "too_long"
    REPEAT = "repeated_question"
    PROTECTED = "protected"
    VERDICT = "verdict"
    LEAK = "leak"
    UNSPEAKABLE = "unspeakable"
    LANGUAGE = "wrong_language"
    UNGROUNDED = "ungrounded"
    NO_QUESTION = "no_question"


class Fate(StrEnum):
    """What becomes of a sentence."""

    SAY = "say"
    DROP = "drop"
    """Leave it out; the reply stands without it."""
    END = "end"
    """The reply is whole without it and without whatever follows."""
    REPLACE = "replace"
    """The reply cannot be saved: another has to be made."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the guard says of one sentence."""

    fate: Fate
    text: str = ""
    """What to say; empty unless the fate is `SAY`."""
    violation: Violation | None = None
    """What was found, also where it could be mended."""


@dataclass(frozen=True, slots=True)
class Past:
    """What a reply is held against."""

    move: MoveKind
    asked: tuple[str, ...] = ()
    """Everything the interviewer has asked so far."""
    sources: str = ""
    """All texts from which names and numbers may be taken."""
    subjects: str = ""
    """What the role itself is about: its words are not protected matters here."""
    secrets: tuple[str, ...] = ()
    """Texts that nobody may hear, in whole or in part."""


@dataclass(slots=True)
class Guard:
    """Hears one reply, sentence by sentence, and says what becomes of each."""

    past: Past
    found: list[Violation] = field(default_factory=lambda: [])
    """Everything it had to act upon, in order."""
    _said: str = ""

    @property
    def has_asked(self) -> bool:
        """Whether what was let through asks for something."""
        return checks.asks(self._said)

    def hear(self, sentence: str) -> Ruling:
        """Rules on the next sentence of the reply."""
        ruling = self._rule(sentence)
        if ruling.violation:
            self.found.append(ruling.violation)
        self._said = f"{self._said} {ruling.text}".strip()
        return ruling

    def finish(self) -> Ruling:
        """The reply is over: whether it stands as it is."""
        must_ask = self.past.move in REAL_QUESTIONS
        if not self._said or (must_ask and not self.has_asked):
            self.found.append(Violation.NO_QUESTION)
            return Ruling(Fate.REPLACE, violation=Violation.NO_QUESTION)
        return Ruling(Fate.END)

    def _rule(self, sentence: str) -> Ruling:
        # With what was said before it: a secret may lie across two sentences.
        if checks.leaks(f"{self._said} {sentence}", self.past.secrets):
            return Ruling(Fate.REPLACE, violation=Violation.LEAK)
        text, was_marked = checks.plain(sentence)
        if not words(text):
            return Ruling(Fate.DROP, violation=Violation.UNSPEAKABLE if was_marked else None)
        if "?" in self._said:
            return Ruling(Fate.END, violation=Violation.TWO_QUESTIONS if checks.asks(text) else None)
        if checks.is_improper(text, self.past.subjects):
            return Ruling(Fate.REPLACE, violation=Violation.PROTECTED)
        unjudging = checks.without_verdict(text)
        if unjudging is None:
            return Ruling(Fate.REPLACE if "?" in text else Fate.DROP, violation=Violation.VERDICT)
        single = checks.without_second_question(unjudging)
        if violation := self._fault(single):
            # A reply that has asked already ends before the sentence; another has to be replaced.
            return Ruling(Fate.END if self.has_asked else Fate.REPLACE, violation=violation)
        mended = {
            Violation.UNSPEAKABLE: was_marked,
            Violation.VERDICT: unjudging != text,
            Violation.TWO_QUESTIONS: single != unjudging,
        }
        return Ruling(Fate.SAY, single, next((violation for violation, is_so in mended.items() if is_so), None))

    def _fault(self, text: str) -> Violation | None:
        """What makes a sentence impossible to say, if anything does."""
        if checks.is_unspeakable(text):
            return Violation.UNSPEAKABLE
        if checks.is_foreign(text):
            return Violation.LANGUAGE
        if len(words(f"{self._said} {text}")) > limits.MAX_REPLY_WORDS:
            return Violation.TOO_LONG
        if self.past.move in REAL_QUESTIONS and self._is_repeat(text):
            return Violation.REPEAT
        return Violation.UNGROUNDED if checks.is_ungrounded(text, self.past.sources) else None

    def _is_repeat(self, text: str) -> bool:
        """Same words about another subject are no repeat: a question counts with what leads to it."""
        whole = f"{self._said} {text}"
        return checks.asks(text) and any(checks.similarity(whole, before) >= SAME for before in self.past.asked)
