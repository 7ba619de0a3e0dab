"""What a document tells about a person: sections, dates and contact data, as offsets into its text and as values."""

from dataclasses import dataclass, field
from enum import StrEnum


class SectionKind(StrEnum):
    """What a section of a resume or job description is about."""

    SUMMARY = "summary"
    EXPERIENCE = "experience"
    EDUCATION = "education"
    SKILLS = "skills"
    PROJECTS = "projects"
    CERTIFICATIONS = "certifications"
    LANGUAGES = "languages"
    CONTACT = "contact"
    REFERENCES = "references"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it."""

    kind: SectionKind
    title: str
    """The heading, as the document has it."""
    start: int
    """Where the heading begins in the text, in characters."""
    end: int
    """Where the next section begins, or the text ends."""


@dataclass(frozen=True, slots=True)
class DateRange:
    """From when until when something lasted."""

    start: int
    """Where it stands in the text, in characters."""
    end: int
    """Behind its last character."""
    first: str
    """Year and month as YYYY-MM, or YYYY."""
    last: str
    """The same; empty while it still lasts."""


@dataclass(frozen=True, slots=True, repr=False)
class Contact:
    """How a person can be reached. Never logged, so it does not show itself."""

    names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """All of it."""

    sections: tuple[Section, ...] = ()
    """In order, not overlapping; text before the first heading belongs to none."""
    dates: tuple[DateRange, ...] = ()
    """In order."""
    contact: Contact = field(default_factory=Contact)
