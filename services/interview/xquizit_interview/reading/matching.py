"""Whether a text speaks of a requirement, and which line of a resume does so best."""

import re
from dataclasses import dataclass, field

from xquizit_interview.reading.resume import Achievement, Resume
from xquizit_interview.reading.skills import entries_in, skills_in, with_broader
from xquizit_interview.words import content_stems

_ENOUGH = 0.5
"""Share of a requirement's own words that a line must have, where the lexicon knows none of them."""

_ONE_PART = 0.4
"""What one of the things that a requirement joins by `and` or `or` is worth."""
_TELLING = 7
"""Letters of a stem that is rare enough to tell by itself."""
_AS_GOOD = 0.7
"""An achievement that speaks of a requirement this much less than another line is not asked about for it."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What a text speaks of: the lexicon's names for it, and the stems of its own words."""

    skills: frozenset[str]
    stems: frozenset[str]


def wording_of(text: str) -> Wording:
    """What `text` speaks of; whoever has the narrower skill has the wider one."""
    return Wording(with_broader(frozenset(entries_in(text))), content_stems(text))


@dataclass(slots=True)
class Evidence:
    """A resume, with what each of its lines speaks of."""

    resume: Resume
    _read: dict[str, Wording] = field(default_factory=lambda: {})

    def wording(self, line: str) -> Wording:
        """What a line speaks of; each is read once."""
        if line not in self._read:
            self._read[line] = wording_of(line)
        return self._read[line]

    def best_achievement(self, name: str, wording: str, used: set[str]) -> Achievement | None:
        """The achievement that speaks most of `name`; one that can be spoken and is not used yet is preferred."""
        demand = Demand(name, wording)
        rated = [
            (demand.met_by(self.wording(item.line)), bool(item.clause), item.line not in used, item)
            for item in self.resume.achievements
        ]
        best_line = max((demand.met_by(self.wording(line)) for line in self.resume.lines), default=0.0)
        rated = [entry for entry in rated if entry[0] > 0 and entry[0] >= _AS_GOOD * best_line]
        return max(rated, key=lambda entry: (entry[2], entry[1], entry[0]))[3] if rated else None

    def best_line(self, name: str, wording: str) -> str:
        """The line of the resume that speaks most of `name`; empty when none does."""
        demand = Demand(name, wording)
        rated = [(demand.met_by(self.wording(line)), line) for line in self.resume.lines]
        best = max(rated, key=lambda entry: entry[0], default=(0.0, ""))
        return best[1] if best[0] > 0 else ""

    def touches(self, name: str) -> bool:
        """Whether half of the words of `name` stand somewhere in the resume: enough not to call it missing aloud."""
        everywhere: set[str] = set()
        for line in self.resume.lines:
            everywhere |= self.wording(line).stems
        stems = content_stems(name)
        return bool(stems) and len(stems & everywhere) >= _ENOUGH * len(stems)

    def missing_parts(self, name: str) -> list[str]:
        """The skills within `name` that no line of the resume names, as `name` words them."""
        held: set[str] = set()
        for line in self.resume.lines:
            held |= self.wording(line).skills
        return [word for skill, word in skills_in(name).items() if skill not in held]


class Demand:
    """A requirement: what a text must speak of to meet it."""

    def __init__(self, name: str, wording: str) -> None:
        """Takes its short name and the requirement as written; the skills that this gives as examples count too."""
        self._named = frozenset(entries_in(name))
        self._skills = self._named | frozenset(skills_in(wording))
        self._stems = content_stems(name)
        parts = [content_stems(part) for part in re.split(r"\s+(?:and|or)\s+|,\s+", name)]
        self._parts = [part for part in parts if part and all(len(stem) >= _TELLING for stem in part)]

    def met_by(self, text: Wording) -> float:
        """How much `text` speaks of it: 0 not at all, 1 all of it."""
        if self._skills:
            share = len(self._skills & text.skills) / len(self._skills)
            if share:
                return share + (0.5 if self._named & text.skills else 0.0)
        if not self._stems:
            return 0.0
        share = len(self._stems & text.stems) / len(self._stems)
        if any(part <= text.stems for part in self._parts):
            return max(share, _ONE_PART)
        return share if share >= _ENOUGH and (not self._skills or share == 1.0) else 0.0
