"""Changes of a PDF that leave most of it a PDF: of its objects, its numbers and names, and inside its streams."""

import re
import zlib
from collections.abc import Callable
from random import Random

from tests.fuzz import bytes_of

_OBJECT = re.compile(rb"\d+ \d+ obj.*?endobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_NUMBER = re.compile(rb"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])")
_NAME = re.compile(rb"/[A-Za-z][A-Za-z0-9]*")
_REFERENCE = re.compile(rb"\d+ 0 R")
_NAMES = (
    b"/Type", b"/Page", b"/Pages", b"/Kids", b"/Parent", b"/Count", b"/Contents", b"/Resources", b"/Font", b"/Length",
    b"/Filter", b"/FlateDecode", b"/LZWDecode", b"/ASCII85Decode", b"/RunLengthDecode", b"/DecodeParms", b"/Predictor",
    b"/Columns", b"/XObject", b"/Form", b"/ToUnicode", b"/Encoding", b"/Identity-H", b"/Differences", b"/Widths", b"/W",
    b"/DescendantFonts", b"/Type0", b"/Type3", b"/CharProcs", b"/FontMatrix", b"/Matrix", b"/BBox", b"/Rotate",
    b"/MediaBox", b"/CropBox", b"/Annots", b"/Rect", b"/Subtype", b"/Link", b"/A", b"/URI", b"/OCProperties", b"/OCGs",
    b"/Prev", b"/Root", b"/ObjStm", b"/First", b"/N", b"/Extends", b"/Index", b"/Encrypt", b"/ActualText", b"/GS0",
)  # fmt: skip
_OPERATORS = (
    b"q", b"Q", b"cm", b"BT", b"ET", b"Tf", b"Td", b"TD", b"Tm", b"T*", b"Tj", b"TJ", b"'", b'"', b"Tz", b"Tc", b"Tw",
    b"TL", b"Ts", b"Tr", b"Do", b"gs", b"rg", b"k", b"scn", b"re", b"f", b"W", b"n", b"BDC", b"BMC", b"EMC", b"BI",
    b"ID", b"EI", b"sh", b"cs",
)  # fmt: skip
_OPERATOR = re.compile(rb"(?<=[\s\])>])(?:[A-Za-z]{1,3}\*?|['\"])(?=\s)")


def changed(data: bytes, other: bytes, chance: Random) -> bytes:
    """One change; `other` is another PDF."""
    change: Callable[[bytes, bytes, Random], bytes] = chance.choice(
        (_swap_objects, _take_object, _lose_object, _number, _number, _name, _reference, _in_stream, _in_stream)
    )
    return change(data, other, chance)


def _swap_objects(data: bytes, _other: bytes, chance: Random) -> bytes:
    first, second = sorted(_some(_OBJECT, data, chance, 2))
    if first == second:
        return data
    one, two = data[slice(*first)], data[slice(*second)]
    return data[: first[0]] + two + data[first[1] : second[0]] + one + data[second[1] :]


def _take_object(data: bytes, other: bytes, chance: Random) -> bytes:
    [mine], [theirs] = _some(_OBJECT, data, chance), _some(_OBJECT, other, chance)
    number = data[slice(*mine)].partition(b" obj")[0]
    return data[: mine[0]] + number + b" obj" + other[slice(*theirs)].partition(b"obj")[2] + data[mine[1] :]


def _lose_object(data: bytes, _other: bytes, chance: Random) -> bytes:
    [span] = _some(_OBJECT, data, chance)
    return data[: span[0]] + b" " * (span[1] - span[0]) + data[span[1] :]


def _number(data: bytes, _other: bytes, chance: Random) -> bytes:
    return _replace(_NUMBER, data, bytes_of.extreme(chance), chance)


def _name(data: bytes, _other: bytes, chance: Random) -> bytes:
    return _replace(_NAME, data, chance.choice(_NAMES), chance)


def _reference(data: bytes, _other: bytes, chance: Random) -> bytes:
    return _replace(_REFERENCE, data, b"%d 0 R" % chance.randrange(40), chance)


def _in_stream(data: bytes, other: bytes, chance: Random) -> bytes:
    """A change inside an unpacked stream, which is packed again."""
    [span] = _some(_STREAM, data, chance)
    found = _STREAM.fullmatch(data, *span)
    if found is None:
        return data
    try:
        content, pack = zlib.decompress(found[1]), zlib.compress
    except zlib.error:
        content, pack = found[1], bytes
    change = chance.choice((_operator, _operator, _number, _name, _bytes))
    for _ in range(chance.choice((1, 1, 3, 10))):
        content = change(content, other, chance)
    return data[: found.start(1)] + pack(content) + data[found.end(1) :]


def _operator(content: bytes, _other: bytes, chance: Random) -> bytes:
    return _replace(_OPERATOR, content, chance.choice(_OPERATORS), chance)


def _bytes(content: bytes, other: bytes, chance: Random) -> bytes:
    change = chance.choice((bytes_of.flip, bytes_of.drop, bytes_of.double, bytes_of.move, bytes_of.cut))
    return change(content, chance)


def _replace(pattern: re.Pattern[bytes], data: bytes, new: bytes, chance: Random) -> bytes:
    [span] = _some(pattern, data, chance)
    return data[: span[0]] + new + data[span[1] :] if span[1] else data


def _some(pattern: re.Pattern[bytes], data: bytes, chance: Random, count: int = 1) -> list[tuple[int, int]]:
    """The places of `count` finds; the beginning of the data where there is none."""
    found = [match.span() for match in pattern.finditer(data)] or [(0, 0)]
    return [chance.choice(found) for _ in range(count)]
