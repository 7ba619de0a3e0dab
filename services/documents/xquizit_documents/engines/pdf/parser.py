"""The parser of PDF: opens the document, reads each page, puts the text together."""

import io
import struct
import zlib
from dataclasses import dataclass, field

import pypdf
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError, PyPdfError

from xquizit_documents import refusals
from xquizit_documents.document import HIDDEN_CHARS, HIDDEN_PIECES, Extract, HiddenText, Kind, ParseLimits
from xquizit_documents.engines.pdf import annotations, hiding
from xquizit_documents.engines.pdf.fonts import FontReader
from xquizit_documents.engines.pdf.interpreter import Interpreter
from xquizit_documents.engines.pdf.layers import layers_off
from xquizit_documents.engines.pdf.sheet import Sheet, text_of
from xquizit_documents.engines.pdf.warnings import warnings_of
from xquizit_documents.profiling import profile_of
from xquizit_documents.text import has_words, tidy
from xquizit_kit.engine_info import EngineInfo

BROKEN = (
    PyPdfError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What pypdf raises on broken files: it trusts their structure in many places."""


@dataclass(slots=True)
class _Pages:
    """What has been read so far; page numbers count from 1."""

    sheets: list[Sheet] = field(default_factory=list[Sheet])
    hidden: list[HiddenText] = field(default_factory=list[HiddenText])
    broken: list[int] = field(default_factory=list[int])
    cut: list[int] = field(default_factory=list[int])
    blank: list[int] = field(default_factory=list[int])
    scanned: list[int] = field(default_factory=list[int])
    limited: bool = False
    chars: int = 0


class PdfParser:
    """Reads what a page shows, in the order in which a person reads it."""

    info = EngineInfo("pypdf", model=pypdf.__version__)

    def parse(self, data: bytes, limits: ParseLimits) -> Extract:
        """See `port.Parser`. A document encrypted with an empty user password is opened, as every viewer does."""
        try:
            reader = pypdf.PdfReader(io.BytesIO(data))
            if reader.is_encrypted and not reader.decrypt(""):
                raise refusals.encrypted()
            page_count = len(reader.pages)
        except (FileNotDecryptedError, DependencyError):
            raise refusals.encrypted() from None
        except LimitReachedError:
            raise refusals.too_complex("is built too elaborately") from None
        except BROKEN:
            raise refusals.damaged() from None
        if page_count > limits.max_pages:
            raise refusals.too_complex(f"has {page_count} pages; at most {limits.max_pages} can be read")
        pages = _read(reader, page_count, limits)
        text = tidy(text_of(pages.sheets), wrapped=False)
        if len(text) > limits.max_text_chars:
            raise refusals.too_complex(f"has more than {limits.max_text_chars} characters of text")
        if not has_words(text):
            if pages.limited:
                raise refusals.too_complex("is built too elaborately")
            raise refusals.damaged() if pages.broken or not page_count else refusals.only_pictures()
        return Extract(
            Kind.PDF,
            text,
            page_count,
            warnings_of(broken=pages.broken, cut=pages.cut, blank=pages.blank, scanned=pages.scanned),
            tuple(HiddenText(piece.text[:HIDDEN_CHARS], piece.why) for piece in pages.hidden[:HIDDEN_PIECES]),
            profile_of(text),
        )


def _read(reader: pypdf.PdfReader, page_count: int, limits: ParseLimits) -> _Pages:
    pages = _Pages()
    off = layers_off(reader)
    fonts: dict[int, FontReader | None] = {}
    for index in range(page_count):
        number = index + 1
        try:
            _read_page(reader.pages[index], number, off, fonts, pages)
        except LimitReachedError:
            pages.limited = True
            pages.broken.append(number)
        except BROKEN:
            pages.broken.append(number)
        if pages.chars > limits.max_text_chars:
            raise refusals.too_complex(f"has more than {limits.max_text_chars} characters of text")
    return pages


def _read_page(
    page: pypdf.PageObject, number: int, off: frozenset[int], fonts: dict[int, FontReader | None], pages: _Pages
) -> None:
    interpreter = Interpreter(page, off, fonts)
    try:
        interpreter.run()
    except LimitReachedError:
        raise
    except BROKEN:
        if not interpreter.drawing.glyphs:
            raise
        pages.cut.append(number)  # what was drawn before is there
    drawing = interpreter.drawing
    typed, hidden_fields = annotations.read(page, interpreter.base, drawing)
    seen, hidden, is_scan = hiding.part(drawing)
    seen += typed
    pages.chars += len(drawing.glyphs)
    pages.hidden += [*hiding.report(hidden), *hidden_fields]
    sheet = Sheet.of(seen, drawing)
    pages.sheets.append(sheet)
    if is_scan:
        pages.scanned.append(number)
    if not any(has_words(glyph.text) for glyph in seen):
        pages.blank.append(number)
