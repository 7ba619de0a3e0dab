"""What a resume tells: places of work, and what was done there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from xquizit_interview.hygiene import is_private
from xquizit_interview.reading.document_lines import Line, lines_of
from xquizit_interview.reading.posts import Post, is_post, post_of
from xquizit_interview.reading.projects import named_project
from xquizit_interview.reading.resume_lines import DATES, clause_of, section_of
from xquizit_interview.wording.spoken import speakable
from xquizit_interview.words import words


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
class Resume:
    """What the planner needs of a resume."""

    posts: tuple[Post, ...]
    """As listed, usually the latest first."""
    projects: tuple[str, ...]
    achievements: tuple[Achievement, ...]
    lines: tuple[str, ...]
    """Everything that may be spoken of, as written."""


def read_resume(text: str, headings: Mapping[str, str] | None = None) -> Resume:
    """Finds posts, projects and achievements. What the text lacks is empty; protected matters are left out.

    Args:
        text: Of the resume.
        headings: Headings that are known already, title to kind; others are found by their words.
    """
    known = {_plain(title): kind for title, kind in (headings or {}).items()}
    lines = [line for line in lines_of(text) if not is_private(line.text)]
    posts: list[Post] = []
    projects: list[str] = []
    achievements: list[Achievement] = []
    section, place = "", ""
    for index, line in enumerate(lines):
        if (heading := _section(line, known)) is not None:
            section, place = heading, ""
        elif section != "other" and is_post(line) and (post := post_of(lines, index, place)) is not None:
            posts.append(post)
            place = post.employer
        elif section == "projects" and (name := _project(line)):
            projects.append(name)
            place = ""
            achievements.extend(_achievements(_after_name(line.text), place))
        elif section in {"experience", "projects"} or line.is_bullet or (section == "" and posts):
            name = named_project(line.text)
            projects.extend([name] if name else [])
            text = _after_name(line.text) if name else line.text
            achievements.extend(_achievements(text, place, is_bullet=line.is_bullet or bool(name)))
            if name and not clause_of(_after_name(line.text)):
                achievements.extend(_achievements(line.text, place))
    return Resume(tuple(posts), tuple(projects), tuple(achievements), tuple(line.text for line in lines))


def _section(line: Line, known: Mapping[str, str]) -> str | None:
    """The section that a line opens: `experience`, `projects` or `other`; None when it opens none."""
    if (found := section_of(line)) is not None or (kind := known.get(_plain(line.text))) is None:
        return found
    return kind if kind in {"experience", "projects"} else "other"


def _plain(title: str) -> str:
    return " ".join(title.rstrip(": ").casefold().split())


def _project(line: Line) -> str:
    name = speakable(re.split(r"\s[\u2013—-]\s|:\s|\s\(|\s\|\s|,\s", DATES.sub("", line.text))[0])
    is_name = 1 <= len(words(name)) <= 6 and not clause_of(line.text) and name[:1].isupper()
    return name if (is_name and name != speakable(line.text).rstrip(".")) or (is_name and not line.is_bullet) else ""


def _after_name(text: str) -> str:
    parts = re.split(r"\s[\u2013—-]\s|:\s", text, maxsplit=1)
    return parts[1] if len(parts) == 2 else ""


def _achievements(text: str, place: str, *, is_bullet: bool = True) -> list[Achievement]:
    clause = clause_of(text, is_bullet=is_bullet)
    return [Achievement(text, clause, place)] if len(words(text)) >= 3 else []
