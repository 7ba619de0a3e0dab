"""Pages as pieces of text, and the text of a document made of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from xquizit_documents.engines.pdf import furniture
from xquizit_documents.engines.pdf.bidi import is_right_to_left
from xquizit_documents.engines.pdf.blocks import Block, Flow
from xquizit_documents.engines.pdf.drawing import Drawing, Glyph, Link
from xquizit_documents.engines.pdf.geometry import Box, turned_box
from xquizit_documents.engines.pdf.layout import arrange
from xquizit_documents.engines.pdf.lines import Line
from xquizit_documents.engines.pdf.linking import linked
from xquizit_documents.engines.pdf.paragraphs import paragraphs
from xquizit_documents.engines.pdf.spans import pieces
from xquizit_documents.engines.pdf.words import Piece, Word
from xquizit_documents.hyphens import Hyphens
from xquizit_documents.page_numbers import without_page_number

_BULLET = (1.5, 7.0)
"""How wide, in points, a shape is that stands for a bullet."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: what is seen on it."""

    pieces: tuple[Piece, ...]
    turned: tuple[tuple[Piece, ...], ...]
    """What is set sideways or upside down, by direction, each turned upright."""
    rules: tuple[Box, ...]
    height: float
    """In points."""

    @staticmethod
    def of(glyphs: Sequence[Glyph], drawing: Drawing) -> "Sheet":
        """The page on which `glyphs` are seen."""
        upright, *turned = (
            _pieces([glyph for glyph in glyphs if glyph.turns == turns], turns, drawing) for turns in range(4)
        )
        return Sheet(upright, tuple(each for each in turned if each), tuple(drawing.rules), drawing.page.height)


def _pieces(glyphs: Sequence[Glyph], turns: int, drawing: Drawing) -> tuple[Piece, ...]:
    """The pieces that `glyphs` of one direction make, links on them, in order."""
    rules = [rule for rule in drawing.rules if rule.height > rule.width] if turns == 0 else []
    found = pieces(glyphs, rules)
    if is_right_to_left("".join(glyph.text for glyph in glyphs)):
        found = [
            replace(piece, words=tuple(replace(word, on_page_from_right=True) for word in piece.words))
            for piece in found
        ]
    if found:
        found += bullets(drawing, turns)
    links = [Link(turned_box(turns, link.box), link.address) for link in drawing.links]
    return tuple(linked(found, links))


def bullets(drawing: Drawing, turns: int) -> list[Piece]:
    """Bullets that were drawn as small shapes, as text."""
    found: list[Piece] = []
    for paint in drawing.paints:
        box = turned_box(turns, paint.box)
        if paint.picture or not _BULLET[0] <= box.width <= _BULLET[1] or not 0.75 < box.height / box.width < 1.34:
            continue
        y, size = box.y0 - box.height / 2, 2 * box.height
        if not any(abs(other.x0 - box.x0) < size and abs(other.y - y) < size for other in found):
            word = Word(("•",), box.x0, box.x1, y, size)
            found.append(Piece((word,), box.x0, box.x1, y, size, paint.order))
    return found


def text_of(sheets: Sequence[Sheet]) -> str:
    """The text of a document: headers, pages, what stands sideways, footers."""
    parted = furniture.part([sheet.pieces for sheet in sheets], [sheet.height for sheet in sheets])
    pages: list[list[Block]] = []
    for sheet, left in zip(sheets, parted.pages, strict=True):
        pages += [arrange(left, sheet.rules), *(arrange(each, ()) for each in sheet.turned)]
    join = Hyphens(line.text for page in pages for block in page for line in _lines(block)).join
    texts = ["\n".join(text for block in page for text in paragraphs(block, join)) for page in pages]
    headers = [without_page_number(line.text) for line in parted.headers]
    footers = [without_page_number(line.text) for line in parted.footers]
    return "\n\n".join(text for text in ("\n".join(headers), *texts, "\n".join(footers)) if text.strip())


def _lines(block: Block) -> list[Line]:
    flows = (block,) if isinstance(block, Flow) else block.cells
    return [line for flow in flows for line in flow.lines]
