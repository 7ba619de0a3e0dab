"""The same documents read by pypdf and python-docx alone, as their manuals show it: what a parse is compared with."""

import io
from collections.abc import Iterator
from pathlib import Path

import docx
import pypdf
from docx.document import Document
from docx.table import Table, _Cell

CORPUS = Path(__file__).parents[2] / "tests/corpus"


def documents() -> dict[str, bytes]:
    """The corpus' resumes and job descriptions by their names in it."""
    paths = sorted(path for kind in ("pdf", "docx") for path in CORPUS.rglob(f"*.{kind}"))
    return {str(path.relative_to(CORPUS)): path.read_bytes() for path in paths}


def read(data: bytes) -> str:
    """The text of a document; no limits, no process of its own, nothing tidied, nothing looked for."""
    return _read_pdf(data) if data.startswith(b"%PDF") else _read_docx(data)


def _read_pdf(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def _read_docx(data: bytes) -> str:
    return "\n".join(_lines(docx.Document(io.BytesIO(data))))


def _lines(container: Document | _Cell) -> Iterator[str]:
    """Paragraphs and table cells in the document's order, which is all that python-docx has for its text."""
    for item in container.iter_inner_content():
        if isinstance(item, Table):
            for row in item.rows:
                for cell in row.cells:
                    yield from _lines(cell)
        else:
            yield item.text
