"""PDF, read by pypdf."""

import io
import struct
import zlib

import pypdf
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError, PyPdfError

from xquizit_documents import refusals
from xquizit_documents.document import Extract, Kind, ParseLimits
from xquizit_documents.text import has_words, tidy
from xquizit_kit.engine_info import EngineInfo

_BROKEN = (
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
_LISTED_PAGES = 5


class PdfParser:
    """Reads the text layer page by page, in the order in which it was drawn."""

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
        except _BROKEN:
            raise refusals.damaged() from None
        if page_count > limits.max_pages:
            raise refusals.too_complex(f"has {page_count} pages; at most {limits.max_pages} can be read")
        return _read(reader, page_count, limits)


def _read(reader: pypdf.PdfReader, page_count: int, limits: ParseLimits) -> Extract:
    pages: list[str] = []
    broken: list[int] = []
    blank: list[int] = []
    limited = False
    for index in range(page_count):
        try:
            page = tidy(reader.pages[index].extract_text(), wrapped=True)
        except LimitReachedError:
            limited, page = True, ""
            broken.append(index + 1)
        except _BROKEN:
            page = ""
            broken.append(index + 1)
        else:
            if not has_words(page):
                blank.append(index + 1)
        pages.append(page)
        if sum(map(len, pages)) > limits.max_text_chars:
            raise refusals.too_complex(f"has more than {limits.max_text_chars} characters of text")
    text = "\n\n".join(page for page in pages if page)
    if not has_words(text):
        if limited:
            raise refusals.too_complex("is built too elaborately")
        raise refusals.damaged() if broken or not page_count else refusals.no_text()
    return Extract(Kind.PDF, text, page_count, _warnings(broken, blank))


def _warnings(broken: list[int], blank: list[int]) -> tuple[str, ...]:
    sentences: list[str] = []
    if broken:
        sentences.append(f"{_named(broken)} could not be read.")
    if blank:
        sentences.append(f"No text was found on {_named(blank).lower()}; pictures are not read.")
    return tuple(sentences)


def _named(pages: list[int]) -> str:
    if len(pages) == 1:
        return f"Page {pages[0]}"
    listed = ", ".join(map(str, pages[:_LISTED_PAGES]))
    return f"Pages {listed}" + (f" and {len(pages) - _LISTED_PAGES} more" if len(pages) > _LISTED_PAGES else "")
