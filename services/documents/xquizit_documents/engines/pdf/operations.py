"""Splits a content stream into operations by one pattern; what it does not know is left to pypdf.

pypdf reads a stream byte by byte, which took more than half of the time of a PDF. What is read here is read as pypdf
does (`test_pdf_operations.py` compares them). At the first byte that would need more than the pattern, the whole stream
is left to pypdf: inline images, unknown operators and escapes, numbers that are none, what was not closed.
"""

import re
from binascii import unhexlify
from collections.abc import Callable
from typing import Any

from xquizit_documents.engines.pdf.operands import Operands

Operation = tuple[Operands, bytes]
"""Operands, then the operator.

An operand is a float, bytes for a string, str for a name with its slash or for a keyword without one, a list or a dict.
"""
MAX_ELEMENTS = 10_000
"""Of one array or dictionary."""
MAX_DEPTH = 16
"""Of arrays and dictionaries in each other."""
_OPERATORS = frozenset(
    b"b B b* B* BDC BMC BT BX c cm CS cs d d0 d1 Do DP EMC ET EX f F f* G g gs h i j J K k l m M MP n q Q re RG rg ri "
    b"s S SC sc SCN scn sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y ' \"".split()
)
"""PDF 1.7, table A.1, without those of inline images, whose ends only guesses can find."""
_KEYWORDS = frozenset((b"true", b"false", b"null"))
_ESCAPED = {
    **{bytes((char,)): bytes((char,)) for char in b"()/\\ %<>[]#_&$"},
    **{b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"},
    **dict.fromkeys((b"\n", b"\r", b"\n\n", b"\n\r", b"\r\n", b"\r\r"), b""),
}
"""The same as pypdf's, which are more than the standard's."""
_SPACE = rb"[ \t\r\n\f]"
_END = rb"(?=[ \t\r\n\f()<>\[\]{}/%]|\Z)"
_NUMBER = rb"[-+]?(?:\d{1,15}+(?:\.\d{0,20}+)?+|\.\d{1,20}+)(?![-+,.\d])"
_FLAT = rb"[^()\\]++|\\."
_NESTED = rb"\((?:" + _FLAT + rb"|\((?:" + _FLAT + rb"){0,4096}+\)){0,4096}+\)"
_TOKENS = (
    rb"(" + _NUMBER + rb"(?:" + _SPACE + rb"++" + _NUMBER + rb"){0,7}+)",
    rb"([A-Za-z'\"][A-Za-z0-9*]{0,8}+)" + _END,
    rb"\(((?:" + _FLAT + rb"|" + _NESTED + rb"){0,4096}+)\)",
    rb"<([0-9A-Fa-f \t\r\n\f]*+)>",
    rb"(/[!-$&'*-.0-;=?-Z\\^-z|~]{0,200}+)" + _END,
    rb"(\[|<<)",
    rb"(\]|>>)",
    rb"(.)",
)
_NUMBERS, _WORD, _LITERAL, _HEX, _NAME, _OPEN, _CLOSE, _STRAY = range(1, 9)
_TOKEN = re.compile(_SPACE + rb"*+(?:%[^\r\n]*+|" + rb"|".join(_TOKENS) + rb"|\Z)", re.DOTALL)
"""Matches wherever it begins, so that nothing is passed over; repeats keep what they took, so that time is linear."""
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|[\r\n]{1,2}|.)", re.DOTALL)
_OCTAL = re.compile(rb"[0-3]?[0-7]{1,2}")
_ASCII_CODE = re.compile(rb"[0-7][0-9A-Fa-f]")
_NUMBER_SIGN = re.compile(rb"#(.{0,2})", re.DOTALL)


class _Unknown(Exception):
    """More than the pattern can tell."""


