"""A document's text as lines that mean something: wrapped lines joined, bullets and numbers told from their words."""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from xquizit_interview.reading.page_text import whole_text

PICTURES = (
    r"\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u2500-\u27bf\u2900-\u297f\u2b00-\u2bff"
    r"\ue000-\uf8ff\ufe0e\ufe0f\U0001f000-\U0001faff"
)
"""Characters that are drawn for the eye, e.g. emoji and the bullets of symbol fonts; for a class of a pattern."""
_BULLET = re.compile(
    rf"\s*(?P<marker>[{PICTURES}]+|[•●▪◦‣∙·○■□+»\u203a\u2013\u2014*>-](?=\s)"
    r"|\(?\d{1,2}[.)](?=\s)|\(?(?:[a-z]|[ivx]{2,4})\)(?=\s)|\d{1,2}(?:\.\d{1,2}){1,3}\.?(?=\s+[A-Z]))\s*"
)
_NUMBERED = re.compile(
    r"\s*(?P<series>[A-Z]{0,4}|(?:Selection )?Criterion|Item|Requirement) ?"
    r"(?P<number>\d{1,2})[.:)]?(?:\s+(?=[A-Z])|\s*$)"
)
"""`KSC 2. Proven ability` or `3 Knowledge of`, a marker where another line has the number before or after."""
_LETTERED = re.compile(r"\s*(?P<letter>[A-Z])[.)]\s+(?=[A-Z])")
_LETTER = re.compile(r"\s*(?P<marker>[oØ§ü¨v](?=\s)|-(?=[A-Z]))\s*(?=\S)")
"""What symbol fonts leave of a bullet; a marker where several lines have it."""
_MARKUP = re.compile(r"^\s*#{1,6}\s+|\*\*|__|`|^[\s|:-]+$")
_MAX_LINES = 4000
"""More is no resume or job description; the rest is not looked at."""

_ASKS = re.compile(r"(?:who|what|where|how|why)\b.{0,40}\b(?:for|with|in|to)$", re.I)
"""`Who you'll work with` is a title, whatever it ends on."""
_LEAST_WORDS = 4
"""A shorter line was not wrapped for want of room: `Nice to have` above `dbt, Kafka`."""
_WIDEST = 130
"""Characters; no page has longer lines."""
_LEAST_WRAPPED = 3
"""So many lines that go on in lower case show that a page's margin broke the text."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line, without its bullet."""

    text: str
    is_bullet: bool
    follows_blank: bool
    """Whether an empty line stands before it."""
    marker: str = ""
    """The bullet, number or picture that it began with."""

    @property
    def is_open_item(self) -> bool:
        """Whether it is an item without a full stop."""
        return self.is_bullet and not self.text.endswith((".", "!", "?", ":", ";"))

    @property
    def is_numbered(self) -> bool:
        """Whether it begins with a number, as headings may."""
        return self.marker.strip("(")[:1].isdigit()


def lines_of(text: str) -> list[Line]:
    """The lines of `text` in order; a line that goes on in the next is one line."""
    raw_lines = [_MARKUP.sub("", raw) for raw in whole_text(text).split("\n")[:_MAX_LINES]]
    markers = _Markers(raw_lines)
    width = _width(raw_lines)
    lines: list[Line] = []
    before = label = ""
    for raw in raw_lines:
        marker, body = markers.split(raw)
        if not body:
            label = marker or label
            before = "" if not raw.strip() else before
            continue
        marker, label = marker or label, ""
        last = lines[-1] if lines and before and not marker else None
        ends_item = last is not None and markers.are_sentences and last.is_open_item and body.endswith(".")
        if last is not None and (ends_item or _goes_on(last.text, before, body, width)):
            lines[-1] = Line(f"{last.text} {body}", last.is_bullet, last.follows_blank, last.marker)
        else:
            lines.append(Line(body, bool(marker), not before, marker))
        before = raw.strip()
    return lines


class _Markers:
    """Which bullets and numbers the lines of one document begin with."""

    def __init__(self, raw_lines: list[str]) -> None:
        self._capitals = {match["letter"] for raw in raw_lines if (match := _LETTERED.match(raw))}
        numbered = [match for raw in raw_lines if (match := _NUMBERED.match(raw))]
        self._numbers = {(match["series"], int(match["number"])) for match in numbered}
        self._letters = Counter(match["marker"] for raw in raw_lines if (match := _LETTER.match(raw)))
        stops = [item.endswith(".") for item in _bulleted(raw_lines)]
        self.are_sentences = len(stops) >= _LEAST_WRAPPED and sum(stops) > len(stops) / 2
        """Whether items end with a full stop: then one without goes on in the next line."""

    def split(self, raw: str) -> tuple[str, str]:
        """A line's marker, empty where it has none, and the rest of it."""
        marker = ""
        if match := _BULLET.match(raw):
            marker = match["marker"]
        elif (match := _LETTER.match(raw)) and self._letters[match["marker"]] > 1:
            marker = match["marker"]
        elif (match := _LETTERED.match(raw)) and {
            chr(ord(match["letter"]) + step) for step in (-1, 1)
        } & self._capitals:
            marker = match["letter"]
        elif match := _NUMBERED.match(raw):
            series, number = match["series"], int(match["number"])
            if {(series, number - 1), (series, number + 1)} & self._numbers:
                marker = f"{series}{number}"
        return marker, (raw[match.end() :] if match and marker else raw).strip(" \t|")


def _bulleted(raw_lines: list[str]) -> list[str]:
    """The items with bullets, each with all of its lines."""
    items: list[str] = []
    is_within = False
    for raw in raw_lines:
        if _BULLET.match(raw):
            items.append(raw)
            is_within = True
        elif not raw.strip():
            is_within = False
        elif is_within:
            items[-1] = raw
    return [item.strip() for item in items]


def _width(raw_lines: list[str]) -> int:
    """Characters in the longest line of a text that a margin has broken; 0 where no margin did."""
    longest = max((len(raw) for raw in raw_lines), default=0)
    wrapped = sum(
        first[-1:].isalnum() and len(first) > longest / 2 and second[:1].islower()
        for first, second in pairwise(raw_lines)
    )
    return longest if longest <= _WIDEST and wrapped >= _LEAST_WRAPPED else 0


def _goes_on(joined: str, before: str, body: str, width: int) -> bool:
    """Whether `body` goes on with the line `joined`, whose last line on the page is `before`."""
    if body[0].isupper() and _ASKS.match(joined):
        return False
    if joined.endswith(
        (",", "&", " and", " or", " of", " the", " to", " with", " in", " for", " where", " who", " which")
    ):
        return True
    if joined.endswith((".", "!", "?", ":", ";")):
        return False
    if body[0].isdigit() and len(joined.split()) > 4 and joined[-1].isalpha():
        return True
    if len(joined.split()) < _LEAST_WORDS and body[0].islower():
        return False
    is_full = len(before) + 1 + len(body.split()[0]) > width > 0
    return body[0].islower() or body[0] in "(&" or (is_full and not body.isupper() and not before.isupper())
