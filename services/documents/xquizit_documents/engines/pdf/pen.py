"""The graphics state, and the pen that puts glyphs and paint on the page with it."""

from dataclasses import dataclass, replace
from math import hypot

from pypdf.errors import LimitReachedError

from xquizit_documents.colours import BLACK, Colour
from xquizit_documents.engines.pdf.colours import DEVICE
from xquizit_documents.engines.pdf.drawing import Drawing, Glyph, Paint
from xquizit_documents.engines.pdf.fonts import FontReader
from xquizit_documents.engines.pdf.geometry import IDENTITY, Box, Matrix, apply, bound, multiply, quarter_turns, turned
from xquizit_documents.engines.pdf.paths import Path

_UNIT = Box(0.0, 0.0, 1.0, 1.0)
_RULE_WIDTH = 3.0
"""A bar that is thinner, in points, is a line."""
_CLEAR = 0.1
"""Less opacity than this cannot be read."""
_SOLID = 0.9
_INVISIBLE_MODES = frozenset({3, 7})
_STROKED_MODES = frozenset({1, 5})

INVISIBLE = "invisible"
LAYER = "in a layer that is switched off"
TRANSPARENT = "transparent"
TINY = "too small to read"
LEAST_SIZE = 1.5
"""Text below this many points, high or wide, cannot be read."""
CLIPPED = "outside the visible area"
MAX_GLYPHS = 200_000
"""Of one page; a page of small print has 8,000. Each takes 400 bytes and 10 microseconds."""


@dataclass(slots=True)
class State:
    """What `q` saves and `Q` brings back, and the text matrices."""

    matrix: Matrix
    clip: Box
    fill: Colour | None = BLACK
    stroke: Colour | None = BLACK
    space: str = DEVICE
    stroke_space: str = DEVICE
    group_alpha: float = 1.0
    """Of the transparency groups around."""
    alpha: float = 1.0
    stroke_alpha: float = 1.0
    blends: bool = False
    masked: bool = False
    font: FontReader | None = None
    size: float = 12.0
    letter_space: float = 0.0
    word_space: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0
    line: Matrix = IDENTITY
    text: Matrix = IDENTITY

    def copy(self) -> "State":
        """One of its own."""
        return replace(self)

    def begin_text(self) -> None:
        """`BT`."""
        self.line = self.text = IDENTITY

    def set_text_matrix(self, matrix: Matrix) -> None:
        """`Tm`."""
        self.line = self.text = matrix

    def move_text(self, x: float, y: float) -> None:
        """`Td`."""
        self.line = self.text = multiply((1.0, 0.0, 0.0, 1.0, x, y), self.line)

    def next_line(self) -> None:
        """`T*`."""
        self.move_text(0.0, -self.leading)

    def advance(self, x: float) -> None:
        """Moves along the line, in units of the text."""
        a, b, c, d, e, f = self.text
        self.text = (a, b, c, d, e + x * a, f + x * b)


class Pen:
    """Notes what is drawn, in order."""

    def __init__(self, drawing: Drawing) -> None:
        """Takes the page to draw on."""
        self._drawing = drawing
        self._order = 0

    def show(self, state: State, data: bytes, *, layer_is_off: bool) -> None:
        """A string, glyph by glyph, as far as its font can be read."""
        if state.font is None:
            return
        if len(self._drawing.glyphs) + len(data) > MAX_GLYPHS:
            raise LimitReachedError(f"more than {MAX_GLYPHS} glyphs on one page")
        self._order += 1
        whole = multiply(state.text, state.matrix)  # of which a glyph after another changes the last two only
        why = self._why_hidden(state, whole, layer_is_off=layer_is_off)
        colour = state.stroke if state.mode in _STROKED_MODES else state.fill
        turns = quarter_turns(whole)
        across, upwards = hypot(whole[0], whole[1]), hypot(whole[2], whole[3])
        size = abs(state.size) * upwards
        if size * abs(state.stretch) < LEAST_SIZE or abs(state.size * state.stretch) * across < LEAST_SIZE:
            why = why or TINY
        right, up = whole[0], whole[1]
        start_x, start_y = apply(whole, 0.0, state.rise)
        at = 0.0
        letter_space = state.letter_space * state.stretch
        for text, width, is_space in state.font.read(data):
            advance = width / 1000 * state.size
            filled = (advance + (state.word_space if is_space else 0.0)) * state.stretch
            x0, y = turned(turns, start_x + at * right, start_y + at * up)
            x1, _ = turned(turns, start_x + (at + filled) * right, start_y + (at + filled) * up)
            if x1 < x0 and width:  # mirrored, or a negative size
                x0, x1 = x1, x0
            self._drawing.glyphs.append(
                Glyph(text, x0, x1, y, size, self._order, colour, why, turns, letter_space * across)
            )
            at += filled + letter_space
        state.advance(at)

    def _why_hidden(self, state: State, whole: Matrix, *, layer_is_off: bool) -> str:
        if layer_is_off:
            return LAYER
        if state.mode in _INVISIBLE_MODES:
            return INVISIBLE
        alpha = state.stroke_alpha if state.mode in _STROKED_MODES else state.alpha
        if alpha * state.group_alpha < _CLEAR:
            return TRANSPARENT
        x, y = apply(whole, 0.0, state.rise)
        a, b, c, d, _, _ = state.matrix
        margin = abs(state.size) * max(abs(a), abs(b), abs(c), abs(d)) + 1
        box = Box(x - margin, y - margin, x + margin, y + margin)
        return "" if _meets(state.clip, box) else CLIPPED

    def fill(self, state: State, path: Path) -> None:
        """The inside of `path`; thin bars count as rules too."""
        self._order += 1
        solid = _is_solid(state)
        for box, exact in path.boxes():
            shown = box.cut(state.clip)
            if min(box.width, box.height) < _RULE_WIDTH < max(box.width, box.height):
                self._drawing.rules.append(box)
            elif shown.area > 0 and state.alpha * state.group_alpha > _CLEAR:
                colour = state.fill if solid else None
                self._drawing.paints.append(Paint(shown, colour, self._order, exact=exact and solid))

    def stroke(self, path: Path) -> None:
        """The line of `path`: its sides are rules."""
        self._order += 1
        for (x0, y0, x1, y1), exact in path.boxes():
            if min(x1 - x0, y1 - y0) < _RULE_WIDTH:
                self._drawing.rules.append(Box(x0, y0, x1, y1))
            elif exact:
                self._drawing.rules += [
                    Box(x0, y0, x1, y0),
                    Box(x0, y1, x1, y1),
                    Box(x0, y0, x0, y1),
                    Box(x1, y0, x1, y1),
                ]

    def paint_picture(self, state: State, *, translucent: bool) -> None:
        """A picture in the unit square."""
        self._order += 1
        solid = not translucent and _is_solid(state)
        box = bound(state.matrix, _UNIT).cut(state.clip)
        if box.area > 0:
            self._drawing.paints.append(Paint(box, None, self._order, exact=solid, picture=True))

    def shade(self, state: State) -> None:
        """A gradient over all that is not clipped away."""
        self._order += 1
        self._drawing.paints.append(Paint(state.clip.cut(self._drawing.page), None, self._order, exact=False))


def _is_solid(state: State) -> bool:
    return state.alpha * state.group_alpha > _SOLID and not state.blends and not state.masked


def _meets(first: Box, second: Box) -> bool:
    x0, y0, x1, y1 = first
    return x0 <= second.x1 and second.x0 <= x1 and y0 <= second.y1 and second.y0 <= y1 and x0 <= x1 and y0 <= y1
