"""The parser of DOCX: opens the package, reads its parts in order."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable
from importlib.metadata import version
from typing import cast

import docx
from docx.document import Document
from docx.exceptions import PythonDocxError
from docx.opc.exceptions import OpcError
from docx.opc.part import Part, XmlPart
from docx.oxml import parse_xml
from docx.oxml.exceptions import XmlchemyError
from docx.section import _Footer, _Header  # pyright: ignore[reportPrivateUsage] -- python-docx gives them no other name

from xquizit_documents import refusals
from xquizit_documents.document import HIDDEN_CHARS, HIDDEN_PIECES, Extract, HiddenText, Kind, ParseLimits
from xquizit_documents.engines.docx import hiding
from xquizit_documents.engines.docx.numbering import Numbering
from xquizit_documents.engines.docx.reader import Reader
from xquizit_documents.engines.docx.styles import Styles
from xquizit_documents.engines.docx.xml import Element, W, element
from xquizit_documents.page_numbers import is_page_number, without_page_number
from xquizit_documents.profiling import profile_of
from xquizit_documents.text import has_words, tidy
from xquizit_kit.engine_info import EngineInfo

_BROKEN = (
    OpcError,
    PythonDocxError,
    XmlchemyError,
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

_MAX_PARTS = 2000
_MAX_RATIO = 200
_RATIO_FROM_BYTES = 8 * 1024 * 1024
"""Small files of repetitive XML may compress better than any bomb."""
_NO_NOTES = frozenset({"separator", "continuationSeparator", "continuationNotice"})


class DocxParser:
    """Reads headers, body, footers, then notes."""

    info = EngineInfo("python-docx", model=version("python-docx"))

    def parse(self, data: bytes, limits: ParseLimits) -> Extract:
        """See `port.Parser`."""
        try:
            _check_archive(data, limits)
            lines, hidden = _read(docx.Document(io.BytesIO(data)))
        except _BROKEN:
            raise refusals.damaged() from None
        text = tidy("\n".join(lines), wrapped=False)
        if not has_words(text):
            raise refusals.no_text()
        if len(text) > limits.max_text_chars:
            raise refusals.too_complex(f"has more than {limits.max_text_chars} characters of text")
        return Extract(
            Kind.DOCX,
            text,
            hidden=tuple(HiddenText(piece.text[:HIDDEN_CHARS], piece.why) for piece in hidden[:HIDDEN_PIECES]),
            profile=profile_of(text),
        )


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


def _read(document: Document) -> tuple[list[str], list[HiddenText]]:
    root = element(document.element)
    styles = Styles(_root(document.part, "styles"))
    reader = Reader(styles, Numbering(_root(document.part, "numbering"), styles), hiding.page_colour(root))
    headers, footers = _edges(document)
    above = [line for header in headers for line in _edge_lines(reader, header)]
    body = reader.read(root, _addresses(document.part))
    below = [line for footer in footers for line in _edge_lines(reader, footer)]
    notes = _note_lines(document.part, reader)
    return [*dict.fromkeys(above), *body, *dict.fromkeys(below), *notes], reader.hidden


def _edges(document: Document) -> tuple[list[Part], list[Part]]:
    """The parts of headers and of footers that some page shows, each once."""
    headers: dict[str, Part] = {}
    footers: dict[str, Part] = {}
    by_sides = document.settings.odd_and_even_pages_header_footer
    for section in document.sections:
        first = section.different_first_page_header_footer
        for edge, is_shown in (
            (section.first_page_header, first),
            (section.header, True),
            (section.even_page_header, by_sides),
            (section.first_page_footer, first),
            (section.footer, True),
            (section.even_page_footer, by_sides),
        ):
            if is_shown and not edge.is_linked_to_previous:
                _note_edge(edge, headers if isinstance(edge, _Header) else footers)
    return list(headers.values()), list(footers.values())


def _note_edge(edge: _Header | _Footer, parts: dict[str, Part]) -> None:
    parts.setdefault(str(edge.part.partname), edge.part)


def _edge_lines(reader: Reader, part: Part) -> Iterable[str]:
    """The lines of a header or footer, without the number of the page, which is another on each."""
    for line in reader.read(element(cast(XmlPart, part).element), _addresses(part)):
        told = without_page_number(line)
        if not is_page_number(told):
            yield told


def _note_lines(document: Part, reader: Reader) -> list[str]:
    """Footnotes and endnotes, in the order of their references, each with its number in front."""
    parts = {kind: _part(document, f"{kind}s") for kind in ("footnote", "endnote")}
    roots = {kind: element(parse_xml(part.blob)) for kind, part in parts.items() if part is not None}
    lines: list[str] = []
    for index, (kind, name) in enumerate(list(reader.notes), 1):
        part, root = parts[kind], roots.get(kind)
        if part is None or root is None:
            continue
        for note in root.iter(f"{W}{kind}"):
            if note.get(f"{W}id") == name and note.get(f"{W}type") not in _NO_NOTES:
                said = [line for line in reader.read(note, _addresses(part)) if line.strip()]
                lines += [f"[{index}] {said[0].strip()}", *said[1:]] if said else []
    return lines


def _addresses(part: Part) -> dict[str, str]:
    return {
        name: relation.target_ref
        for name, relation in part.rels.items()
        if relation.is_external and relation.reltype.endswith("/hyperlink")
    }


def _part(document: Part, kind: str) -> Part | None:
    for relation in document.rels.values():
        if relation.reltype.endswith(f"/{kind}") and not relation.is_external:
            return relation.target_part
    return None


def _root(document: Part, kind: str) -> Element | None:
    part = _part(document, kind)
    if isinstance(part, XmlPart):
        return element(part.element)  # python-docx has read it already
    return element(parse_xml(part.blob)) if part is not None else None
