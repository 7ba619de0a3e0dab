"""Word's fields: instructions are not text, results are, and some results lead somewhere."""

import re
from dataclasses import dataclass

from xquizit_documents.engines.docx.xml import Element, W, is_on, value, whole_number
from xquizit_documents.links import is_told, shown_address

_HYPERLINK = re.compile(r'^\s*HYPERLINK\s+"([^"]+)"', re.IGNORECASE)


@dataclass(slots=True)
class _Field:
    instruction: str = ""
    is_result: bool = False
    begins: int = 0
    """How many pieces of the paragraph stand before its result."""


class Fields:
    """The fields that are open where the document is being read; they may nest and run over paragraphs."""

    def __init__(self) -> None:
        self._open: list[_Field] = []

    @property
    def shows(self) -> bool:
        """Whether text that stands here is shown: in a result or in no field."""
        return all(field.is_result for field in self._open)

    def instruct(self, text: str) -> None:
        """`w:instrText`."""
        if self._open and not self._open[-1].is_result:
            self._open[-1].instruction += text

    def mark(self, character: Element, pieces: list[str]) -> str:
        """`w:fldChar`: what it shows by itself, after `pieces` of its paragraph."""
        match character.get(f"{W}fldCharType"):
            case "begin":
                self._open.append(_Field())
                return _filled_in(character)
            case "separate" if self._open:
                self._open[-1].is_result, self._open[-1].begins = True, len(pieces)
                return ""
            case "end" if self._open:
                field = self._open.pop()
                return "".join(_told(address_of(field.instruction), pieces[field.begins :])) if self.shows else ""
            case _:
                return ""

    def end_paragraph(self) -> None:
        """A result that goes on in the next paragraph begins anew there."""
        for field in self._open:
            field.begins = 0


def address_of(instruction: str) -> str:
    """Where a HYPERLINK field leads; empty for other fields."""
    found = _HYPERLINK.match(instruction)
    return shown_address(found[1]) if found else ""


def _told(address: str, pieces: list[str]) -> list[str]:
    text = "".join(pieces)
    return [f" ({address})"] if address and text.strip() and not is_told(address, text) else []


def _filled_in(character: Element) -> str:
    """What a form field of Word 97 holds that has no result: a ticked box, the chosen entry of a list."""
    box = character.find(f"{W}ffData/{W}checkBox")
    if box is not None:
        ticked = is_on(box, f"{W}checked")
        return "\u2612" if (is_on(box, f"{W}default") if ticked is None else ticked) else ""
    entries = character.find(f"{W}ffData/{W}ddList")
    if entries is None:
        return ""
    listed = [each.get(f"{W}val") or "" for each in entries.iter(f"{W}listEntry")]
    chosen = whole_number(value(entries, f"{W}result")) or 0
    return listed[chosen] if 0 <= chosen < len(listed) else ""
