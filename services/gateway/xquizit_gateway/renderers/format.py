"""The formats of a document, and what they have in common."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any, Literal

from fastapi.responses import Response

from xquizit_gateway.renderers.style import stylesheet

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
_MARKS = re.compile(r"[\\`*_\[\]<>#|&~@]|:(?=//)|(?<=www)\.")
"""What means something anywhere in a line of Markdown, bare addresses included."""
_LINE_START = re.compile(r"^(?:(\d{1,9})(?=[.)](?:\s|$))|(?=[-+=]))")
"""What begins a list or underlines a heading."""


def as_download(text: str, format: Format) -> Response:
    """The document as an HTTP answer. Its page may load and run nothing."""
    headers = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"} if format == "html" else {}
    return Response(text, media_type=_MEDIA_TYPES[format], headers=headers)


def page(title: str, body: str) -> str:
    """A whole HTML page; `body` is escaped already."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{stylesheet()}</style></head>"
        f"<body><main><h1>{escape(title)}</h1>{body}</main></body></html>\n"
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
    """Free text on one line, so that nothing in it becomes a heading, list, link, entity or HTML."""
    flat = _MARKS.sub(r"\\\g<0>", " ".join(text.split()))
    return _LINE_START.sub(r"\1\\", flat)


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
