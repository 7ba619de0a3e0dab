"""What lies over a page: links, the values of form fields, text that was typed onto it."""

import re
from collections.abc import Iterator
from typing import Any, cast

from pypdf import PageObject
from pypdf.generic import DictionaryObject

from xquizit_documents.document import HiddenText
from xquizit_documents.engines.pdf.drawing import Drawing, Glyph, Link
from xquizit_documents.engines.pdf.geometry import Box, Matrix, bound
from xquizit_documents.engines.pdf.operands import box, dictionary, entry
from xquizit_documents.links import shown_address

_MAX_ANNOTATIONS = 2000
"""Read on one page."""
_HIDDEN_FLAGS = 0b100010
"""Hidden, NoView (PDF 1.7, table 165)."""
_WIDTH = 0.5
"""Of a letter, in font sizes, where no font is at hand."""
FORM_FIELD = "in a form field that is hidden"


def read(page: PageObject, base: Matrix, drawing: Drawing) -> tuple[list[Glyph], list[HiddenText]]:
    """Adds the links of `page` to `drawing`; returns what was typed onto it, and what of that is hidden.

    Args:
        page: Of a document that is open.
        base: The matrix that puts the page upright.
        drawing: What the page itself draws.
    """
    typed: list[Glyph] = []
    hidden: list[HiddenText] = []
    listed = entry(page, "/Annots")
    for each in cast(list[Any], listed)[:_MAX_ANNOTATIONS] if isinstance(listed, list) else ():
        annotation = dictionary(each)
        area = box(entry(annotation, "/Rect"))
        if area is None:
            continue
        area = bound(base, area)
        if annotation.get("/Subtype") == "/Link":
            if address := shown_address(_address(annotation)):
                drawing.links.append(Link(area, address))
        elif text := _typed(annotation):
            flags = entry(annotation, "/F")
            if isinstance(flags, int) and flags & _HIDDEN_FLAGS:
                hidden.append(HiddenText(" ".join(text.split()), FORM_FIELD))
            else:
                typed += _set(text, area, annotation, _order(area, drawing.glyphs))
    return typed, hidden


def _address(annotation: DictionaryObject) -> str:
    action = dictionary(entry(annotation, "/A"))
    address = entry(action, "/URI")
    if isinstance(address, bytes):
        address = address.decode("utf-8", "replace")
    return str(address) if action.get("/S") == "/URI" and address is not None else ""


def _typed(annotation: DictionaryObject) -> str:
    match annotation.get("/Subtype"):
        case "/FreeText":
            return _string(entry(annotation, "/Contents"))
        case "/Widget":
            return _value(annotation)
        case _:
            return ""


def _value(widget: DictionaryObject) -> str:
    kind = str(_inherited(widget, "/FT"))
    value = _inherited(widget, "/V")
    match kind:
        case "/Tx" | "/Ch":
            flags = _inherited(widget, "/Ff")
            if kind == "/Tx" and isinstance(flags, int) and flags & (1 << 13):
                return ""  # a password
            return ", ".join(map(_string, cast(list[Any], value))) if isinstance(value, list) else _string(value)
        case "/Btn":
            state = str(entry(widget, "/AS") or "")
            return "\u2612" if state not in ("", "/Off", "None") else ""
        case _:
            return ""


def _inherited(widget: DictionaryObject, key: str) -> object:
    """What the field or one above it says."""
    at = widget
    for _ in range(8):
        if (found := entry(at, key)) is not None:
            return found
        at = dictionary(entry(at, "/Parent"))
    return None


def _string(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value) if isinstance(value, str) and not str(value).startswith("/") else ""


def _order(area: Box, glyphs: list[Glyph]) -> int:
    """When text in `area` would have been drawn by a writer: after its label on the left, else above."""
    upright = [glyph for glyph in glyphs if glyph.turns == 0 and glyph.text.strip()]
    labels = [
        glyph for glyph in upright if area.y0 - 2 < glyph.y + glyph.size / 3 < area.y1 + 2 and glyph.x1 < area.x0 + 2
    ]
    if labels:
        return max(labels, key=lambda glyph: glyph.x1).order
    above = [glyph for glyph in upright if glyph.y > area.y1 - 2]
    return min(above, key=lambda glyph: (glyph.y, -glyph.x1)).order if above else 0


def _set(text: str, area: Box, annotation: DictionaryObject, order: int) -> Iterator[Glyph]:
    """Sets `text` into its area, line by line, as far as that places it among what is around."""
    written = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    style = re.search(r"([\d.]+)\s+Tf", str(_inherited(annotation, "/DA") or ""))
    size = float(style[1]) if style and float(style[1]) > 0 else min(10.0, max(area.height / len(written) * 0.7, 2.0))
    longest = max(map(len, written)) or 1
    width = min(_WIDTH * size, max(area.width / longest, 0.1))
    y = (
        area.y1 - size
        if len(written) > 1 or area.height > 3 * size
        else area.y0 + (area.height - size) / 2 + size * 0.2
    )
    for line in written:
        x = area.x0 + 2
        for char in line:
            yield Glyph(char, x, x + width, y, size, order)
            x += width
        y -= 1.2 * size
