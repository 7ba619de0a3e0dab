"""How speech gets damaged on its way into text: a recognizer's word errors, and fillers and restarts of the speaker."""

import random
import re

from xquizit_interview.words import words

_SOUND_ALIKE = {
    "their": "there", "there": "their", "to": "two", "two": "to", "for": "four", "four": "for", "our": "are",
    "are": "our", "than": "then", "then": "than", "were": "where", "where": "were", "know": "no", "right": "write",
    "write": "right", "week": "weak", "by": "buy", "would": "wood", "whole": "hole", "hour": "our", "new": "knew",
    "see": "sea", "one": "won", "through": "threw", "which": "witch", "read": "red", "lead": "led",
    "sales": "sails", "team": "theme", "wait": "weight", "ward": "word", "work": "walk", "walked": "worked",
    "cut": "cat", "test": "taste", "three": "free", "built": "build", "sent": "send", "had": "have", "plan": "plane",
    "chart": "chat", "stock": "stork", "asked": "ask", "wrote": "road", "count": "account", "check": "cheque",
    "shift": "ship", "site": "sight",
}  # fmt: skip
_HEARD_INSTEAD = (
    "states earth matter summer never people water second system paper reason market really number minute "
    "after other under between morning little support country again letter moment answer between office street"
).split()
"""What a recognizer puts where it understood nothing."""
_SMALL = frozenset("a an the of to in on at it is was and".split())
_FILLERS = ("um,", "uh,", "er,", "you know,", "sort of,")


def recognised(text: str, chance: random.Random, *, error_rate: float = 0.12) -> str:
    """The words as a recognizer hands them over: lower case, no marks, some wrong, some missing."""
    heard: list[str] = []
    for word in re.sub(r"[-\u2013]", " ", text.lower()).split():
        plain = re.sub(r"[^\w']", "", word)
        if not plain or (plain in _SMALL and chance.random() < error_rate):
            continue
        if chance.random() < error_rate:
            plain = _SOUND_ALIKE.get(plain) or (chance.choice(_HEARD_INSTEAD) if len(plain) > 4 else plain)
        heard.append(plain)
    return " ".join(heard)


def hesitating(text: str, chance: random.Random, *, rate: float = 0.12) -> str:
    """The words of somebody nervous: fillers, and words said twice."""
    said: list[str] = []
    for word in text.split():
        if chance.random() < rate / 2:
            said.append(chance.choice(_FILLERS))
        if chance.random() < rate / 3 and words(word):
            said.append(f"{word.rstrip('.,;:')},")
        said.append(word)
    return f"So, um, {' '.join(said)}"
