"""Finds what stands on every page at the same place: headers, footers, page numbers."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from xquizit_documents.engines.pdf.lines import Line, lines
from xquizit_documents.engines.pdf.words import Piece
from xquizit_documents.page_numbers import is_page_number, without_page_number

_EDGE_LINES = 4
"""So many lines from the top and the bottom of a page may be furniture."""
_EDGE_SHARE = 0.14
"""Of the page's height, from either edge."""
_SAME_HEIGHT = 3.0
"""Points by which the same line may differ from page to page."""
_NUMBER = re.compile(r"[0-9]{1,4}")
_STANDS_OFF = 1.7
"""Font sizes between furniture and the page's own text."""


@dataclass(frozen=True, slots=True)
class Parted:
    """Pages without their furniture, and that once."""

    pages: tuple[tuple[Piece, ...], ...]
    headers: tuple[Line, ...]
    footers: tuple[Line, ...]


def part(pages: Sequence[Sequence[Piece]], heights: Sequence[float]) -> Parted:
    """Takes the furniture out of `pages`.

    Args:
        pages: The pieces of each page.
        heights: Of each page, in points.
    """
    edges = [
        edge
        for number, (pieces, height) in enumerate(zip(pages, heights, strict=True))
        for edge in _edges(pieces, height, number)
    ]
    counts = Counter(key for edge in edges for key in {key for line in edge.lines for key in _keys(line, edge.page)})
    enough = 2 if len(pages) < 4 else len(pages) // 2
    kept: tuple[dict[str, Line], dict[str, Line]] = {}, {}
    gone: set[int] = set()
    for index, edge in enumerate(edges):
        for line in edge.furniture(counts, enough):
            gone.update(map(id, line.pieces))
            if not is_page_number(line.text):
                kept[index % 2].setdefault(_words_of(line), line)
    left = tuple(tuple(piece for piece in pieces if id(piece) not in gone) for pieces in pages)
    return Parted(left, tuple(kept[0].values()), tuple(reversed(kept[1].values())))


@dataclass(frozen=True, slots=True)
class _Edge:
    """The lines near the top or the bottom of a page, from the edge inwards."""

    lines: tuple[Line, ...]
    gaps: tuple[float, ...]
    """From each to the one further in, in font sizes."""

    page: int
    """Counted from 0."""

    def furniture(self, counts: Counter[str], enough: int) -> tuple[Line, ...]:
        """Those that other pages have, too: the same, or counting the pages and standing off from their text."""
        count = certain = 0
        for line, gap in zip(self.lines, self.gaps, strict=True):
            number = is_page_number(line.text)
            same, *counting = _keys(line, self.page)
            if not number and max(counts[key] for key in (same, *counting)) < enough:
                break
            count += 1
            if gap > _STANDS_OFF or (not number and counts[same] >= enough and certain == count - 1):
                certain = count
        return self.lines[:certain]


def _edges(pieces: Sequence[Piece], height: float, page: int) -> tuple[_Edge, _Edge]:
    found = lines(pieces)
    top = [line for line in found[:_EDGE_LINES] if line.y > height * (1 - _EDGE_SHARE)]
    bottom = [line for line in found[::-1][:_EDGE_LINES] if line.y < height * _EDGE_SHARE]
    return _edge(top, found, page), _edge(bottom, found[::-1], page)


def _edge(near: list[Line], found: list[Line], page: int) -> _Edge:
    following = found[1 : len(near) + 1]
    gaps = [abs(line.y - other.y) / max(line.size, 1.0) for line, other in zip(near, following, strict=False)]
    return _Edge(tuple(near), tuple([*gaps, float("inf")][: len(near)]), page)


def _words_of(line: Line) -> str:
    return re.sub(r"\d+", "#", without_page_number(line.text))


def _keys(line: Line, page: int) -> list[str]:
    """What a line has in common with the same on other pages: all of it, or all but a number that counts the pages."""
    text, place = line.text, round(line.y / _SAME_HEIGHT)
    counting = [
        f"{text[: found.start()]}#{int(found[0]) - page}{text[found.end() :]} {place}"
        for found in _NUMBER.finditer(text)
    ]
    return [f"{text} {place}", *counting]
