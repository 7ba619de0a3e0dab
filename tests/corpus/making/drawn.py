"""PDFs drawn line by line with ReportLab and fpdf2: frames, forms, hidden text, scans, odd orders of drawing."""

import io
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    FrameBreak,
    ListFlowable,
    ListItem,
    PageTemplate,
    Paragraph,
    Table,
    TableStyle,
)

from tests.corpus.making.story import Block, Story, inlines
from tests.corpus.making.word_special import INJECTION

WIDTH, HEIGHT = A4


def _flow(blocks: list[Block]) -> list[Flowable]:
    styles = getSampleStyleSheet()
    flow: list[Flowable] = []
    for block in blocks:
        match block.kind:
            case "ul":
                items = [ListItem(Paragraph(_inline(line), styles["BodyText"])) for line in block.lines]
                flow.append(ListFlowable(items, bulletType="bullet", start="•"))
            case "table":
                table = Table([[Paragraph(_inline(cell), styles["BodyText"]) for cell in row] for row in block.rows])
                table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.grey)]))
                flow.append(table)
            case kind:
                style = styles["BodyText" if kind == "p" else f"Heading{kind[1]}"]
                flow.extend(Paragraph(_inline(line), style) for line in block.lines)
    return flow


def _inline(text: str) -> str:
    return "".join(
        f'<a href="{piece.address}">{piece.text}</a>' if piece.address else piece.text.replace("&", "&amp;")
        for piece in inlines(text)
    )


def by_reportlab(story: Story, target: Path, *, sidebar: bool = False) -> None:
    """PDF in frames, with header, footer and page number drawn on every page."""
    frames = [Frame(60, 60, WIDTH - 120, HEIGHT - 130)]
    if sidebar:
        frames = [
            Frame(50, HEIGHT - 150, WIDTH - 100, 100),
            Frame(50, 60, 150, HEIGHT - 220),
            Frame(215, 60, WIDTH - 265, HEIGHT - 220),
        ]

    def edges(canvas: Canvas, document: Any) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(60, HEIGHT - 40, story.header)
        canvas.drawString(60, 30, story.footer)
        if story.pages:
            canvas.drawRightString(WIDTH - 60, 30, f"Page {document.page}")

    document = BaseDocTemplate(str(target), pagesize=A4, invariant=1)
    document.addPageTemplates(PageTemplate(frames=frames, onPage=edges))
    flow: list[Flowable] = []
    for part in story.parts:
        for column in part:
            if flow and sidebar:
                flow.append(FrameBreak())
            flow += _flow(list(column))
    document.build(flow)


def form(target: Path) -> str:
    """An application with fields that a person has filled in."""
    canvas = Canvas(str(target), pagesize=A4, invariant=1)
    canvas.setFont("Helvetica-Bold", 16)
    canvas.drawString(72, 770, "Application for employment")
    canvas.setFont("Helvetica", 11)
    rows = (
        ("Surname", "Hollingsworth-Idowu"),
        ("Given name", "Marguerite"),
        ("Position", "Crane operator"),
        ("Start", "1 March 2025"),
    )
    for index, (label, value) in enumerate(rows):
        y = 730 - 30 * index
        canvas.drawString(72, y, f"{label}:")
        canvas.acroForm.textfield(name=label, value=value, x=170, y=y - 6, width=250, height=20, fontSize=11)
    canvas.drawString(72, 600, "Driving licence")
    canvas.acroForm.checkbox(name="licence", checked=True, x=170, y=597, size=14)
    canvas.drawString(72, 560, "Please describe your experience in your own words below.")
    canvas.acroForm.textfield(
        name="experience",
        value="Eleven years on tower cranes up to ninety metres.\nNo accident with lost time.",
        x=72,
        y=480,
        width=420,
        height=60,
        fontSize=11,
        fieldFlags="multiline",
    )
    canvas.save()
    return (
        "Application for employment\nSurname: Hollingsworth-Idowu\nGiven name: Marguerite\nPosition: Crane operator\n"
        "Start: 1 March 2025\nDriving licence\nPlease describe your experience in your own words below.\n"
        "Eleven years on tower cranes up to ninety metres.\nNo accident with lost time.\n"
    )


