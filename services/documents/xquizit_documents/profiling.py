"""Finds the profile in a document's text. Rather misses something than takes one thing for another."""

import re

from xquizit_documents.profile import Profile, Section, SectionKind
from xquizit_documents.profile_contact import contact
from xquizit_documents.profile_dates import date_ranges
from xquizit_documents.profile_headings import kind_of_heading

_MAX_SECTIONS = 60
_INLINE = re.compile(r"^([^:|•]{3,40}):\s+\S")


def profile_of(text: str) -> Profile:
    """What `text`, tidied, tells about a person."""
    found = sections(text)
    return Profile(found, date_ranges(text), contact(text, found))


def sections(text: str) -> tuple[Section, ...]:
    """The sections of `text`, in order; each ends where the next begins.

    A heading is a line of its own, or stands before a colon at the beginning of its line.
    """
    begun: list[tuple[SectionKind, str, int]] = []
    at = 0
    for line in text.split("\n"):
        title, kind = _heading(line, begun[-1][0] if begun else None)
        if kind is not None and (title or line.strip()):
            begun.append((kind, title, at))
        at += len(line) + 1
    ends = [start for _, _, start in begun[1:]] + [len(text)]
    return tuple(
        Section(kind, title, start, end)
        for (kind, title, start), end in list(zip(begun, ends, strict=False))[:_MAX_SECTIONS]
    )


def _heading(line: str, current: SectionKind | None) -> tuple[str, SectionKind | None]:
    kind = kind_of_heading(line)
    if kind is not None:
        return line.strip().rstrip(":").rstrip(), kind
    inline = _INLINE.match(line)
    if inline is None:
        return "", None
    kind = kind_of_heading(inline[1])
    # "Languages: Go, Python" among skills is no section of its own; nor is "Role: …" within a job.
    if kind in (SectionKind.OTHER, SectionKind.CONTACT) or current in (
        SectionKind.SKILLS,
        SectionKind.EXPERIENCE,
        SectionKind.PROJECTS,
    ):
        return "", None
    return inline[1].strip(), kind
