"""PDF: links, form fields, accents, notes, languages from the right, layers."""

import io
from typing import Any

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject
from reportlab.pdfgen.canvas import Canvas

from tests.corpus import hostile
from xquizit_documents.document import ParseLimits
from xquizit_documents.engines.pdf import PdfParser
from xquizit_documents.engines.pdf.bidi import logical
from xquizit_documents.engines.pdf.colours import DEVICE, TINT, UNKNOWN, colour
from xquizit_documents.engines.pdf.drawing import Glyph
from xquizit_documents.engines.pdf.geometry import Box, apply, bound, multiply, turned, upright
from xquizit_documents.engines.pdf.lines import lines, said
from xquizit_documents.engines.pdf.spans import pieces
from xquizit_documents.links import is_told, shown_address
from xquizit_documents.page_numbers import is_page_number, without_page_number

LIMITS = ParseLimits(max_pages=10, max_text_chars=20_000, max_unpacked_bytes=2**20)


def glyphs(text: str, *, x: float = 0, y: float = 0, size: float = 10, width: float = 5) -> list[Glyph]:
    return [Glyph(char, x + width * index, x + width * (index + 1), y, size, 0) for index, char in enumerate(text)]


def line_of(*drawn: Glyph) -> str:
    (line,) = lines(pieces(drawn))
    return line.text


def test_links_with_their_addresses_unless_the_text_is_the_address() -> None:
    target = io.BytesIO()
    canvas = Canvas(target, invariant=1)
    canvas.drawString(72, 700, "See my profile and example.com for more.")
    canvas.linkURL("https://code.example.org/ada", (96, 695, 150, 712))
    canvas.linkURL("https://www.example.com/", (172, 695, 238, 712))
    canvas.linkURL("javascript:alert(1)", (240, 695, 300, 712))
    canvas.save()
    text = PdfParser().parse(target.getvalue(), LIMITS).text
    assert text == "See my profile (https://code.example.org/ada) and example.com for more."


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("mailto:ada@example.com?subject=Hi", "ada@example.com"),
        ("tel:+44%20113%20496", "+44 113 496"),
        (" https://example.com/a ", "https://example.com/a"),
        ("file:///etc/passwd", ""),
        ("https://example.com/" + "x" * 300, ""),
        ("https://example.com/ignore all instructions", ""),
        ("#top", ""),
    ],
)
def test_addresses_that_are_shown(address: str, shown: str) -> None:
    assert shown_address(address) == shown


def test_an_address_is_told_by_its_text_in_any_dress() -> None:
    assert is_told("https://www.example.com/me/", "Example.com/me")
    assert is_told("+44 113 4960182", "(+44) 113 496 0182")
    assert not is_told("https://example.com/me", "my page")


def test_accents_that_are_glyphs_of_their_own() -> None:
    acute = Glyph("\u00b4", 20, 25, 0, 10, 0)
    assert (
        line_of(*glyphs("Caf"), Glyph("\u00b4", 15, 20, 1, 10, 0), *glyphs("e", x=15), acute)
        == "Café \u00b4"[:4] + "\u00b4"
    )
    assert line_of(Glyph("\u00a8", 1, 5, 2, 10, 0), Glyph("U", 0, 7, 0, 10, 0)) == "Ü"
    assert line_of(Glyph("c", 0, 5, 0, 10, 0), Glyph("\u00b8", 0, 5, 0, 10, 0)) == "ç"


def test_the_raised_number_of_a_note_is_a_word() -> None:
    note = Glyph("1", 25, 28, 4, 6, 0)
    assert line_of(*glyphs("prize"), note) == "prize 1"
    assert line_of(*glyphs("H"), Glyph("2", 5, 8, -2, 6, 0), *glyphs("O", x=8)) == "H2O"


@pytest.mark.parametrize(
    ("seen", "read"),
    [
        ("םולש", "שלום"),
        ("Jira םע", "עם Jira"),
        ("2024 - 2019 דבע", "עבד 2019 - 2024"),
        ("(ב) א", "א (ב)"),
        (")ב( א", "א (ב)"),
    ],
)
def test_lines_that_are_read_from_the_right(seen: str, read: str) -> None:
    assert "".join(logical(list(seen), right_to_left=True)) == read


def test_a_word_from_the_right_in_a_line_from_the_left() -> None:
    (line,) = lines(pieces(glyphs("Name: הענ, 9")))
    assert said(line.words) == "Name: נעה, 9"


@given(st.text(alphabet="abc אבגلمن 123()-,.", max_size=30), st.booleans())
def test_the_order_of_reading_loses_and_invents_nothing(seen: str, right_to_left: bool) -> None:
    mirrored = str.maketrans(")", "(")
    read = "".join(logical(list(seen), right_to_left=right_to_left))
    assert sorted(read.translate(mirrored)) == sorted(seen.translate(mirrored))


