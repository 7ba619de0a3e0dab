"""Walks the XML of a Word document and gives its lines as a reader sees them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from xquizit_documents.document import HiddenText
from xquizit_documents.engines.docx import hiding
from xquizit_documents.engines.docx.fields import Fields, address_of
from xquizit_documents.engines.docx.hiding import Background
from xquizit_documents.engines.docx.numbering import Numbering
from xquizit_documents.engines.docx.styles import Styles
from xquizit_documents.engines.docx.xml import CELL, MC, ROW, RUN, TABLE, WPS, Element, M, P, R, W, is_on
from xquizit_documents.links import is_told, shown_address

_TEXT_BOX = f"{W}txbxContent"
_DRAWINGS = frozenset({f"{W}drawing", f"{W}pict", f"{W}object"})
_MARKS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_SKIPPED = frozenset(
    f"{W}{name}" for name in ("del", "moveFrom", "rPr", "pPr", "sdtPr", "tblPr", "trPr", "tcPr", "rt", "delInstrText")
)
_DATA_CELL_LINES = 3
"""A row with a longer cell is layout (two columns of a resume), not data: its cells are read one after the other."""
_WORD_SIGNS = {"\uf0e0": "→", "\uf0df": "←", "\uf0e8": "→", "\uf0fe": "☒", "\uf0a8": "☐", "\uf06f": "☐", "\uf04a": "☺"}
"""Of Wingdings, those that say something."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where something stands."""

    background: Background
    why_hidden: str = ""
    table: Element | None = None


@dataclass(slots=True)
class _Paragraph:
    """What one paragraph has given so far."""

    properties: Element | None
    pieces: list[str]
    hidden: list[tuple[str, str]]
    """Text and reason."""
    boxes: list[tuple[Element, _Place]]


