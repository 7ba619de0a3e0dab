"""The parts of which the pictures are drawn: SVG, styled by the page's stylesheet, readable without seeing it.

A picture is `WIDTH` pixels wide and scales with the page. SVG does not wrap text, so widths are estimated, on the wide
side, for whatever sans-serif font the reader has.
"""

from collections.abc import Iterable
from html import escape
from typing import Literal
from unicodedata import combining, east_asian_width

WIDTH = 720
TEXT_PX = 13.0
SMALL_PX = 11.0
LINE = 1.3
"""Height of a line in font sizes."""
_NARROW = frozenset("iljtfrI.,;:'|!()[]/ ")
_WIDE = frozenset("mwMW@%&—")


def picture(name: str, title: str, description: str, height: float, body: str) -> str:
    """A picture with its name and, for whoever cannot see it, all it shows in words.

    Args:
        name: Unique on the page; the ids of its parts begin with it.
        title: What it is.
        description: What it shows.
        height: In pixels.
        body: Its parts.
    """
    return (
        f'<svg class="picture" role="img" aria-labelledby="{name}-title {name}-desc" '
        f'viewBox="0 0 {WIDTH} {height:g}" width="{WIDTH}" height="{height:g}">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(description)}</desc>'
        f"{body}</svg>"
    )


def group(title: str, parts: Iterable[str]) -> str:
    """Parts that belong together; a pointer that rests on them is told `title`."""
    return f"<g><title>{escape(title)}</title>{''.join(parts)}</g>"


def text(
    x: float,
    y: float,
    words: str,
    *,
    size_px: float = TEXT_PX,
    style: str = "",
    anchor: Literal["start", "middle", "end"] = "start",
) -> str:
    """One line; `y` is its baseline."""
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size_px:g}" text-anchor="{anchor}" class="{style}">'
        f"{escape(words)}</text>"
    )


def paragraph(
    x: float,
    y: float,
    lines: Iterable[str],
    *,
    size_px: float = TEXT_PX,
    style: str = "",
    anchor: Literal["start", "middle", "end"] = "start",
) -> str:
    """Several lines; `y` is the first one's baseline."""
    return "".join(
        text(x, y + index * size_px * LINE, line, size_px=size_px, style=style, anchor=anchor)
        for index, line in enumerate(lines)
    )


def line(x1: float, y1: float, x2: float, y2: float, style: str) -> str:
    """A straight line."""
    return f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" class="{style}"/>'


def box(x: float, y: float, width: float, height: float, style: str, *, fill: str = "", round_px: float = 2) -> str:
    """A rectangle; `fill` is for a hatch, which no style can name."""
    filling = f' fill="{fill}"' if fill else ""
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{round_px:g}"{filling} class="{style}"/>'
    )


def disc(x: float, y: float, radius: float, style: str) -> str:
    """A circle."""
    return f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" class="{style}"/>'


def hatch(name: str) -> str:
    """Defines the slanted lines that `box` can be filled with: `fill=hatched(name)`."""
    return (
        f'<defs><pattern id="{name}-hatch" width="7" height="7" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="7" height="7" class="paper"/>'
        '<line x1="0" y1="0" x2="0" y2="7" class="hatch"/></pattern></defs>'
    )


def hatched(name: str) -> str:
    """The hatch of the picture `name`, as a filling."""
    return f"url(#{name}-hatch)"


def yes_mark(x: float, y: float) -> str:
    """A full disc with a tick."""
    return disc(x, y, 9, "solid") + f'<path d="M{x - 4:g} {y:g}l3 3.5l5.5 -7" class="stroke-on-solid"/>'


def no_mark(x: float, y: float) -> str:
    """An empty disc with a dash."""
    return disc(x, y, 8.5, "hollow") + line(x - 3.5, y, x + 3.5, y, "edge")


def width_px(words: str, size_px: float) -> float:
    """About how wide the words are, rather too wide."""
    return size_px * sum(_em(character) for character in words)


def wrapped(words: str, room_px: float, *, size_px: float = TEXT_PX, lines: int = 2) -> list[str]:
    """The words in at most so many lines that fit; where they are too many, the last line ends in an ellipsis."""
    rows = [""]
    for word in words.split():
        for part in _parts(word, room_px, size_px):
            longer = f"{rows[-1]} {part}".strip()
            if width_px(longer, size_px) <= room_px:
                rows[-1] = longer
            else:
                rows.append(part)
    if len(rows) <= lines:
        return rows
    last = rows[lines - 1]
    while last and width_px(f"{last}…", size_px) > room_px:
        last = last[:-1].rstrip()
    return [*rows[: lines - 1], f"{last}…"]


def _parts(word: str, room_px: float, size_px: float) -> list[str]:
    """A word that fits no line is broken anywhere."""
    parts = [""]
    for character in word:
        if parts[-1] and width_px(parts[-1] + character, size_px) > room_px:
            parts.append("")
        parts[-1] += character
    return parts


def _em(character: str) -> float:
    if combining(character):
        return 0.0
    if east_asian_width(character) in "WF":
        return 1.05
    if character in _NARROW:
        return 0.4
    if character in _WIDE:
        return 0.98
    return 0.7 if character.isupper() else 0.6
