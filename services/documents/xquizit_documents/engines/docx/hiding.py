"""Finds out whether what stands in a Word document can be seen."""

import re
from collections.abc import Iterable
from typing import TypeVar

from xquizit_documents.colours import WHITE, Colour, contrast
from xquizit_documents.engines.docx.styles import Styles
from xquizit_documents.engines.docx.xml import WP, A, Element, W, is_on, value, whole_number

_LEAST_HALF_POINTS = 2
_LEAST_WIDTH_PERCENT = 5
_LEAST_HEIGHT_TWIPS = 40
"""Of a line or row whose height is fixed."""
_EMU_PER_POINT = 12_700
_FAR_POINTS = 850
"""No page that people print is larger."""
_LEAST_CONTRAST = 1.1
"""See the same number for PDF."""
_HIGHLIGHTS = {
    **{"black": "000000", "blue": "0000FF", "cyan": "00FFFF", "green": "00FF00", "magenta": "FF00FF", "red": "FF0000"},
    **{"yellow": "FFFF00", "white": "FFFFFF", "darkBlue": "00008B", "darkCyan": "008B8B", "darkGreen": "006400"},
    **{
        "darkMagenta": "800080",
        "darkRed": "8B0000",
        "darkYellow": "808000",
        "darkGray": "A9A9A9",
        "lightGray": "D3D3D3",
    },
}

SWITCHED_OFF = "marked as hidden"
TINY = "too small to read"
SAME_COLOUR = "in the colour of its background"
OFF_PAGE = "outside the page"

T = TypeVar("T")
Background = Colour | None
"""None where it cannot be told: then every colour counts as seen."""


def why_run(run: Element | None, paragraph: Element | None, styles: Styles, background: Background) -> str:
    """Why a run cannot be seen; empty where it can.

    Args:
        run: Its `w:rPr`.
        paragraph: The `w:pPr` of its paragraph.
        styles: Of the document.
        background: Behind the paragraph.
    """
    chain = list(styles.of_run(run, paragraph))
    if _first(is_on(each, f"{W}vanish") for each in chain):
        return SWITCHED_OFF
    size = _first(whole_number(value(each, f"{W}sz")) for each in chain)
    width = _first(whole_number(value(each, f"{W}w")) for each in chain)
    if (size is not None and size <= _LEAST_HALF_POINTS) or (width is not None and width < _LEAST_WIDTH_PERCENT):
        return TINY
    colour = _colour(_first(value(each, f"{W}color") for each in chain))
    behind = _behind_run(chain, background)
    if colour is not None and behind is not None and contrast(colour, behind) < _LEAST_CONTRAST:
        return SAME_COLOUR
    return ""


def why_paragraph(paragraph: Element | None) -> str:
    """Why a paragraph cannot be seen, from its `w:pPr`; empty where it can."""
    spacing = paragraph.find(f"{W}spacing") if paragraph is not None else None
    if spacing is not None and spacing.get(f"{W}lineRule") == "exact":
        height = whole_number(spacing.get(f"{W}line"))
        if height is not None and height < _LEAST_HEIGHT_TWIPS:
            return TINY
    return ""


def why_row(row: Element) -> str:
    """Why a table's row cannot be seen; empty where it can."""
    height = row.find(f"{W}trPr/{W}trHeight")
    if is_on(row, f"{W}trPr/{W}hidden"):
        return SWITCHED_OFF
    if height is not None and height.get(f"{W}hRule") == "exact":
        twips = whole_number(height.get(f"{W}val"))
        if twips is not None and twips < _LEAST_HEIGHT_TWIPS:
            return TINY
    return ""


def why_shape(shape: Element) -> str:
    """Why a `w:drawing` or `w:pict` cannot be seen; empty where it can."""
    for properties in shape.iter(f"{WP}docPr"):
        if properties.get("hidden") in ("1", "true"):
            return SWITCHED_OFF
    for extent in shape.iter(f"{WP}extent"):
        sides = (whole_number(extent.get("cx")), whole_number(extent.get("cy")))
        if any(side is not None and side < _EMU_PER_POINT for side in sides):
            return TINY
    for offset in shape.iter(f"{WP}posOffset"):
        if abs(whole_number(offset.text) or 0) > _FAR_POINTS * _EMU_PER_POINT:
            return OFF_PAGE
    for each in shape.iter():
        style = (each.get("style") or "").replace(" ", "")
        if "visibility:hidden" in style:
            return SWITCHED_OFF
        if any(abs(float(found)) > _FAR_POINTS for found in re.findall(r"(?:margin-)?(?:left|top):(-?\d+)pt", style)):
            return OFF_PAGE
    return ""


def behind_cell(cell: Element, table: Element, styles: Styles, background: Background) -> Background:
    """What is behind the text of a table's cell."""
    for shading in (cell.find(f"{W}tcPr/{W}shd"), table.find(f"{W}tblPr/{W}shd")):
        if shading is not None and (shading.get(f"{W}fill") or "auto") != "auto":
            return _fill(shading)
    return None if styles.paints_tables(value(table, f"{W}tblPr/{W}tblStyle")) else background


def behind_shape(shape: Element, background: Background) -> Background:
    """What is behind the text of a text box."""
    for each in shape.iter():
        if each.tag == f"{A}solidFill":
            colour = each.find(f"{A}srgbClr")
            return _colour(colour.get("val")) if colour is not None else None
        if each.tag in (f"{A}gradFill", f"{A}blipFill", f"{A}pattFill"):
            return None
        if each.tag == f"{A}fillRef" and each.get("idx") not in (None, "0"):
            return None
        if (fill := each.get("fillcolor")) is not None and each.get("filled") not in ("f", "false"):
            return _colour(fill.lstrip("#").partition(" ")[0])
        if str(each.tag).endswith("}txbxContent"):
            break
    return background


def behind_paragraph(paragraph: Element | None, styles: Styles, background: Background) -> Background:
    """What is behind a paragraph, from its `w:pPr`."""
    for properties in styles.of_paragraph(paragraph):
        shading = properties.find(f"{W}shd")
        if shading is not None and (shading.get(f"{W}fill") or "auto") != "auto":
            return _fill(shading)
    return background


def page_colour(document: Element) -> Background:
    """What is behind everything."""
    given = document.find(f"{W}background")
    return WHITE if given is None else _colour(given.get(f"{W}color")) or WHITE


def _behind_run(chain: Iterable[Element], background: Background) -> Background:
    for properties in chain:
        highlight = value(properties, f"{W}highlight")
        if highlight in _HIGHLIGHTS:
            return _colour(_HIGHLIGHTS[highlight])
        shading = properties.find(f"{W}shd")
        if shading is not None and (shading.get(f"{W}fill") or "auto") != "auto":
            return _fill(shading)
    return background


def _fill(shading: Element) -> Background:
    """The colour of a `w:shd`; unknown where it is a pattern."""
    return _colour(shading.get(f"{W}fill")) if shading.get(f"{W}val") in (None, "clear", "nil") else None


def _colour(text: str | None) -> Colour | None:
    if text is None or not re.fullmatch(r"[0-9a-fA-F]{6}", text):
        return None
    red, green, blue = (int(text[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def _first(values: Iterable[T | None]) -> T | None:
    return next((each for each in values if each is not None), None)
