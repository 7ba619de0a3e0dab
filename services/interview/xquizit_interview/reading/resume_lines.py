"""How the lines of a resume read: headings of its sections, dates, and deeds as clauses."""

import re

from xquizit_interview.reading.document_lines import Line
from xquizit_interview.reading.job_titles import TITLE
from xquizit_interview.verbs import BASE, base_of_past, is_gerund, is_past
from xquizit_interview.wording.spoken import speakable, trimmed
from xquizit_interview.words import words

_EXPERIENCE = re.compile(
    r"experience|employment|work history|career|positions? held|placements?|internships?|^work$"
    r"|posts$|^jobs$|^roles$",
    re.I,
)
_PROJECTS = re.compile(r"projects?|portfolio|selected work", re.I)
_OTHER = re.compile(
    r"education|skills?|certificat|licen[cs]|languages?|interests|hobbies|references?|summary|profile|objective"
    r"|contact|awards?|publications?|training|qualifications?|about me|personal|volunteer",
    re.I,
)
_CLAUSE_WORDS = 14
_NEW_STATEMENT = re.compile(
    r"(?:the|both|all|one|best|among|half|an?|now|it|none|worth|whole|read|from|which|who|in front|with|\d)\b", re.I
)
"""What begins behind a comma and belongs to no list."""
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE = rf"(?:{_MONTH}\s*)?(?:\d{{1,2}}[/.]){{0,2}}(?:19|20)\d\d"
DATES = re.compile(
    rf"[\s,(|\u2013—-]*\b{_DATE}\s*(?:[\u2013—-]|to|until)\s*(?:{_DATE}|present|now|today|current(?:ly)?|date)\b\)?"
    rf"|[\s,(|\u2013—-]+\b(?:since\s+)?{_DATE}\b\)?\s*$",
    re.I,
)


def clause_of(text: str, *, is_bullet: bool = True) -> str:
    """A resume line as it is said after `you`, e.g. `led a team`; empty when it does not begin with a verb."""
    text = re.sub(r"\((?:[^)]*)\)", " ", text)
    text = speakable(re.split(r"(?<=[.;:])\s|\s[\u2013—]\s", text)[0])
    text = re.sub(r"^(?:i|we)\s+", "", text, flags=re.I)
    text = re.sub(
        r"^(?:successfully|also|personally|independently|currently|regularly|proactively|jointly|effectively)\s+",
        "",
        text,
        flags=re.I,
    )
    first, _, rest = text.partition(" ")
    verb = first.lower()
    if not rest or (not is_bullet and is_past(verb) and base_of_past(verb) not in BASE):
        return ""  # `chilled ready meals` below an employer is what it makes
    if verb == "responsible":
        clause = f"were responsible {rest}"
    elif is_past(verb) or (verb in BASE and not TITLE.match(rest) and not _NOUN_HERE.match(text)):
        clause = f"{verb} {rest}"
    elif is_gerund(verb) and not TITLE.search(rest.split(",")[0]):
        clause = f"were {verb} {re.sub(_OF_GERUND, ' ', rest, count=1)}"
    else:
        return ""
    clause = re.sub(r"\b(?:my|our)\b", "your", clause)
    head, comma, tail = clause.partition(", ")
    if comma and (_NEW_STATEMENT.match(tail) or not re.search(r"\b(?:and|or)\b", tail)):
        clause = head
    clause = trimmed(clause, _CLAUSE_WORDS)
    before = len(clause)
    clause = re.sub(
        r"(?:[\s,]+(?:where|which|that|who|and|or|with|by|to|of|in|for|the|an?|from|at|on|as))+$", "", clause
    )
    if len(clause) < before and " that " in clause:
        clause = clause.partition(" that ")[0]  # `that the team calls from` lost its end
    return clause if len(clause.split()) >= 3 else ""


_OF_GERUND = r"(?:^|(?<=ing) )of "
_NOUN_HERE = re.compile(
    r"\w+ (?:of|for|in|on|with|and|at)\b|(?:budget|research|coach|mentor|lead|report|contract|record|contact) "
    r"(?!(?:an?|the|all|each|new|junior|\d+)\b)",
    re.I,
)
"""`Research notes on costs`, `Mentor for six nurses`: no verbs, though they could be."""


def section_of(line: Line) -> str | None:
    """The section that a line opens: `experience`, `projects` or `other`; None when it opens none."""
    title = line.text.rstrip(":").strip()
    if line.is_bullet or len(words(title)) > 4 or DATES.search(title) or title.endswith("."):
        return None
    if not title[:1].isupper() or re.search(r"[,;|\d(·]", title) or (TITLE.search(title) and not title.isupper()):
        return None
    for name, pattern in (("projects", _PROJECTS), ("experience", _EXPERIENCE), ("other", _OTHER)):
        if pattern.search(title):
            return name
    return None
