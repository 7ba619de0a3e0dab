"""Limits around the parsers: on a whole PDF, on a DOCX before it is opened; and PDF whose end is missing."""

import io

import pypdf
import pytest

from tests.corpus import hostile
from tests.corpus.hostile import CATALOG, FONT, PAGES, raw_pdf, resume_pdf, stream
from xquizit_documents.document import Extract, Kind, ParseLimits
from xquizit_documents.engines import docx_limits, parser_for, pdf_limits
from xquizit_documents.engines.pdf_limits import LimitedPdf
from xquizit_documents.engines.pdf_mending import is_cut_off, mended
from xquizit_kit.engine_info import EngineInfo
from xquizit_kit.errors import BadDocument

MIB = 1024 * 1024
LIMITS = ParseLimits(max_pages=100, max_text_chars=400_000, max_unpacked_bytes=64 * MIB)


def reason(data: bytes, kind: Kind = Kind.PDF, limits: ParseLimits = LIMITS) -> str:
    try:
        parser_for(kind).parse(data, limits)
    except BadDocument as error:
        return error.reason
    return ""


def pdf_of_streams(count: int, size_bytes: int) -> bytes:
    """So many pages, each of whose contents unpack to so much, mostly a comment."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents %d 0 R /Resources << /Font << /F1 %s >> >> >>"
    content = stream(b"BT /F1 9 Tf 1 1 Td (Ada) Tj ET\n%" + b" " * size_bytes)
    kids = b" ".join(b"%d 0 R" % (3 + 2 * index) for index in range(count))
    objects = [CATALOG, b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count)]
    for index in range(count):
        objects += [page % (4 + 2 * index, FONT), content]
    return raw_pdf(*objects)


def test_streams_count_together() -> None:
    few = ParseLimits(max_pages=100, max_text_chars=400_000, max_unpacked_bytes=MIB)
    parser = parser_for(Kind.PDF)
    assert not parser.parse(pdf_of_streams(3, 300_000), few).warnings
    cut = parser.parse(pdf_of_streams(5, 300_000), few)
    assert cut.page_count == 5
    assert cut.warnings == ("Pages 4, 5 could not be read.",)
    assert reason(pdf_of_streams(1, 2 * MIB), limits=few) == "too_complex"


def test_a_small_file_may_not_unpack_to_much() -> None:
    assert reason(pdf_of_streams(1, pdf_limits.RATIO_FROM_BYTES // 2)) == ""
    assert reason(pdf_of_streams(1, 2 * pdf_limits.RATIO_FROM_BYTES)) == "too_complex"


def test_the_limit_of_one_document_is_not_the_next_one_s() -> None:
    parser = parser_for(Kind.PDF)
    with pytest.raises(BadDocument):
        parser.parse(pdf_of_streams(1, 2 * pdf_limits.RATIO_FROM_BYTES), LIMITS)
    assert parser.parse(pdf_of_streams(1, 1000), LIMITS).text == "Ada"


def test_objects_are_counted() -> None:
    assert reason(raw_pdf(CATALOG, PAGES, *[b"null"] * pdf_limits.MAX_OBJECTS)) == "too_complex"


def test_a_lock_that_nobody_knows_is_told_as_one() -> None:
    lock = b"/Encrypt << /Filter /Acme.Lock /V 4 /R 4 >> /ID [ (a) (a) ]"
    assert reason(raw_pdf(CATALOG, PAGES, trailer=lock)) == "encrypted"
    assert reason(raw_pdf(CATALOG, b"null", trailer=lock.replace(b"Acme.Lock", b"Standard"))) != ""


class Recorder:
    """A parser that finds every PDF damaged, and remembers them."""

    info = EngineInfo("recorder")

    def __init__(self) -> None:
        self.seen: list[bytes] = []

    def parse(self, data: bytes, _limits: ParseLimits) -> Extract:
        self.seen.append(data)
        raise BadDocument("It is torn.", reason="damaged")


def test_only_what_is_cut_off_is_mended() -> None:
    whole, cut = Recorder(), Recorder()
    with pytest.raises(BadDocument):
        LimitedPdf(whole).parse(resume_pdf(), LIMITS)
    with pytest.raises(BadDocument):
        LimitedPdf(cut).parse(resume_pdf()[:-300], LIMITS)
    assert (len(whole.seen), len(cut.seen)) == (1, 2)


@pytest.mark.parametrize("missing", [1, 20, 200, 1500])
def test_a_pdf_without_its_end_is_read_and_that_is_told(missing: int) -> None:
    whole = parser_for(Kind.PDF).parse(resume_pdf(), LIMITS)
    found = parser_for(Kind.PDF).parse(resume_pdf().rstrip()[:-missing], LIMITS)
    assert found.text == whole.text
    assert found.warnings == ("The end of this file is missing: some of its text may be, too.",)


@pytest.mark.parametrize("part", range(1, 20))
def test_pages_whose_fonts_are_missing_are_not_read_as_gibberish(part: int) -> None:
    for document in hostile.CORPUS.glob("*/resume.pdf"):
        data = document.read_bytes()
        whole = parser_for(Kind.PDF).parse(data, LIMITS).text
        cut = mended(data[: len(data) * part // 20], 100)
        if cut is not None:
            found = parser_for(Kind.PDF).parse(cut, LIMITS).text
            assert set(found.split()) <= set(whole.split()), document.parent.name


def test_a_locked_pdf_is_not_mended() -> None:
    locked = hostile.encrypted_pdf(user_password="")
    cut = locked[: locked.rfind(b"trailer")]
    assert is_cut_off(cut)
    assert mended(cut, 100) is None


def test_more_pages_than_may_be_read_are_not_looked_for() -> None:
    many = hostile.pdf(*["page"] * 12)
    found = mended(many[: many.rfind(b"xref")], 10)
    assert found is not None
    assert len(pypdf.PdfReader(io.BytesIO(found)).pages) == 11, "one more, so that it is refused"


def test_tags_of_all_parts_count_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx_limits, "MAX_TAGS", 100)
    assert reason(hostile.word(), Kind.DOCX) == ""
    part = "<a>" + "<b/>" * 60 + "</a>"
    parts = hostile.word_parts() | {"word/one.xml": part, "word/two.xml": part}
    assert reason(hostile.archive(parts), Kind.DOCX) == "too_complex"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_a_docx_with_a_doctype_is_refused_wherever_it_stands(encoding: str) -> None:
    declared = f'<?xml version="1.0" encoding="{encoding}"?>' + " " * 300_000 + "<!DOCTYPE w []><w/>"
    parts = hostile.word_parts() | {"word/other.xml": declared.encode(encoding)}
    assert reason(hostile.archive(parts), Kind.DOCX) == "damaged"
