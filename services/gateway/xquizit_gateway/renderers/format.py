"""The formats of a document, and what they have in common."""

import csv
import io
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any, Literal

from fastapi.responses import Response

Format = Literal["json", "md", "csv", "html"]

_MEDIA_TYPES: dict[Format, str] = {
    "json": "application/json",
    "md": "text/markdown; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "html": "text/html; charset=utf-8",
}
DOCUMENTED_FORMATS: dict[str, Any] = {
    "description": "In the format asked for.",
    "content": {
        "text/markdown": {"schema": {"type": "string"}},
        "text/csv": {"schema": {"type": "string"}},
        "text/html": {"schema": {"type": "string"}},
    },
}
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}"
    "blockquote{margin:.5rem 0;padding-left:1rem;border-left:3px solid #bbb}"
    "section{break-inside:avoid}.quiet{color:#595959}"
    "table{border-collapse:collapse}td,th{border:1px solid #bbb;padding:.25rem .5rem;text-align:left}"
    "@media print{body{margin:0;max-width:none}}"
)


def as_download(text: str, format: Format) -> Response:
    """The document as an HTTP answer. Its page may load and run nothing."""
    headers = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"} if format == "html" else {}
    return Response(text, media_type=_MEDIA_TYPES[format], headers=headers)


def page(title: str, body: str) -> str:
    """A whole HTML page; `body` is escaped already."""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{escape(title)}</h1>{body}</body></html>\n"
    )


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """CSV with a header; text that a spreadsheet would run as a formula is quoted with an apostrophe."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(header)
    for row in rows:
        writer.writerow([_harmless(value) for value in row])
    return target.getvalue()


def markdown_text(text: str) -> str:
    """Free text on one line, so that nothing in it becomes a heading, list or HTML."""
    flat = " ".join(text.split())
    for mark in ("\\", "`", "*", "_", "[", "]", "<", ">", "#", "|"):
        flat = flat.replace(mark, "\\" + mark)
    return flat


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
