"""Makes the corpus's PDF and DOCX files from their Markdown, each by the producer that `PRODUCERS` names.

`python tests/corpus/make.py [role…]` needs python-docx and ReportLab; files of LibreOffice (`soffice`) and Chromium are
left as they are where that program is missing.
"""

import html
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import docx
from docx.document import Document
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Flowable, ListFlowable, ListItem, Paragraph, SimpleDocTemplate, Table, TableStyle

CORPUS = Path(__file__).parent


@dataclass(frozen=True)
class Block:
    """One block of a source: `kind` is h1, h2, h3, p, ul or table."""

    kind: str
    lines: tuple[str, ...]

    @property
    def rows(self) -> list[list[str]]:
        """A table's cells, without the ruler below its head."""
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in self.lines]
        return [row for row in rows if not set("".join(row)) <= set("-: ")]


def blocks(source: str) -> Iterator[Block]:
    """The blocks of our small Markdown: headings, paragraphs, bullets, tables."""
    kind, lines = "", list[str]()
    for line in [*source.splitlines(), ""]:
        match line.split(" ", 1):
            case [("#" | "##" | "###") as marks, text]:
                now, text = f"h{len(marks)}", text.strip()
            case ["-", text]:
                now = "ul"
            case _:
                now, text = ("table" if line.startswith("|") else "p" if line.strip() else ""), line.strip()
        if lines and (now != kind or now.startswith("h")):
            yield Block(kind, tuple(lines))
            lines = []
        kind = now
        if now:
            lines.append(text)


def to_html(source: str, *, columns: int = 1) -> str:
    """A page for a browser or LibreOffice."""
    parts: list[str] = []
    for block in blocks(source):
        match block.kind:
            case "ul":
                parts.append("<ul>" + "".join(f"<li>{_inline(line)}</li>" for line in block.lines) + "</ul>")
            case "table":
                rows = ["".join(f"<td>{_inline(cell)}</td>" for cell in row) for row in block.rows]
                parts.append("<table border='1'>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>")
            case kind:
                parts.extend(f"<{kind}>{_inline(line)}</{kind}>" for line in block.lines)
    style = (
        "body{font:11pt 'Liberation Sans',sans-serif} h1{column-span:all} table{border-collapse:collapse} "
        f"td{{padding:2pt 6pt}} main{{column-count:{columns};column-gap:24pt}}"
    )
    return (
        "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>Document</title>"
        f"<style>{style}</style></head><body><main>{''.join(parts)}</main></body></html>"
    )


def _inline(text: str) -> str:
    return re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", html.escape(text, quote=False))


def _plain(text: str) -> str:
    return text.replace("**", "")


def to_document(source: str) -> Document:
    """A Word document with headings, bullets and real tables."""
    document = docx.Document()
    for block in blocks(source):
        match block.kind:
            case "h1" | "h2" | "h3":
                document.add_heading(_plain(block.lines[0]), level=int(block.kind[1]))
            case "table":
                table = document.add_table(rows=0, cols=len(block.rows[0]), style="Table Grid")
                for row in block.rows:
                    for cell, text in zip(table.add_row().cells, row, strict=True):
                        cell.text = _plain(text)
            case kind:
                for line in block.lines:
                    document.add_paragraph(_plain(line), style="List Bullet" if kind == "ul" else None)
    document.sections[0].footer.paragraphs[0].text = "Confidential"
    return document


def by_python_docx(source: str, target: Path) -> None:
    """DOCX as python-docx writes it."""
    to_document(source).save(str(target))


def by_reportlab(source: str, target: Path) -> None:
    """PDF as ReportLab writes it, in standard fonts."""
    styles = getSampleStyleSheet()
    flow: list[Flowable] = []
    for block in blocks(source):
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
    SimpleDocTemplate(str(target), pagesize=A4, invariant=1).build(flow)


def by_libreoffice(source: str, target: Path) -> None:
    """PDF or DOCX as LibreOffice Writer exports it, from a Word document for PDF and from a web page for DOCX."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        if target.suffix == ".pdf":
            given, form = home / f"{target.stem}.in.docx", "pdf:writer_pdf_Export"
            by_python_docx(source, given)
        else:
            given, form = home / f"{target.stem}.in.html", "docx:MS Word 2007 XML"
            given.write_text(to_html(source), encoding="utf-8")
        _run(
            "soffice",
            f"-env:UserInstallation=file://{home}/profile",
            "--headless",
            *(["--infilter=HTML (StarWriter)"] if given.suffix == ".html" else []),
            *("--convert-to", form, "--outdir", str(home / "out"), str(given)),
        )
        shutil.copyfile(home / "out" / f"{target.stem}.in{target.suffix}", target)


def by_chromium(source: str, target: Path, *, columns: int = 1) -> None:
    """PDF as Chromium prints a page."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(to_html(source, columns=columns), encoding="utf-8")
        _run(
            *("chromium", "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile"),
            *("--no-pdf-header-footer", f"--print-to-pdf={target}", page.as_uri()),
        )


def by_chromium_in_columns(source: str, target: Path) -> None:
    """PDF as Chromium prints a page in two columns."""
    by_chromium(source, target, columns=2)


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=180)


PRODUCERS: dict[str, Callable[[str, Path], None]] = {
    "backend_engineer/resume.pdf": by_libreoffice,
    "backend_engineer/job_description.docx": by_libreoffice,
    "registered_nurse/resume.pdf": by_chromium,
    "registered_nurse/job_description.docx": by_python_docx,
    "financial_controller/resume.pdf": by_reportlab,
    "financial_controller/job_description.docx": by_python_docx,
    "secondary_teacher/resume.pdf": by_chromium_in_columns,
    "secondary_teacher/job_description.docx": by_libreoffice,
}
"""Each file and who makes it."""

_PROGRAMS = {by_libreoffice: "soffice", by_chromium: "chromium", by_chromium_in_columns: "chromium"}


def main(roles: list[str]) -> None:
    """Makes the files of `roles`, or of all."""
    for name, produce in PRODUCERS.items():
        target = CORPUS / name
        if roles and target.parent.name not in roles:
            continue
        if (program := _PROGRAMS.get(produce)) is not None and shutil.which(program) is None:
            sys.stdout.write(f"{name}: left as it is, {program} is not here\n")
            continue
        produce(target.with_suffix(".md").read_text(encoding="utf-8"), target)
        sys.stdout.write(f"{name}: {produce.__name__.removeprefix('by_')}, {target.stat().st_size} bytes\n")


if __name__ == "__main__":
    main(sys.argv[1:])
