"""Candidates who answer: well, at length, vaguely, untruly, after asking back, nervously, misheard, in writing."""

import random
from collections.abc import Callable

from tests.simulation.interviews import Said
from tests.simulation.labelled import Pair
from tests.simulation.personas import phrases
from tests.simulation.personas.memory import Level, Memory
from tests.simulation.personas.noise import hesitating, recognised
from tests.simulation.personas.pace import spoken, typed
from xquizit_interview.turn_events import View
from xquizit_interview.words import sentence_spans

_ASKED_BACK_AT_LENGTH = 3
"""The question, counted from 1, at which asking back and hesitating go on beyond every limit."""


class Plain:
    """Says what they know, at a level of competence."""

    def __init__(self, pair: Pair, level: Level, chance: random.Random) -> None:
        self.chance = chance
        self._memory = Memory(pair, level, chance)
        self._pending = ""

    def answer(self, heard: str, view: View) -> Said:
        """Answers the question, or the one before where the words ask nothing."""
        if _asks(heard):
            self._pending = heard
        return self._said(self.dress(self._memory.tell(self._pending or heard)), heard)

    def dress(self, text: str) -> str:
        """The manner of speaking."""
        return text

    def _said(self, text: str, heard: str) -> Said:
        return spoken(text, heard, self.chance)


class Rambling(Plain):
    """The content lies between digressions."""

    _told = 0

    def dress(self, text: str) -> str:
        said: list[str] = [self._digression()]
        for span in sentence_spans(text):
            said.append(span.of(text))
            if self.chance.random() < 0.5:
                said.append(self._digression())
        return " ".join(said)

    def _digression(self) -> str:
        self._told += 1
        return phrases.DIGRESSIONS[(self._told * 7) % len(phrases.DIGRESSIONS)]


class Nervous(Plain):
    """Thinks aloud before answering, then hesitates and begins anew."""

    def __init__(self, pair: Pair, level: Level, chance: random.Random) -> None:
        super().__init__(pair, level, chance)
        self._asides = _Asides(phrases.THINKING, chance)

    def answer(self, heard: str, view: View) -> Said:
        if (aside := self._asides.at(view.status.questions_asked)) is not None:
            self._pending = heard if _asks(heard) else self._pending
            return spoken(aside, heard, self.chance)
        return super().answer(heard, view)

    def dress(self, text: str) -> str:
        return hesitating(text, self.chance)


class AskingBack(Plain):
    """Does not understand every question at once."""

    def __init__(self, pair: Pair, level: Level, chance: random.Random) -> None:
        super().__init__(pair, level, chance)
        self._asides = _Asides(phrases.CLARIFICATIONS, chance)

    def answer(self, heard: str, view: View) -> Said:
        if (aside := self._asides.at(view.status.questions_asked)) is not None:
            return spoken(aside, heard, self.chance)
        return super().answer(heard, view)


class _Asides:
    """What is said instead of an answer: before some questions once or twice, at one of them five times."""

    def __init__(self, texts: tuple[str, ...], chance: random.Random) -> None:
        self._texts = texts
        self._chance = chance
        self._question = 0
        self._left = 0
        self._at = chance.randrange(len(texts))

    def at(self, question: int) -> str | None:
        """The next one at the question with this number; None when it is time to answer."""
        if question != self._question:
            self._question = question
            self._left = 5 if question == _ASKED_BACK_AT_LENGTH else self._chance.choice((0, 0, 1, 1, 2))
        if self._left == 0:
            return None
        self._left -= 1
        self._at += 1
        return self._texts[self._at % len(self._texts)]


class Misheard(Plain):
    """Speaks with an accent: what arrives is a recognizer's text."""

    def dress(self, text: str) -> str:
        return recognised(text, self.chance)


class Typing(Plain):
    """Has no microphone and types slowly."""

    def _said(self, text: str, heard: str) -> Said:
        return typed(text, heard, self.chance)


class Injecting(Plain):
    """Answers well, with an order to the machine in the middle."""

    _told = 0

    def dress(self, text: str) -> str:
        self._told += 1
        sentences = [span.of(text) for span in sentence_spans(text)]
        sentences.insert(len(sentences) // 2 + 1, phrases.ORDERS[self._told % len(phrases.ORDERS)])
        return " ".join(sentences)


def at_level(kind: type[Plain], level: Level) -> Callable[[Pair, random.Random], Plain]:
    """What makes a candidate of this kind and level."""
    return lambda pair, chance: kind(pair, level, chance)


def _asks(heard: str) -> bool:
    return "?" in heard or any(word in heard for word in ("ell me", "escribe", "lease think", "Think of"))
