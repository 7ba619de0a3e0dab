"""Numbers of pages in headers and footers, which change from page to page and say nothing."""

import re

_PAGE = r"(?:page|pg\.?|p\.|seite|página|pagina|strana|strona|第)"
_OF = r"(?:of|von|sur|de|di|/|\u2215|z)"
_NUMBER = re.compile(
    rf"(?:{_PAGE}\s*)?[-\u2013\u2014|]?\s*(?:\d{{1,3}}|[ivx]{{1,5}})\s*(?:{_OF}\s*\d{{1,3}})?\s*[-\u2013\u2014|]?\s*(?:页|頁|ページ)?",
    re.IGNORECASE,
)
_AT_END = re.compile(
    rf"(?:\s*[|·,\u2013\u2014-])?\s*\b{_PAGE}\s+\d{{1,3}}(?:\s*{_OF}\s*\d{{1,3}})?$|\s+\d{{1,3}}\s*{_OF}\s*\d{{1,3}}$|\t\d{{1,3}}$",
    re.IGNORECASE,
)


def is_page_number(text: str) -> bool:
    """Whether `text` is nothing but the number of a page."""
    return _NUMBER.fullmatch(text.strip()) is not None


def without_page_number(text: str) -> str:
    """A header's or footer's text less the page's number at its end."""
    return _AT_END.sub("", text)