def hidden(target: Path) -> str:
    """A good resume that hides orders to a machine in seven ways, and has white text on a dark bar that is read."""
    canvas = Canvas(str(target), pagesize=A4, invariant=1)
    canvas.setFillColor(colors.HexColor("#203040"))
    canvas.rect(0, 780, WIDTH, 62, stroke=0, fill=1)
    canvas.setFillColor(colors.white)
    canvas.setFont("Helvetica-Bold", 20)
    canvas.drawString(72, 800, "Anselm Kowalczyk-Byrne")
    canvas.setFillColor(colors.black)
    canvas.setFont("Helvetica", 11)
    shown = (
        "Train dispatcher with twelve years in a signal box.",
        "Kept the night service running through two floods.",
        "Trained nineteen colleagues on the new interlocking.",
    )
    for index, line in enumerate(shown):
        canvas.drawString(72, 740 - 16 * index, line)
    canvas.setFillColor(colors.white)
    canvas.drawString(72, 680, INJECTION)  # white on white
    canvas.setFillColor(colors.HexColor("#FCFCFC"))
    canvas.drawString(72, 660, INJECTION)  # nearly
    canvas.setFillColor(colors.black)
    canvas.setFont("Helvetica", 0.5)
    canvas.drawString(72, 640, INJECTION)  # tiny
    canvas.setFont("Helvetica", 11)
    canvas.drawString(72, 2000, INJECTION)  # off the page
    text = canvas.beginText(72, 620)
    text.setTextRenderMode(3)
    text.textLine(INJECTION)  # invisible
    text.setTextRenderMode(0)
    canvas.drawText(text)
    canvas.drawString(72, 600, INJECTION)
    canvas.setFillColor(colors.lightblue)
    canvas.rect(60, 590, 500, 30, stroke=0, fill=1)  # covers it
    canvas.saveState()
    canvas.setFillColor(colors.black, alpha=0.01)
    canvas.drawString(72, 560, INJECTION)  # transparent
    canvas.restoreState()
    canvas.setFillColor(colors.black)
    canvas.drawString(72, 530, "Available from the first of June.")
    canvas.save()
    return "\n".join(["Anselm Kowalczyk-Byrne", *shown, "Available from the first of June."]) + "\n"


def scan(target: Path) -> str:
    """A scanned page: a picture over all of it, and over that the invisible text that a recognizer found."""
    from PIL import Image, ImageDraw  # of the maker's environment: see README.md

    lines = (
        "Rosalind Achebe-Thornton",
        "Piano tuner and restorer since 1998",
        "Workshop in Lewes, twelve grands a year",
        "Apprenticeship with Broadwater & Daughters",
    )
    picture = Image.new("L", (620, 877), 250)
    pen = ImageDraw.Draw(picture)
    for index, line in enumerate(lines):
        pen.text((80, 100 + 40 * index), line, fill=20)
    packed = io.BytesIO()
    picture.save(packed, "JPEG", quality=30)
    packed.seek(0)
    canvas = Canvas(str(target), pagesize=A4, invariant=1)
    canvas.drawImage(ImageReader(packed), 0, 0, WIDTH, HEIGHT)
    for index, line in enumerate(lines):
        text = canvas.beginText(77, HEIGHT - 105 - 38.4 * index)
        text.setFont("Helvetica", 11)
        text.setTextRenderMode(3)
        text.textLine(line)
        canvas.drawText(text)
    canvas.save()
    return "\n".join(lines) + "\n"


_LEFT = (
    "Harriet Vandersloot mends sails. She began",
    "at the age of fifteen in her uncle's loft and",
    "has cut, sewn and repaired canvas, polyester",
    "and aramid for racing yachts and museum",
    "ships. She reads plans, measures on board",
    "and estimates so that the price holds. Her",
    "apprentices leave with steady hands.",
)
_RIGHT = (
    "In her last post she led a loft of six and",
    "brought complaints down from nine a year",
    "to one. She introduced a laser plotter and",
    "taught everyone to use it within a month.",
    "She speaks Dutch and English and writes",
    "offers in both. References are available",
    "from three ship owners on request.",
)


def _columns(target: Path, ordered: Callable[[list[tuple[float, float, str]]], list[tuple[float, float, str]]]) -> str:
    canvas = Canvas(str(target), pagesize=A4, invariant=1)
    placed = [(72.0, 800.0, "Harriet Vandersloot, sailmaker")]
    placed += [(72.0, 760.0 - 14 * index, line) for index, line in enumerate(_LEFT)]
    placed += [(320.0, 760.0 - 14 * index, line) for index, line in enumerate(_RIGHT)]
    placed += [(72.0, 640.0, "Seven Quays Sail Loft, Harlingen, at your service.")]
    for x, y, line in ordered(placed):
        canvas.setFont("Times-Roman", 11)
        canvas.drawString(x, y, line)
    canvas.save()
    return "\n".join((placed[0][2], *_LEFT, *_RIGHT, placed[-1][2])) + "\n"


def interleaved(target: Path) -> str:
    """Two columns, drawn from top to bottom across both."""
    return _columns(target, lambda placed: sorted(placed, key=lambda line: (-line[1], line[0])))


def shuffled(target: Path) -> str:
    """Two columns, drawn in no order."""

    def shuffle(placed: list[tuple[float, float, str]]) -> list[tuple[float, float, str]]:
        random.Random(4).shuffle(placed)
        return placed

    return _columns(target, lambda placed: shuffle(list(placed)))


def by_fpdf(story: Story, target: Path) -> None:
    """PDF as fpdf2 writes it, with an embedded font."""
    from fpdf import FPDF  # of the maker's environment: see README.md

    document = FPDF()
    document.add_page()
    document.add_font("Sans", fname="/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
    for block in story.blocks:
        size = {"h1": 18, "h2": 14, "h3": 12}.get(block.kind, 10.5)
        document.set_font("Sans", size=size)
        for line in block.lines:
            text = "".join(piece.text for piece in inlines(line))
            document.multi_cell(0, text=f"• {text}" if block.kind == "ul" else text, new_x="LMARGIN", new_y="NEXT")
    document.output(str(target))
