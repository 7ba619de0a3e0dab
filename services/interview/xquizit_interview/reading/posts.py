"""The posts of a resume: the dated lines, and the title and employer on them or beside them."""

import re
from dataclasses import dataclass

from xquizit_interview.reading.document_lines import Line
from xquizit_interview.reading.job_titles import ORGANISATION, TITLE
from xquizit_interview.reading.resume_lines import DATES, clause_of, section_of
from xquizit_interview.wording.spoken import speakable, trimmed
from xquizit_interview.words import words

_SEPARATORS = re.compile(
    r"\s+[|\u2013—-]\s+|\s*\|\s*|\t+|\s*[·•]\s*|[,;]\s+|(?<=\w\w)\.\s+|\s{3,}|\s+(?:at|@|with|for)\s+(?=[A-Z])"
)


@dataclass(frozen=True, slots=True)
class Post:
    """One position held."""

    title: str
    employer: str


def is_post(line: Line) -> bool:
    """Whether a line is dated as posts are."""
    return not line.is_bullet and DATES.search(line.text) is not None and len(words(line.text)) <= 20


def post_of(lines: list[Line], index: int, last_employer: str) -> Post | None:
    """The post of a dated line; a title or employer that is not on it stands on a line before or after.

    A second post under the same employer has only its title and dates: `last_employer` then is its employer.
    """
    own = _dated_parts(lines[index].text)
    parts = list(own)
    used = index
    for neighbour in (index - 1, index + 1, index + 2):
        if len(parts) >= 2 and any(_is_title(part) for part in parts) and any(not _is_title(part) for part in parts):
            break
        if neighbour == index + 2 and (used != index + 1 or any(_is_title(part) for part in parts)):
            break
        if 0 <= neighbour < len(lines) and _may_name_post(lines[neighbour]):
            if neighbour < index and _dates_above(lines, neighbour):
                continue
            parts += _parts(lines[neighbour].text)
            used = neighbour
    titles = [part for part in parts if _is_title(part)]
    if not titles and len(own) >= 2 and not clause_of(lines[index].text):
        titles = own[:1]
    if not titles:
        return None
    places = [part for part in parts if part not in titles and part[:1].isupper() and not _NO_EMPLOYER.search(part)]
    named = [part for part in places if ORGANISATION.search(part)]
    place = (named or places or [last_employer if used == index else ""])[0]
    return Post(trimmed(_as_title(titles[0]), 6), trimmed(_unshouted(place), 6))


def _unshouted(name: str) -> str:
    """`HAVERLEY COUNCIL` as `Haverley Council`; `IBM` and `NHS` stay."""
    is_shouted = name.replace(" and ", " AND ").isupper() and (" " in name or len(name) > 5)
    return name.title().replace(" And ", " and ") if is_shouted else name


def _is_title(part: str) -> bool:
    return TITLE.search(part) is not None and (
        not ORGANISATION.search(part) or TITLE.search(part.split()[-1]) is not None
    )


def _as_title(part: str) -> str:
    return re.sub(r"^(?:later|then|since \d{4})\s+", "", part)


def _dates_above(lines: list[Line], index: int) -> bool:
    """Whether the line belongs to the dated line above it, not to the one below."""
    return (
        index > 0
        and is_post(lines[index - 1])
        and not lines[index].follows_blank
        and len(_dated_parts(lines[index - 1].text)) < 2
    )


_NO_EMPLOYER = re.compile(
    r"^\d|\b(?:band \d|staff|employees|lawyers|students|year \d|full[- ]time|part[- ]time|remote|(?:ward|unit"
    r"|department"
    r"|team|line|sciences)$|completed|passed)|^(?:later|then|since)\b",
    re.I,
)
"""What stands beside an employer and is none: sizes, wards, grades."""


def _may_name_post(line: Line) -> bool:
    text = line.text
    return not (line.is_bullet or text.endswith(".") or len(words(text)) > 10 or DATES.search(text) or section_of(line))


def _parts(text: str) -> list[str]:
    text = re.sub(r"\([^)]*\)", " ", text)
    return [part for raw in _SEPARATORS.split(text) if len(part := speakable(raw)) > 1]


def _dated_parts(text: str) -> list[str]:
    """What a dated line says besides its dates, up to the end of that statement."""
    match = DATES.search(text)
    if match is None:
        return _parts(text)
    before, after = text[: match.start()], text[match.end() :]
    after = re.split(r"(?<=[\w)])\.\s|;\s", after)[0] if words(before) else after
    return _parts(before) + (_parts(after.lstrip(" .;)")) if len(words(after)) <= 10 else [])
