"""Whether a text speaks of a requirement, and which line of a resume does so best."""

from xquizit_interview.lexicon import skills_in, soft_skills_in
from xquizit_interview.resume import Achievement, Resume
from xquizit_interview.words import content_stems

_ENOUGH = 0.5
"""Share of a requirement's own words that a line must have, where the lexicon knows none of them."""


def strength(name: str, text: str, *, wording: str = "") -> float:
    """How much `text` speaks of the requirement `name`: 0 not at all, 1 all of it.

    Args:
        name: The requirement, short.
        text: A line or a sentence.
        wording: The requirement as written; the skills it gives as examples count too.
    """
    skills = {**skills_in(f"{name}. {wording}"), **soft_skills_in(name)}
    if skills:
        named = {**skills_in(text), **soft_skills_in(text)}
        share = len(skills.keys() & named.keys()) / len(skills)
        if share:
            return share
    wanted = content_stems(name)
    if not wanted:
        return 0.0
    share = len(wanted & content_stems(text)) / len(wanted)
    return share if share >= _ENOUGH and (not skills or share == 1.0) else 0.0


def best_achievement(name: str, wording: str, resume: Resume, used: set[str]) -> Achievement | None:
    """The achievement that speaks most of `name`; one that can be spoken and is not used yet is preferred."""
    rated = [
        (strength(name, item.line, wording=wording), bool(item.clause), item.line not in used, item)
        for item in resume.achievements
    ]
    rated = [entry for entry in rated if entry[0] > 0]
    return max(rated, key=lambda entry: (entry[2], entry[1], entry[0]))[3] if rated else None


def best_line(name: str, wording: str, resume: Resume) -> str:
    """The line of the resume that speaks most of `name`; empty when none does."""
    rated = [(strength(name, line, wording=wording), line) for line in resume.lines]
    best = max(rated, key=lambda entry: entry[0], default=(0.0, ""))
    return best[1] if best[0] > 0 else ""


def missing_parts(name: str, resume: Resume) -> list[str]:
    """The skills within `name` that no line of the resume names, as `name` words them."""
    held: set[str] = set()
    for line in resume.lines:
        held |= skills_in(line).keys()
    return [word for skill, word in skills_in(name).items() if skill not in held]


def is_touched(name: str, resume: Resume) -> bool:
    """Whether any word of `name` stands anywhere in the resume: enough not to call it missing."""
    return any(content_stems(name) & content_stems(line) for line in resume.lines)
