"""How long people take: to hear a question, to think, and to speak or type an answer."""

import random

from tests.simulation.interviews import Said

SPOKEN_PER_MINUTE = 150
"""Words of ordinary speech, of both sides."""
TYPED_PER_MINUTE = 14
"""Words of somebody who types slowly."""


def spoken(text: str, heard: str, chance: random.Random, *, thinking_s: tuple[float, float] = (2.0, 9.0)) -> Said:
    """An answer that is spoken after some thought."""
    return Said(text, _seconds_for(heard) + chance.uniform(*thinking_s) + _seconds_for(text))


def typed(text: str, heard: str, chance: random.Random) -> Said:
    """An answer that is read over and typed slowly."""
    return Said(text, _seconds_for(heard) + chance.uniform(20.0, 50.0) + _seconds_for(text, TYPED_PER_MINUTE))


def _seconds_for(text: str, per_minute: float = SPOKEN_PER_MINUTE) -> float:
    """How long it takes, in seconds."""
    return 60.0 * len(text.split()) / per_minute
