"""A number as the tables show it, and how many values become one; pure."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it is shown."""

    name: str
    unit: str
    value: float | None
    """A median, or a share of all; None: it does not exist here."""
    p95: float | None = None
    n: int | None = None
    note: str = ""


def spread(name: str, unit: str, values: Sequence[float]) -> Figure:
    """Median, p95 and number of `values`; without any the figure does not exist."""
    if not values:
        return Figure(name, unit, None)
    return Figure(name, unit, median(values), p95(values), len(values))


def median(values: Sequence[float]) -> float:
    """The middle one; of an even number the upper of the two in the middle."""
    return sorted(values)[len(values) // 2]


def p95(values: Sequence[float]) -> float:
    """The smallest that at least 95 % do not exceed (nearest rank)."""
    return sorted(values)[-(-95 * len(values) // 100) - 1]
