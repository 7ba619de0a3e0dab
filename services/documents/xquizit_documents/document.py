"""What a document is to us: its kind, what is taken from it, and how much of it we accept."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of document that can be read."""

    PDF = "pdf"
    DOCX = "docx"


@dataclass(frozen=True, slots=True)
class Extract:
    """What was taken from one document."""

    kind: Kind
    text: str
    """Tidied: see `text.tidy`."""
    page_count: int = 0
    """0 where the format has no pages."""
    warnings: tuple[str, ...] = ()
    """Sentences for a person."""


@dataclass(frozen=True, slots=True)
class ParseLimits:
    """How complex a document may be."""

    max_pages: int
    max_text_chars: int
    max_unpacked_bytes: int
