"""What a job description asks for, told from its sections and its wording."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from xquizit_interview.reading.demands import PREFERRED, demands, demands_strongly
from xquizit_interview.reading.document_lines import Line, lines_of
from xquizit_interview.reading.headings import Section, heading_of
from xquizit_interview.reading.requirement_names import spoken_name
from xquizit_interview.reading.skills import entries_in, skills_in
from xquizit_interview.words import content_stems, sentence_spans, words

_TABLE_HEAD = re.compile(
    r"(?:area|details?|skills?|requirements?|criteri(?:a|on)|category|level|technolog(?:y|ies)|what we (?:need"
    r"|expect)|benefits?|competenc(?:y|e|ies)|description|topic|essential|desirable|how assessed)",
    re.I,
)
_LABEL = re.compile(
    r"^(?P<label>required|essential|mandatory|must[- ]haves?|desirable|preferred|nice[- ]to[- ]haves?|bonus"
    r"|optional|(?:a (?:definite )?)?plus|good[- ]to[- ]have)\s*[:\u2013\u2014-]\s*",
    re.I,
)
_ROLE = re.compile(r"^(?:job title|position|role|title|vacancy|job)\s*[:\u2013\u2014-]\s*(.{3,60})$", re.I)
_SEEKING = re.compile(
    r"\b(?:looking for|seeking|hiring|recruiting|join (?:us|our team) as|need)\s+(?:an?\s+"
    r"|our next\s+)([\w/&+#-]+(?:\s[\w/&+#-]+){0,5}?)(?=\s+(?:to|who|with|for|at|in|on|and|that)\b|[.,;:(!]|$)",
    re.I,
)
_NO_ROLE = re.compile(r"\babout\b|company|overview|description|we |our |welcome|summary|who|what|location|\d", re.I)
_NO_NAME = re.compile(r"\b(?:is|are|including|for example|such as|with|of|to|in)\b", re.I)
_FOR_THE_READER = re.compile(
    r"^(?:please|salary|pay|apply|send|write to|ring|call|interviews?|closing|reward)\b|£|€|\$\s?\d|\bapplication\b",
    re.I,
)
"""Sentences about applying and pay are no requirements, wherever they stand."""
_MAX_ITEM_WORDS = 45
_MAX_REQUIREMENTS = 30
_PROSE_WORDS = 22
"""A paragraph as long as this after a list is no longer part of the list's section."""


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
    is_prose = not any(section is Section.REQUIRED for section, _, _ in _sectioned(lines))
    for section, line, rest in _sectioned(lines):
        is_list = line.is_bullet or bool(rest)
        for number, item in enumerate(_items(rest or line.text, is_bullet=is_list)):
            label = _LABEL.match(item)
            if label is not None:
                must_have: bool | None = label["label"].lower().startswith(("required", "essential", "mand", "must"))
            else:
                must_have = _judge(item, section, is_list=is_list, is_first=number == 0, is_prose=is_prose)
            if must_have is None:
                if section is Section.DUTIES and len(words(item)) >= 3:
                    duties.append(item)
                continue
            for part in _listed(item[label.end() :]) if label else (item,):
                name = spoken_name(_table_text(part), is_prose=not is_list)
                if content_stems(name):
                    wanted.setdefault(name.lower(), Wanted(part, name, must_have))
    return JobDescription(_role(lines), tuple(wanted.values())[:_MAX_REQUIREMENTS], tuple(duties))


def _sectioned(lines: list[Line]) -> Iterator[tuple[Section | None, Line, str]]:
    """The lines that are no headings, each with its section and what of it stands behind a heading's colon."""
    section: Section | None = None
    has_items = has_bullets = False
    for index, line in enumerate(lines):
        heading, rest = heading_of(line, lines[index + 1] if index + 1 < len(lines) else None)
        if heading is not None:
            section, has_items, has_bullets = heading, bool(rest), False
            if not rest:
                continue
        elif has_items and line.follows_blank and not line.is_bullet:
            if has_bullets or len(sentence_spans(line.text)) > 1 or len(words(line.text)) > _PROSE_WORDS:
                section = None
        has_items, has_bullets = True, has_bullets or line.is_bullet
        yield section, line, rest


