"""A candidate who says what is known in a fixed order, whatever is asked: so that interviews can be compared."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.simulation.interviews import Said
from tests.simulation.labelled import Pair
from tests.simulation.payloads import as_recognized
from xquizit_interview.turn_events import View
from xquizit_interview.words import sentence_spans

_EVERY = 4
"""The answers that carry something: the second, and each fourth after it."""
_QUOTABLE_WORDS = 50
"""The emulated model quotes whole sentences, and a recognized answer is one: no longer than a quote may be."""


def _as_it_is(text: str) -> str:
    return text


@dataclass(slots=True)
class Speaker:
    """Says more and less telling answers by turns."""

    pair: Pair
    pace_s: float
    """Seconds per answer."""
    is_recognized: bool = False
    """Without capitals and marks, as a recognizer writes it."""
    carries: Callable[[str], str] = _as_it_is
    """What becomes of every fourth answer."""
    says: Callable[[str], str] = _as_it_is
    """What becomes of every answer in the end."""
    _number: int = 0

    def answer(self, heard: str, view: View) -> Said:
        """The next answer."""
        answers = answers_of(self.pair)
        text = answers[self._number % len(answers)]
        if self.is_recognized:
            text = _beginning(text)
        if self._number % _EVERY == 1:
            text = self.carries(text)
        self._number += 1
        return Said(self.says(as_recognized(text) if self.is_recognized else text), self.pace_s)


def answers_of(pair: Pair) -> list[str]:
    """Three for each fact, all different, none so short that a request in it could be meant."""
    facts = list(pair.facts.values())
    neighbours = list(zip(facts, facts[1:] + facts[:1], strict=True))
    weak = [f"{one.weak} {other.weak}" for one, other in neighbours]
    bluffs = [f"{one.bluff} {other.bluff}" for one, other in neighbours]
    return [text for three in zip((fact.strong for fact in facts), weak, bluffs, strict=True) for text in three]


def _beginning(text: str) -> str:
    """Its first sentences, as many as can be quoted."""
    ends = [span.end for span in sentence_spans(text)]
    return text[: max((end for end in ends if len(text[:end].split()) <= _QUOTABLE_WORDS), default=ends[0])]
