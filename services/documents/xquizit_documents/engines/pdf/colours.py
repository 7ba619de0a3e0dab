"""Colours as red, green and blue, as far as telling text from its background needs."""

from collections.abc import Sequence
from typing import Any, cast

from pypdf.generic import DictionaryObject

from xquizit_documents.colours import BLACK, WHITE, Colour
from xquizit_documents.engines.pdf.operands import entry

DEVICE = "device"
"""Gray, RGB and CMYK, also calibrated: told apart by how many numbers there are."""
TINT = "tint"
"""Separation and DeviceN: 0 is no ink."""
LAB = "lab"
UNKNOWN = "unknown"
"""Patterns and palettes."""


def space(name: object, resources: DictionaryObject) -> str:
    """The kind of the colour space that a page calls `name`."""
    given: object = entry(resources, name) or name
    family = next(iter(cast(list[Any], given)), "") if isinstance(given, list) else given
    match str(family):
        case "/Pattern" | "/Indexed":
            return UNKNOWN
        case "/Separation" | "/DeviceN":
            return TINT
        case "/Lab":
            return LAB
        case _:
            return DEVICE


def colour(kind: str, operands: Sequence[Any]) -> Colour | None:
    """The colour that `operands` mean; None where that cannot be told."""
    given = [min(max(float(each), -1000.0), 1000.0) for each in operands if isinstance(each, (int, float))]
    if kind == UNKNOWN or not given or len(given) != len(operands):
        return None
    if kind == TINT:
        if not any(given):
            return WHITE
        return _gray(1 - given[0]) if len(given) == 1 else None
    if kind == LAB:
        return _gray(given[0] / 100)
    match given:
        case [gray]:
            return gray, gray, gray
        case [red, green, blue]:
            return red, green, blue
        case [cyan, magenta, yellow, black]:
            return (1 - cyan) * (1 - black), (1 - magenta) * (1 - black), (1 - yellow) * (1 - black)
        case _:
            return None


def _gray(level: float) -> Colour:
    return level, level, level


def initial(kind: str) -> Colour | None:
    """The colour after a space has been chosen and none in it."""
    return None if kind == UNKNOWN else BLACK
