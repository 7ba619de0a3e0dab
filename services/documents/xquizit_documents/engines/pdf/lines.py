"""Lines: the pieces on one baseline, and what they say in the order in which they are read."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from xquizit_documents.engines.pdf.bidi import has_right_to_left, is_right_to_left, logical
from xquizit_documents.engines.pdf.words import Piece, Word

_SAME_LINE = 0.4
"""Baselines that differ by less of the smaller font are one line."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_RAISED = 0.6
"""A smaller font may sit so far, in sizes of the larger, above or below the line: notes, indices."""


@dataclass(frozen=True)
class Line:
    """Pieces side by side, from left to right."""

    pieces: tuple[Piece, ...]

    @property
    def x0(self) -> float:
        """Its left edge, in points."""
        return self.pieces[0].x0

    @cached_property
    def x1(self) -> float:
        """Its right edge, in points."""
        return max(piece.x1 for piece in self.pieces)

    @cached_property
    def y(self) -> float:
        """The baseline of its largest piece."""
        return max(self.pieces, key=lambda piece: (piece.size, piece.x1 - piece.x0)).y

    @cached_property
    def size(self) -> float:
        """Of its largest font."""
        return max(piece.size for piece in self.pieces)

    @property
    def order(self) -> int:
        """When its first piece was drawn."""
        return min(piece.order for piece in self.pieces)

    @cached_property
    def words(self) -> list[Word]:
        """All words from left to right."""
        # Some programs draw all that is in one font first, and what stands between in another font then.
        words = [word for piece in self.pieces for word in piece.words]
        ordered = sorted(words, key=lambda word: word.x0)
        clash = any(before.x1 - after.x0 > 0.3 * after.size for before, after in pairwise(ordered))
        return words if clash else ordered

    @cached_property
    def is_right_to_left(self) -> bool:
        """Whether it is read from the right."""
        return is_right_to_left("".join(word.text for word in self.words))

    @cached_property
    def text(self) -> str:
        """What it says, addresses of links in parentheses."""
        return said(self.words)

    @property
    def first_width(self) -> float:
        """Of the word that is read first, in points."""
        word = self.words[-1 if self.is_right_to_left else 0]
        return word.x1 - word.x0


def said(words: list[Word]) -> str:
    """What `words`, which stand from left to right, say."""
    plain = "".join(word.text for word in words)
    if words and words[0].on_page_from_right and _is_neutral(plain):
        return _numbers_from_right(words)
    if not has_right_to_left(plain):
        return " ".join(_with_address(word) for word in words)
    tokens: list[str] = []
    for word in words:
        if tokens:
            tokens.append(" ")
        tokens += word.letters
    read = "".join(logical(tokens, right_to_left=is_right_to_left("".join(tokens))))
    return " ".join([read, *(f"({word.address})" for word in words if word.address)])


def _is_neutral(text: str) -> bool:
    return not any(unicodedata.bidirectional(char) in ("L", "R", "AL") for char in text)


def _numbers_from_right(words: list[Word]) -> str:
    """Numbers alone, on a page that is read from right to left, in the order of reading.

    A number is written from the left everywhere; of several, the right one comes first. Where they plainly stand in
    order already (a telephone number's plus in front, years that rise), they are left so.
    """
    text = " ".join(word.text for word in words)
    years = [int(year) for year in _YEAR.findall(text)]
    if text.startswith("+") or (len(years) > 1 and years == sorted(years)):
        return text
    tokens = [token for word in words for token in (" ", *word.letters)][1:]
    return re.sub(r"^\+ ", "+", "".join(logical(tokens, right_to_left=True)))


def _with_address(word: Word) -> str:
    return f"{word.text} ({word.address})" if word.address else word.text


def lines(pieces: Iterable[Piece]) -> list[Line]:
    """The lines that `pieces` form, from top to bottom."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: -piece.size):
        row = next((row for row in rows if _is_beside(row, piece)), None)
        if row is None:
            rows.append([piece])
        else:
            row.append(piece)
    made = [Line(tuple(sorted(row, key=lambda piece: piece.x0))) for row in rows]
    return sorted(made, key=lambda line: (-line.y, line.x0))


def _is_beside(row: list[Piece], piece: Piece) -> bool:
    first = row[0]
    reach = _SAME_LINE * piece.size if piece.size > 0.8 * first.size else _RAISED * first.size
    if not -reach < piece.y - first.y < reach:
        return False
    return all(
        min(other.x1, piece.x1) - max(other.x0, piece.x0) < 0.3 * min(other.x1 - other.x0, piece.x1 - piece.x0)
        or abs(other.y - piece.y) < 0.1 * piece.size
        for other in row
    )
