"""A document's text as lines that mean something: wrapped lines joined, bullets and headings told apart."""

import re
from dataclasses import dataclass

_BULLET = re.compile(r"^\s*(?:[•●▪◦‣∙·○■□+»\u203a\u2013\u2014*>✓✔➢\uf0b7-]|\(?\d{1,2}[.)]|[a-z]\))\s+")
_MARKUP = re.compile(r"^\s*#{1,6}\s+|\*\*|__|`|^[\s|:-]+$")
_MAX_LINES = 4000
"""More is no resume or job description; the rest is not looked at."""

_LEAST_WORDS = 4
"""A shorter line was not wrapped for want of room: `Nice to have` above `dbt, Kafka`."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line, without its bullet."""

    text: str
    is_bullet: bool
    follows_blank: bool
    """Whether an empty line stands before it."""


def lines_of(text: str) -> list[Line]:
    """The lines of `text` in order; a line that goes on in the next is one line."""
    lines: list[Line] = []
    is_after_blank = True
    for raw in text.split("\n")[:_MAX_LINES]:
        stripped = raw.strip()
        if not stripped:
            is_after_blank = True
            continue
        raw = _MARKUP.sub("", raw)
        match = _BULLET.match(raw)
        body = (raw[match.end() :] if match else raw).strip(" \t|")
        if not body:
            continue
        if not match and lines and not is_after_blank and _goes_on(lines[-1].text, body):
            last = lines[-1]
            lines[-1] = Line(f"{last.text} {body}", last.is_bullet, last.follows_blank)
        else:
            lines.append(Line(body, match is not None, is_after_blank))
        is_after_blank = False
    return lines


def _goes_on(before: str, body: str) -> bool:
    if before.endswith(
        (",", "&", " and", " or", " of", " the", " to", " with", " in", " for", " where", " who", " which")
    ):
        return True
    if body[0].isdigit() and len(before.split()) > 4 and before[-1].isalpha():
        return True
    if len(before.split()) < _LEAST_WORDS and body[0].islower():
        return False
    return (body[0].islower() or body[0] in "(&") and not before.endswith((".", "!", "?", ":", ";"))
