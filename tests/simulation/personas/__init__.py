"""Scripted candidates: each listens to the question's words and answers out of a labelled pair; deterministic."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from tests.simulation.interviews import Candidate
from tests.simulation.labelled import Pair
from tests.simulation.personas import cooperative as of
from tests.simulation.personas import degenerate as says
from tests.simulation.personas.cooperative import at_level


@dataclass(frozen=True, slots=True)
class Persona:
    """A way to behave in interviews."""

    name: str
    make: Callable[[Pair, random.Random], Candidate]
    is_degenerate: bool = False
    """Shows nothing that could be rated; everybody else is cooperative: answers what is asked."""
    extra_time_percent: int = 0

    def candidate(self, pair: Pair, seed: int) -> Candidate:
        """One for one interview; the same seed answers the same questions with the same words."""
        return self.make(pair, random.Random(f"{seed}|{self.name}|{pair.id}"))


STRONG = (
    Persona("strong-concise", at_level(of.Plain, "strong")),
    Persona("strong-rambling", at_level(of.Rambling, "strong")),
)
WEAK = Persona("weak-honest", at_level(of.Plain, "weak"))
COOPERATIVE = (
    *STRONG,
    WEAK,
    Persona("bluffing", at_level(of.Plain, "bluff")),
    Persona("junior-asking-back", at_level(of.AskingBack, "mixed")),
    Persona("anxious", at_level(of.Nervous, "strong")),
    Persona("non-native", at_level(of.Misheard, "strong")),
    Persona("text-only", at_level(of.Typing, "strong"), extra_time_percent=50),
    Persona("injector", at_level(of.Injecting, "strong")),
)
DEGENERATE = tuple(
    Persona(name, make, is_degenerate=True)
    for name, make in (
        ("silent", says.silent),
        ("empty", says.empty),
        ("gibberish", says.gibberish),
        ("echo", says.echo),
        ("monologue", says.monologue),
        ("refusing", says.refusing),
        ("one-word", says.one_word),
        ("off-topic", says.off_topic),
        ("hostile", says.hostile),
        ("wrong-language", says.foreign),
        ("thanks-for-watching", says.phantom),
    )
)
PERSONAS = (*COOPERATIVE, *DEGENERATE)
BY_NAME = {persona.name: persona for persona in PERSONAS}
