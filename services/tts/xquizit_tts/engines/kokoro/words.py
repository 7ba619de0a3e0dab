"""Where the words that Kokoro tells about stand in a piece, and what of a piece is given to it; pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from xquizit_tts.port import SpokenWord

_NEAR_CHARS = 48
"""A word is looked for so far behind the one before it: a token that was changed must not drag all others along."""
_MARKUP = re.compile(r"[\[\]\x00-\x1f\x7f\ufe0e\ufe0f\u20e3\u2028\u2029]|://")
"""Kokoro reads `[word](/ipa/)` as a pronunciation and line breaks as ends; RealtimeTTS drops addresses and emoji."""


@dataclass(frozen=True, slots=True)
class Told:
    """A token and when it is heard, as RealtimeTTS tells it."""

    text: str
    start_s: float
    end_s: float


def feedable(text: str) -> str:
    """`text` with spaces in place of what would be taken for markup: as long as it was, and no word less."""
    return _MARKUP.sub(lambda match: " " * len(match[0]), text)


class WordPlaces:
    """Finds the tokens of one piece in its text, from left to right."""

    def __init__(self, text: str) -> None:
        """Takes the piece as it was asked for."""
        self._text = text
        self._at = 0
        self._heard_ms = 0

    def place(self, tokens: Iterable[Told], length_ms: int) -> Iterator[SpokenWord]:
        """The words among `tokens`, in order, their times never going back and never past `length_ms`.

        Punctuation is passed over, and so is a token that does not stand in the text.
        """
        for token in tokens:
            start = self._find(token.text)
            if start is None:
                continue
            start_ms = min(max(round(token.start_s * 1000), self._heard_ms), length_ms)
            end_ms = min(max(round(token.end_s * 1000), start_ms), length_ms)
            self._heard_ms = end_ms
            yield SpokenWord(start, self._at, start_ms, end_ms)

    def _find(self, token: str) -> int | None:
        token = token.strip()
        if not any(character.isalnum() for character in token):
            return None
        start = self._text.find(token, self._at, self._at + _NEAR_CHARS + len(token))
        if start < 0:
            return None
        self._at = start + len(token)
        return start
