"""What a ZIP archive tells before anything of it is unpacked: whether it is a DOCX, and one that may be opened."""

import io
import struct
import zipfile
import zlib

from xquizit_documents import refusals

MAX_PARTS = 2000
"""Resumes have 10 to 60; one for each picture comes on top."""
_CONTENT_TYPES = "[Content_Types].xml"
_CONTENT_TYPES_LIMIT_BYTES = 1024 * 1024
_END = struct.Struct("<4s4H2LH")
"""The end of a ZIP archive's directory; the fifth field is the number of parts."""
_END_SEARCHED_BYTES = _END.size + 65535

BROKEN = (
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,  # a part is encrypted
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
"""What zipfile raises on broken archives."""


def must_be_docx(data: bytes) -> None:
    """Returns when `data`, which begins as a ZIP archive, is a DOCX.

    Raises:
        BadDocument: It is one, but encrypted, damaged or of too many parts.
        UnsupportedKind: It is another archive; the message says which.
    """
    if _declared_parts(data) > MAX_PARTS:  # told before zipfile makes an object of each
        raise refusals.too_complex("is an archive of too many parts")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _must_be_docx(archive)
    except BROKEN:
        # The directory stands at the end: a DOCX that was cut off has none, but its parts are named in front of each.
        if b"word/" in data or _CONTENT_TYPES.encode() in data:
            raise refusals.damaged() from None
        raise refusals.wrong_kind("a damaged ZIP archive") from None


def _declared_parts(data: bytes) -> int:
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - _END_SEARCHED_BYTES))
    if at < 0 or at + _END.size > len(data):
        return 0
    return int(_END.unpack_from(data, at)[4])


def _must_be_docx(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    if len(names) > MAX_PARTS:  # of an archive in the ZIP64 form
        raise refusals.too_complex("is an archive of too many parts")
    if "EncryptedPackage" in names:
        raise refusals.encrypted()
    if _CONTENT_TYPES in names:
        part = archive.getinfo(_CONTENT_TYPES)
        if part.flag_bits & 1:
            raise refusals.encrypted()
        with archive.open(part) as stream:
            types = stream.read(_CONTENT_TYPES_LIMIT_BYTES)
        if "word/document.xml" in names:
            _must_be_word(types, names)
            return
        if b"wordprocessingml" in types:
            raise refusals.damaged()
    raise _refuse(archive, names)


def _must_be_word(types: bytes, names: set[str]) -> None:
    if b"macroenabled" in types.lower() or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise refusals.macros()
    if b"wordprocessingml.document.main+xml" not in types:
        what = "a Word template" if b"wordprocessingml.template" in types else "a package that is no Word document"
        raise refusals.wrong_kind(what, "Please save it as a plain Word document (DOCX) or PDF and upload that.")


def _refuse(archive: zipfile.ZipFile, names: set[str]) -> Exception:
    """The error for an archive without a Word document."""
    save = "Please save it as PDF or DOCX and upload that."
    export = "Please export it as PDF or DOCX and upload that."
    if any(name.startswith("xl/") for name in names):
        return refusals.wrong_kind("an Excel workbook")
    if any(name.startswith("ppt/") for name in names):
        return refusals.wrong_kind("a PowerPoint presentation", "Please save it as PDF and upload that.")
    if names & {"Index/Document.iwa", "Index.zip", "index.xml", "index.apxl", "index.xml.gz"}:
        return refusals.wrong_kind("a Pages document", export)
    if "mimetype" in names:
        with archive.open("mimetype") as stream:
            is_book = stream.read(64).startswith(b"application/epub")
        if is_book:
            return refusals.wrong_kind("an e-book", export)
        if "content.xml" in names:
            return refusals.wrong_kind("an OpenDocument file", save)
    if any(name.startswith("word/") for name in names):
        return refusals.damaged()
    return refusals.wrong_kind("a ZIP archive", "Please unpack it and upload the PDF or DOCX inside.")