def operations(data: bytes, most: int) -> list[Operation] | None:
    """The operations of a content stream, in order; operands that no operator follows are left out.

    Args:
        data: Unpacked.
        most: Operands, elements of arrays and dictionaries, and operators together.

    Returns:
        None where the stream cannot be read in this way, or has more than `most`: pypdf has the last word.
    """
    try:
        return _split(data, most)
    except _Unknown:
        return None


def _split(data: bytes, most: int) -> list[Operation]:
    done: list[Operation] = []
    operands: Operands = []
    around: list[Operands] = []
    for found in _TOKEN.finditer(data):
        kind = found.lastindex
        if kind == _NUMBERS:
            given = found[_NUMBERS].split()
            operands += map(float, given)
            most -= len(given)
        elif kind == _WORD and not around:
            if (word := found[_WORD]) not in _OPERATORS:
                raise _Unknown
            done.append((operands, word))
            operands = []
            most -= 1
        elif kind == _OPEN:
            operands = _opened(operands, around, found[_OPEN])
        elif kind == _CLOSE:
            operands = _closed(operands, around, found[_CLOSE])
            most -= 1
        elif kind is not None:
            operands.append(_READ[kind](found[kind]))
            most -= 1
        elif around:  # the end, or a comment, of which pypdf skips so many and no more
            raise _Unknown
        if most < 0:
            raise _Unknown
    return done


def _opened(operands: Operands, around: list[Operands], bracket: bytes) -> Operands:
    """Puts `operands` aside for those within a bracket, of which it is the first until it is closed."""
    if len(around) == MAX_DEPTH:
        raise _Unknown
    around.append(operands)
    return [bracket]


def _closed(operands: Operands, around: list[Operands], bracket: bytes) -> Operands:
    """The operands around a bracket, the array or dictionary that ends with it being the last."""
    if not around:
        raise _Unknown
    start, *elements = operands
    operands = around.pop()
    operands.append(_array(elements) if (start, bracket) == (b"[", b"]") else _dictionary(elements, start + bracket))
    return operands


def _array(elements: Operands) -> Operands:
    if len(elements) > MAX_ELEMENTS:
        raise _Unknown
    return elements


def _dictionary(elements: Operands, brackets: bytes) -> dict[str, Any]:
    keys, values = elements[::2], elements[1::2]
    if brackets != b"<<>>" or len(elements) > MAX_ELEMENTS or len(keys) != len(values) or not all(map(_is_name, keys)):
        raise _Unknown
    if len(read := dict(zip(keys, values, strict=True))) != len(keys):
        raise _Unknown  # one of them twice
    return read


def _is_name(value: object) -> bool:
    return isinstance(value, str) and value.startswith("/")


def _stray(_byte: bytes) -> str:
    raise _Unknown


def _keyword(word: bytes) -> str:
    if word not in _KEYWORDS:
        raise _Unknown
    return word.decode("ascii")


def _literal(text: bytes) -> bytes:
    return _ESCAPE.sub(_unescaped, text) if b"\\" in text else text


def _unescaped(found: re.Match[bytes]) -> bytes:
    what = found[1]
    if (known := _ESCAPED.get(what)) is not None:
        return known
    if not _OCTAL.fullmatch(what):  # or one above 255
        raise _Unknown
    return bytes((int(what, 8),))


def _hexadecimal(text: bytes) -> bytes:
    digits = text.translate(None, b" \t\r\n\f")
    return unhexlify(digits + b"0" if len(digits) % 2 else digits)


def _name(text: bytes) -> str:
    if b"#" in text:
        text = _NUMBER_SIGN.sub(_numbered, text)
    return text.decode("ascii")


def _numbered(found: re.Match[bytes]) -> bytes:
    if not _ASCII_CODE.fullmatch(found[1]):  # beyond ASCII, one of many encodings
        raise _Unknown
    return unhexlify(found[1])


_READ: dict[int, Callable[[bytes], bytes | str]] = {
    _WORD: _keyword,
    _LITERAL: _literal,
    _HEX: _hexadecimal,
    _NAME: _name,
    _STRAY: _stray,
}
