"""DOCX, opened by python-docx; its text is walked here, because content controls and text boxes count too."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from typing import Protocol, cast

import docx
from docx.document import Document
from docx.opc.exceptions import OpcError
from docx.oxml import parse_xml

from xquizit_documents import refusals
from xquizit_documents.document import Extract, Kind, ParseLimits
from xquizit_documents.text import has_words, tidy
from xquizit_kit.engine_info import EngineInfo

_BROKEN = (
    OpcError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    SyntaxError,  # lxml's XMLSyntaxError is one
    TypeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
"""What python-docx, zipfile and lxml raise on broken files."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_P, _TABLE, _ROW, _CELL, _TEXT_BOX = (f"{_W}{name}" for name in ("p", "tbl", "tr", "tc", "txbxContent"))
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MARKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_SKIPPED = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}rPr", f"{_W}pPr", _FALLBACK})
_HIDDEN = f"{_W}rPr/{_W}vanish"

_MAX_PARTS = 2000
_MAX_RATIO = 200
_RATIO_FROM_BYTES = 8 * 1024 * 1024
"""Small files of repetitive XML may compress better than any bomb."""
_DATA_CELL_LINES = 3
"""A row with a longer cell is layout (two columns of a resume), not data: its cells are read one after the other."""


class _Element(Protocol):
    """What we use of an lxml element."""

    @property
    def tag(self) -> object: ...
    @property
    def text(self) -> str | None: ...
    def find(self, path: str) -> "_Element | None": ...
    def __iter__(self) -> "Iterator[_Element]": ...


class DocxParser:
    """Reads headers, body and tables in document order, footers, then footnotes."""

    info = EngineInfo("python-docx", model=version("python-docx"))

    def parse(self, data: bytes, limits: ParseLimits) -> Extract:
        """See `port.Parser`."""
        try:
            _check_archive(data, limits)
            lines = list(_document_lines(docx.Document(io.BytesIO(data))))
        except _BROKEN:
            raise refusals.damaged() from None
        text = tidy("\n".join(lines), wrapped=False)
        if not has_words(text):
            raise refusals.no_text()
        if len(text) > limits.max_text_chars:
            raise refusals.too_complex(f"has more than {limits.max_text_chars} characters of text")
        return Extract(Kind.DOCX, text)


def _check_archive(data: bytes, limits: ParseLimits) -> None:
    """Refuses bombs before anything is unpacked; zipfile never unpacks more of a part than its directory declares."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise refusals.encrypted()
    unpacked_bytes = sum(part.file_size for part in parts)
    if len(parts) > _MAX_PARTS or unpacked_bytes > limits.max_unpacked_bytes:
        raise refusals.too_complex("unpacks to more than can be read")
    if unpacked_bytes > max(_RATIO_FROM_BYTES, _MAX_RATIO * len(data)):
        raise refusals.too_complex("unpacks to far more than its size")


def _document_lines(document: Document) -> Iterator[str]:
    headers: dict[str, None] = {}
    footers: dict[str, None] = {}
    for section in document.sections:
        for header in (section.first_page_header, section.header, section.even_page_header):
            if not header.is_linked_to_previous:
                headers["\n".join(_lines(header.part.element))] = None
        for footer in (section.first_page_footer, section.footer, section.even_page_footer):
            if not footer.is_linked_to_previous:
                footers["\n".join(_lines(footer.part.element))] = None
    yield from headers
    yield from _lines(cast(_Element, document.element))
    yield from footers
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/footnotes") and not relation.is_external:
            yield from (line for line in _lines(cast(_Element, parse_xml(relation.target_part.blob))))


def _lines(container: Iterable[_Element]) -> Iterator[str]:
    """The lines of everything in `container`: paragraphs, tables, and whatever wraps them (content controls, …)."""
    for child in container:
        if child.tag == _P:
            yield from _paragraph_lines(child)
        elif child.tag == _TABLE:
            yield from _table_lines(child)
        elif child.tag not in _SKIPPED:
            yield from _lines(child)


def _paragraph_lines(paragraph: _Element) -> Iterator[str]:
    boxes: list[_Element] = []
    yield from "".join(_characters(paragraph, boxes)).split("\n")
    for box in boxes:
        yield from _lines(box)


def _characters(element: _Element, boxes: list[_Element]) -> Iterator[str]:
    for child in element:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _MARKS:
            yield _MARKS[str(child.tag)]
        elif child.tag == _TEXT_BOX:
            boxes.append(child)
        elif child.tag not in _SKIPPED and child.find(_HIDDEN) is None:
            yield from _characters(child, boxes)


def _table_lines(table: _Element) -> Iterator[str]:
    for row in _descend(table, _ROW):
        cells = [[line.strip() for line in _lines(cell) if line.strip()] for cell in _descend(row, _CELL)]
        if any(len(lines) > _DATA_CELL_LINES for lines in cells):
            yield from (line for lines in cells for line in lines)
        else:
            yield " | ".join(" ".join(" ".join(lines).split()) for lines in cells if lines)


def _descend(element: _Element, tag: str) -> Iterator[_Element]:
    """The rows of a table or the cells of a row, also those inside content controls; not those of nested tables."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in {_TABLE, _P, _CELL}:
            yield from _descend(child, tag)
