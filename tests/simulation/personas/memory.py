"""What a candidate knows and has told: finds what a question is about by its words, and never tells the same twice."""

import math
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from tests.simulation.labelled import Fact, Pair, Requirement
from tests.simulation.personas import phrases
from xquizit_interview.lexicon import load
from xquizit_interview.verbs import BASE, is_past
from xquizit_interview.words import content_stems, sentence_spans, words

Level = Literal["strong", "weak", "bluff", "mixed"]

_ELABORATIONS = {"strong": phrases.STRONG, "weak": phrases.WEAK, "bluff": phrases.BLUFF}
_ASKS_ON = re.compile(
    r"\b(?:you (?:said|told|mentioned|brought up)|(?:let me|let us) stay|one more question|a little more)\b", re.I
)
_SAYS_NOTHING_NEW = re.compile(r"^(?:of course, )?take your time", re.I)
_STAYS = 1.5
"""What a question must have more in common with another subject before a candidate leaves the one they speak of."""
_ENOUGH = 1.0
"""What a question must have in common with a subject to be about it."""
_NAME_WEIGHT, _EVIDENCE_WEIGHT, _OWN_WEIGHT = 1.0, 0.6, 0.4
_HEADING = re.compile(r"^[A-Z]{2,}\s+[A-Z]{2,}|\b(?:19|20)\d\d\s*(?:[-\u2013\u2014]|to|until)|^[^a-z]*$|:$")
_PRIVATE = re.compile(r"@|\b(?:birth|marital|nationality|address|driving|hobbies|salary|single|married)\b|\d{5}", re.I)


@dataclass(slots=True, eq=False)
class Subject:
    """Something that a candidate can speak about."""

    name: str
    cues: dict[str, float]
    """Stems by which it is recognised, each with its weight."""
    fact: Fact | None = None
    line: str = ""
    """The resume's words on it."""
    untold: list[str] = field(default_factory=list[str])
    """What is left of the fact, each item for one answer."""
    is_begun: bool = False


class Memory:
    """One candidate's, for one interview."""

    def __init__(self, pair: Pair, level: Level, chance: random.Random) -> None:
        self._level: Level = level
        self._chance = chance
        self._subjects = [*_subjects_of(pair), *_lines_of(pair)]
        counts = Counter(stem for subject in self._subjects for stem in subject.cues)
        self._rarity = {stem: math.log(1 + len(self._subjects) / count) for stem, count in counts.items()}
        self._used: set[str] = set()
        self._lines = [subject for subject in self._subjects if subject.fact is None and subject.line]
        self._current: Subject | None = None

    def tell(self, heard: str) -> str:
        """The answer to a question; of a question that goes on about something the next part of it."""
        subject = self.about(heard)
        self._current = subject
        if not subject.is_begun:
            subject.is_begun = True
            subject.untold = self._parts_of(subject)
        if subject.untold:
            return subject.untold.pop(0)
        return self._beyond(heard)

    def about(self, heard: str) -> Subject:
        """What a question is about."""
        stems = content_stems(heard)
        rated = {subject: self._likeness(stems, subject) for subject in self._subjects}
        best = max(self._subjects, key=rated.__getitem__)
        current = self._current
        if current is not None:
            is_asked_on = _ASKS_ON.search(heard) is not None or rated[best] < _ENOUGH
            if _SAYS_NOTHING_NEW.search(heard) or (is_asked_on and rated[best] < rated[current] + _STAYS):
                return current
        if rated[best] < _ENOUGH:
            return next((line for line in self._lines if not line.is_begun), best)
        return best

    def _likeness(self, stems: frozenset[str], subject: Subject) -> float:
        return sum(self._rarity[stem] * subject.cues[stem] for stem in stems & subject.cues.keys())

    def _parts_of(self, subject: Subject) -> list[str]:
        """The fact in one or two answers; without a fact what the resume says, and something to it."""
        level = self._level if self._level != "mixed" else self._chance.choice(("strong", "weak"))
        if subject.fact is not None:
            text = str(getattr(subject.fact, level))
            told = [span.of(text) for span in sentence_spans(text)]
            if level == "strong" and len(told) > 2 and self._chance.random() < 0.5:
                most = math.ceil(0.6 * len(told))
                return [" ".join(told[:most]), " ".join(told[most:])]
            return [text]
        if not subject.line:
            claim = "" if level == "weak" else f" {self._closest() if level == 'strong' else self._more('', level)}"
            return [f"{self._unused(phrases.NOT_DONE, subject.name)}{claim}"]
        said = "Yes, that stands in my resume." if level == "weak" else in_first_person(subject.line)
        return [f"{said} {self._more('', level)}"]

    def _beyond(self, heard: str) -> str:
        """When all is told: something else about it, sometimes with another thing of the resume."""
        level = self._level if self._level != "mixed" else self._chance.choice(("strong", "weak"))
        more = self._more(heard, level)
        return more if level == "weak" or self._chance.random() < 0.5 else f"{more} {self._closest()}".strip()

    def _closest(self) -> str:
        """A thing of the resume that was not told yet; empty when all was."""
        line = next((line for line in self._lines if not line.is_begun), None)
        if line is None:
            return ""
        line.is_begun = True
        return in_first_person(line.line)

    def _more(self, heard: str, level: str) -> str:
        """Something that fits the question and was not said yet."""
        pool = [entry for entry in _ELABORATIONS[level] if entry[1] not in self._used]
        fitting = [text for pattern, text in pool if pattern and heard and re.search(rf"\b(?:{pattern})", heard, re.I)]
        free = [text for pattern, text in pool if not pattern] or [text for _, text in pool]
        text = (
            fitting[0] if fitting else self._chance.choice(free) if free else f"That is all, {len(self._used)} times."
        )
        self._used.add(text)
        return text

    def _unused(self, texts: tuple[str, ...], name: str) -> str:
        found = next((text for text in texts if text not in self._used), texts[0])
        self._used.add(found)
        return found.format(name=name)


