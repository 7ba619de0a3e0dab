"""PDF: text page by page, and what is told about pages that gave none."""

import pytest

from tests.corpus import hostile
from xquizit_documents.document import ParseLimits
from xquizit_documents.engines.pdf import PdfParser
from xquizit_kit.errors import BadDocument

LIMITS = ParseLimits(max_pages=10, max_text_chars=1000, max_unpacked_bytes=2**20)


def test_pages_in_order() -> None:
    extract = PdfParser().parse(hostile.pdf("First page", "Second page"), LIMITS)
    assert (extract.text, extract.page_count, extract.warnings) == ("First page\n\nSecond page", 2, ())


def test_names_pages_without_text() -> None:
    assert PdfParser().parse(hostile.pdf("Text", ""), LIMITS).warnings == (
        "No text was found on page 2; pictures are not read.",
    )
    assert PdfParser().parse(hostile.pdf("Text", *[""] * 8), LIMITS).warnings == (
        "No text was found on pages 2, 3, 4, 5, 6 and 3 more; pictures are not read.",
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (hostile.pdf(""), "no_text"),
        (hostile.pdf_of_many_pages(11), "too_complex"),
        (hostile.pdf("long " * 300), "too_complex"),
        (hostile.pdf_with_recursive_pages(), "damaged"),
        (hostile.encrypted_pdf(user_password="secret"), "encrypted"),
        (b"%PDF-1.7 and nothing", "damaged"),
    ],
)
def test_refuses(data: bytes, reason: str) -> None:
    with pytest.raises(BadDocument) as refused:
        PdfParser().parse(data, LIMITS)
    assert refused.value.reason == reason
