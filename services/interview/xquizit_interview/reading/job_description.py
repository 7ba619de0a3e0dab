"""What a job description asks for, told from its sections and its wording."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from xquizit_interview.reading.abbreviations import written_out
from xquizit_interview.reading.demands import A_PLUS, PERSON, demands, demands_strongly, excuses, prefers
from xquizit_interview.reading.document_lines import Line, lines_of
from xquizit_interview.reading.fragments import fragments_of
from xquizit_interview.reading.headings import heading_of, parted_at_headings
from xquizit_interview.reading.item_marks import marked
from xquizit_interview.reading.items import items_of, listed
from xquizit_interview.reading.lead_ins import Section
from xquizit_interview.reading.requirement_names import spoken_names
from xquizit_interview.reading.roles import role_of
from xquizit_interview.reading.skills import entries_in, skills_in
from xquizit_interview.reading.tables import Columns, cells_of, columns_of, row_items
from xquizit_interview.reading.working_conditions import is_no_skill, without_checks
from xquizit_interview.words import content_stems, sentence_spans, words

_NAMED = re.compile(r"(?:(?:preferably|ideally) )?[A-Z]\w+(?: \w+)? (?:is|are|would|preferred|desirable|beneficial)\b")
"""`Italian is a plus`."""
_YOU = re.compile(r"you(?: have| are|['\u2019](?:ve|re)| know| can| enjoy| like| love)\b", re.I)
"""`You have kept volunteers`, where a paragraph says who is looked for."""
_EXPLAINS = re.compile(rf"(?!{PERSON}\b)(?:no|the|this|that|these|those|it|they)\b", re.I)
"""What a later sentence says of the first, `The certificate must be valid on the first day`."""
_BRACKETS = re.compile(r"\([^()]*\)")
_MAX_ITEM_CHARS = 600
_MAX_ITEMS = 100
"""Of one line."""
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


@dataclass(frozen=True, slots=True)
class _Placed:
    """A line that is no heading, with where it stands."""

    line: Line
    section: Section | None
    rest: str
    """What of the line stands behind a heading's colon."""
    lead: str
    """The words of the heading that it goes on with."""

    @property
    def is_list(self) -> bool:
        return self.line.is_bullet or bool(self.rest) or bool(self.lead)


def read_job_description(text: str) -> JobDescription:
    """Finds the role, the requirements in their order, and the duties. Takes any text; what it lacks is empty."""
    lines = lines_of(written_out(text))
    placed = list(_placed(lines))
    is_prose = not any(place.section is Section.REQUIRED for place in placed)
    wanted: dict[str, Wanted] = {}
    duties: list[str] = []
    columns: Columns | None = None
    for place in placed:
        if (head := columns_of(place.line.text)) is not None:
            columns = head
            continue
        if place.line.follows_blank and len(cells_of(place.line.text)) == 1:
            columns = None
        rows = row_items(place.line.text, columns) if columns else None
        lead = place.lead if rows is None else ""
        for item, must_have in rows if rows is not None else _judged(place, is_prose=is_prose):
            if must_have is None:
                if place.section is Section.DUTIES and len(words(item)) >= 3:
                    duties.append(item)
                continue
            for part, name in spoken_names(item, lead=lead, is_prose=rows is None and not place.is_list):
                if content_stems(name) or re.search(r"\d", name):
                    wanted.setdefault(name.lower(), Wanted(part, name, must_have))
    return JobDescription(role_of(lines), tuple(wanted.values())[:_MAX_REQUIREMENTS], tuple(duties))


def _placed(lines: list[Line]) -> Iterator[_Placed]:
    """The lines that are no headings, in their sections."""
    section: Section | None = None
    lead = ""
    has_items = has_bullets = False
    lines = [part for line in lines for part in parted_at_headings(line)]
    for index, line in enumerate(lines):
        heading = heading_of(line, lines[index + 1] if index + 1 < len(lines) else None, section)
        rest = heading.rest if heading else ""
        if heading is not None:
            section, lead, has_items, has_bullets = heading.section, heading.lead, bool(rest), False
            if not rest:
                continue
        elif has_items and not line.is_bullet and (line.follows_blank or _says_more(line, has_bullets)):
            if has_bullets or len(sentence_spans(line.text)) > 1 or len(words(line.text)) > _PROSE_WORDS:
                section, lead = None, ""
        has_items, has_bullets = True, has_bullets or line.is_bullet
        yield _Placed(line, section, rest, lead)


