"""PDF: text comes in the order in which a person reads it, whatever the order of drawing."""

import io
import random
from collections.abc import Callable, Sequence

import pytest
from reportlab.pdfgen.canvas import Canvas

from xquizit_documents.document import ParseLimits
from xquizit_documents.engines.pdf import PdfParser

LIMITS = ParseLimits(max_pages=10, max_text_chars=20_000, max_unpacked_bytes=2**20)
Placed = tuple[float, float, str]

LEFT = [
    "Mends sails since she was fifteen years old",
    "and has cut and sewn canvas and polyester for",
    "yachts and museum ships on three coasts now",
    "and estimates so that the price really holds",
    "while apprentices leave her with steady hands",
]
RIGHT = [
    "Led a loft of six people in her last post and",
    "brought the complaints down from nine a year",
    "by a plotter that everyone could soon operate",
    "and she writes offers in Dutch and in English",
    "and three owners of ships speak for her work",
]


def text_of(*pages: Sequence[Placed], size: float = 10) -> str:
    target = io.BytesIO()
    canvas = Canvas(target, invariant=1)
    for page in pages:
        canvas.setFont("Helvetica", size)
        for x, y, text in page:
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return PdfParser().parse(target.getvalue(), LIMITS).text


def words_of(text: str) -> list[str]:
    return text.split()


def columns() -> list[Placed]:
    left = [(60.0, 700 - 13.0 * index, line) for index, line in enumerate(LEFT)]
    return [*left, *((320.0, 700 - 13.0 * index, line) for index, line in enumerate(RIGHT))]


def by_height(placed: list[Placed]) -> list[Placed]:
    return sorted(placed, key=lambda line: (-line[1], line[0]))


def shuffled(placed: list[Placed]) -> list[Placed]:
    random.Random(1).shuffle(placed)
    return placed


def backwards(placed: list[Placed]) -> list[Placed]:
    return placed[::-1]


@pytest.mark.parametrize("drawn", [list, by_height, shuffled, backwards])
def test_two_columns_one_after_the_other(drawn: Callable[[list[Placed]], list[Placed]]) -> None:
    assert words_of(text_of(drawn(columns()))) == " ".join([*LEFT, *RIGHT]).split()


def test_a_heading_over_both_columns_comes_first_and_a_line_below_them_last() -> None:
    heading = (60.0, 740.0, "Harriet Vandersloot, maker of sails in the old port of Harlingen since 1998")
    closing = (60.0, 600.0, "This line stands below both of the columns and runs over both of them.")
    text = text_of([heading, *columns(), closing])
    assert text.startswith("Harriet Vandersloot")
    assert text.endswith("runs over both of them.")
    assert text.index(LEFT[-1].split()[-1]) < text.index(RIGHT[0].split()[0])


def test_a_table_row_by_row_even_when_its_cells_are_drawn_line_by_line() -> None:
    rows = [("Area", "Details", "Years"), ("Data", "Kafka, Redis", "8"), ("Web", "FastAPI", "5")]
    page = [
        (60.0 + 150 * column, 700 - 20.0 * row, cell)
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
    ]
    assert text_of(page) == "Area | Details | Years\nData | Kafka, Redis | 8\nWeb | FastAPI | 5"


def test_cells_of_several_lines_stay_together() -> None:
    page: list[Placed] = []
    for row in range(3):
        top = 700 - 40.0 * row
        page += [
            (60.0, top, f"Goal {row}"),
            (160.0, top, "learn to plan the"),
            (160.0, top - 12, f"work of year {row}"),
        ]
        page += [(320.0, top, "a test and a task"), (320.0, top - 12, f"on day {row}")]
    assert text_of(page).splitlines() == [
        f"Goal {row} | learn to plan the work of year {row} | a test and a task on day {row}" for row in range(3)
    ]


def test_an_empty_cell_keeps_its_place() -> None:
    page = [
        *((60.0, 700.0 - 20 * row, f"Row {row}") for row in range(3)),
        *((200.0, 700.0 - 20 * row, f"two {row}") for row in (0, 2)),
        *((340.0, 700.0 - 20 * row, f"three {row}") for row in range(3)),
    ]
    assert "Row 1 | | three 1" in text_of(by_height(page)).splitlines()


def test_lines_that_the_margin_broke_are_joined_and_others_are_not() -> None:
    lines = [
        "The first paragraph is so long that it reaches the margin of the page",
        "and goes on in a second line.",
        "Skills",
        "Python",
    ]
    page = [(60.0, 700 - 12.0 * index, line) for index, line in enumerate(lines)]
    assert text_of(page) == f"{lines[0]} {lines[1]}\nSkills\nPython"


