"""PDF: text page by page, and what is told about pages that gave none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


def test_what_a_page_drew_before_it_broke_is_read_with_a_warning() -> None:
    drawing = b"BT /F1 12 Tf 72 700 Td (Before) Tj ET /X1 Do BT /F1 12 Tf 72 600 Td (After) Tj ET"
    form = hostile.stream(b"(never ends", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]")
    extract = PdfParser().parse(hostile.text_pdf(drawing, form), LIMITS)
    assert extract.text == "Before"
    assert extract.warnings == ("Page 1 could not be read to the end.",)


def test_a_scan_with_a_stamp_is_read_from_what_was_recognized() -> None:
    picture = hostile.stream(
        b"\x80", b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray"
    )
    layer = b"".join(b"1 0 0 1 72 %d Tm (Recognized line number %d) Tj " % (700 - 20 * row, row) for row in range(10))
    stamp = b"0 Tr 1 0 0 1 72 20 Tm (Scanned by hand) Tj"
    drawing = b"q 600 0 0 800 0 0 cm /X1 Do Q BT /F1 12 Tf 3 Tr %s %s ET" % (layer, stamp)
    extract = PdfParser().parse(hostile.text_pdf(drawing, picture), LIMITS)
    assert extract.text.startswith("Recognized line number 0")
    assert extract.text.endswith("Scanned by hand")
    assert extract.warnings == ("Page 1 is a picture; its text was recognized by a program and may have mistakes.",)
    assert not extract.hidden


OPERATORS = (
    "q Q cm gs cs sc scn g rg k re m l c W n S f B sh BT ET Tm Td TD T* TL Tc Tw Tz Ts Tr Tf Tj TJ ' \" BDC BMC EMC Do"
).split()
STRANGE = "0.5 -0 1e9 (text) <00ff> /F1 /X1 /OC /None [(a)-200(b)] [/F1] <<>> true null".split()
OPERANDS = st.one_of(st.integers(-(10**6), 10**6).map(str), st.sampled_from(STRANGE))


@given(st.lists(st.tuples(st.lists(OPERANDS, max_size=7), st.sampled_from(OPERATORS)), max_size=25))
def test_operators_in_any_order_with_any_operands_lose_no_page(operations: list[tuple[list[str], str]]) -> None:
    noise = " ".join(f"{' '.join(operands)} {operator}" for operands, operator in operations)
    form = hostile.stream(b"BT /F1 9 Tf 9 9 Td (form) Tj ET", b"/Type /XObject /Subtype /Form /BBox [0 0 600 800]")
    drawing = f"BT /F1 12 Tf 72 700 Td (Before) Tj ET {noise}".encode()
    try:
        extract = PdfParser().parse(hostile.text_pdf(drawing, form), LIMITS)
    except BadDocument as refused:
        reason = refused.reason
    else:
        reason = ""
        assert "Before" in extract.text or any("Before" in piece.text for piece in extract.hidden)
        assert extract.warnings == ()
    assert reason in {"", "no_text", "too_complex"}  # what came after covers the first word, or all of it is too long
