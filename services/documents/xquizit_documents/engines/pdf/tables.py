"""Parts what stands in a table into rows and cells."""

import itertools
from collections.abc import Iterator, Sequence

from xquizit_documents.engines.pdf.blocks import Block, Flow, Gap, Row
from xquizit_documents.engines.pdf.geometry import Box
from xquizit_documents.engines.pdf.lines import lines
from xquizit_documents.engines.pdf.words import Piece

_CELL_LINES = 3
"""A row with a longer cell is layout, not data: its cells are read one after the other."""


def table(pieces: list[Piece], gaps: Sequence[Gap], rules: Sequence[Box]) -> Iterator[Block]:
    """The rows of a table.

    Args:
        pieces: What stands in it, in the order in which it was drawn.
        gaps: Between its columns.
        rules: Thin lines on the page; those that lie between two lines of text part rows.
    """
    middles = sorted((x0 + x1) / 2 for x0, x1 in gaps)
    grid: list[dict[int, list[Piece]]] = []
    for row in _rows(pieces, middles, rules):
        cells: dict[int, list[Piece]] = {}
        for piece in row:
            cells.setdefault(_column(piece, middles), []).append(piece)
        grid.append(cells)
    edges = [min(piece.x0 for piece in pieces), *middles, max(piece.x1 for piece in pieces)]
    for cells in grid:
        flows = {
            column: Flow(tuple(lines(cell)), edges[column], edges[column + 1]) for column, cell in sorted(cells.items())
        }
        if any(len(flow.lines) > _CELL_LINES for flow in flows.values()):
            yield from flows.values()
        else:
            empty = Flow((), 0.0, 0.0)
            yield Row(tuple(flows.get(column, empty) for column in range(len(middles) + 1)))


def _column(piece: Piece, middles: list[float]) -> int:
    return sum(piece.x0 >= middle for middle in middles)


def _rows(pieces: list[Piece], middles: list[float], rules: Sequence[Box]) -> list[list[Piece]]:
    """Parts what was drawn into the rows of the table."""
    rows: list[list[Piece]] = []
    leading = _leading(pieces, middles)
    for piece in pieces:
        if rows and _same_row(rows[-1], piece, middles, rules, leading):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    tops = [max(piece.y for piece in row) for row in rows]
    if any(after > before + 1 for before, after in itertools.pairwise(tops)):
        return [list(line.pieces) for line in lines(pieces)]  # not drawn row by row: by baselines then
    return rows


def _leading(pieces: list[Piece], middles: list[float]) -> float:
    """The distance of lines within cells, as far as there are such: that of lines drawn next to each other."""
    distances = sorted(
        before.y - piece.y
        for before, piece in itertools.pairwise(pieces)
        if _column(before, middles) == _column(piece, middles) and before.y > piece.y
    )
    return distances[len(distances) // 4] if distances else 0.0


def _same_row(row: list[Piece], piece: Piece, middles: list[float], rules: Sequence[Box], leading: float) -> bool:
    last = row[-1]
    if any(abs(other.y - piece.y) < 0.3 * piece.size for other in row):
        return True
    low, high = min(piece.y, last.y), max(piece.y, last.y)
    if high - low > 0.3 * piece.size and any(
        low + 0.2 * piece.size < rule.y0 + rule.height / 2 < high and rule.x0 < piece.x1 and rule.x1 > piece.x0
        for rule in rules
        if rule.width > rule.height
    ):
        lowest = min(other.y for other in row)
        if piece.y < lowest:
            return False
    here, before = _column(piece, middles), _column(last, middles)
    if here > before:
        return True
    return here == before and last.y - piece.y < max(1.7 * piece.size, 1.3 * leading)
