"""What a resume tells: places of work, and what was done there."""

import re
from dataclasses import dataclass

from xquizit_interview.document_lines import Line, lines_of
from xquizit_interview.hygiene import is_protected
from xquizit_interview.spoken import speakable, trimmed
from xquizit_interview.verbs import BASE, is_gerund, is_past
from xquizit_interview.words import words

_EXPERIENCE = re.compile(r"experience|employment|work history|career|positions? held|placements?|internships?", re.I)
_PROJECTS = re.compile(r"projects?|portfolio|selected work", re.I)
_OTHER = re.compile(
    r"education|skills?|certificat|licen[cs]|languages?|interests|hobbies|references?|summary|profile|objective"
    r"|contact|awards?|publications?|training|qualifications?|about me|personal|volunteer",
    re.I,
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE = rf"(?:{_MONTH}\s*)?(?:\d{{1,2}}[/.])?(?:19|20)\d\d"
_DATES = re.compile(
    rf"[\s,(|\u2013—-]*\b{_DATE}\s*(?:[\u2013—-]|to|until)\s*(?:{_DATE}|present|now|today|current(?:ly)?|date)\b\)?"
    rf"|[\s,(|\u2013—-]+\b(?:since\s+)?{_DATE}\b\)?\s*$",
    re.I,
)
_TITLE = re.compile(
    r"\b(?:engineer|developer|programmer|architect|nurse|midwife|teacher|tutor|lecturer|professor|accountant"
    r"|bookkeeper|auditor|analyst|manager|director|head|lead|leader|officer|assistant|associate|administrator"
    r"|coordinator|consultant|specialist|supervisor|technician|scientist|researcher|designer|writer|editor"
    r"|representative|executive|clerk|cashier|driver|chef|cook|waiter|waitress|electrician|plumber|mechanic"
    r"|operator|therapist|pharmacist|doctor|physician|carer|intern|trainee|apprentice|adviser|advisor|recruiter"
    r"|lawyer|solicitor|paralegal|counsel|secretary|receptionist|planner|buyer|agent|partner|founder|owner"
    r"|president|ceo|cto|cfo|practitioner|sister|matron|warden|guard|librarian|surveyor|controller|staff|instructor"
    r"|trainer|senior|junior|worker|volunteer|fellow|foreman|barista|baker|welder|machinist)s?\b",
    re.I,
)
_ORGANISATION = re.compile(
    r"\b(?:hospital|clinic|infirmary|surgery|care home|nhs|trust|school|academy|college|university|institute|ltd"
    r"|limited|llc"
    r"|inc|gmbh|ag|plc|corp(?:oration)?|company|co|group|holdings|partners?|council|ministry|bank|hotel|restaurant"
    r"|foundation"
    r"|agency|laborator(?:y|ies)|labs?|stores?|logistics|services|solutions|systems|technologies|software|payments)\b",
    re.I,
)
"""Words that tell an employer from its ward, department or town."""
_SEPARATORS = re.compile(r"\s+[|\u2013—-]\s+|\s*\|\s*|\t+|\s*[·•]\s*|,\s+|\s+(?:at|@|with|for)\s+(?=[A-Z])")
_CLAUSE_WORDS = 14


@dataclass(frozen=True, slots=True)
class Achievement:
    """Something the resume says was done."""

    line: str
    """The line as written."""
    clause: str
    """The same to be spoken after `you`, e.g. `led a team of six`; empty when the line is no sentence."""
    place: str
    """The employer or project it stands under; may be empty."""


@dataclass(frozen=True, slots=True)
class Post:
    """One position held."""

    title: str
    employer: str


@dataclass(frozen=True, slots=True)
class Resume:
    """What the planner needs of a resume."""

    posts: tuple[Post, ...]
    """As listed, usually the latest first."""
    projects: tuple[str, ...]
    achievements: tuple[Achievement, ...]
    lines: tuple[str, ...]
    """Everything that may be spoken of, as written."""


def read_resume(text: str) -> Resume:
    """Finds posts, projects and achievements. What the text lacks is empty; protected matters are left out."""
    lines = [line for line in lines_of(text) if not is_protected(line.text)]
    posts: list[Post] = []
    projects: list[str] = []
    achievements: list[Achievement] = []
    section, place = "", ""
    for index, line in enumerate(lines):
        if (heading := _section(line)) is not None:
            section, place = heading, ""
        elif section != "other" and _is_post(line) and (post := _post(lines, index)) is not None:
            posts.append(post)
            place = post.employer
        elif section == "projects" and (name := _project(line)):
            projects.append(name)
            place = name
            achievements.extend(_achievements(_after_name(line.text), place))
        elif section in {"experience", "projects"} or line.is_bullet:
            achievements.extend(_achievements(line.text, place))
    return Resume(tuple(posts), tuple(projects), tuple(achievements), tuple(line.text for line in lines))


def clause_of(text: str) -> str:
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
    if not rest:
        return ""
    if verb == "responsible":
        clause = f"were responsible {rest}"
    elif is_past(verb) or (verb in BASE and not _TITLE.match(rest)):
        clause = f"{verb} {rest}"
    elif is_gerund(verb):
        clause = f"were {verb} {rest}"
    else:
        return ""
    clause = re.sub(r"\b(?:my|our)\b", "your", clause)
    clause = trimmed(clause, _CLAUSE_WORDS)
    clause = re.sub(
        r"(?:[\s,]+(?:where|which|that|who|and|or|with|by|to|of|in|for|the|an?|from|at|on|as))+$", "", clause
    )
    return clause if len(clause.split()) >= 3 else ""


def _section(line: Line) -> str | None:
    title = line.text.rstrip(":").strip()
    if line.is_bullet or len(words(title)) > 4 or _DATES.search(title) or title.endswith("."):
        return None
    if not title[:1].isupper() or re.search(r"[,;|\d(]", title) or (_TITLE.search(title) and not title.isupper()):
        return None
    for name, pattern in (("projects", _PROJECTS), ("experience", _EXPERIENCE), ("other", _OTHER)):
        if pattern.search(title):
            return name
    return None


def _is_post(line: Line) -> bool:
    return not line.is_bullet and _DATES.search(line.text) is not None and len(words(line.text)) <= 20


def _post(lines: list[Line], index: int) -> Post | None:
    """The post of a dated line; a title or employer that is not on it stands on the line before or after."""
    parts = _parts(lines[index].text)
    for neighbour in (index - 1, index + 1):
        if len(parts) >= 2 and any(_TITLE.search(part) for part in parts):
            break
        if 0 <= neighbour < len(lines) and _may_name_post(lines[neighbour]):
            parts += _parts(lines[neighbour].text)
    titled = [part for part in parts if _TITLE.search(part)]
    titles = [part for part in titled if not _ORGANISATION.search(part)] or titled
    if not titles and len(parts) >= 2 and not clause_of(lines[index].text):
        titles = parts[:1]
    if not titles:
        return None
    places = [part for part in parts if part not in titles and part[:1].isupper()]
    places.sort(key=lambda part: _ORGANISATION.search(part) is None)
    return Post(trimmed(titles[0], 6), trimmed(places[0], 6) if places else "")


def _may_name_post(line: Line) -> bool:
    text = line.text
    return not (line.is_bullet or text.endswith(".") or len(words(text)) > 10 or _DATES.search(text) or _section(line))


def _parts(text: str) -> list[str]:
    text = re.sub(r"\([^)]*\)", " ", _DATES.sub(" ", text))
    return [part for raw in _SEPARATORS.split(text) if len(part := speakable(raw)) > 1]


def _project(line: Line) -> str:
    name = speakable(re.split(r"\s[\u2013—-]\s|:\s|\s\(|\s\|\s|,\s", _DATES.sub("", line.text))[0])
    is_name = 1 <= len(words(name)) <= 6 and not clause_of(line.text) and name[:1].isupper()
    return name if (is_name and name != speakable(line.text).rstrip(".")) or (is_name and not line.is_bullet) else ""


def _after_name(text: str) -> str:
    parts = re.split(r"\s[\u2013—-]\s|:\s", text, maxsplit=1)
    return parts[1] if len(parts) == 2 else ""


def _achievements(text: str, place: str) -> list[Achievement]:
    clause = clause_of(text)
    return [Achievement(text, clause, place)] if len(words(text)) >= 3 else []
