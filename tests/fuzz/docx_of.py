"""Changes of a DOCX that leave most of it a DOCX: of its parts, and inside their XML."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from random import Random

from tests.fuzz import bytes_of, xml_of

_TAG = re.compile(rb"<[^>]*>")
_ELEMENT = re.compile(rb"<(w:\w+)[ >].*?</\1>", re.DOTALL)
_ATTRIBUTE = re.compile(rb'"[^"]*"')
_TEXT = re.compile(rb">([^<]+)<")
_TAGS = (
    b"<w:p>", b"</w:p>", b"<w:r>", b"</w:r>", b"<w:t>", b"</w:t>", b"<w:tbl>", b"<w:tr>", b"<w:tc>", b"<w:br/>",
    b"<w:tab/>", b"<w:del>", b"<w:ins>", b"<w:vanish/>", b"<w:sdt>", b"<w:hyperlink>", b"<w:footnoteReference/>",
    b"<w:txbxContent>", b"<w:fldChar/>", b"<w:instrText>", b"<w:sym/>", b"<w:gridSpan/>", b"<w:vMerge/>", b"<!--",
    b"<![CDATA[", b"<?x ?>", b"<w:numPr/>", b"<w:sectPr/>", b"<w:drawing/>", b"&#x1F600;", b"&amp;", b"&x;",
)  # fmt: skip
_VALUES = (b'""', b'"-1"', b'"99999999999"', b'"true"', b'"rId1"', b'"\xc3\xa9"', b'"../../x"', b'"http://127.0.0.1:9"')
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError)


def changed(data: bytes, other: bytes, chance: Random) -> bytes:
    """One change of one part; `other` is another DOCX. What is no archive any more stays as it is."""
    try:
        parts, others = _parts(data), _parts(other)
    except _BROKEN:
        return data
    names = list(parts)
    if not names:
        return data
    name = chance.choice([*names, *[name for name in names if name == "word/document.xml"] * len(names)])
    match chance.randrange(8):
        case 0:
            del parts[name]
        case 1:
            second = chance.choice(names)
            parts[name], parts[second] = parts[second], parts[name]
        case 2 if others:
            parts[name] = others[chance.choice(list(others))]
        case 3:
            for _ in range(chance.choice((1, 1, 2, 5, 20))):
                parts[name] = _in_xml(parts[name], chance)
        case _:
            parts[name] = xml_of.changed(parts[name], chance)
    return _archive(parts)


def _in_xml(part: bytes, chance: Random) -> bytes:
    change: Callable[[bytes, Random], bytes] = chance.choice(
        (_tag, _new_tag, _lose, _repeat, _nest, _attribute, _text, bytes_of.flip, bytes_of.cut)
    )
    return change(part, chance)


def _tag(part: bytes, chance: Random) -> bytes:
    start, end = _one(_TAG, part, chance)
    return part[:start] + chance.choice(_TAGS) + part[end:]


def _new_tag(part: bytes, chance: Random) -> bytes:
    start, _ = _one(_TAG, part, chance)
    return part[:start] + chance.choice(_TAGS) + part[start:]


def _lose(part: bytes, chance: Random) -> bytes:
    start, end = _one(_ELEMENT, part, chance)
    return part[:start] + part[end:]


def _repeat(part: bytes, chance: Random) -> bytes:
    start, end = _one(_ELEMENT, part, chance)
    return part[:start] + part[start:end] * chance.choice((2, 3, 200)) + part[end:]


def _nest(part: bytes, chance: Random) -> bytes:
    """An element stands in itself, some times over."""
    start, end = _one(_ELEMENT, part, chance)
    element = part[start:end]
    opening = element.partition(b">")[0] + b">"
    closing = b"<" + element.rpartition(b"<")[2]
    depth = chance.choice((1, 5, 60, 300))
    return part[:start] + opening * depth + element + closing * depth + part[end:] if element else part


def _attribute(part: bytes, chance: Random) -> bytes:
    start, end = _one(_ATTRIBUTE, part, chance)
    return part[:start] + chance.choice(_VALUES) + part[end:]


def _text(part: bytes, chance: Random) -> bytes:
    found = [match.span(1) for match in _TEXT.finditer(part)] or [(0, 0)]
    start, end = chance.choice(found)
    return part[:start] + bytes_of.flip(part[start:end], chance) + part[end:]


def _one(pattern: re.Pattern[bytes], part: bytes, chance: Random) -> tuple[int, int]:
    return chance.choice([match.span() for match in pattern.finditer(part)] or [(0, 0)])


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def _archive(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, content in parts.items():  # ZipInfo's date is always the same
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()
