"""Parts what a reader of a page sees from what they do not see."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import groupby

from xquizit_documents.colours import WHITE, Colour, contrast
from xquizit_documents.document import HiddenText
from xquizit_documents.engines.pdf.drawing import Drawing, Glyph, Paint
from xquizit_documents.engines.pdf.geometry import Box
from xquizit_documents.engines.pdf.pen import INVISIBLE

_LEAST_CONTRAST = 1.1
"""Of text to what is behind it; #F2F2F2 on white has 1.12."""
_SCAN_SHARE = 0.6
"""A picture over this much of the page is the page: invisible text is then what was recognized in it."""
_STAMP_LETTERS, _STAMP_SHARE = 80, 0.2
"""So much visible text, in all and to what was recognized, a scan may have."""
_CELL = 36.0
"""Points; paints are looked up by squares of this size."""

OFF_PAGE = "outside the page"
SAME_COLOUR = "in the colour of its background"
COVERED = "behind something"


def part(drawing: Drawing) -> tuple[list[Glyph], list[Glyph], bool]:
    """The glyphs that are seen, those that are not (each with its reason), and whether the page is a scan.

    A scan is a picture as large as the page with invisible text, which is what a recognizer found in it, and hardly any
    other, such as a scanner's stamp: that text counts as seen.
    """
    paints = _Paints(drawing.paints)
    seen: list[Glyph] = []
    hidden: list[Glyph] = []
    for glyph in drawing.glyphs:
        glyph.why_hidden = glyph.why_hidden or _why_hidden(glyph, drawing.page, paints)
        (hidden if glyph.why_hidden else seen).append(glyph)
    recognized = [glyph for glyph in hidden if glyph.why_hidden in (INVISIBLE, COVERED)]
    stamped = sum(not glyph.text.isspace() for glyph in seen)
    if recognized and _is_scan(drawing) and stamped < min(_STAMP_LETTERS, _STAMP_SHARE * len(recognized)):
        rest = [glyph for glyph in hidden if glyph.why_hidden not in (INVISIBLE, COVERED)]
        return [*recognized, *seen], rest, True
    return seen, hidden, False


def report(glyphs: Iterable[Glyph]) -> list[HiddenText]:
    """Hidden glyphs as pieces of text, in the order in which they were drawn."""
    pieces: list[HiddenText] = []
    for why, run in groupby(glyphs, key=lambda glyph: glyph.why_hidden):
        text = " ".join(_joined(run).split())
        if any(char.isalnum() for char in text):
            pieces.append(HiddenText(text, why))
    return pieces


def _joined(glyphs: Iterable[Glyph]) -> str:
    parts: list[str] = []
    last: Glyph | None = None
    for glyph in glyphs:
        apart = last is not None and (
            abs(glyph.y - last.y) > glyph.size / 2 or not -glyph.size < glyph.x0 - last.x1 < glyph.size / 5
        )
        parts.append(f" {glyph.text}" if apart else glyph.text)
        last = glyph
    return "".join(parts)


def _is_scan(drawing: Drawing) -> bool:
    return any(
        paint.picture and paint.box.cut(drawing.page).area > _SCAN_SHARE * drawing.page.area for paint in drawing.paints
    )


def _why_hidden(glyph: Glyph, page: Box, paints: "_Paints") -> str:
    x, y = _centre(glyph)
    if not page.has(x, y):
        return OFF_PAGE
    backgrounds, above = paints.around(x, y, glyph.order)
    if above:
        return COVERED
    return "" if any(_differs(glyph.colour, background) for background in backgrounds) else SAME_COLOUR


def _differs(colour: Colour | None, background: Colour | None) -> bool:
    """Whether text can be read on `background`; what is not known may differ."""
    return colour is None or background is None or contrast(colour, background) >= _LEAST_CONTRAST


def _centre(glyph: Glyph) -> tuple[float, float]:
    x, y = (glyph.x0 + glyph.x1) / 2, glyph.y + glyph.size * 0.3
    match glyph.turns:
        case 1:
            return -y, x
        case 2:
            return -x, -y
        case 3:
            return y, -x
        case _:
            return x, y


class _Paints:
    """Finds what is painted at a point, below and above what was drawn at some moment."""

    def __init__(self, paints: list[Paint]) -> None:
        self._large = [paint for paint in paints if paint.box.area > 100 * _CELL**2]
        self._small: defaultdict[tuple[int, int], list[Paint]] = defaultdict(list)
        for paint in paints:
            if paint.box.area <= 100 * _CELL**2:
                for column in range(int(paint.box.x0 // _CELL), int(paint.box.x1 // _CELL) + 1):
                    for row in range(int(paint.box.y0 // _CELL), int(paint.box.y1 // _CELL) + 1):
                        self._small[column, row].append(paint)

    def around(self, x: float, y: float, order: int) -> tuple[list[Colour | None], bool]:
        """The colours that may be behind, and whether something opaque lies above.

        Of a shape only the box around it is known: it may be behind, and so may what it lies on.
        """
        whole: Paint | None = None
        shapes: list[Paint] = []
        for paint in (*self._large, *self._small.get((int(x // _CELL), int(y // _CELL)), ())):
            if not paint.box.has(x, y):
                continue
            if paint.order > order:
                if paint.exact:
                    return [], True
            elif not paint.exact:
                shapes.append(paint)
            elif whole is None or paint.order > whole.order:
                whole = paint
        lowest = whole.order if whole is not None else -1
        colours = [paint.colour for paint in shapes if paint.order > lowest]
        return [*colours, whole.colour if whole is not None else WHITE], False