def _items(text: str, *, is_bullet: bool) -> list[str]:
    """A bullet is one item, a comma-separated list of short names several, running text one per sentence."""
    if " | " in text:
        return [] if all(_TABLE_HEAD.fullmatch(cell.strip()) for cell in text.split("|")) else [text]
    if not text.endswith("."):
        parts = _listed(text, separators=r"[,;\u2022]")
        if len(parts) >= 3 and all(0 < len(words(part)) <= 3 and not _NO_NAME.search(part) for part in parts):
            return parts
    pieces = [
        part for span in sentence_spans(text) for part in re.split(r",? and (?=so is\b)", span.of(text)) if part.strip()
    ]
    if is_bullet and len(pieces) <= 1:
        return [text] if len(words(text)) <= _MAX_ITEM_WORDS else []
    return [piece for piece in pieces if len(words(piece)) <= _MAX_ITEM_WORDS]


def _listed(text: str, separators: str = r"[;\u2022]|,(?=\s)") -> list[str]:
    """The members of `a, b, and c`; one member where some are too long for a list."""
    parts = [re.sub(r"^(?:and|or)\s+", "", part.strip(" .")) for part in re.split(separators, text)]
    return parts if len(parts) >= 3 and all(0 < len(words(part)) <= 9 for part in parts) else [text]


def _table_text(item: str) -> str:
    """Of a table's row the cell that says most."""
    return max(item.split("|"), key=lambda cell: len(words(cell)))


def _judge(item: str, section: Section | None, *, is_list: bool, is_first: bool, is_prose: bool) -> bool | None:
    """Whether an item is a must-have; None when it is no requirement.

    Args:
        item: A list's item or a sentence.
        section: Where it stands.
        is_list: Whether it is a list's item.
        is_first: Whether it is the first of its line.
        is_prose: Whether the document has no section of requirements: then its sentences have to do.
    """
    if len(item) < 2 or section is Section.OTHER or _FOR_THE_READER.search(item):
        return None
    preferred = PREFERRED.search(item)
    if preferred and section is Section.REQUIRED:
        # `ERP migration, SAP preferred` wants the migration; only `SAP is preferred` is no must.
        return re.search(r"[,(;]", item[: preferred.start()]) is not None
    if preferred and (section is not None or is_first or _A_PLUS.search(item) or skills_in(item)):
        return False
    match section:
        case Section.PREFERRED:
            return False if is_first or skills_in(item) or not is_list else None
        case Section.REQUIRED:
            return True if is_first or demands(item) or (not is_list and skills_in(item)) else None
        case _:
            is_named = is_prose and demands(item) and bool(entries_in(item))
            return True if is_named or demands_strongly(item) else None


_A_PLUS = re.compile(r"\b(?:plus|bonus|advantage|nice|delighted|optional|help if|desirable|preferred|ideally)\b", re.I)


def _role(lines: list[Line]) -> str:
    for line in lines[:15]:
        if match := _ROLE.match(line.text):
            return _short_role(match.group(1))
    for line in lines[:3]:
        title = _short_role(line.text)
        is_title = not line.is_bullet and 1 <= len(words(title)) <= 6 and ":" not in title and not title.endswith(".")
        if is_title and not _NO_ROLE.search(title) and heading_of(line, None)[0] is None:
            return title
    for line in lines[:25]:
        if match := _SEEKING.search(line.text):
            return _short_role(match.group(1))
    return ""


def _short_role(text: str) -> str:
    text = re.split(r"\s[|\u2013\u2014-]\s|[,(|]|\.\s", text)[0].strip(" .:")
    text = re.sub(r"^(?:(?:an?|experienced|qualified|talented|motivated|skilled|dynamic|enthusiastic),?\s+)+", "", text)
    return " ".join(text.split()[:7])
