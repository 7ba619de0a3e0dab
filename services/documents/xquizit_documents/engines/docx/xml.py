"""Names in the XML of a Word document, and what we use of an element."""

from collections.abc import Iterator
from typing import Protocol, cast

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"

P, TABLE, ROW, CELL, RUN = (f"{W}{name}" for name in ("p", "tbl", "tr", "tc", "r"))
_OFF = frozenset({"0", "false", "off", "none"})


class Element(Protocol):
    """What we use of an lxml element."""

    @property
    def tag(self) -> object:
        """Its name, in braces its namespace; something else for comments."""
        ...

    @property
    def text(self) -> str | None:
        """What stands in it before its first child."""
        ...

    def find(self, path: str) -> "Element | None":
        """The first one below at `path`."""
        ...

    def iter(self, *tags: str) -> "Iterator[Element]":
        """Itself and all below with one of `tags`, in document order."""
        ...

    def get(self, key: str) -> str | None:
        """An attribute."""
        ...

    def __iter__(self) -> "Iterator[Element]": ...


def element(given: object) -> Element:
    """An lxml element as one of ours; lxml has no types."""
    return cast(Element, given)


def value(given: Element | None, path: str) -> str | None:
    """The `w:val` of what stands at `path` below `given`; None where nothing does."""
    found = given.find(path) if given is not None else None
    return found.get(f"{W}val") if found is not None else None


def is_on(given: Element | None, path: str) -> bool | None:
    """Whether a property is switched on; None where it is not told."""
    found = given.find(path) if given is not None else None
    if found is None:
        return None
    return (found.get(f"{W}val") or "true").lower() not in _OFF


def whole_number(text: str | None) -> int | None:
    """`text` as a number; None where it is none."""
    try:
        return int(float(text)) if text is not None else None
    except (ValueError, OverflowError):
        return None
