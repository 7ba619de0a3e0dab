"""Bands of a page through which a white gap runs: columns, or the cells of a table.

Which of them it is, is told by the order of drawing: a column is drawn to its end before the next, a table row by row.
Where a document was drawn in no such order, text that fills its side of the gap makes columns.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isinf
from statistics import median

from xquizit_documents.engines.pdf.blocks import Gap
from xquizit_documents.engines.pdf.geometry import Box
from xquizit_documents.engines.pdf.lines import Line, lines
from xquizit_documents.engines.pdf.words import Piece

_LEAST_GAP = 0.7
"""Of a gutter, in font sizes."""
_LEAST_ALIGNED_GAP = 0.3
"""The same, where what stands behind it is aligned."""
_ALIGNED = 0.6
"""Points."""
_MANY_ROWS = 6
"""On both sides of a narrow gap that nothing is aligned at."""
_RIVER = 2.0
"""Font sizes up to which a gap in two or three lines may be chance: words of justified text, one below the other."""
_LEAST_ROWS = 2
"""On either side of a gap."""
_APART = 2.3
"""Usual distances, or font sizes, between the end of columns and what stands below them."""
_COLUMN_LETTERS = 14
"""Lines of so many letters and more, on average, are running text."""
_COLUMN_FILL = 0.7
"""The usual line of running text fills so much of its column."""
_COLUMN_ROWS = 4


@dataclass(frozen=True, slots=True)
class Band:
    """Rows from `start` to before `end` with common gaps."""

    rows: tuple[Line, ...]
    gaps: tuple[Gap, ...]
    start: int
    end: int

    @property
    def pieces(self) -> list[Piece]:
        """All, in the order in which they were drawn."""
        return sorted((piece for row in self.rows for piece in row.pieces), key=lambda piece: piece.order)

    @property
    def gap(self) -> Gap:
        """The gap that drawing crosses least; of those, the widest."""
        pieces = self.pieces
        return min(self.gaps, key=lambda gap: (_crossings(pieces, gap), gap[0] - gap[1]))

    @property
    def sides(self) -> tuple[list[Piece], list[Piece]]:
        """What is read before the gap, and what behind it."""
        pieces = self.pieces
        left, right = _parted(pieces, self.gap)
        from_right = sum(Line((piece,)).is_right_to_left for piece in pieces) > len(pieces) / 2
        return (right, left) if from_right else (left, right)

    @property
    def are_columns(self) -> bool:
        """Whether one side of the gap is read to its end before the other."""
        gap, pieces = self.gap, self.pieces
        if _crossings(pieces, gap) <= 1:
            return True
        return not any(_is_drawn_by_rows(pieces, each) for each in self.gaps) and all(
            _is_running_text(column) for column in _columns(pieces, self.gaps)
        )

    def is_grid_at(self, gap: Gap) -> bool:
        """Whether what stands behind `gap` is aligned, or the gap too wide to be one between words."""
        if gap[1] - gap[0] > _RIVER * median(row.size for row in self.rows):
            return True
        firsts = [
            min(behind, key=lambda piece: piece.x0)
            for row in self.rows
            if (behind := [piece for piece in row.pieces if piece.x0 >= gap[1] - 0.1])
        ]
        edges = (
            [piece.x0 for piece in firsts],
            [piece.x1 for piece in firsts],
            [piece.x0 + piece.x1 for piece in firsts],
        )
        return any(max(each) - min(each) < 2 * _ALIGNED for each in edges)

    def trimmed(self) -> "Band":
        """Without the rows above and below that have text on one side only and do not belong to a column."""
        if self.are_columns:
            return self._without_what_was_drawn_apart()
        both = [index for index, row in enumerate(self.rows) if any(_has_both(row, gap) for gap in self.gaps)]
        first, last = (both[0], both[-1]) if both else (0, len(self.rows) - 1)
        while first > 0 and self.rows[first - 1].order > self.rows[first].order:
            first -= 1  # a cell that begins higher than its row, which is set in the middle
        middles = sorted((x0 + x1) / 2 for x0, x1 in self.gaps)
        while last + 1 < len(self.rows) and self.rows[last + 1].x0 > middles[0]:
            last += 1  # a cell of the last row goes on
        return Band(self.rows[first : last + 1], self.gaps, self.start + first, self.start + last + 1)

    def _without_what_was_drawn_apart(self) -> "Band":
        if _crossings(self.pieces, self.gap) > 1:
            return self._without_what_stands_apart()
        left, right = _parted(self.pieces, self.gap)
        begins = min(piece.order for piece in left), min(piece.order for piece in right)
        begin, latest = min(begins), max(begins)
        first, last = 0, len(self.rows)
        lefts = set(map(id, left))
        on_left = [any(id(piece) in lefts for piece in row.pieces) for row in self.rows]
        on_right = [any(id(piece) not in lefts for piece in row.pieces) for row in self.rows]
        while last > first + 1 and on_left[last - 1] != on_right[last - 1] and self.rows[last - 1].order > latest:
            if begins[on_right[last - 1]] == latest:
                break  # the column that was drawn last simply goes on
            last -= 1
        while first < last - 1 and on_left[first] and not on_right[first] and begin == self.rows[first].order:
            if self._belongs_above(first):
                first += 1
                begin = min((row.order for row in self.rows[first:]), default=begin)
            else:
                break
        return Band(self.rows[first:last], self.gaps, self.start + first, self.start + last)

    def _without_what_stands_apart(self) -> "Band":
        """For columns that were drawn in no order: without rows on one side that are far from the others."""
        distances = sorted(before.y - row.y for before, row in pairwise(self.rows))
        usual = _APART * distances[len(distances) // 2] if distances else 0.0
        both = [index for index, row in enumerate(self.rows) if _has_both(row, self.gap)]
        first, last = 0, len(self.rows)
        for index in range(both[-1] if both else last, last - 1):
            if self.rows[index].y - self.rows[index + 1].y > max(usual, _APART * self.rows[index].size):
                last = index + 1
                break
        return Band(self.rows[first:last], self.gaps, self.start + first, self.start + last)

    def _belongs_above(self, index: int) -> bool:
        """Whether a row is set in another font than what follows on its side: a heading over both columns."""
        row = self.rows[index]
        below = self.rows[index + 1]
        return row.size > 1.3 * below.size


def band(rows: list[Line], start: int, rules: Sequence[Box]) -> Band | None:
    """The longest run of rows from `start` on that a gap goes through, with text on both sides."""
    common = _gaps(rows[start])
    found: list[Band] = []
    for end in range(start + 1, len(rows) + 1):
        gaps = tuple(gap for gap in common if _parts(rows[start:end], gap, rules))
        if gaps:
            found.append(Band(tuple(rows[start:end]), gaps, start, end))
        if end < len(rows):
            common = _common(common, _gaps(rows[end]))
            if not common:
                break
    if not found:
        return None
    longest = found[-1]
    if longest.are_columns:
        return longest.trimmed()
    # What is below a table may leave one of its gaps open and close the others.
    table = max(found, key=lambda band: (len(band.gaps), band.end)).trimmed()
    return table if any(table.is_grid_at(gap) for gap in table.gaps) or rules else None


def _gaps(row: Line) -> list[Gap]:
    """Where a row is white, from far left to far right."""
    gaps: list[Gap] = []
    at = float("-inf")
    for piece in row.pieces:
        if piece.x0 > at:
            gaps.append((at, piece.x0))
        at = max(at, piece.x1)
    return [*gaps, (at, float("inf"))]


def _common(first: list[Gap], second: list[Gap]) -> list[Gap]:
    both = [(max(a0, b0), min(a1, b1)) for a0, a1 in first for b0, b1 in second]
    return [(x0, x1) for x0, x1 in both if x1 > x0]


def _parts(rows: Sequence[Line], gap: Gap, rules: Sequence[Box]) -> bool:
    """Whether `gap` has rows on both sides and is wide enough, or else marked by a line or by alignment."""
    if isinf(gap[0]) or isinf(gap[1]):  # the page's edge has nothing on one side
        return False
    before = sum(any(piece.x1 <= gap[0] + 0.1 for piece in row.pieces) for row in rows)
    starts = [min(each) for row in rows if (each := [piece.x0 for piece in row.pieces if piece.x0 >= gap[1] - 0.1])]
    if min(before, len(starts)) < _LEAST_ROWS:
        return False
    width, size = gap[1] - gap[0], median(row.size for row in rows)
    if width >= _LEAST_GAP * size:
        return True
    if any(gap[0] - 0.5 < rule.x0 and rule.x1 < gap[1] + 0.5 for rule in rules if _is_upright(rule, rows[-1].y)):
        return True
    aligned = len(starts) > _LEAST_ROWS and max(starts) - min(starts) < _ALIGNED
    return (aligned or min(before, len(starts)) >= _MANY_ROWS) and width >= _LEAST_ALIGNED_GAP * size


def _is_upright(rule: Box, y: float) -> bool:
    return rule.height > rule.width and rule.y0 < y < rule.y1


def _has_both(row: Line, gap: Gap) -> bool:
    middle = (gap[0] + gap[1]) / 2
    return row.x0 < middle < row.x1


def _parted(pieces: Sequence[Piece], gap: Gap) -> tuple[list[Piece], list[Piece]]:
    middle = (gap[0] + gap[1]) / 2
    left = [piece for piece in pieces if piece.x0 < middle]
    return left, [piece for piece in pieces if piece.x0 >= middle]


def _crossings(pieces: Sequence[Piece], gap: Gap) -> int:
    """How often drawing goes from one side of the gap to the other."""
    middle = (gap[0] + gap[1]) / 2
    sides = [piece.x0 < middle for piece in pieces]
    return sum(before != after for before, after in pairwise(sides))


def _is_drawn_by_rows(pieces: Sequence[Piece], gap: Gap) -> bool:
    """Whether cells of several lines were drawn one after the other, row by row.

    Then drawing goes up where it crosses the gap to the right, and on below everything where it comes back. Columns
    that were drawn line by line never go up.
    """
    middle = (gap[0] + gap[1]) / 2
    lowest = float("inf")
    up = back = wrong = 0
    for before, piece in pairwise(pieces):
        lowest = min(lowest, before.y)
        if before.x0 < middle <= piece.x0:
            up += piece.y > before.y + piece.size / 2
        elif piece.x0 < middle <= before.x0:
            back += 1
            wrong += piece.y > lowest + piece.size / 2
    return up > 0 and wrong <= back / 10


def _columns(pieces: Sequence[Piece], gaps: Sequence[Gap]) -> list[list[Piece]]:
    middles = sorted((x0 + x1) / 2 for x0, x1 in gaps)
    columns: list[list[Piece]] = [[] for _ in range(len(middles) + 1)]
    for piece in pieces:
        columns[sum(piece.x0 >= middle for middle in middles)].append(piece)
    return [column for column in columns if column]


def _is_running_text(column: list[Piece]) -> bool:
    """Whether most lines reach across the column: cells are seldom filled, lines of text nearly always."""
    rows = lines(column)
    if len(rows) < _COLUMN_ROWS:
        return False
    widths = [row.x1 - row.x0 for row in rows]
    letters = sum(len(word.letters) for row in rows for word in row.words) / len(rows)
    return letters >= _COLUMN_LETTERS and median(widths) >= _COLUMN_FILL * max(widths)
