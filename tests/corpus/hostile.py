"""Documents that nobody should accept, and odd ones that everybody should, made when a test asks for them.

`hostile_cases` has all of them with what must become of each; the makers below are the smaller ones that other tests
use, too.
"""

import io
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import docx
import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject
from reportlab.pdfgen.canvas import Canvas

CORPUS = Path(__file__).parent
MIB = 1024 * 1024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_BODY = f"<w:document {W}><w:body><w:p><w:r><w:t>{{text}}</w:t></w:r></w:p></w:body></w:document>"


@dataclass(frozen=True)
class Case:
    """A document and what must become of it."""

    name: str
    make: Callable[[], bytes]
    reason: str = ""
    """Of the refusal; empty where it is read."""
    says: str = ""
    """Words of the refusal's sentence, of the text, or of a warning."""


def hostile_groups() -> dict[str, list[Case]]:
    """Every one of them, by what is hostile in it. None is kept in memory: `make` makes it again."""
    from tests.corpus import hostile_docx, hostile_kinds, hostile_pdf, hostile_pdf_structure

    return {
        "kinds": hostile_kinds.cases(),
        "PDF contents": hostile_pdf.cases(),
        "PDF structure": hostile_pdf_structure.cases(),
        "DOCX": hostile_docx.cases(),
    }


def hostile_cases() -> list[Case]:
    """Every one of them."""
    return [case for cases in hostile_groups().values() for case in cases]


def resume_pdf() -> bytes:
    """A good PDF."""
    return (CORPUS / "backend_engineer/resume.pdf").read_bytes()


def job_docx() -> bytes:
    """A good DOCX."""
    return (CORPUS / "backend_engineer/job_description.docx").read_bytes()


def pdf(*pages: str) -> bytes:
    """A PDF with one line of text on each page; an empty string makes a page with a drawing only."""
    target = io.BytesIO()
    canvas = Canvas(target, invariant=1)
    for text in pages:
        canvas.rect(100, 100, 200, 200, fill=1)
        if text:
            canvas.drawString(72, 720, text)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def raw_pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1; the first is its catalog."""
    written, entries = b"%PDF-1.7\n", b"0000000000 65535 f \n"
    for number, content in enumerate(objects, 1):
        entries += b"%010d 00000 n \n" % len(written)
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    size = len(objects) + 1
    head = b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, len(written))
    return written + b"xref\n0 %d\n" % size + entries + head


def stream(data: bytes, extra: bytes = b"", *, packed: bool = True) -> bytes:
    """A stream object's content."""
    if packed:
        data, extra = zlib.compress(data, 9), extra + b" /Filter /FlateDecode"
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), extra, data)


FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R"
    b" /Resources << /Font << /F1 %s >> /XObject << /X1 5 0 R >> >> >>" % FONT
)


def text_pdf(drawing: bytes, *more: bytes) -> bytes:
    """A PDF of one page with `drawing` as its content, font F1, and further objects from number 5."""
    return raw_pdf(CATALOG, PAGES, PAGE, stream(drawing), *more)


def encrypted_pdf(*, user_password: str, algorithm: str = "AES-256") -> bytes:
    """An encrypted PDF; with an empty user password every viewer opens it."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf("Only for those who know")))
    writer.encrypt(user_password, "owner", algorithm=algorithm)
    return written(writer)


def pdf_of_many_pages(count: int) -> bytes:
    """A PDF of blank pages."""
    writer = pypdf.PdfWriter()
    for _ in range(count):
        writer.add_blank_page(width=72, height=72)
    return written(writer)


def pdf_with_recursive_pages() -> bytes:
    """A PDF whose page tree contains itself."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf("Round and round")))
    root = writer.root_object["/Pages"].get_object()
    assert isinstance(root, DictionaryObject)
    root[NameObject("/Kids")] = ArrayObject([root.indirect_reference])
    root[NameObject("/Count")] = NumberObject(1)
    return written(writer)


def slow_pdf() -> bytes:
    """A small PDF within all limits that keeps a parser busy for many minutes: one long form, drawn again and again."""
    form = stream(b"q Q " * 100_000, b"/Type /XObject /Subtype /Form /BBox [0 0 600 800]")
    return text_pdf(b"/X1 Do " * 1_500, form)


def archive(parts: Mapping[str, str | bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archived:
        for name, content in parts.items():  # ZipInfo's date is always the same
            archived.writestr(zipfile.ZipInfo(name), content, method)
    return target.getvalue()


def word_parts(
    body: str | bytes = _BODY.format(text="hello"), *, content_type: str = WORD_TYPE
) -> dict[str, str | bytes]:
    """The parts of a minimal DOCX with `body` as its document part."""
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="bin" ContentType="application/octet-stream"/>'
        f'<Override PartName="/word/document.xml" ContentType="{content_type}"/></Types>'
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="word/document.xml"/></Relationships>'
    )
    return {"[Content_Types].xml": types, "_rels/.rels": relations, "word/document.xml": body}


def word(body: str | bytes = _BODY.format(text="hello"), *, content_type: str = WORD_TYPE) -> bytes:
    """A minimal DOCX with `body` as its document part."""
    return archive(word_parts(body, content_type=content_type))


def word_body(inside: str) -> str:
    """A document part with these paragraphs."""
    return f"<w:document {W}><w:body>{inside}</w:body></w:document>"


def entity_bomb() -> bytes:
    """A DOCX whose XML entities multiply to a billion letters."""
    entities = '<!ENTITY e0 "lol">' + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return word(f"<!DOCTYPE w [{entities}]>" + _BODY.format(text="&e9;"))


def wordless_docx() -> bytes:
    """A DOCX without any text."""
    target = io.BytesIO()
    docx.Document().save(target)
    return target.getvalue()


def ole(*streams: str) -> bytes:
    """The start of an OLE compound file with the named streams, as Word 97 and encrypted DOCX have it."""
    directory = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", *streams))
    return OLE + b"\0" * 504 + directory


def written(writer: pypdf.PdfWriter) -> bytes:
    """What pypdf makes of it."""
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()