def test_headers_footers_and_page_numbers_once() -> None:
    pages = [
        [
            (60.0, 810.0, "Application of Ada Byron"),
            (60.0, 700.0, f"Content of sheet {'ABC'[number - 1]}"),
            (60.0, 40.0, "Confidential"),
            (500.0, 40.0, f"Page {number} of 3"),
        ]
        for number in (1, 2, 3)
    ]
    assert text_of(*pages) == (
        "Application of Ada Byron\n\nContent of sheet A\n\nContent of sheet B\n\nContent of sheet C\n\nConfidential"
    )


def test_rows_that_differ_in_their_numbers_alone_are_no_footers() -> None:
    pages = [[(60.0, 760.0 - 14 * row, f"Module {page * 50 + row} is planned") for row in range(52)] for page in (1, 2)]
    found = text_of(*pages)
    assert all(f"Module {page * 50 + row} is planned" in found for page in (1, 2) for row in range(52))


def test_bold_by_drawing_twice_is_read_once() -> None:
    assert (
        text_of([(60.0, 700.0, "Summary"), (60.3, 700.0, "Summary"), (60.0, 650.0, "Summary")]).split()
        == ["Summary"] * 2
    )


def test_bullets_stand_in_front_of_their_text_however_far_off() -> None:
    page = [(60.0, 700.0, "\u2022"), (85.0, 700.0, "Led a team"), (60.0, 686.0, "\u2022"), (85.0, 686.0, "Wrote tests")]
    assert text_of(page) == "• Led a team\n• Wrote tests"


def test_sideways_text_comes_after_the_page() -> None:
    target = io.BytesIO()
    canvas = Canvas(target, invariant=1)
    canvas.saveState()
    canvas.rotate(90)
    canvas.drawString(300, -40, "Curriculum vitae")
    canvas.restoreState()
    canvas.drawString(100, 700, "Ada Byron")
    canvas.save()
    assert PdfParser().parse(target.getvalue(), LIMITS).text == "Ada Byron\n\nCurriculum vitae"


def test_spread_letters_make_one_word() -> None:
    target = io.BytesIO()
    canvas = Canvas(target, invariant=1)
    text = canvas.beginText(60, 700)
    text.setCharSpace(4)
    text.textLine("EXPERIENCE")
    text.setCharSpace(0)
    text.textLine("in plain letters")
    canvas.drawText(text)
    x = 60.0
    for letter in "SKILLS":
        canvas.drawString(x, 600, letter)
        x += canvas.stringWidth(letter) + 5
    canvas.save()
    assert PdfParser().parse(target.getvalue(), LIMITS).text.split() == [
        "EXPERIENCE",
        "in",
        "plain",
        "letters",
        "SKILLS",
    ]


def random_columns(seed: int) -> tuple[list[Placed], float]:
    """Two or three columns of ragged paragraphs, under a heading over all of them, and the font's size."""
    draw = random.Random(seed)
    size = draw.choice([8.0, 9.0, 10.0, 11.0])
    count, gutter, leading = draw.choice([2, 2, 3]), draw.uniform(1.2, 3.5) * size, draw.uniform(1.1, 1.6) * size
    width = (480 - gutter * (count - 1)) / count
    letters = int(width / size / 0.56)
    placed: list[Placed] = [(50.0, 800.0, "heading over all of the columns " * 2)]
    number = 0
    for column in range(count):
        y = 760 - draw.choice([0.0, 3.0, leading / 2])
        for _ in range(draw.randint(2, 4)):
            for line in range(lines := draw.randint(2, 6)):
                wanted = letters * (draw.uniform(0.3, 0.8) if line == lines - 1 else draw.uniform(0.75, 1))
                text = f"{number}"
                while len(text) + 6 < wanted:
                    number += 1
                    text += f" {draw.choice(['some', 'word', 'team', 'with'])}{number % 10}"
                placed.append((50 + column * (width + gutter), y, text))
                number += 1
                y -= leading
            y -= leading * draw.choice([0.3, 0.6, 1.0])
    return placed, size


@pytest.mark.parametrize("seed", range(40))
def test_any_columns_that_are_drawn_one_after_the_other_are_read_so(seed: int) -> None:
    placed, size = random_columns(seed)
    assert words_of(text_of(placed, size=size)) == " ".join(line for _, _, line in placed).split()