def in_first_person(line: str) -> str:
    """A line of a resume as one says it: `Led six people` as `I led six people`."""
    said = line.rstrip(" .;,")
    first = words(said)[0] if words(said) else ""
    if first in {"I", "My", "We"}:
        return f"{said}."
    if is_past(first) or first.lower() in BASE:
        return f"I {said[:1].lower()}{said[1:]}."
    lead = ("One thing from my resume is this", "There is also this", "I should also mention this")[len(said) % 3]
    return f"{lead}: {said}."


def _subjects_of(pair: Pair) -> Iterator[Subject]:
    for label in (*pair.must_haves, *pair.nice_to_haves):
        fact = pair.facts.get(label.id)
        cues = _cues(_names_of(label), " ".join(label.evidence), fact)
        yield Subject(label.name, cues, fact, label.evidence[0] if label.evidence else "")
    for project in pair.projects:
        lines = [line for line in _resume_lines(pair.resume) if project.casefold() in line.casefold()]
        fact = pair.facts.get(project)
        if fact is not None or lines:
            yield Subject(project, _cues(project, " ".join(lines), fact), fact, lines[0] if lines else "")


def _lines_of(pair: Pair) -> Iterator[Subject]:
    """What the resume says beside the labels."""
    labelled = [words for label in (*pair.must_haves, *pair.nice_to_haves) for words in label.evidence]
    for line in _resume_lines(pair.resume):
        is_labelled = any(words in line for words in labelled) or any(name in line for name in pair.projects)
        if not is_labelled:
            yield Subject(line, _cues(line, "", None), line=line)


def _names_of(label: Requirement) -> str:
    """All names that a requirement goes by."""
    entries = {match.entry.name: match.entry for match in load().find(label.entry or "")}
    names = entries[label.entry].names if label.entry in entries else ()
    return " ".join((label.name, label.entry or "", *names))


def _cues(name: str, evidence: str, fact: Fact | None) -> dict[str, float]:
    """What a subject is recognised by, with its weights: its names, the resume's words, the candidate's own."""
    own = f"{fact.strong} {fact.weak} {fact.bluff}" if fact else ""
    weighed = ((own, _OWN_WEIGHT), (evidence, _EVIDENCE_WEIGHT), (name, _NAME_WEIGHT))
    return {stem: weight for text, weight in weighed for stem in content_stems(text)}


def _resume_lines(resume: str) -> list[str]:
    """Its sentences that tell something: no headings, no lists of names, nothing private."""
    lines: list[str] = []
    for written in resume.splitlines():
        for span in sentence_spans(written):
            line = re.sub(r"^[-•*·>+◦\u2013]+\s*", "", span.of(written)).strip()
            if 6 <= len(words(line)) <= 30 and not _PRIVATE.search(line) and not _HEADING.search(line):
                lines.append(line)
    return lines
