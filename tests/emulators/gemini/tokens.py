"""Tokens as this emulator counts them: pieces of text of about the size of the real model's."""

import re

_PIECE = re.compile(r"\s*(?:[^\W_]{1,7}|[^\w\s]|_)|\s+")


def pieces(text: str) -> list[str]:
    """The tokens of `text` in order; joined they are `text` again."""
    return _PIECE.findall(text)


def count(text: str) -> int:
    """How many tokens `text` has."""
    return len(pieces(text))
