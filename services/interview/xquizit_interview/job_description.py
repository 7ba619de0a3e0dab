"""What a job description asks for, told from its sections and its wording."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from xquizit_interview.document_lines import Line, lines_of
from xquizit_interview.spoken import name_of
from xquizit_interview.words import content_stems, sentence_spans, words


class _Section(Enum):
    REQUIRED = auto()
    PREFERRED = auto()
    DUTIES = auto()
    OTHER = auto()


_WORDING = (
    r"key|minimum|main|core|basic|job|your|our|the|a|an|candidate|applicant|ideal|successful|person(?:al)?|professional"
    r"|technical|general|skills?|experience|qualifications?|knowledge|education|and|or|&|/|,|profile|background"
    r"|criteria"
    r"|requirements?|competenc(?:y|ies)|attributes|abilities|specification|training|you|we|are|for|it|if|would|be|what"
)
"""Words that headings of requirements are made of."""
_REQUIRED_TITLE = (
    r"required|must[- ]haves?|must have|essentials?|qualifications|requirements|skills|experience|competenc(?:y|ies)"
    r"|criteria|specification|profile|background|certifications?|licen[cs]es?"
    r"|what (?:you(?:'ll| will)?|we(?:'re| are)?) (?:also )?(?:bring|need|have|looking for|require|expect"
    r"|look for)(?: .*)?"
    r"|you (?:have|bring|are|will have|will bring|offer|should have|need)|about you|who you are|looking for|candidate"
    r"|who we(?:'re| are) looking for|to succeed|to be successful"
)
_PREFERRED_TITLE = (
    r"nice[- ]to[- ]haves?|preferred|preferably|desirables?|desired|bonus(?: points)?|a plus|plus|pluses"
    r"|advantage(?:s|ous)?"
    r"|ideally(?: .*)?|good[- ]to[- ]have|great|optional|extras?|not essential|beneficial"
)
_HEADINGS: tuple[tuple[_Section, re.Pattern[str]], ...] = tuple(
    (section, re.compile(pattern, re.I))
    for section, pattern in (
        (
            _Section.DUTIES,
            r"(?:about )?(?:the|this|your) (?:role|job|position|mission|work)|role(?: overview| summary| description)?"
            r"|(?:key |main |your |core |primary |principal |job |major )*(?:responsibilit(?:y|ies)|duties|tasks"
            r"|accountabilities)"
            r"(?: (?:and|&|include).*)?|what you(?:'ll| will)? (?:do|be doing|work on).*|(?:in this (?:role"
            r"|job),? )?you(?:'ll| will)"
            r"|job (?:description|summary|purpose)|(?:the )?day[- ]to[- ]day.*|overview|summary"
            r"|(?:main )?purpose(?: .*)?",
        ),
        (
            _Section.PREFERRED,
            rf"(?:(?:{_WORDING}|{_PREFERRED_TITLE})\s*)*\b(?:{_PREFERRED_TITLE})(?:\s*(?:{_WORDING}))*",
        ),
        (_Section.REQUIRED, rf"(?:(?:{_WORDING}|{_REQUIRED_TITLE})\s*)*\b(?:{_REQUIRED_TITLE})(?:\s*(?:{_WORDING}))*"),
        (
            _Section.OTHER,
            r"(?:about|why|how to)\b(?! you\b).*|(?:the|our) (?:company|team|department|organi[sz]ation|school"
            r"|hospital|practice|office|firm)"
            r"|(?:our|company) (?:values|team|mission|story|culture|benefits|offer)|who we are|(?:what )?we offer.*"
            r"|(?:benefits|perks|salary|compensation|pay|location|hours|contract|contact|application|apply|diversity"
            r"|equal opportunit|closing date|start date|report|package|rewards|department|working hours)\w*\b.*",
        ),
    )
)
_TABLE_HEAD = re.compile(
    r"(?:area|details?|skills?|requirements?|criteri(?:a|on)|category|level|technolog(?:y|ies)|what we (?:need"
    r"|expect)|benefits?"
    r"|competenc(?:y|e|ies)|description|topic|essential|desirable|how assessed)",
    re.I,
)
_LABEL = re.compile(
    r"^(?P<label>required|essential|mandatory|must[- ]haves?|desirable|preferred|nice[- ]to[- ]haves?|bonus"
    r"|optional|plus)\s*[:\u2013\u2014-]\s*",
    re.I,
)
_MUST = re.compile(
    r"\b(?:must(?:[- ]haves?)?\b|(?:is|are) (?:absolutely )?(?:required|essential|mandatory|needed|necessary"
    r"|a must)|required\b(?! to)|essential\b|mandatory\b|prerequisite|you(?:'ll| will)? (?:have|need|bring|hold"
    r"|should have)\b|we (?:require|need|expect|(?:are looking|look) for (?:someone|somebody|people|candidates))\b"
    r"|minimum (?:of )?\d|at least (?:\d|one"
    r"|two|three|four|five))",
    re.I,
)
_PREFERRED = re.compile(
    r"\b(?:nice[- ]to[- ]have|preferred|preferabl[ey]|desirable|desired|a (?:strong |big |real |definite )?(?:plus"
    r"|bonus|advantage)|advantageous|beneficial|ideally|not (?:required|essential)|optional|would be (?:great|nice"
    r"|good|helpful|welcome)|welcome|helpful)\b",
    re.I,
)
_ROLE = re.compile(r"^(?:job title|position|role|title|vacancy|job)\s*[:\u2013\u2014-]\s*(.{3,60})$", re.I)
_SEEKING = re.compile(
    r"\b(?:looking for|seeking|hiring|recruiting|join (?:us|our team) as|need)\s+(?:an?\s+"
    r"|our next\s+)([\w/&+#-]+(?:\s[\w/&+#-]+){0,5}?)(?=\s+(?:to|who|with|for|at|in|on|and|that)\b|[.,;:(!]|$)",
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
        section = heading or section
        if heading is not None and not rest:
            continue
        for item in _items(rest or line.text, is_bullet=line.is_bullet or bool(rest)):
            label = _LABEL.match(item)
            bare = item[label.end() :] if label else item
            is_must_have = _judge(bare, section) if label is None else _is_must_label(label["label"])
            if is_must_have is not None:
                name = name_of(_table_text(bare))
                if content_stems(name):
                    wanted.setdefault(name.lower(), Wanted(item, name, is_must_have))
            elif section is _Section.DUTIES and len(words(item)) >= 3:
                duties.append(item)
    return JobDescription(_role(lines), tuple(wanted.values())[:_MAX_REQUIREMENTS], tuple(duties))


def _heading(line: Line) -> tuple[_Section | None, str]:
    """The section that a line opens, and what else stands on the line after a colon."""
    title, colon, rest = line.text.partition(":")
    title = title.replace("\u2019", "'").strip(" -\u2013\u2014")
    if line.is_bullet or len(words(title)) > 8 or title.endswith((".", ",", ";")):
        return None, ""
    for section, pattern in _HEADINGS:
        if pattern.fullmatch(title):
            return section, rest.strip()
    return (_Section.OTHER, "") if colon and not rest.strip() and len(words(title)) <= 4 else (None, "")


def _items(text: str, *, is_bullet: bool) -> list[str]:
    """A bullet is one item, a comma-separated list of short names several, running text one per sentence."""
    if " | " in text:
        return [] if all(_TABLE_HEAD.fullmatch(cell.strip()) for cell in text.split("|")) else [text]
    if not text.endswith("."):
        parts = [re.sub(r"^(?:and|or)\s+", "", part.strip()) for part in re.split(r"[,;\u2022]", text)]
        if len(parts) >= 3 and all(0 < len(words(part)) <= 3 and not _NO_NAME.search(part) for part in parts):
            return parts
    pieces = [span.of(text) for span in sentence_spans(text)]
    if is_bullet and len(pieces) <= 1:
        return [text] if len(words(text)) <= _MAX_ITEM_WORDS else []
    return [piece for piece in pieces if len(words(piece)) <= _MAX_ITEM_WORDS]


_NO_NAME = re.compile(r"\b(?:is|are|including|for example|such as|with|of|to|in)\b", re.I)


def _table_text(item: str) -> str:
    """Of a table's row the cell that says most."""
    return max(item.split("|"), key=lambda cell: len(words(cell)))


def _is_must_label(label: str) -> bool:
    return label.lower().startswith(("required", "essential", "mandatory", "must"))


def _judge(item: str, section: _Section | None) -> bool | None:
    """Whether an item is a must-have; None when it is no requirement."""
    if len(item) < 2 or section is _Section.OTHER:
        return None
    preferred = _PREFERRED.search(item)
    if preferred and section is _Section.REQUIRED:
        # `ERP migration, SAP preferred` wants the migration; only `SAP is preferred` is no must.
        return re.search(r"[,(;]", item[: preferred.start()]) is not None
    if preferred:
        return False
    match section:
        case _Section.PREFERRED:
            return False
        case _Section.REQUIRED:
            return True
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
        is_short = not line.is_bullet and 1 <= len(words(line.text)) <= 6 and ":" not in line.text
        if is_short and not _NO_ROLE.search(line.text) and _heading(line)[0] is None:
            return _short_role(line.text)
    return ""


def _short_role(text: str) -> str:
    text = re.split(r"\s[|\u2013\u2014-]\s|[,(|]", text)[0].strip(" .:")
    return " ".join(text.split()[:6])
