"""Who the simulated candidate is: documents, and answers chosen by what a question is about. Pure but for reading."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xquizit_local.problem import Problem

CLOSING = "I would like to stop here, please."
"""What the candidate says when it has answered enough."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Something the candidate can tell."""

    about: tuple[str, ...]
    """Words and phrases of questions that it fits, lower case."""
    text: str


@dataclass(slots=True)
class Candidate:
    """One person with two documents; remembers what has been told already."""

    role: str
    name: str
    resume: Path
    job_description: Path
    answers: tuple[Answer, ...]
    _told: set[int] = field(default_factory=set[int])

    def reply(self, question: str) -> str:
        """The answer that fits the question best; none is told twice while others remain."""
        if len(self._told) == len(self.answers):
            self._told.clear()
        left = [index for index in range(len(self.answers)) if index not in self._told]
        best = max(left, key=lambda index: (fit(self.answers[index], question), -index))
        self._told.add(best)
        return self.answers[best].text


def fit(answer: Answer, question: str) -> int:
    """How many words of the answer's subjects the question contains."""
    words = _stems(question)
    return sum(len(subject.split()) for subject in answer.about if f" {_stems(subject)} " in f" {words} ")


def _stems(text: str) -> str:
    """The words without the endings that English changes most, so that "tests" fits "testing"."""
    return " ".join(re.sub(r"(?<=\w{3})(ing|ed|es|s)$", "", word) for word in re.findall(r"[\w'-]+", text.lower()))


def roles(corpus: Path) -> list[str]:
    """The names of the candidates there are."""
    return sorted(path.parent.name for path in corpus.glob("*/facts.json"))


def load(corpus: Path, role: str = "") -> Candidate:
    """Reads one candidate; the first when no role is named.

    Raises:
        Problem: There is no such candidate.
    """
    known = roles(corpus)
    if not known or (role and role not in known):
        raise Problem(f"ROLE={role} is not in {corpus}; there are: {', '.join(known) or 'none'}.")
    folder = corpus / (role or known[0])
    facts: dict[str, Any] = json.loads((folder / "facts.json").read_text())
    answers = tuple(
        Answer(tuple(subject.lower() for subject in entry["about"]), entry["text"]) for entry in facts["answers"]
    )
    return Candidate(
        role=facts["role"],
        name=facts["candidate"],
        resume=folder / "resume.pdf",
        job_description=folder / "job_description.docx",
        answers=answers,
    )
