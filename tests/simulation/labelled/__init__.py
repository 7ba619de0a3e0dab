"""Labelled resume and job description pairs with what the candidate knows, for simulated interviews.

One TOML file each; a pair that contradicts itself does not load.
"""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Trait = Literal["mismatched", "short", "german_style"]
Text = Annotated[str, Field(min_length=1)]

_NUMBER = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fifteen|twenty|thirty|forty|fifty|"
    r"hundred|thousand|million|half|third|quarter|once|twice)",
    re.I,
)


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Requirement(_Frozen):
    """Something the job description asks for."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    name: Text
    """As one would say it."""
    entry: str | None = None
    """Canonical name of the lexicon entry that the job description names for it; none where the lexicon has none."""
    evidence: tuple[Text, ...] = ()
    """Words of the resume, verbatim, that show it; empty where the resume does not."""

    @property
    def in_lexicon(self) -> bool:
        """Whether the lexicon must find it in the job description."""
        return self.entry is not None


class MustHave(Requirement):
    """A requirement without which nobody is hired."""

    critical: bool


class NotSkill(_Frozen):
    """Ordinary words that look like a skill and are none."""

    phrase: Text
    """Verbatim in the resume or the job description."""
    entry: Text
    """Canonical name of the lexicon entry that must not be seen in them."""


class Fact(_Frozen):
    """What the candidate says about one topic, by competence."""

    strong: Text
    """Situation, own action, result and a number, in 50 to 110 words."""
    weak: Text
    """Honest and vague, in 15 to 40 words."""
    bluff: Text
    """Contradicts the resume."""
    contradicts: str = ""
    """The words of the resume, verbatim, that the bluff contradicts; empty where it claims what the resume lacks."""

    @model_validator(mode="after")
    def _has_its_lengths(self) -> Self:
        for level, text, least, most in (
            ("strong", self.strong, 50, 110),
            ("weak", self.weak, 15, 40),
            ("bluff", self.bluff, 12, 80),
        ):
            if not least <= len(text.split()) <= most:
                raise ValueError(f"{level} has {len(text.split())} words, not {least} to {most}: {text[:60]}…")
        if not _NUMBER.search(self.strong):
            raise ValueError(f"strong tells no number: {self.strong[:60]}…")
        return self


class Pair(_Frozen):
    """One candidate and one job."""

    id: str
    """The file's name without its ending."""
    family: Text
    """Family of professions of the job, as the lexicon calls it."""
    role: Text
    candidate: Text
    traits: frozenset[Trait] = frozenset()
    resume: Text
    job_description: Text
    employers: tuple[Text, ...]
    projects: tuple[Text, ...]
    must_haves: Annotated[tuple[MustHave, ...], Field(min_length=3)]
    nice_to_haves: tuple[Requirement, ...]
    gaps: tuple[str, ...]
    """Ids of the must-haves that the resume does not show."""
    not_skills: tuple[NotSkill, ...] = ()
    facts: dict[str, Fact]
    """By id of a must-have, a nice-to-have, or by the name of a project."""

    @property
    def is_a_fit(self) -> bool:
        """Whether the candidate comes from the job's own field."""
        return "mismatched" not in self.traits

    @model_validator(mode="after")
    def _has_its_lengths(self) -> Self:
        if "short" not in self.traits:
            for name, text, most in (("resume", self.resume, 350), ("job_description", self.job_description, 300)):
                if not 150 <= len(text.split()) <= most:
                    raise ValueError(f"{self.id}: {name} has {len(text.split())} words, not 150 to {most}")
        return self

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        wanted = (*self.must_haves, *self.nice_to_haves)
        ids = [requirement.id for requirement in wanted]
        if len(set(ids)) != len(ids):
            raise ValueError(f"{self.id}: an id stands twice")
        if set(self.gaps) != {must.id for must in self.must_haves if not must.evidence}:
            raise ValueError(f"{self.id}: gaps are not the must-haves without evidence")
        if missing := {must.id for must in self.must_haves} - self.facts.keys():
            raise ValueError(f"{self.id}: no facts on {sorted(missing)}")
        if unknown := self.facts.keys() - {*ids, *self.projects}:
            raise ValueError(f"{self.id}: facts on unknown topics {sorted(unknown)}")
        resume = " ".join(self.resume.split())
        both = f"{resume} {' '.join(self.job_description.split())}"
        for words in (*self.employers, *self.projects):
            if words.casefold() not in resume.casefold():
                raise ValueError(f"{self.id}: {words!r} is labelled but not in the resume")
        in_resume = (
            *(words for requirement in wanted for words in requirement.evidence),
            *(fact.contradicts for fact in self.facts.values()),
        )
        for words, text in (
            *((words, resume) for words in in_resume),
            *((label.phrase, both) for label in self.not_skills),
        ):
            if words not in text:
                raise ValueError(f"{self.id}: {words!r} is labelled but not written")
        return self


@cache
def load(folder: str = "labelled") -> tuple[Pair, ...]:
    """All pairs of a folder of `tests/simulation` by name.

    `labelled` is what interviews are simulated on; `forms` has job descriptions of other forms, for the rules that read
    them; on `held_out` nothing has ever been mended.

    Raises:
        pydantic.ValidationError: a pair contradicts itself.
    """
    return tuple(
        Pair.model_validate({"id": path.stem, **tomllib.loads(path.read_text(encoding="utf-8"))})
        for path in sorted((Path(__file__).parents[1] / folder).glob("*.toml"))
    )
