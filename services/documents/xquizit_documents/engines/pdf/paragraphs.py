"""Joins the lines of a column to paragraphs where its margin broke them."""

import itertools
from collections.abc import Callable, Iterator
from statistics import median

from xquizit_documents.engines.pdf.blocks import Block, Flow
from xquizit_documents.engines.pdf.lines import Line
from xquizit_documents.text import begins_with_marker, ends_open, is_marker, is_spaceless

Join = Callable[[str, str], str]
"""Two lines as one."""

_LOOSE = 1.25
"""Lines further apart than so many usual distances begin a paragraph."""
_PARAGRAPH_GAP = 2.6
"""A gap of so many font sizes is shown as an empty line."""
_SIZES = 1.12
"""Fonts that differ by more belong to different paragraphs."""
_INDENT = 0.7
"""Of a first line, in font sizes."""
_LONG_CHARS = 32
"""A shorter line is broken by a margin only if it plainly goes on: a list of short entries has a longest one, too."""
_LONG_IDEOGRAPHS = 12
_ENOUGH = 4
"""Lines that begin at one place, to tell where they end."""
_SLACK = 0.4
"""Font sizes by which a margin is not reached exactly."""


def paragraphs(block: Block, join: Join) -> Iterator[str]:
    """The text of `block`, one paragraph or row at a time; an empty one where the page leaves a gap."""
    if isinstance(block, Flow):
        yield from _flow(block, join)
        return
    cells = [_cell(cell, join) for cell in block.cells]
    yield " | ".join(cells)


def _cell(cell: Flow, join: Join) -> str:
    text = ""
    for line in cell.lines:
        text = join(text, line.text) if text else line.text
    return text


def _flow(flow: Flow, join: Join) -> Iterator[str]:
    distance = _usual_distance(flow.lines)
    text, last, first = "", None, None
    for line in flow.lines:
        if last is None or first is None:
            text, first = line.text, line
        elif _goes_on(flow, first, last, line, distance):
            text = join(text, line.text)
        else:
            yield text
            if last.y - line.y > _PARAGRAPH_GAP * max(last.size, line.size):
                yield ""
            text, first = line.text, line
        last = line
    if text:
        yield text


def _usual_distance(lines: tuple[Line, ...]) -> Callable[[float], float]:
    """The distance of lines within paragraphs by font size: the smaller half of what there is."""
    by_size: dict[int, list[float]] = {}
    for before, after in itertools.pairwise(lines):
        if 0 < before.y - after.y < 2.5 * after.size:
            by_size.setdefault(round(after.size), []).append(before.y - after.y)

    def usual(size: float) -> float:
        found = sorted(by_size.get(round(size), []))
        return median(found[: max(1, len(found) // 2)]) if found else 1.2 * size

    return usual


def _goes_on(flow: Flow, first: Line, last: Line, line: Line, distance: Callable[[float], float]) -> bool:
    if max(last.size, line.size) > _SIZES * min(last.size, line.size):
        return False
    if not 0 < last.y - line.y <= _LOOSE * distance(line.size):
        return False
    text, following = last.text, line.text
    if not _is_full(flow, last, line):
        return False
    if text.count("(") > text.count(")") and ")" in following:
        return True
    if begins_with_marker(following):
        return False
    if not _is_aligned(flow, first, last, line):
        return False
    if begins_with_marker(first.text) and _hangs(first, line):
        return True
    long_chars = _LONG_IDEOGRAPHS if is_spaceless(text) else _LONG_CHARS
    return len(text) >= long_chars or ends_open(text) or following[:1].islower()


def _hangs(first: Line, line: Line) -> bool:
    """Whether `line` begins below the text of a list's item, not below its bullet."""
    if first.is_right_to_left:
        return line.x1 < first.x1 - 0.4 * line.size
    return line.x0 > first.x0 + 0.4 * line.size


def _is_full(flow: Flow, last: Line, line: Line) -> bool:
    """Whether the first word of `line` had no more room on the line above it."""
    if is_spaceless(line.text[:1]):
        needed = line.size
    else:
        needed = line.first_width + 0.2 * line.size
    room = last.x0 - _left(flow, last) if last.is_right_to_left else _right(flow, last) - last.x1
    return room < needed + _SLACK * line.size


def _right(flow: Flow, line: Line) -> float:
    """Where lines that begin like this one end at most; items of lists may be narrower than the column."""
    start = _start(line)
    alike = [other.x1 for other in flow.lines if abs(_start(other) - start) < line.size / 4]
    return max(alike) if len(alike) >= _ENOUGH else flow.right


def _left(flow: Flow, line: Line) -> float:
    alike = [other.x0 for other in flow.lines if abs(other.x1 - line.x1) < line.size / 4]
    return min(alike) if len(alike) >= _ENOUGH else flow.left


def _start(line: Line) -> float:
    words = line.words
    return words[1].x0 if len(words) > 1 and is_marker(words[0].text) else line.x0


def _is_aligned(flow: Flow, first: Line, last: Line, line: Line) -> bool:
    """Whether `line` begins where the paragraph's lines do, and not indented as a new one."""
    if last.is_right_to_left:
        return line.x1 > last.x1 - _INDENT * line.size or last is first
    marked = begins_with_marker(first.text)
    if last is not first or not marked:
        return line.x0 < last.x0 + _INDENT * line.size or (marked and line.x0 < first.words[1].x0 + line.size)
    starts = [word.x0 for word in first.words[1:2]]
    return any(abs(line.x0 - start) < 0.5 * line.size for start in starts) or line.x0 <= first.x0 + line.size
