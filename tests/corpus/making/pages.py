"""Web pages from a story, and the programs that print or convert them."""

import html
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.corpus.making.story import Block, Story, inlines

_LIMIT_S = 180


def run(*command: str, cwd: Path | None = None) -> None:
    """Runs a producer.

    Raises:
        subprocess.CalledProcessError: It failed.
    """
    subprocess.run(command, check=True, capture_output=True, timeout=_LIMIT_S, cwd=cwd)


def page(story: Story, *, style: str = "", columns: str = "flex", lang: str = "en", direction: str = "ltr") -> str:
    """A web page.

    Args:
        story: The source.
        style: CSS beyond the plain one.
        columns: How two columns are made: flex, float, table or css (one text that flows through both).
        lang: Of the text, which decides hyphenation.
        direction: ltr or rtl.
    """
    body = "".join(_part(part, columns) for part in story.parts)
    header = f"<header>{html.escape(story.header)}</header>" if story.header else ""
    footer = f"<footer>{html.escape(story.footer)}</footer>" if story.footer else ""
    return (
        f"<!doctype html><html lang='{lang}' dir='{direction}'><head><meta charset='utf-8'><title>Document</title>"
        "<style>body{font:10.5pt 'Liberation Sans','Noto Sans','Noto Sans Arabic','Noto Sans Hebrew',"
        "'Noto Sans CJK SC',sans-serif;margin:0} table.data{border-collapse:collapse} table.data td{border:1px solid"
        f" #888;padding:2pt 6pt}} {style}</style></head><body>{header}{body}{footer}</body></html>"
    )


def _part(part: tuple[tuple[Block, ...], ...], columns: str) -> str:
    sides = ["".join(_block(block) for block in column) for column in part]
    if len(sides) == 1:
        return sides[0]
    left, right = sides
    match columns:
        case "table":
            return (
                "<table><tr><td style='width:30%;vertical-align:top'>"
                f"{left}</td><td style='vertical-align:top;padding-left:18pt'>{right}</td></tr></table>"
            )
        case "float":
            return f"<div style='float:left;width:30%'>{left}</div><div style='margin-left:35%'>{right}</div>"
        case _:
            return (
                f"<div style='display:flex;gap:20pt'><aside style='flex:0 0 30%'>{left}</aside>"
                f"<main style='flex:1'>{right}</main></div>"
            )


def _block(block: Block) -> str:
    match block.kind:
        case "ul":
            return "<ul>" + "".join(f"<li>{_inline(line)}</li>" for line in block.lines) + "</ul>"
        case "table":
            rows = ["".join(f"<td>{_inline(cell)}</td>" for cell in row) for row in block.rows]
            return "<table class='data'>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
        case kind:
            return "".join(f"<{kind}>{_inline(line)}</{kind}>" for line in block.lines)


def _inline(text: str) -> str:
    return "".join(
        f"<a href='{html.escape(piece.address)}'>{html.escape(piece.text, quote=False)}</a>"
        if piece.address
        else html.escape(piece.text, quote=False)
        for piece in inlines(text)
    )


def by_chromium(source: str, target: Path, *, numbered: bool = False) -> None:
    """PDF as Chromium prints a page."""
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "page.html"
        given.write_text(source, encoding="utf-8")
        run(
            *("chromium", "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile"),
            *([] if numbered else ["--no-pdf-header-footer"]),
            *(f"--print-to-pdf={target}", given.as_uri()),
        )


def by_weasyprint(source: str, target: Path, **options: object) -> None:
    """PDF as WeasyPrint writes it."""
    import weasyprint  # of the maker's environment: see README.md

    weasyprint.HTML(string=source).write_pdf(str(target), **options)


def by_wkhtmltopdf(source: str, target: Path) -> None:
    """PDF as Qt's WebKit prints it."""
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "page.html"
        given.write_text(source, encoding="utf-8")
        run("env", "QT_QPA_PLATFORM=offscreen", "wkhtmltopdf", "-q", str(given), str(target))


def by_libreoffice(source: Path | str, target: Path, *, options: str = "") -> None:
    """PDF or DOCX as LibreOffice Writer exports it, from a file or from the source of a web page.

    Args:
        source: A file, or HTML.
        target: Its suffix decides the form.
        options: Of the export filter, as JSON.
    """
    form = "pdf:writer_pdf_Export" if target.suffix == ".pdf" else "docx:MS Word 2007 XML"
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "given.html"
        if isinstance(source, str):
            given.write_text(source, encoding="utf-8")
        else:
            given = given.with_suffix(source.suffix)
            given.write_bytes(source.read_bytes())
        run(
            *("soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"),
            *(["--infilter=HTML (StarWriter)"] if given.suffix == ".html" else []),
            *("--convert-to", form + (f":{options}" if options else ""), "--outdir", f"{folder}/out", str(given)),
        )
        target.write_bytes((Path(folder) / "out" / f"given{target.suffix}").read_bytes())


def by_pandoc(source: str, target: Path) -> None:
    """DOCX as pandoc writes it."""
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "page.html"
        given.write_text(source, encoding="utf-8")
        run("pandoc", "-f", "html", "-t", "docx", "-o", str(target), str(given))


Producer = Callable[[Path], None]
