"""Scans are read where OCR is on; with the real PDFium and tesseract, or not at all."""

from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.corpus import hostile
from tests.corpus.hostile_pdf import huge_picture
from xquizit_documents import server
from xquizit_documents.config import DocumentsSettings
from xquizit_documents.document import Kind, ParseLimits
from xquizit_documents.engines import parser_for
from xquizit_documents.ocr_options import OcrOptions
from xquizit_documents.parsing import ParserPool
from xquizit_documents.port import Parser
from xquizit_kit.errors import BadDocument

IS_INSTALLED = find_spec("tesserocr") is not None and find_spec("pypdfium2") is not None
HAS_DATA = any(Path("/usr/share").glob("tess*/**/eng.traineddata"))
needs_ocr = pytest.mark.skipif(
    not (IS_INSTALLED and HAS_DATA), reason="needs xquizit-documents[ocr] and Debian's tesseract-ocr-eng"
)
OPTIONS = OcrOptions(languages="eng", max_pages=4, dpi=200, limit_s=60)
LIMITS = ParseLimits(max_pages=100, max_text_chars=400_000, max_unpacked_bytes=64 * 2**20)


@pytest.fixture(scope="module")
def scan() -> bytes:
    from tests.corpus.scans import scanned

    return scanned(hostile.resume_pdf())


@pytest.fixture(scope="module")
def reader() -> Parser:
    return parser_for(Kind.PDF, OPTIONS)


@needs_ocr
def test_a_scan_is_read_and_that_is_told(reader: Parser, scan: bytes) -> None:
    plain = parser_for(Kind.PDF).parse(hostile.resume_pdf(), LIMITS)
    found = reader.parse(scan, LIMITS)
    words = {word for word in plain.text.split() if len(word) > 4}
    assert len(words & set(found.text.split())) > 0.9 * len(words)
    assert found.page_count == 2
    assert found.warnings == (
        "This document has no text of its own: it was read from its pictures (OCR), and words may be wrong.",
    )
    assert "tesseract" in reader.info.model


@needs_ocr
def test_without_ocr_a_scan_is_refused(scan: bytes) -> None:
    with pytest.raises(BadDocument, match="only pictures") as refused:
        parser_for(Kind.PDF).parse(scan, LIMITS)
    assert refused.value.reason == "no_text"


@needs_ocr
def test_a_document_with_text_is_not_drawn(reader: Parser) -> None:
    assert reader.parse(hostile.resume_pdf(), LIMITS) == parser_for(Kind.PDF).parse(hostile.resume_pdf(), LIMITS)


@needs_ocr
def test_only_so_many_pages_are_read(scan: bytes) -> None:
    found = parser_for(Kind.PDF, replace(OPTIONS, max_pages=1)).parse(scan, LIMITS)
    assert "Priya Ramanathan" in found.text
    assert "Only the first 1 of its 2 pages were read." in found.warnings


@needs_ocr
def test_when_the_time_is_over_what_was_read_is_kept(scan: bytes) -> None:
    with pytest.raises(BadDocument, match="could be recognized") as refused:
        parser_for(Kind.PDF, replace(OPTIONS, limit_s=0.001)).parse(scan, LIMITS)
    assert refused.value.reason == "no_text"


@needs_ocr
def test_pictures_without_words_are_no_text(reader: Parser) -> None:
    with pytest.raises(BadDocument, match="could be recognized") as refused:
        reader.parse(hostile.pdf("", ""), LIMITS)
    assert refused.value.reason == "no_text"


@needs_ocr
@pytest.mark.parametrize("hostile_pdf", [huge_picture(b""), hostile.pdf("")], ids=["10 gigapixels", "black square"])
async def test_what_cannot_be_read_is_refused_and_the_next_one_read(hostile_pdf: bytes, scan: bytes) -> None:
    settings = DocumentsSettings.model_validate({"documents_ocr": "on", "documents_parsers": 1})
    async with ParserPool(settings).running() as parsers:
        with pytest.raises(BadDocument):
            await parsers.parse(hostile_pdf)
        assert "Priya Ramanathan" in (await parsers.parse(scan)).text


@needs_ocr
async def test_a_contained_parser_reads_a_scan(scan: bytes) -> None:
    settings = DocumentsSettings.model_validate({"documents_ocr": "on", "documents_parsers": 1})
    async with ParserPool(settings).running() as parsers:
        assert "Priya Ramanathan" in (await parsers.parse(scan)).text
        assert "Text in pictures is read" in parsers.info.caveat
        assert "tesseract" in parsers.info.model


@needs_ocr
def test_missing_data_is_told_by_the_name_of_its_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    with pytest.raises(FileNotFoundError, match=r"tesseract-ocr-deu"):
        parser_for(Kind.PDF, replace(OPTIONS, languages="eng+deu"))


async def test_without_its_packages_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "find_spec", lambda _name: None)
    with pytest.raises(ImportError, match=r"xquizit-documents\[ocr\]"):
        async with server.compose(DocumentsSettings.model_validate({"documents_ocr": "on"})):
            pass


def test_it_is_off_unless_asked_for() -> None:
    assert DocumentsSettings().documents_ocr == "off"
    assert ParserPool(DocumentsSettings()).arguments["ocr"] is None
