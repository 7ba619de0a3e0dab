"""A parser of DOCX with limits on what python-docx and lxml know none for; the same port around any parser."""

import io
import zipfile

from xquizit_documents import archive, refusals
from xquizit_documents.document import Extract, ParseLimits
from xquizit_documents.port import Parser

MAX_TAGS = 1_500_000
"""Of all XML parts, begin and end tags; lxml takes about 80 bytes for each. A page has some 2,000."""
_PIECE_BYTES = 256 * 1024
_DOCTYPES = (b"!DOCTYPE", "!DOCTYPE".encode("utf-16-be")[1:])
"""Office writes none, and none may be in a package (ECMA-376-2, 7.1.4): it is what entities are declared in.

The second one stands in UTF-16 of either order.
"""


class LimitedDocx:
    """Refuses what would take too much before the parser sees it."""

    def __init__(self, parser: Parser) -> None:
        """Takes the parser."""
        self.info = parser.info
        self._parser = parser

    def parse(self, data: bytes, limits: ParseLimits) -> Extract:
        """See `port.Parser`."""
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                _check(package, limits)
        except archive.BROKEN:
            raise refusals.damaged() from None
        return self._parser.parse(data, limits)


def _check(package: zipfile.ZipFile, limits: ParseLimits) -> None:
    parts = package.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise refusals.encrypted()
    if sum(part.file_size for part in parts) > limits.max_unpacked_bytes:
        raise refusals.too_complex("unpacks to more than can be read")
    tags = 0
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels")):
            tags += _tags(package, part)
            if tags > MAX_TAGS:
                raise refusals.too_complex("has too many paragraphs or table cells")


def _tags(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """How many tags a part has. zipfile unpacks no more of it than the directory declares."""
    tags, tail = 0, b""
    with package.open(part) as stream:
        while (piece := stream.read(_PIECE_BYTES)) and tags <= MAX_TAGS:
            joined = tail + piece
            if any(doctype in joined for doctype in _DOCTYPES):
                raise refusals.damaged()
            tags += piece.count(b"<")
            tail = piece[-32:]
    return tags
