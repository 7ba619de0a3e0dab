"""A report as Markdown, CSV and a printable page with pictures; pure."""

from xquizit_gateway.renderers.report.markdown import as_markdown
from xquizit_gateway.renderers.report.page import as_html
from xquizit_gateway.renderers.report.table import as_csv

__all__ = ["as_csv", "as_html", "as_markdown"]
