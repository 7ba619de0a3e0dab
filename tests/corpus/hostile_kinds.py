"""Files of other kinds, by whatever name they come, and files of no kind."""

from tests.corpus.hostile import MIB, Case, archive, job_docx, ole, resume_pdf, word

_HEIC = b"\0\0\0\x24ftypheic\0\0\0\0mif1heic" + b"\0" * 64
_ODT = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<office/>"}
_BOOK = {"mimetype": "application/epub+zip", "META-INF/container.xml": "<container/>"}
_MAIL = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n<html>My resume</html>"
_WORD_XML = b'<?xml version="1.0"?>\n<?mso-application progid="Word.Document"?>\n<w:wordDocument/>'
_EXCEL = {"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"}


def cases() -> list[Case]:
    """All of them."""
    wrong = {
        "program named resume.pdf": (b"MZ\x90\x00" + b"%PDF-1.7\n" + b"\0" * 400, "Windows program"),
        "Linux program": (b"\x7fELF\x02\x01\x01" + b"\0" * 400, "program"),
        "shell script": (b"#!/bin/sh\necho hello\n", "program"),
        "RTF": (rb"{\rtf1 hello}", "RTF"),
        "web page": (b"<!DOCTYPE html><html><body>My resume</body></html>", "web page"),
        "web page behind a comment": (b"<!-- saved from url -->\n<html><body>My resume</body></html>", "web page"),
        "saved web page": (_MAIL, "web page"),
        "plain text": ("Résumé of Zoë".encode(), "plain text"),
        "plain text of Notepad": ("Résumé of Zoë\r\n".encode("utf-16"), "plain text"),
        "plain text of Windows": ("Résumé of Zoë, who wrote this long ago\r\n".encode("cp1252"), "plain text"),
        "Word in XML": (_WORD_XML, "Word document in XML"),
        "PNG": (b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "picture"),
        "JPEG": (b"\xff\xd8\xff\xe0\0\x10JFIF" + b"\0" * 64, "picture"),
        "HEIC of a phone": (_HEIC, "picture"),
        "WebP": (b"RIFF\0\0\0\0WEBPVP8 " + b"\0" * 64, "picture"),
        "film": (b"\0\0\0\x20ftypisom\0\0\0\0" + b"\0" * 64, "video"),
        "OpenDocument": (archive(_ODT), "OpenDocument"),
        "e-book": (archive(_BOOK), "e-book"),
        "Pages": (archive({"Index/Document.iwa": "x"}), "Pages"),
        "Excel named resume.docx": (archive(_EXCEL), "Excel"),
        "PowerPoint named resume.docx": (archive({"ppt/presentation.xml": "<p/>"}), "PowerPoint"),
        "old Excel": (ole("Workbook"), "old Office"),
        "Outlook mail": (ole("__substg1.0_0037001F"), "e-mail"),
        "ZIP of documents": (archive({"resume.pdf": resume_pdf()}), "ZIP archive"),
        "damaged ZIP": (b"PK\x03\x04 nothing more", "damaged ZIP"),
        "Word template": (word(content_type=_TEMPLATE_TYPE), "template"),
        "PostScript": (b"%!PS-Adobe-3.0\n", "PostScript"),
        "noise": (bytes(range(256)) * 16, "not a kind"),
    }
    return [
        Case("empty", lambda: b"", "empty_file"),
        Case("one byte", lambda: b"\0", "wrong_kind"),
        Case("eleven megabytes", lambda: resume_pdf() + b"\n" * (11 * MIB), "too_large", "10 MB"),
        Case("Word 97", lambda: ole("WordDocument", "1Table", "Workbook"), "legacy_word", "Word 97"),
        Case("password, Word", lambda: ole("EncryptionInfo", "EncryptedPackage"), "encrypted", "password"),
        Case("PDF named job.docx", resume_pdf, says="Priya Ramanathan"),
        Case("DOCX named resume.pdf", job_docx, says="Backend Engineer"),
        *(Case(name, lambda data=data: data, "wrong_kind", says) for name, (data, says) in wrong.items()),
    ]


_TEMPLATE_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
