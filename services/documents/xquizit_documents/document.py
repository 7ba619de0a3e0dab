"""What a document is to us: its kind, what is taken from it, and how much of it we accept."""

from dataclasses import dataclass, field
from enum import StrEnum

from xquizit_documents.profile import Profile


class Kind(StrEnum):
    """The kinds of document that can be read."""

    PDF = "pdf"
    DOCX = "docx"


@dataclass(frozen=True, slots=True)
class HiddenText:
    """Text that is in the document, but that nobody who looks at it sees. Never part of `Extract.text`."""

    text: str
    """On one line; cut off after `HIDDEN_CHARS`."""
    why: str
    """A phrase for a person, such as "in the colour of its background"."""


HIDDEN_CHARS = 2000
"""Of hidden text that are kept, per piece."""
HIDDEN_PIECES = 100
"""That are kept of one document."""


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
    hidden: tuple[HiddenText, ...] = ()
    """What was left out because it cannot be seen, in the document's order."""
    profile: Profile = field(default_factory=Profile)
    """What `text` tells about a person, with offsets into it."""


@dataclass(frozen=True, slots=True)
class ParseLimits:
    """How complex a document may be."""

    max_pages: int
    max_text_chars: int
    max_unpacked_bytes: int
