"""What a page draws, as plain values: glyphs, painted areas and rules, in the order in which they are drawn."""

from dataclasses import dataclass, field

from xquizit_documents.colours import BLACK, Colour
from xquizit_documents.engines.pdf.geometry import Box


@dataclass(slots=True)
class Glyph:
    """One glyph; what it says may be several characters (a ligature) or none."""

    text: str
    x0: float
    """Where it starts, in points from the page's left edge as it is read."""
    x1: float
    """Where it ends: the next one starts here, or `letter_space` further on."""
    y: float
    """Of its baseline, upwards."""
    size: float
    """Of its font, in points on the page."""
    order: int
    """Counts everything that is drawn on the page."""
    colour: Colour | None = BLACK
    """None where it is a pattern."""
    why_hidden: str = ""
    """Why it cannot be seen, as far as the glyph alone tells: see `hiding`."""
    turns: int = 0
    """Quarter turns of its line, counterclockwise: `x` and `y` are those after turning it back."""
    letter_space: float = 0.0
    """What its writer puts behind every letter, in points."""


@dataclass(frozen=True, slots=True)
class Paint:
    """An area that was filled."""

    box: Box
    colour: Colour | None
    """None for pictures, gradients and patterns."""
    order: int
    exact: bool = True
    """Whether all of the box is filled, opaquely."""
    picture: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """An area that leads to an address."""

    box: Box
    address: str


@dataclass(slots=True)
class Drawing:
    """Everything on one page."""

    page: Box
    """What of it is shown, its corner at 0, 0."""
    glyphs: list[Glyph] = field(default_factory=list[Glyph])
    paints: list[Paint] = field(default_factory=list[Paint])
    rules: list[Box] = field(default_factory=list[Box])
    """Thin lines and bars, which part the rows of a table."""
    links: list[Link] = field(default_factory=list[Link])
