"""Changes that know nothing of a document's structure: of any bytes."""

from random import Random

_EXTREMES = (b"0", b"-1", b"1", b"255", b"65536", b"2147483647", b"-2147483648", b"99999999999999999999", b"0.000001")


def flip(data: bytes, chance: Random) -> bytes:
    """Some bytes become others."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 3, 10, 100)) if changed else 0):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def cut(data: bytes, chance: Random) -> bytes:
    """The end is missing."""
    return data[: chance.randrange(len(data) + 1)]


def drop(data: bytes, chance: Random) -> bytes:
    """A piece is missing."""
    start = chance.randrange(len(data) + 1)
    return data[:start] + data[start + _length(chance) :]


def double(data: bytes, chance: Random) -> bytes:
    """A piece stands there several times."""
    start = chance.randrange(len(data) + 1)
    piece = data[start : start + _length(chance)]
    return data[:start] + piece * chance.choice((2, 2, 3, 50)) + data[start + len(piece) :]


def move(data: bytes, chance: Random) -> bytes:
    """A piece stands elsewhere."""
    start = chance.randrange(len(data) + 1)
    piece = data[start : start + _length(chance)]
    rest = data[:start] + data[start + len(piece) :]
    at = chance.randrange(len(rest) + 1)
    return rest[:at] + piece + rest[at:]


def splice(data: bytes, other: bytes, chance: Random) -> bytes:
    """A piece of another document stands in this one."""
    start, at = chance.randrange(len(other) + 1), chance.randrange(len(data) + 1)
    return data[:at] + other[start : start + _length(chance)] + data[at + chance.choice((0, 100)) :]


def extreme(chance: Random) -> bytes:
    """A number at an edge."""
    return chance.choice(_EXTREMES)


def _length(chance: Random) -> int:
    return chance.choice((1, 8, 64, 512, 4096))