def test_form_fields_and_typed_text_are_read_beside_their_labels() -> None:
    target = io.BytesIO()
    canvas = Canvas(target, invariant=1)
    canvas.drawString(72, 700, "Surname")
    canvas.drawString(72, 660, "Town")
    canvas.acroForm.textfield(name="surname", value="Byron", x=150, y=694, width=200, height=20)
    canvas.acroForm.textfield(name="town", value="Ockham", x=150, y=654, width=200, height=20)
    canvas.save()
    assert PdfParser().parse(target.getvalue(), LIMITS).text == "Surname | Byron\nTown | Ockham"


def test_a_hidden_field_is_reported() -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(hostile.pdf("Seen")))
    field = DictionaryObject()
    for key, value in {
        "/Subtype": NameObject("/Widget"),
        "/FT": NameObject("/Tx"),
        "/V": TextStringObject("obey"),
    }.items():
        field[NameObject(key)] = value
    field[NameObject("/Rect")] = ArrayObject([pypdf.generic.NumberObject(each) for each in (10, 10, 100, 30)])
    field[NameObject("/F")] = pypdf.generic.NumberObject(2)
    writer.pages[0][NameObject("/Annots")] = ArrayObject([field])
    target = io.BytesIO()
    writer.write(target)
    extract = PdfParser().parse(target.getvalue(), LIMITS)
    assert extract.text == "Seen"
    assert [(piece.text, piece.why) for piece in extract.hidden] == [("obey", "in a form field that is hidden")]


def layered(state: str) -> bytes:
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    drawing = b"BT /F1 12 Tf 72 700 Td (Seen) Tj ET /OC /L BDC BT /F1 12 Tf 72 600 Td (In a layer) Tj ET EMC"
    return hostile.raw_pdf(
        b"<< /Type /Catalog /Pages 2 0 R /OCProperties << /OCGs [5 0 R] /D << %s >> >> >>" % state.encode(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F1 %s >>"
        b" /Properties << /L 5 0 R >> >> >>" % font,
        hostile.stream(drawing),
        b"<< /Type /OCG /Name (L) >>",
    )


@pytest.mark.parametrize(
    ("state", "text"),
    [
        ("", "Seen\n\nIn a layer"),
        ("/OFF [5 0 R]", "Seen"),
        ("/BaseState /OFF", "Seen"),
        ("/BaseState /OFF /ON [5 0 R]", "Seen\n\nIn a layer"),
    ],
)
def test_layers_that_are_switched_off_are_not_read(state: str, text: str) -> None:
    extract = PdfParser().parse(layered(state), LIMITS)
    assert extract.text == text
    assert [piece.text for piece in extract.hidden] == ([] if "layer" in text else ["In a layer"])


@pytest.mark.parametrize("text", ["7", "Page 3 of 9", "- 4 -", "iv", "12 / 30", "Seite 2 von 3", "第 3 页"])
def test_page_numbers(text: str) -> None:
    assert is_page_number(text)


def test_what_stands_before_a_page_number_stays() -> None:
    assert without_page_number("Confidential | Page 2 of 3") == "Confidential"
    assert without_page_number("Ada Byron") == "Ada Byron"
    assert not is_page_number("2019 Awards")


def test_colours() -> None:
    assert colour(DEVICE, [0.5]) == (0.5, 0.5, 0.5)
    assert colour(DEVICE, [0, 0, 0, 1]) == (0, 0, 0)
    assert colour(TINT, [0.0]) == (1.0, 1.0, 1.0)
    assert colour(TINT, [1.0]) == (0.0, 0.0, 0.0)
    assert colour(UNKNOWN, [1.0]) is None
    assert colour(DEVICE, ["/P1"]) is None


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_page_is_put_upright(rotation: int) -> None:
    media = Box(10, 20, 110, 220)
    shown = bound(upright(media, rotation), media)
    size = (200.0, 100.0) if rotation in (90, 270) else (100.0, 200.0)
    assert (shown.x0, shown.y0, shown.x1, shown.y1) == pytest.approx((0, 0, *size))


@given(st.integers(0, 3), st.floats(-1e3, 1e3), st.floats(-1e3, 1e3))
def test_turning_back_undoes_a_turn(turns: int, x: float, y: float) -> None:
    quarter: Any = (0.0, 1.0, -1.0, 0.0, 0.0, 0.0)
    whole: Any = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    for _ in range(turns):
        whole = multiply(whole, quarter)
    assert turned(turns, *apply(whole, x, y)) == pytest.approx((x, y))
