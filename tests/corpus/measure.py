"""How well a text was read: words found, words invented, and their order. Pure."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_IDEOGRAPHS}]|(?:(?![{_IDEOGRAPHS}])\w)+")
"""A run of letters and digits; of Chinese and Japanese, each character. A word that is cut by a hyphen is two."""


@dataclass(frozen=True)
class Score:
    """One document's figures, each from 0 to 1."""

    recall: float
    """Expected words that were found, each as often as expected, ÷ expected words."""
    precision: float
    """The same words ÷ found words."""
    order: float
    """Longest common subsequence of the expected and the found words ÷ the words that both have."""


def words(text: str) -> list[str]:
    """The words of `text`, normalised (NFC)."""
    return _WORD.findall(unicodedata.normalize("NFC", text))


def score(expected: str, found: str) -> Score:
    """How well `found` gives `expected`."""
    wanted, given = words(expected), words(found)
    both = sum((Counter(wanted) & Counter(given)).values())
    return Score(
        both / len(wanted) if wanted else 1.0,
        both / len(given) if given else float(not wanted),
        common_length(wanted, given) / both if both else 1.0,
    )


def common_length(first: Sequence[str], second: Sequence[str]) -> int:
    """The length of the longest common subsequence.

    A row of the usual table is kept as the bits of one number (Hyyrö 2004, "Bit-parallel LCS-length computation
    revisited").
    """
    places: dict[str, int] = {}
    for index, word in enumerate(first):
        places[word] = places.get(word, 0) | 1 << index
    everything = (1 << len(first)) - 1
    row = everything
    for word in second:
        matches = row & places.get(word, 0)
        row = ((row + matches) | (row - matches)) & everything
    return len(first) - row.bit_count()


def missing(expected: str, found: str) -> list[str]:
    """Expected words that were not found, in their order."""
    left = Counter(words(found))
    lost: list[str] = []
    for word in words(expected):
        if left[word]:
            left[word] -= 1
        else:
            lost.append(word)
    return lost
