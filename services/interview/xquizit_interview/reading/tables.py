"""The rows of a table that has a column for what is essential and one for what is desirable."""

import re
from dataclasses import dataclass

from xquizit_interview.reading.demands import demands, prefers
from xquizit_interview.reading.fragments import is_statement

_HEAD = re.compile(
    r"(?:area|attributes?|factors?|details?|skills?|requirements?|criteri(?:a|on)|category|level|technolog(?:y|ies)"
    r"|what we (?:need|expect)|benefits?|competenc(?:y|e|ies)|description|topic|heading|essential|desirable|required"
    r"|preferred|must[- ]haves?|nice[- ]to[- ]haves?|(?:how )?(?:assessed|identified|measured|tested)|(?:method|means"
    r"|how) of (?:assessment|identification)|assessment|evidence|qualifications?|experience|knowledge|weight(?:ing)?"
    r"|no\.?|#)(?: (?:criteria|requirements?|skills?))?",
    re.I,
)
_MUST = re.compile(r"essential|required|must[- ]haves?|minimum|mandatory", re.I)
_NICE = re.compile(r"desirable|preferred|nice[- ]to[- ]haves?|desired|optional|bonus", re.I)
_ASSESSED = re.compile(
    r"(?:(?:application|interview|test|certificates?|references?|form|presentation|assessment|cv|task|exercise|and|or"
    r"|A|I|T|C|R|P|AF|A/I)\b\W*)+",
    re.I,
)
_MAX_ASSESSED_CHARS = 60
_MAX_CELL_CHARS = 2500
_TICK = re.compile(r"[\u2713\u2714\u2705\u2611\u25cf\u2022xX\u00d7*]|yes|E|D", re.I)


@dataclass(frozen=True, slots=True)
class Columns:
    """Which cell of a row says what."""

    musts: int
    """The column of what is essential; -1 where the table has none."""
    nices: int


def cells_of(text: str) -> list[str]:
    """The cells of a table's row; one where it is no row."""
    return [cell.strip() for cell in re.split(r"\s*\|\s*", text)] if " | " in text or "| |" in text else [text]


def columns_of(text: str) -> Columns | None:
    """The columns that a table's first row announces; None for a line that is no such row."""
    cells = cells_of(text)
    if len(cells) < 2 or not all(_HEAD.fullmatch(cell) for cell in cells if cell):
        return None
    musts, nices = ([n for n, cell in enumerate(cells) if pattern.match(cell)] for pattern in (_MUST, _NICE))
    return Columns(next(iter(musts), -1), next(iter(nices), -1))


def row_items(text: str, columns: Columns) -> list[tuple[str, bool]] | None:
    """What a row demands, each with whether it must be there; None where its columns do not say.

    Rows that lost their empty cells are read from the left.
    """
    cells = cells_of(text)
    if columns.musts < 0 or columns.nices < 0 or (len(cells) < 2 and columns.musts > 0):
        return None
    ticks = {number for number, cell in enumerate(cells) if _TICK.fullmatch(cell)}
    if ticks:
        return [(max(cells, key=len), columns.nices not in ticks or columns.musts in ticks)]
    if len(cells[-1]) <= _MAX_ASSESSED_CHARS and _ASSESSED.fullmatch(cells[-1]):
        cells.pop()
    found: list[tuple[str, bool]] = []
    for column, is_must in sorted(((columns.musts, True), (columns.nices, False))):
        if column < len(cells):
            first, *others = re.split(r";\s+|\u2022|\.\s+(?=[A-Z])", cells[column][:_MAX_CELL_CHARS])
            parts = [first, *(part for part in others if demands(part) or prefers(part) or not is_statement(part))]
            found += [(part.strip(" ."), is_must) for part in parts if part.strip(" .")]
    return found