class Reader:
    """Reads the parts of one document: numbers go on from part to part."""

    def __init__(self, styles: Styles, numbering: Numbering, background: Background) -> None:
        """Takes what the document says about all its parts."""
        self.hidden: list[HiddenText] = []
        self.notes: list[tuple[str, str]] = []
        """Kind (footnote or endnote) and id of every note, in the order of their references."""
        self._styles = styles
        self._numbering = numbering
        self._place = _Place(background)
        self._addresses: Mapping[str, str] = {}
        self._fields = Fields()

    def read(self, container: Iterable[Element], addresses: Mapping[str, str]) -> list[str]:
        """The lines of one part.

        Args:
            container: Its root.
            addresses: Of its links, by relation.
        """
        self._addresses, self._fields = addresses, Fields()
        return list(self._lines(container, self._place))

    def _lines(self, container: Iterable[Element], place: _Place) -> Iterator[str]:
        """The lines of everything in `container`: paragraphs, tables, and whatever wraps them (content controls, …)."""
        carried = ""
        for child in container:
            if child.tag == P:
                lines = list(self._paragraph_lines(child, place))
                lines[0] = carried + lines[0]
                # Where the end of a paragraph was deleted, the next one goes on in its line.
                joined = child.find(f"{W}pPr/{W}rPr/{W}del") is not None
                carried = lines.pop() if joined else ""
                yield from lines
            elif child.tag == TABLE:
                yield from self._table_lines(child, place)
            elif child.tag == f"{MC}AlternateContent":
                yield from self._lines(_chosen(child), place)
            elif child.tag not in _SKIPPED and not _is_placeholder(child):
                yield from self._lines(child, place)
        if carried:
            yield carried

    def _paragraph_lines(self, paragraph: Element, place: _Place) -> Iterator[str]:
        properties = paragraph.find(f"{W}pPr")
        within = replace(
            place,
            background=hiding.behind_paragraph(properties, self._styles, place.background),
            why_hidden=place.why_hidden or hiding.why_paragraph(properties),
        )
        marker = self._numbering.marker(properties)
        found = _Paragraph(properties, [], [], [])
        self._gather(paragraph, within, found)
        self._fields.end_paragraph()
        self._report(found.hidden)
        text = "".join(found.pieces)
        yield from (f"{marker} {text}" if marker and text.strip() else text).split("\n")
        for box, around in found.boxes:
            yield from self._lines(box, around)

    def _report(self, hidden: Iterable[tuple[str, str]]) -> None:
        for why, run in groupby(hidden, key=lambda piece: piece[1]):
            text = " ".join("".join(text for text, _ in run).split())
            if any(char.isalnum() for char in text):
                self.hidden.append(HiddenText(text, why))

    def _gather(self, element: Element, place: _Place, found: _Paragraph) -> None:
        for child in element:
            tag = child.tag
            if tag == RUN:
                self._gather_run(child, place, found)
            elif tag == f"{W}hyperlink":
                address = shown_address(self._addresses.get(child.get(f"{R}id") or "", ""))
                self._gather_link(child, address, place, found)
            elif tag == f"{W}fldSimple":
                self._gather_link(child, address_of(child.get(f"{W}instr") or ""), place, found)
            elif tag == f"{MC}AlternateContent":
                self._gather(_chosen(child), place, found)
            elif tag == f"{M}t":
                self._put(child.text or "", place, found)
            elif tag not in _SKIPPED and not _is_placeholder(child):
                self._gather(child, place, found)

    def _gather_link(self, link: Element, address: str, place: _Place, found: _Paragraph) -> None:
        begins = len(found.pieces)
        self._gather(link, place, found)
        text = "".join(found.pieces[begins:])
        if address and text.strip() and not is_told(address, text):
            found.pieces.append(f" ({address})")

    def _gather_run(self, run: Element, place: _Place, found: _Paragraph) -> None:
        why = place.why_hidden or hiding.why_run(run.find(f"{W}rPr"), found.properties, self._styles, place.background)
        self._gather_run_content(run, replace(place, why_hidden=why), found)

    def _gather_run_content(self, run: Iterable[Element], place: _Place, found: _Paragraph) -> None:
        for child in run:
            tag = child.tag
            if (text := _text_of(child)) is not None:
                self._put(text, place, found)
            elif tag == f"{W}instrText":
                self._fields.instruct(child.text or "")
            elif tag == f"{W}fldChar":
                self._mark_field(child, place, found)
            elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                self._put_note(child, place, found)
            elif tag in _DRAWINGS:
                self._gather_boxes(child, place, found)
            elif tag == f"{MC}AlternateContent":
                self._gather_run_content(_chosen(child), place, found)
            elif tag == f"{W}ruby":
                self._gather(child, place, found)

    def _mark_field(self, character: Element, place: _Place, found: _Paragraph) -> None:
        shown = self._fields.shows
        told = self._fields.mark(character, found.pieces)
        if not (shown or self._fields.shows):
            return
        if place.why_hidden:
            found.hidden.append((told, place.why_hidden))
        else:
            found.pieces.append(told)

    def _put(self, text: str, place: _Place, found: _Paragraph) -> None:
        if not self._fields.shows:
            return
        if place.why_hidden:
            found.hidden.append((text, place.why_hidden))
        else:
            found.pieces.append(text)

    def _put_note(self, reference: Element, place: _Place, found: _Paragraph) -> None:
        kind = "footnote" if reference.tag == f"{W}footnoteReference" else "endnote"
        if place.why_hidden:
            return
        self.notes.append((kind, reference.get(f"{W}id") or ""))
        self._put(f" [{len(self.notes)}]", place, found)

    def _gather_boxes(self, drawing: Element, place: _Place, found: _Paragraph) -> None:
        shapes = list(drawing.iter(f"{WPS}wsp")) or [drawing]
        why = place.why_hidden or hiding.why_shape(drawing)
        for shape in shapes:
            around = _Place(hiding.behind_shape(shape, self._place.background), why)
            found.boxes += [(box, around) for box in shape.iter(_TEXT_BOX)]

    def _table_lines(self, table: Element, place: _Place) -> Iterator[str]:
        for row in _descend(table, ROW):
            if row.find(f"{W}trPr/{W}del") is not None:
                continue
            why = place.why_hidden or hiding.why_row(row)
            cells = [
                list(self._cell_lines(cell, table, replace(place, why_hidden=why))) for cell in _descend(row, CELL)
            ]
            while cells and not cells[-1]:
                cells.pop()
            filled = sum(map(bool, cells))
            if filled == 1 or any(len(lines) > _DATA_CELL_LINES for lines in cells):
                yield from (line for lines in cells for line in lines)
            elif filled:
                yield " | ".join(" ".join(" ".join(lines).split()) for lines in cells)

    def _cell_lines(self, cell: Element, table: Element, place: _Place) -> Iterator[str]:
        if cell.find(f"{W}tcPr/{W}cellDel") is not None:
            return
        within = replace(place, background=hiding.behind_cell(cell, table, self._styles, place.background))
        yield from (line.strip() for line in self._lines(cell, within) if line.strip())


def _chosen(alternatives: Element) -> Element:
    """Of `mc:AlternateContent`, the new form if it has text, else the old: they say the same."""
    new, old = alternatives.find(f"{MC}Choice"), alternatives.find(f"{MC}Fallback")
    if new is not None and (old is None or next(new.iter(f"{W}t", f"{M}t"), None) is not None):
        return new
    return old if old is not None else alternatives


def _is_placeholder(control: Element) -> bool:
    """Whether a content control still shows what to type there."""
    return control.tag == f"{W}sdt" and bool(is_on(control, f"{W}sdtPr/{W}showingPlcHdr"))


def _text_of(child: Element) -> str | None:
    """What an element of a run says by itself; None where it says nothing so."""
    if child.tag in (f"{W}t", f"{M}t"):
        return child.text or ""
    if child.tag == f"{W}sym":
        return _symbol(child)
    return _MARKS.get(str(child.tag))


def _symbol(symbol: Element) -> str:
    try:
        char = chr(int(symbol.get(f"{W}char") or "", 16))
    except (ValueError, OverflowError):
        return ""
    return _WORD_SIGNS.get(char, char)


def _descend(element: Element, tag: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, also those inside content controls; not those of nested tables."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in {TABLE, P, CELL}:
            yield from _descend(child, tag)
