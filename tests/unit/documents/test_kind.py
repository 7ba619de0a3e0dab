"""The kind of a document is found by its content."""

import pytest

from tests.corpus import hostile
from xquizit_documents import archive
from xquizit_documents.document import Kind
from xquizit_documents.kind import detect
from xquizit_kit.errors import BadDocument, UnsupportedKind


def test_finds_pdf_and_docx() -> None:
    assert detect(hostile.resume_pdf()) is Kind.PDF
    assert detect(b"\xef\xbb\xbf\r\n%PDF-1.4 and so on") is Kind.PDF
    assert detect(hostile.job_docx()) is Kind.DOCX
    assert detect(hostile.word()) is Kind.DOCX


def test_a_pdf_header_far_inside_makes_no_pdf() -> None:
    with pytest.raises(UnsupportedKind):
        detect(b"\0" * 2000 + b"%PDF-1.4")


@pytest.mark.parametrize(
    ("data", "reason", "words"),
    [
        (hostile.ole("WordDocument"), "legacy_word", "Word 97"),
        (hostile.ole("Workbook", "WordDocument"), "legacy_word", "Word 97"),
        (hostile.ole("__substg1.0_0037001F"), "wrong_kind", "e-mail"),
        (hostile.ole("Workbook"), "wrong_kind", "old Office"),
        (rb"{\rtf1}", "wrong_kind", "RTF"),
        (b"MZ\x90\0" + b"%PDF-1.7", "wrong_kind", "Windows program"),
        (b"\x7fELF\x02", "wrong_kind", "program"),
        (b"\xff\xd8\xff\xe0", "wrong_kind", "picture"),
        (b"  <!DOCTYPE HTML><html>", "wrong_kind", "web page"),
        (b"Curriculum vitae\n", "wrong_kind", "plain text"),
        ("é".encode() * 600, "wrong_kind", "plain text"),
        (b"\0\1\2\3", "wrong_kind", "not a kind"),
        (hostile.archive({"a.txt": "a"}), "wrong_kind", "ZIP"),
        (hostile.archive({"xl/workbook.xml": ""}), "wrong_kind", "Excel"),
        (hostile.archive({"ppt/presentation.xml": ""}), "wrong_kind", "PowerPoint"),
        (hostile.archive({"mimetype": "", "content.xml": ""}), "wrong_kind", "OpenDocument"),
        (hostile.archive({"Index/Document.iwa": ""}), "wrong_kind", "Pages"),
        (hostile.word(content_type=hostile.MACRO_TYPE), "macros", "macros"),
        (hostile.archive(hostile.word_parts() | {"word/vbaProject.bin": b"x"}), "macros", "macros"),
        (hostile.word(content_type="application/xml"), "wrong_kind", "no Word document"),
        (b"\0\0\0\x24ftypheic\0\0\0\0", "wrong_kind", "picture"),
        (b"\0\0\0\x24ftypqt  \0\0\0\0", "wrong_kind", "video"),
        (b"RIFF\0\0\0\0WEBP", "wrong_kind", "picture"),
        (b'<?xml version="1.0"?><svg/>', "wrong_kind", "picture"),
        (b'<?xml version="1.0"?><resume/>', "wrong_kind", "XML file"),
        ("Résumé\r\n".encode("utf-16"), "wrong_kind", "plain text"),
        ("Zoë wrote this résumé long ago, in a café".encode("cp1252"), "wrong_kind", "plain text"),
        ("€".encode() * 600, "wrong_kind", "plain text"),
        (b"PK\x03\x04 nothing more", "wrong_kind", "damaged ZIP"),
    ],
)
def test_refuses_others_by_name(data: bytes, reason: str, words: str) -> None:
    with pytest.raises(UnsupportedKind) as refused:
        detect(data)
    assert refused.value.reason == reason
    assert words in refused.value.message


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty_file"),
        (hostile.ole("EncryptionInfo", "EncryptedPackage"), "encrypted"),
        (hostile.job_docx()[:3000], "damaged"),
        (hostile.archive({"word/document.xml": "<w:document/>"}), "damaged"),
        (hostile.archive({"EncryptedPackage": ""}), "encrypted"),
        (hostile.archive({f"{number}": "" for number in range(archive.MAX_PARTS + 1)}), "too_complex"),
    ],
)
def test_refuses_documents_that_cannot_be_read(data: bytes, reason: str) -> None:
    with pytest.raises(BadDocument) as refused:
        detect(data)
    assert refused.value.reason == reason


def test_a_docx_with_torn_content_types_is_damaged() -> None:
    document = bytearray(hostile.word())
    first_part = 30 + len("[Content_Types].xml")
    document[first_part : first_part + 8] = b"\xff" * 8
    with pytest.raises(BadDocument) as refused:
        detect(bytes(document))
    assert refused.value.reason == "damaged"
