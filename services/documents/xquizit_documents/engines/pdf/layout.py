"""The order in which a page is read: bands of columns, tables, and running text between them."""

from collections.abc import Iterator, Sequence

from xquizit_documents.engines.pdf.bands import band
from xquizit_documents.engines.pdf.blocks import Block, Flow
from xquizit_documents.engines.pdf.geometry import Box
from xquizit_documents.engines.pdf.lines import Line, lines
from xquizit_documents.engines.pdf.tables import table
from xquizit_documents.engines.pdf.words import Piece, Word
from xquizit_documents.text import is_marker

_MARKER_REACH = 4.0
"""Font sizes between a bullet and its text."""
_MAX_DEPTH = 8


def arrange(pieces: Sequence[Piece], rules: Sequence[Box]) -> list[Block]:
    """The blocks of a page in reading order.

    Args:
        pieces: Of one page, in the order in which they were drawn.
        rules: Thin lines on it.
    """
    return list(_arranged(_with_markers(pieces), rules, depth=0))


def _with_markers(pieces: Sequence[Piece]) -> list[Piece]:
    """Joins bullets and numbers of lists with the text that they mark, however far it stands off."""
    markers = [piece for piece in pieces if is_marker(piece.text) and not _stands_in_line(piece, pieces)]
    others = [piece for piece in pieces if not any(piece is marker for marker in markers)]
    for marker in markers:
        beside = [other for other in others if _marks(marker, other)]
        if not beside:
            others.append(marker)
            continue
        text = min(beside, key=lambda other: abs(other.x0 - marker.x1))
        words: tuple[Word, ...] = (*marker.words, *text.words)
        if marker.x0 > text.x0:
            words = (*text.words, *marker.words)
        others.remove(text)
        x0, x1 = min(marker.x0, text.x0), max(marker.x1, text.x1)
        others.append(Piece(words, x0, x1, text.y, text.size, min(marker.order, text.order)))
    return sorted(others, key=lambda piece: piece.order)


def _stands_in_line(marker: Piece, pieces: Sequence[Piece]) -> bool:
    """Whether something stands close before what looks like a marker, so that it is a dash or a number in a line."""
    return any(
        abs(other.y - marker.y) < 0.3 * marker.size and -0.5 < marker.x0 - other.x1 < marker.size
        for other in pieces
        if other is not marker
    )


def _marks(marker: Piece, text: Piece) -> bool:
    if abs(text.y - marker.y) > 0.5 * text.size:
        return False
    reach = text.x0 - marker.x1
    if Line((text,)).is_right_to_left:
        reach = marker.x0 - text.x1
    return -0.2 * text.size < reach < _MARKER_REACH * text.size


def _arranged(pieces: list[Piece], rules: Sequence[Box], *, depth: int) -> Iterator[Block]:
    if not pieces:
        return
    left, right = min(piece.x0 for piece in pieces), max(piece.x1 for piece in pieces)
    rows = lines(pieces)
    flow: list[Line] = []
    index = 0
    while index < len(rows):
        found = band(rows, index, rules) if depth < _MAX_DEPTH else None
        if found is None:
            flow.append(rows[index])
            index += 1
            continue
        flow += rows[index : found.start]
        if flow:
            yield Flow(tuple(flow), left, right)
            flow = []
        if found.are_columns:
            for side in found.sides:
                yield from _arranged(side, rules, depth=depth + 1)
        else:
            yield from table(found.pieces, found.gaps, rules)
        index = found.end
    if flow:
        yield Flow(tuple(flow), left, right)
