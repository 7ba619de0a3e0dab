"""What a page is made of, in reading order."""

from dataclasses import dataclass

from xquizit_documents.engines.pdf.lines import Line

Gap = tuple[float, float]
"""From where to where something is white, from left to right, in points."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Lines below each other in one column."""

    lines: tuple[Line, ...]
    left: float
    right: float
    """Where the column ends, in points: a line that comes near was broken by it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table."""

    cells: tuple[Flow, ...]


Block = Flow | Row
