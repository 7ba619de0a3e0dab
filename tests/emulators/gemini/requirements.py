"""What a job description asks for, read the simple way: its bullet lines, the required ones first."""

import re
from dataclasses import dataclass

from tests.emulators.gemini.words import clip, content_words, overlap, words

_BULLET = re.compile(r"^\s*(?:[-*•\u2013]|\d+[.)])\s+(.+)$")
_ASKS = re.compile(r"require|essential|qualification|criteria|must|you (?:bring|have)|skills|looking for|profile", re.I)
_HEADING = re.compile(r"^\s*(?:#+\s*)?([A-Z][^.!?]{2,60}?):?\s*$")
_MUST = re.compile(r"\brequired\b|\bmust\b|\bessential\b|\bmandatory\b|\bat least\b|\bnecessary\b", re.I)
_WISH = re.compile(r"nice to have|desirable|a plus|bonus|optional", re.I)
_LEAD = re.compile(
    r"^(?:required|essential|desirable|must|nice to have)\s*:\s*|^you (?:must )?(?:be able to|have|bring)\s+"
    r"|^at least \S+ years?(?: of)?\s+|^(?:proven|strong|solid|good|professional|practical|current)\s+"
    r"|^(?:experience|knowledge|skills?|years?) (?:with|of|in)\s+|^an? ",
    re.I,
)
_TAIL = re.compile(
    r"\s+(?:is|are)\s+(?:required|essential|desirable|preferred|a plus)\b.*$|,.*$|[:;(].*$|\s+such as\b.*$", re.I
)


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing asked for."""

    text: str
    """The line as it stands in the job description."""
    title: str
    """The same in a few words."""
    is_must_have: bool
    is_in_resume: bool


def read_requirements(job_description: str, resume: str) -> list[Requirement]:
    """The requirements, must-haves first, else in the order of the text; sentences where there is no list."""
    asked, other = _lines(job_description)
    lines = asked or other or [line.strip() for line in job_description.splitlines() if len(words(line)) > 3]
    made = [_requirement(line, resume, heading) for line, heading in _unique(lines)]
    return sorted((r for r in made if content_words(r.title)), key=lambda r: not r.is_must_have)


def _lines(text: str) -> tuple[list[str], list[str]]:
    """The lines below headings that ask for something, and the other bullet lines; each with its heading."""
    asked: list[str] = []
    other: list[str] = []
    heading = ""
    for line in text.splitlines():
        item = _item(line)
        if not item and (match := _HEADING.match(line)):
            heading = match.group(1)
        elif item:
            marked = f"{item}\0{heading}"
            (asked if _ASKS.search(heading) or _WISH.search(heading) or _MUST.search(line) else other).append(marked)
    return asked, other


def _item(line: str) -> str:
    """What a line of a list or of a table (its last cell) asks for; empty when it is neither."""
    if bullet := _BULLET.match(line):
        return bullet.group(1).strip()
    cells = [cell.strip() for cell in line.strip(" |").split("|")]
    return cells[-1] if len(cells) > 1 and len(words(cells[-1])) > 3 else ""


def _unique(lines: list[str]) -> list[tuple[str, str]]:
    """Text and heading of each line, doubles left out."""
    parted = [line.partition("\0") for line in lines]
    return list(dict.fromkeys((text, heading) for text, _, heading in parted))


def _requirement(line: str, resume: str, heading: str) -> Requirement:
    title = line
    for _ in range(5):
        title = _LEAD.sub("", title)
    short = clip(_TAIL.sub("", title), 7)
    title = short if content_words(short) else clip(title, 7)
    return Requirement(
        text=line,
        title=title,
        is_must_have=bool(_MUST.search(f"{heading} {line}")) and not _WISH.search(f"{heading} {line}"),
        is_in_resume=any(_is_of(title, line) for line in resume.splitlines()),
    )


def _is_of(title: str, line: str) -> bool:
    """Whether a line of the resume has at least half of what a title names: `a wise system` is no design system."""
    shared = overlap(title, line)
    return shared > 0 and 2 * shared >= len(content_words(title))
