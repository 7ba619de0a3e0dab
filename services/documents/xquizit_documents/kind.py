"""Finds the kind of a document by its content; a file's name says nothing."""

import io
import struct
import zipfile
import zlib

from xquizit_documents import refusals
from xquizit_documents.document import Kind

_SEARCHED_BYTES = 1024
"""A PDF's header may stand anywhere in these (PDF 1.7 reference, implementation note 13)."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CONTENT_TYPES = "[Content_Types].xml"
_CONTENT_TYPES_LIMIT_BYTES = 1024 * 1024
_BROKEN = (
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
"""What zipfile raises on broken files."""

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", "an RTF file"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"BM", "a picture"),
    (b"%!PS", "a PostScript file"),
    (b"\x1f\x8b", "a compressed archive"),
    (b"Rar!", "a compressed archive"),
    (b"7z\xbc\xaf", "a compressed archive"),
)
_MARKUP = (b"<!doctype html", b"<html", b"<head", b"<body")


def detect(data: bytes) -> Kind:
    """The kind of the document `data`.

    Raises:
        BadDocument: It is empty, encrypted or a damaged DOCX.
        UnsupportedKind: It is something else; the message says what.
    """
    if not data:
        raise refusals.empty_file()
    if data.startswith(b"PK"):
        return _detect_zip(data)
    if data.startswith(_OLE):
        raise _refuse_ole(data)
    head = data[:_SEARCHED_BYTES]
    for magic, what in _MAGIC:
        if head.startswith(magic):
            raise refusals.wrong_kind(what)
    if b"%PDF-" in head:
        return Kind.PDF
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_MARKUP):
        raise refusals.wrong_kind("a web page", "Please print it to PDF and upload that.")
    if _is_text(head):
        raise refusals.wrong_kind("a plain text file", "Please save it as PDF or DOCX and upload that.")
    raise refusals.wrong_kind("not a kind of document that can be read")


def _detect_zip(data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _detect_archive(archive)
    except _BROKEN:
        # The directory stands at the end: a DOCX that was cut off has none, but its parts are named in front of each.
        if b"word/" in data or _CONTENT_TYPES.encode() in data:
            raise refusals.damaged() from None
        raise refusals.wrong_kind("a damaged ZIP archive") from None


def _detect_archive(archive: zipfile.ZipFile) -> Kind:
    names = set(archive.namelist())
    if "word/document.xml" in names and _CONTENT_TYPES in names:
        part = archive.getinfo(_CONTENT_TYPES)
        if part.flag_bits & 1:
            raise refusals.encrypted()
        with archive.open(part) as stream:
            types = stream.read(_CONTENT_TYPES_LIMIT_BYTES)
        if b"wordprocessingml.document.main+xml" in types:
            return Kind.DOCX
        advice = "Please save it as a plain Word document (DOCX) or PDF and upload that."
        raise refusals.wrong_kind("a Word template or a document with macros", advice)
    if any(name.startswith("xl/") for name in names):
        raise refusals.wrong_kind("an Excel workbook")
    if any(name.startswith("ppt/") for name in names):
        raise refusals.wrong_kind("a PowerPoint presentation", "Please save it as PDF and upload that.")
    if "mimetype" in names and "content.xml" in names:
        raise refusals.wrong_kind("an OpenDocument file", "Please save it as PDF or DOCX and upload that.")
    if "Index/Document.iwa" in names:
        raise refusals.wrong_kind("a Pages document", "Please export it as PDF or DOCX and upload that.")
    raise refusals.wrong_kind("a ZIP archive", "Please unpack it and upload the PDF or DOCX inside.")


def _refuse_ole(data: bytes) -> Exception:
    """OLE compound files name their streams in UTF-16; which ones there are tells what wrote the file."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return refusals.encrypted()
    if "Workbook".encode("utf-16-le") in data or "PowerPoint Document".encode("utf-16-le") in data:
        return refusals.wrong_kind("an old Office file")
    return refusals.legacy_word()


def _is_text(head: bytes) -> bool:
    try:
        text = head.decode("utf-8", errors="strict" if len(head) < _SEARCHED_BYTES else "ignore")
    except UnicodeDecodeError:
        return False
    return all(char.isprintable() or char.isspace() for char in text)
