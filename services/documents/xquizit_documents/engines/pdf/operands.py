"""Reads operands and dictionary entries of a PDF, whatever stands there."""

from typing import Any, cast

from pypdf.generic import DictionaryObject, NullObject

from xquizit_documents.engines.pdf.geometry import IDENTITY, Box, Matrix

Operands = list[Any]


def numbers(args: object, count: int) -> list[float]:
    """The first `count` operands as numbers; 0 where there is none."""
    given = cast(Operands, args) if isinstance(args, list) else []
    read = [float(each) if isinstance(each, (int, float)) else 0.0 for each in given[:count]]
    return read + [0.0] * (count - len(read))


def matrix(args: object) -> Matrix:
    """Six operands as a matrix; with fewer, the one that changes nothing."""
    if not isinstance(args, list) or len(cast(Operands, args)) < 6:
        return IDENTITY
    a, b, c, d, e, f = numbers(cast(Operands, args), 6)
    return a, b, c, d, e, f


def box(args: object) -> Box | None:
    """Four operands as a rectangle; None when there are not four."""
    if not isinstance(args, list) or len(cast(Operands, args)) != 4:
        return None
    x0, y0, x1, y1 = numbers([each.get_object() for each in cast(Operands, args)], 4)
    return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def dictionary(value: object) -> DictionaryObject:
    """`value` itself, or what it refers to, where that is a dictionary or stream; else an empty one."""
    found = value.get_object() if hasattr(value, "get_object") else value  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def entry(given: DictionaryObject, key: object) -> object:
    """What stands under `key`, references followed; None where nothing does."""
    value = given.get(key) if isinstance(key, str) else None
    value = value.get_object() if value is not None else None
    return None if isinstance(value, NullObject) else value


def raw_entry(given: DictionaryObject, key: object) -> Any:
    """What stands under `key`, as a reference where it is one; None where nothing does."""
    return given.raw_get(key) if isinstance(key, str) and key in given else None
