"""How the table is printed."""

from collections import Counter
from collections.abc import Iterator, Sequence
from math import isinf

from tests.provider_faults.row import Row

_HEADS = (
    "fault",
    "struck",
    "captions",
    "told",
    "errors",
    "complete",
    "samples",
    "lost",
    "invented",
    "heard by",
    "jobs",
    "retries",
    "median s",
    "worst s",
    "rules",
)


def table(rows: Sequence[Row], usual: Row) -> Iterator[str]:
    """The lines of the table; latencies are held against those of `usual`."""
    lines = [_HEADS, *(_cells(row, usual) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEADS))]
    for number, line in enumerate(lines):
        yield "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
        if number == 0:
            yield "|" + "|".join("-" * (width + 2) for width in widths) + "|"


def summary(rows: Sequence[Row]) -> Iterator[str]:
    """What is to be read out of it."""
    failing = [row for row in rows if row.broken]
    stood_in = sum("p" in row.heard_by for row in rows)
    yield f"{len(rows)} answers, {stood_in} with the help of the recognizer that stands in; {len(failing)} break a rule"
    yield from (f"    {row.fault}: {', '.join(row.broken)}" for row in failing)


def _cells(row: Row, usual: Row) -> tuple[str, ...]:
    is_whole = row.samples == row.acknowledged == row.stored
    return (
        row.fault,
        str(row.struck),
        str(row.captions) if row.captions else "none",
        _counted(row.told),
        _counted(row.errors),
        "yes" if row.is_complete else "NO",
        "all" if is_whole else f"{row.acknowledged}/{row.samples}",
        str(row.lost),
        str(row.invented),
        row.heard_by,
        str(row.jobs),
        str(row.retries),
        _latency(row.median_s, usual.median_s, row is usual),
        _latency(row.worst_s, usual.worst_s, row is usual),
        "; ".join(row.broken) or "ok",
    )


def _latency(seconds: float, usual_s: float, is_usual: bool) -> str:
    if isinf(seconds):
        return "never"
    return f"{seconds:.2f}" if is_usual else f"{seconds:.2f} ({seconds - usual_s:+.2f})"


def _counted(names: Sequence[str]) -> str:
    return ", ".join(name if count == 1 else f"{count} {name}" for name, count in Counter(names).items()) or "-"
