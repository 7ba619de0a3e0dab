"""How orders to the reader's software are worded, and where in a text they stand; pure.

Patterns are a help, not a wall: whatever they miss is still data between tags, and can move no limit. They must not
take an ordinary line of a resume, a job description or an answer for an order; tests/unit/interview/test_hygiene.py
holds both sides.
"""

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterator

from xquizit_interview.order_patterns import IN_PIECES, PATTERNS

_LOOKALIKES = str.maketrans(
    "авеѕіјкмнорстухԁгпАВЕЅІЈКМНОРСТУХανικορτυχεΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "abesijkmhopctyxdrnABESIJKMHOPCTYXavikoptuxeABEZHIKMNOPTYX",
)
"""Letters of other alphabets that pass for Latin ones."""
_SPACED = re.compile(r"(?<!\S)(?:\w ){7,}\w(?!\S)")
_BASE64 = re.compile(r"[A-Za-z0-9+/]{24,}={0,2}")
_SQUEEZED = re.compile(
    r"(?:ignore|disregard|forget)(?:all|any|the|your|of)*(?:previous|prior|above|instructions|rules)", re.I
)


def is_order(text: str) -> bool:
    """Whether `text`, a line or a sentence, gives an order to the reader's software."""
    return next(places_of_orders(text), None) is not None


def places_of_orders(text: str) -> Iterator[tuple[int, int]]:
    """Where orders stand in `text`: first and last word, counted by the blanks between them."""
    for form in _forms(text):
        lowered = form.lower()
        for hints, pattern in PATTERNS:
            if any(hint in lowered for hint in hints):
                yield from _places(form, pattern)
        for spaced in _SPACED.finditer(form):
            if _SQUEEZED.search(spaced.group().replace(" ", "")):
                yield _words_of(form, spaced)
        for coded in _BASE64.finditer(form):
            if (told := _decoded(coded.group())) and next(places_of_orders(told), None) is not None:
                yield _words_of(form, coded)


def places_of_orders_in_pieces(text: str) -> Iterator[tuple[int, int]]:
    """The same for orders that go over the ends of lines or sentences."""
    for form in _forms(text):
        yield from _places(form, IN_PIECES)


def _places(form: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    return (_words_of(form, match) for match in pattern.finditer(form))


def _words_of(form: str, match: re.Match[str]) -> tuple[int, int]:
    """Its first and last word, by the blanks before and within it."""
    first = form.count(" ", 0, match.start())
    return first, first + match.group().strip().count(" ")


def _forms(text: str) -> tuple[str, ...]:
    """The text with one blank between two words: in usual characters, and without marks, accents and lookalikes."""
    words = text.split()
    if text.isascii():
        return (" ".join(words),)
    # A word that has no usual form still is one, so that words can be counted.
    plain = " ".join("".join(unicodedata.normalize("NFKC", word).split()) or "\u00b7" for word in words)
    unmarked = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    return tuple(dict.fromkeys((plain, unmarked.translate(_LOOKALIKES))))


def _decoded(text: str) -> str:
    """What `text` says in base 64; empty when it is none."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        return ""
