"""How figures are printed: a line for each, a column for each number of speakers or listeners."""

from collections.abc import Iterator, Mapping, Sequence

from bench.figure import Figure

_NAME, _CELL = 42, 24


def table(title: str, by_number: Mapping[int, Sequence[Figure]], loads: Mapping[int, float]) -> Iterator[str]:
    """The lines of a table; a cell is `median / p95 (n)`, a dash where there is nothing to tell.

    Args:
        title: Whose figures they are, and what is counted above the columns.
        by_number: The figures of each column.
        loads: The machine's load before each column was measured.
    """
    yield f"{title:{_NAME}}" + "".join(f"{number:>{_CELL}}" for number in by_number)
    yield f"{'load average before':{_NAME}}" + "".join(f"{loads[number]:>{_CELL}.1f}" for number in by_number)
    names = list(dict.fromkeys(figure.name for figures in by_number.values() for figure in figures))
    for name in names:
        found = [next((f for f in figures if f.name == name), None) for figures in by_number.values()]
        unit = next((f.unit for f in found if f is not None), "")
        note = next((f.note for f in found if f is not None and f.note), "")
        label = name + (f" [{unit}]" if unit else "")
        yield f"{label:{_NAME}}" + "".join(f"{_cell(f):>{_CELL}}" for f in found) + (f"  {note}" if note else "")


def _cell(figure: Figure | None) -> str:
    if figure is None or figure.value is None:
        return "-"
    text = _number(figure.value)
    if figure.p95 is not None:
        text += f" / {_number(figure.p95)}"
    return text + (f" ({figure.n})" if figure.n is not None else "")


def _number(value: float) -> str:
    return f"{value:.0f}" if value == int(value) or abs(value) >= 100 else f"{value:.3g}"
