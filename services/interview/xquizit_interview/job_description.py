"""What a job description asks for, told from its sections and its wording."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from xquizit_interview.document_lines import Line, lines_of
from xquizit_interview.spoken import name_of
from xquizit_interview.words import sentence_spans, words


class _Section(Enum):
    REQUIRED = auto()
    PREFERRED = auto()
    DUTIES = auto()
    OTHER = auto()


_HEADINGS: tuple[tuple[_Section, re.Pattern[str]], ...] = tuple(
    (section, re.compile(pattern, re.I))
    for section, pattern in (
        (_Section.DUTIES, r"^about (?:the|this) (?:role|job|position)|^the role\b|^role\b"),
        (
            _Section.PREFERRED,
            r"nice[- ]to[- ]have|prefer|desirable|desired|bonus|\bplus(?:es)?\b|advantage|ideally|good to have|would be (?:great|nice)|not essential|optional",
        ),
        (
            _Section.OTHER,
            r"^about\b(?! you)|\bcompany\b|who we are|benefits?|(?:we|to) offer|salary|location|appl(?:y|ication)|equal opportunit|perks|culture|compensation|^pay\b|\bhours\b|contract type|start date|\bour (?:team|values|mission|story)\b|diversity|contact|closing date|why (?:join|us|work)|reports? to|department",
        ),
        (
            _Section.REQUIRED,
            r"require|must|essential|qualif|what you(?:'ll| will)? (?:bring|need|have)|^you (?:have|bring|are|will have|offer|should|need)|about you|who you are|looking for|your (?:profile|skills|background|experience)|\bskills\b|person specification|criteria|experience$|we expect|competenc|knowledge|certificat",
        ),
        (
            _Section.DUTIES,
            r"responsib|dut(?:y|ies)|what you(?:'ll| will)? (?:do|be doing|work on)|you will\b|you'll\b|tasks|accountabilit|day[- ]to[- ]day|job (?:description|summary|purpose)|your (?:role|mission|work|job)|in this (?:role|job)|overview|summary|purpose",
        ),
    )
)
_MUST = re.compile(
    r"\b(?:must(?:[- ]haves?)?\b|(?:is|are) (?:absolutely )?(?:required|essential|mandatory|needed|necessary|a must)|required\b(?! to)|essential\b|mandatory\b|prerequisite|you(?:'ll| will)? (?:have|need|bring|hold|should have)\b|we (?:require|need|expect|are looking for|look for)\b|minimum (?:of )?\d|at least (?:\d|one|two|three|four|five))",
    re.I,
)
_PREFERRED = re.compile(
    r"\b(?:nice[- ]to[- ]have|preferred|preferabl[ey]|desirable|desired|a (?:strong |big |real |definite )?(?:plus|bonus|advantage)|advantageous|beneficial|ideally|not (?:required|essential)|optional|would be (?:great|nice|good|helpful|welcome)|welcome|helpful)\b",
    re.I,
)
_ROLE = re.compile(r"^(?:job title|position|role|title|vacancy|job)\s*[:\u2013\u2014-]\s*(.{3,60})$", re.I)
_SEEKING = re.compile(
    r"\b(?:looking for|seeking|hiring|recruiting|join (?:us|our team) as|need)\s+(?:an?\s+|our next\s+)((?:[\w/&+#-]+\s?){1,6}?)(?=\s+(?:to|who|with|for|at|in|on|and|that)\b|[.,;:(!]|$)",
    re.I,
)
_NO_ROLE = re.compile(r"about|company|overview|description|we |our |welcome|summary|who|what|location|\d", re.I)
_MAX_ITEM_WORDS = 45
_MAX_REQUIREMENTS = 30


@dataclass(frozen=True, slots=True)
class Wanted:
    """One requirement as found."""

    text: str
    name: str
    is_must_have: bool


@dataclass(frozen=True, slots=True)
class JobDescription:
    """What the planner needs of a job description."""

    role: str
    wanted: tuple[Wanted, ...]
    duties: tuple[str, ...]


def read_job_description(text: str) -> JobDescription:
    """Finds the role, the requirements in their order, and the duties. Takes any text; what it lacks is empty."""
    lines = lines_of(text)
    wanted: dict[str, Wanted] = {}
    duties: list[str] = []
    section: _Section | None = None
    for line in lines:
        heading, rest = _heading(line)
        if heading is not None:
            section = heading
            if not rest:
                continue
        for item in _items(Line(rest, is_bullet=True, follows_blank=False) if rest else line):
            is_must_have = _judge(item, section, is_listed=line.is_bullet or bool(rest))
            if is_must_have is not None:
                name = name_of(item)
                if name:
                    wanted.setdefault(name.lower(), Wanted(item, name, is_must_have))
            elif section is _Section.DUTIES and line.is_bullet:
                duties.append(item)
    return JobDescription(_role(lines), tuple(wanted.values())[:_MAX_REQUIREMENTS], tuple(duties))


def _heading(line: Line) -> tuple[_Section | None, str]:
    """The section that a line opens, and what else stands on the line after a colon."""
    if line.is_bullet:
        return None, ""
    title, colon, rest = line.text.partition(":")
    title = title.replace("’", "'").strip()
    if len(words(title)) > 8 or (not colon and line.text.endswith((".", ",", ";"))):
        return None, ""
    if not colon and len(words(title)) > 4 and not (line.follows_blank or line.text.isupper()):
        return None, ""
    for section, pattern in _HEADINGS:
        if pattern.search(title):
            return section, rest.strip()
    return (_Section.OTHER, "") if colon and not rest.strip() else (None, "")


def _items(line: Line) -> list[str]:
    """A bullet is one item, a comma-separated list of short names several, running text one per sentence."""
    if line.is_bullet:
        parts = [part.strip(" .") for part in re.split(r"[,;•|]", line.text)]
        if len(parts) >= 3 and all(0 < len(words(part)) <= 3 for part in parts):
            return [re.sub(r"^(?:and|or)\s+", "", part) for part in parts]
    pieces = [span.of(line.text) for span in sentence_spans(line.text)]
    if line.is_bullet and len(words(line.text)) <= _MAX_ITEM_WORDS and len(pieces) <= 1:
        return [line.text]
    return [piece for piece in pieces if len(words(piece)) <= _MAX_ITEM_WORDS]


def _judge(item: str, section: _Section | None, *, is_listed: bool) -> bool | None:
    """Whether an item is a must-have; None when it is no requirement."""
    if len(item) < 2 or section is _Section.OTHER:
        return None
    if _PREFERRED.search(item):
        return False
    match section:
        case _Section.PREFERRED:
            return False
        case _Section.REQUIRED:
            return True if is_listed or len(words(item)) >= 2 else None
        case _:
            return True if _MUST.search(item) else None


def _role(lines: list[Line]) -> str:
    for line in lines[:15]:
        if match := _ROLE.match(line.text):
            return _short_role(match.group(1))
    for line in lines[:25]:
        if match := _SEEKING.search(line.text):
            return _short_role(match.group(1))
    for line in lines[:3]:
        if not line.is_bullet and 1 <= len(words(line.text)) <= 6 and not _NO_ROLE.search(line.text):
            return _short_role(line.text)
    return ""


def _short_role(text: str) -> str:
    text = re.split(r"\s[|\u2013\u2014-]\s|[,(|]", text)[0].strip(" .:")
    return " ".join(text.split()[:6])