def _says_more(line: Line, has_bullets: bool) -> bool:
    """Whether a line right below a list is a sentence about something else."""
    is_sentence = has_bullets and line.text.endswith(".") and len(line.text) <= _MAX_ITEM_CHARS
    return is_sentence and len(words(line.text)) > 5 and not demands(line.text)


def _judged(place: _Placed, *, is_prose: bool) -> Iterator[tuple[str, bool | None]]:
    """The items of a line, each with whether it is a must-have; None where it is no requirement."""
    whole = _cell(place.rest or place.line.text)
    text = without_checks(whole) if place.is_list and len(whole) <= _MAX_ITEM_CHARS else whole
    if text == whole and len(text) <= _MAX_ITEM_CHARS and len(sentence_spans(text)) < 2:
        if is_no_skill(place.line.text, is_item=place.is_list):
            return
    for found in items_of(text, is_bullet=place.is_list, is_rest=bool(place.rest))[:_MAX_ITEMS]:
        item = found.text
        if not 2 <= len(item) <= _MAX_ITEM_CHARS or place.section is Section.OTHER:
            continue
        if is_prose and not place.is_list and (fragments := fragments_of(item)) is not None:
            yield from fragments
            continue
        bare, must_have = marked(item)
        if is_no_skill(item, is_item=place.is_list) or is_no_skill(bare, is_item=place.is_list):
            continue
        if must_have is not None:
            for part in listed(bare):
                yield part, must_have
            continue
        wanted = _without_wish(item, place.section)
        yield wanted, _judge(item, place.section, is_list=place.is_list, is_first=found.is_first, is_prose=is_prose)
        wish = item[len(wanted) :].strip(" ,;().")
        if wish and (skills_in(wish) or _NAMED.match(wish)):
            yield wish, False


def _cell(text: str) -> str:
    """Of a table's row, whose columns do not say more, the cell that says most; with the mark before it."""
    cells = cells_of(text)
    if len(cells) == 2 and marked(f"{cells[0]}: {cells[1]}")[1] is not None:
        return f"{cells[0]}: {cells[1]}"
    return max(cells, key=lambda cell: len(words(cell)))


def _without_wish(item: str, section: Section | None) -> str:
    """`ERP migration, SAP preferred` wants the migration; `SAP is preferred` is no must at all."""
    if section is not Section.REQUIRED or (wish := prefers(item)) is None:
        return item
    end = max(_BRACKETS.sub(lambda match: "-" * len(match[0]), item).rfind(mark, 0, wish.start()) for mark in ",(;")
    is_one_list = re.match(r"(?:or|and)\b", item[end + 1 :].strip()) is not None
    return item[:end].strip() if end > 0 and not is_one_list and content_stems(item[:end]) else item


def _judge(item: str, section: Section | None, *, is_list: bool, is_first: bool, is_prose: bool) -> bool | None:
    """Whether an item is a must-have; None when it is no requirement.

    Args:
        item: A list's item or a sentence.
        section: Where it stands.
        is_list: Whether it is a list's item.
        is_first: Whether it is the first of its line.
        is_prose: Whether the document has no section of requirements: then its sentences have to do.
    """
    if excuses(item):
        return None
    preferred = prefers(item)
    if preferred and section is Section.REQUIRED:
        return _without_wish(item, section) != item
    if preferred and (section is not None or is_first or A_PLUS.search(item) or skills_in(item)):
        return False
    match section:
        case Section.PREFERRED:
            return False if is_first or skills_in(item) or not is_list else None
        case Section.REQUIRED:
            goes_on = demands(item) or (not is_list and bool(skills_in(item) or _YOU.match(item)))
            return True if is_first or (goes_on and not _EXPLAINS.match(item)) else None
        case _:
            is_named = is_prose and demands(item) and bool(entries_in(item))
            return True if is_named or demands_strongly(item) else None
