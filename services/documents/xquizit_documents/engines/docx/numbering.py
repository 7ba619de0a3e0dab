"""The numbers and bullets that Word puts in front of the items of lists."""

from dataclasses import dataclass, field

from xquizit_documents.engines.docx.styles import Styles
from xquizit_documents.engines.docx.xml import Element, W, value, whole_number

_LEVELS = 9
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
_ROMAN_UNITS = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_MAX_ROMAN = 3999


@dataclass(frozen=True, slots=True)
class _Level:
    format: str
    text: str
    start: int


@dataclass(slots=True)
class _List:
    """What counts together."""

    levels: dict[int, _Level]
    counts: list[int | None] = field(default_factory=lambda: [None] * _LEVELS)


class Numbering:
    """Counts the items of all lists as the document is read."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        """Takes `w:numbering`; None where the document has none."""
        self._styles = styles
        self._abstract: dict[str, Element] = {}
        self._numbers: dict[int, Element] = {}
        self._lists: dict[str, _List] = {}
        self._restarted: set[int] = set()
        if root is None:
            return
        for each in root.iter(f"{W}abstractNum"):
            self._abstract[each.get(f"{W}abstractNumId") or ""] = each
        for each in root.iter(f"{W}num"):
            self._numbers[whole_number(each.get(f"{W}numId")) or 0] = each

    def marker(self, paragraph: Element | None) -> str:
        """What stands in front of a paragraph, from its `w:pPr`: a number, "•", or nothing."""
        number, level = self._place(paragraph)
        given = self._numbers.get(number)
        if not number or given is None or not 0 <= level < _LEVELS:
            return ""
        name, listed = self._list(given)
        if listed is None:
            return ""
        self._restart(number, given, listed)
        described = listed.levels.get(level)
        if described is None or not name:
            return ""
        current = listed.counts[level]
        listed.counts[level] = described.start if current is None else current + 1
        listed.counts[level + 1 :] = [None] * (_LEVELS - level - 1)
        return _shown(listed, level)

    def _place(self, paragraph: Element | None) -> tuple[int, int]:
        """The list, 0 for none, and the level within, from 0."""
        number: int | None = None
        level: int | None = None
        for properties in self._styles.of_paragraph(paragraph):
            level = whole_number(value(properties, f"{W}numPr/{W}ilvl")) if level is None else level
            number = whole_number(value(properties, f"{W}numPr/{W}numId")) if number is None else number
            if number is not None:
                break
        return number or 0, level or 0

    def _list(self, given: Element) -> tuple[str, _List | None]:
        name = value(given, f"{W}abstractNumId") or ""
        abstract = self._abstract.get(name)
        if abstract is not None and (link := value(abstract, f"{W}numStyleLink")):
            linked = self._numbers.get(self._styles.number_of(link) or 0)
            name = value(linked, f"{W}abstractNumId") or ""
            abstract = self._abstract.get(name)
        if abstract is None:
            return "", None
        if name not in self._lists:
            self._lists[name] = _List(
                {index: level for each in abstract if (found := _level(each)) for index, level in [found]}
            )
        return name, self._lists[name]

    def _restart(self, number: int, given: Element, listed: _List) -> None:
        if number in self._restarted:
            return
        self._restarted.add(number)
        for override in given.iter(f"{W}lvlOverride"):
            start = whole_number(value(override, f"{W}startOverride"))
            level = whole_number(override.get(f"{W}ilvl"))
            if start is not None and level is not None and 0 <= level < _LEVELS:
                listed.counts[level] = start - 1


def _level(given: Element) -> tuple[int, _Level] | None:
    index = whole_number(given.get(f"{W}ilvl"))
    if given.tag != f"{W}lvl" or index is None:
        return None
    start = whole_number(value(given, f"{W}start"))
    return index, _Level(
        value(given, f"{W}numFmt") or "decimal", value(given, f"{W}lvlText") or "", 1 if start is None else start
    )


def _shown(listed: _List, level: int) -> str:
    described = listed.levels[level]
    if described.format == "bullet":
        return "•"
    if described.format == "none":
        return ""
    text = described.text
    for index in range(_LEVELS):
        if f"%{index + 1}" in text:
            own = listed.levels.get(index, described)
            count = listed.counts[index]
            text = text.replace(f"%{index + 1}", _written(own.start if count is None else count, own.format))
    return text


def _written(count: int, form: str) -> str:
    match form:
        case "lowerLetter" | "upperLetter" if count > 0:
            letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
            return letter.upper() if form == "upperLetter" else letter
        case "lowerRoman" | "upperRoman" if 0 < count <= _MAX_ROMAN:
            roman = _roman(count)
            return roman.upper() if form == "upperRoman" else roman
        case "decimalZero":
            return f"{count:02d}"
        case _:
            return str(count)


def _roman(count: int) -> str:
    written = ""
    for worth, sign in (*_ROMAN, *_ROMAN_UNITS):
        written += sign * (count // worth)
        count %= worth
    return written
