"""Documents that nobody should accept, and odd ones that everybody should, made when a test asks for them."""

import io
import zipfile
import zlib
from collections.abc import Mapping
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
_BODY = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    "<w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
)


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


def encrypted_pdf(*, user_password: str) -> bytes:
    """A PDF encrypted with AES-256; with an empty user password every viewer opens it."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf("Only for those who know")))
    writer.encrypt(user_password, "owner", algorithm="AES-256")
    return _written(writer)


def pdf_of_many_pages(count: int) -> bytes:
    """A PDF of blank pages."""
    writer = pypdf.PdfWriter()
    for _ in range(count):
        writer.add_blank_page(width=72, height=72)
    return _written(writer)


def pdf_with_recursive_pages() -> bytes:
    """A PDF whose page tree contains itself."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf("Round and round")))
    root = writer.root_object["/Pages"].get_object()
    assert isinstance(root, DictionaryObject)
    root[NameObject("/Kids")] = ArrayObject([root.indirect_reference])
    root[NameObject("/Count")] = NumberObject(1)
    return _written(writer)


def slow_pdf() -> bytes:
    """A PDF of 60 KB that keeps a parser busy for a minute and more: one page that draws a million letters."""
    drawing = zlib.compress(b"BT /F1 9 Tf " + b"1 0 0 1 9 9 Tm (a) Tj " * 1_000_000 + b"ET")
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R"
        b" /Resources << /Font << /F1 %s >> >> >>" % font,
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(drawing), drawing),
    )
    written, entries = b"%PDF-1.4\n", b"0000000000 65535 f \n"
    for number, content in enumerate(objects, 1):
        entries += b"%010d 00000 n \n" % len(written)
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    trailer = b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(written)
    return written + b"xref\n0 5\n" + entries + trailer


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    """A ZIP archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archived:
        for name, content in parts.items():
            archived.writestr(name, content)
    return target.getvalue()


def word(body: str | bytes = _BODY.format(text="hello"), *, content_type: str = WORD_TYPE) -> bytes:
    """A minimal DOCX with `body` as its document part."""
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{content_type}"/></Types>'
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="word/document.xml"/></Relationships>'
    )
    return archive({"[Content_Types].xml": types, "_rels/.rels": relations, "word/document.xml": body})


def zip_bomb() -> bytes:
    """A DOCX of 100 KB that unpacks to 80 MiB."""
    return word(b" " * (80 * MIB))


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


def _written(writer: pypdf.PdfWriter) -> bytes:
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def refused() -> dict[str, tuple[str, bytes]]:
    """Every hostile document that is refused at once: its name, the reason it must be refused for, its bytes."""
    good_pdf, good_docx = resume_pdf(), job_docx()
    return {
        "empty": ("empty_file", b""),
        "eleven megabytes": ("too_large", good_pdf + b"\n" * (11 * MIB)),
        "password": ("encrypted", encrypted_pdf(user_password="secret")),
        "password, Word": ("encrypted", ole("EncryptionInfo", "EncryptedPackage")),
        "Word 97": ("legacy_word", ole("WordDocument", "1Table")),
        "old Excel": ("wrong_kind", ole("Workbook")),
        "truncated PDF": ("damaged", good_pdf[: len(good_pdf) // 3]),
        "truncated DOCX": ("damaged", good_docx[: len(good_docx) // 2]),
        "PDF header only": ("damaged", b"%PDF-1.7\n"),
        "PDF header and noise": ("damaged", b"%PDF-1.7\n" + bytes(range(256)) * 64),
        "recursive pages": ("damaged", pdf_with_recursive_pages()),
        "DOCX with broken XML": ("damaged", word("<w:document")),
        "scan": ("no_text", pdf("", "")),
        "DOCX without text": ("no_text", wordless_docx()),
        "101 pages": ("too_complex", pdf_of_many_pages(101)),
        "zip bomb": ("too_complex", zip_bomb()),
        "program named resume.pdf": ("wrong_kind", b"MZ\x90\x00" + b"%PDF-1.7\n" + b"\0" * 400),
        "zip that is no DOCX": ("wrong_kind", archive({"resume.txt": "hello"})),
        "zip that only claims Word": ("wrong_kind", archive({"word/document.xml": "<w:document/>"})),
        "Excel": ("wrong_kind", archive({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"})),
        "macros": ("wrong_kind", word(content_type=MACRO_TYPE)),
        "RTF": ("wrong_kind", rb"{\rtf1 hello}"),
        "web page": ("wrong_kind", b"<!DOCTYPE html><html><body>My resume</body></html>"),
        "plain text": ("wrong_kind", "Résumé of Zoë".encode()),
        "picture": ("wrong_kind", b"\x89PNG\r\n\x1a\n" + b"\0" * 64),
        "noise": ("wrong_kind", bytes(range(256))),
    }
