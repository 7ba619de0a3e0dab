"""How figures are printed: a line for each, a column for each number of speakers."""

from collections.abc import Iterator, Mapping, Sequence

from bench.listening.figures import Figure

_NAME, _CELL = 42, 24


def table(engine: str, by_speakers: Mapping[int, Sequence[Figure]], loads: Mapping[int, float]) -> Iterator[str]:
    """The lines of an engine's table; a cell is `median / p95 (n)`, a dash where there is nothing to tell."""
    yield f"{engine + ': speakers at once':{_NAME}}" + "".join(f"{speakers:>{_CELL}}" for speakers in by_speakers)
    yield f"{'load average before':{_NAME}}" + "".join(f"{loads[speakers]:>{_CELL}.1f}" for speakers in by_speakers)
    names = list(dict.fromkeys(figure.name for figures in by_speakers.values() for figure in figures))
    for name in names:
        found = [next((f for f in figures if f.name == name), None) for figures in by_speakers.values()]
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
