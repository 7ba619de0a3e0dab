"""Finds the kind of a document by its content; a file's name says nothing."""

from xquizit_documents import archive, refusals
from xquizit_documents.document import Kind

_SEARCHED_BYTES = 1024
"""A PDF's header may stand anywhere in these (PDF 1.7 reference, implementation note 13)."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BOMS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}

_PICTURE, _PROGRAM, _PACKED = "a picture", "a program", "a compressed archive"
_AS_TEXT = "Please save it as PDF or DOCX and upload that."
_WITH_TEXT = "Please upload the document it was made from, as PDF or DOCX."
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"{\\rtf", "an RTF file", _AS_TEXT),
    (b"MZ", "a Windows program", refusals.SAVE_AS),
    (b"\x7fELF", _PROGRAM, refusals.SAVE_AS),
    (b"#!", _PROGRAM, refusals.SAVE_AS),
    (b"\xcf\xfa\xed\xfe", _PROGRAM, refusals.SAVE_AS),
    (b"\xca\xfe\xba\xbe", _PROGRAM, refusals.SAVE_AS),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "a shortcut to a file", "Please upload the file itself, as PDF or DOCX."),
    (b"\x89PNG", _PICTURE, _WITH_TEXT),
    (b"\xff\xd8\xff", _PICTURE, _WITH_TEXT),
    (b"GIF8", _PICTURE, _WITH_TEXT),
    (b"II*\x00", _PICTURE, _WITH_TEXT),
    (b"MM\x00*", _PICTURE, _WITH_TEXT),
    (b"BM", _PICTURE, _WITH_TEXT),
    (b"8BPS", _PICTURE, _WITH_TEXT),
    (b"%!PS", "a PostScript file", _AS_TEXT),
    (b"\xffWPC", "a WordPerfect document", _AS_TEXT),
    (b"\x1f\x8b", _PACKED, refusals.SAVE_AS),
    (b"BZh", _PACKED, refusals.SAVE_AS),
    (b"\xfd7zXZ", _PACKED, refusals.SAVE_AS),
    (b"Rar!", _PACKED, refusals.SAVE_AS),
    (b"7z\xbc\xaf", _PACKED, refusals.SAVE_AS),
    (b"SQLite format 3", "a database", refusals.SAVE_AS),
    (b"OggS", "a sound or video file", refusals.SAVE_AS),
    (b"ID3", "a sound or video file", refusals.SAVE_AS),
)
_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
"""Of the ISO base media files that are pictures, as phones take them."""
_MARKUP = (b"<!doctype html", b"<html", b"<head", b"<body")


def detect(data: bytes) -> Kind:
    """The kind of the document `data`.

    Raises:
        BadDocument: It is empty, encrypted or a damaged DOCX, or its archive is too large to be opened.
        UnsupportedKind: It is something else; the message says what.
    """
    if not data:
        raise refusals.empty_file()
    if data.startswith(b"PK"):
        archive.must_be_docx(data)
        return Kind.DOCX
    if data.startswith(_OLE):
        raise _refuse_ole(data)
    head = data[:_SEARCHED_BYTES]
    for magic, what, advice in _MAGIC:
        if head.startswith(magic):
            raise refusals.wrong_kind(what, advice)
    if b"%PDF-" in head:
        return Kind.PDF
    if head[4:8] == b"ftyp":
        is_picture = head[8:12] in _BRANDS
        raise refusals.wrong_kind(_PICTURE if is_picture else "a sound or video file", _WITH_TEXT)
    if head.startswith(b"RIFF"):
        is_picture = head[8:12] == b"WEBP"
        raise refusals.wrong_kind(_PICTURE if is_picture else "a sound or video file", _WITH_TEXT)
    raise _refuse_text(data, head)


def _refuse_ole(data: bytes) -> Exception:
    """OLE compound files name their streams in UTF-16; which ones there are tells what wrote the file."""

    def has(*streams: str) -> bool:
        return any(stream.encode("utf-16-le") in data for stream in streams)

    if has("EncryptedPackage"):
        return refusals.encrypted("Office document")
    if has("WordDocument"):  # first: a document may hold sheets and slides
        return refusals.legacy_word()
    if has("Workbook", "PowerPoint Document"):
        return refusals.wrong_kind("an old Office file, and no Word document")
    if has("__substg1.0_"):
        return refusals.wrong_kind("an e-mail", "Please upload what is attached to it, as PDF or DOCX.")
    return refusals.wrong_kind("an old Office file", _AS_TEXT)


def _refuse_text(data: bytes, head: bytes) -> Exception:
    """Something without a magic number: one of the kinds that are written in letters, or nothing we know."""
    bom = next((bom for bom in _BOMS if head.startswith(bom)), b"")
    letters = head.removeprefix(bom).lstrip().lower()
    if b"<html" in letters or letters.startswith(_MARKUP):
        return refusals.wrong_kind("a web page", "Please print it to PDF and upload that.")
    if letters.startswith((b"mime-version:", b"from:", b"received:", b"return-path:")):
        return refusals.wrong_kind("an e-mail or a saved web page", "Please print it to PDF and upload that.")
    if letters.startswith((b"<?xml", b"<svg", b"<w:", b"<pkg:")):
        if b"word.document" in letters or b"wordprocessingml" in letters:
            return refusals.wrong_kind("a Word document in XML", "Please save it as DOCX or PDF and upload that.")
        return refusals.wrong_kind(_PICTURE, _WITH_TEXT) if b"<svg" in letters else refusals.wrong_kind("an XML file")
    if _is_text(head, _BOMS.get(bom, "utf-8"), is_cut=len(data) > len(head)):
        return refusals.wrong_kind("a plain text file", _AS_TEXT)
    return refusals.wrong_kind("not a kind of document that can be read")


def _is_text(head: bytes, encoding: str, *, is_cut: bool) -> bool:
    try:
        text = head.decode(encoding, errors="ignore" if is_cut and encoding != "utf-8" else "strict")
    except UnicodeDecodeError as error:
        if is_cut and error.start >= len(head) - 3:  # a letter that goes on behind the head
            text = head[: error.start].decode(encoding)
        else:  # Windows-1252 and its kin have no NUL and hardly a control character in a text
            text = head.decode("latin-1")
            if sum(char.isascii() for char in text) < len(text) * 0.7:
                return False
    text = text.removeprefix("\ufeff")
    return all(char.isprintable() or char.isspace() for char in text)
