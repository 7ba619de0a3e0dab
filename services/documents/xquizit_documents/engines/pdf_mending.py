"""Gives a PDF whose end is missing a new one: a page tree of the pages that are there, whole. Pure."""

import re

_END_SEARCHED_BYTES = 2048
_OBJECT = re.compile(rb"(?<!\d)(\d{1,7})\s{1,3}(\d{1,5})\s{1,3}obj\b")
_PAGE = re.compile(rb"/Type\s{0,3}/Page(?![A-Za-z])")
STANDARD_LOCK = re.compile(rb"/Filter\s{0,3}/Standard\b")
"""What a locked PDF that can be opened with a password has."""
_NOT_NEEDED = re.compile(
    rb"/(?:Parent|Annots|B|FontFile[23]?|Metadata|StructParents?|Thumb)\s{0,3}(?:\[[^\]]{0,4000}\]|\d+\s+\d+\s+R\b)"
)
"""What a page's text can do without; some of it leads to all other pages."""
_REFERENCE = re.compile(rb"(?<!\d)(\d{1,7})\s{1,3}\d{1,5}\s{1,3}R\b")
_DICTIONARY_BYTES = 8192
"""Of an object's beginning; a page's dictionary has some 300."""


def is_cut_off(data: bytes) -> bool:
    """Whether the end of the file is missing."""
    return b"%%EOF" not in data[-_END_SEARCHED_BYTES:]


def mended(data: bytes, max_pages: int) -> bytes | None:
    """`data` with an end that knows its whole pages, in the file's order; None where there is none, or none to read.

    A page is whole when all that it draws with is there: without its fonts' maps its text would be gibberish. A page
    that inherits its fonts from the tree it stood in is none; programs that make resumes give each page its own.

    Args:
        data: A PDF that is cut off.
        max_pages: More of them are not looked for.
    """
    if STANDARD_LOCK.search(data):  # how it was locked is told at the end only
        return None
    objects = _objects(data)
    pages: list[int] = []
    for number, content in objects.items():
        if not _PAGE.search(content) or b"/Resources" not in content or len(pages) > max_pages:
            continue
        if _is_whole(number, objects):
            pages.append(number)
    if not pages:
        return None
    catalog, tree = max(objects) + 1, max(objects) + 2
    kids = b" ".join(b"%d 0 R" % page for page in pages)
    return (
        b"%s\n%d 0 obj\n<< /Type /Catalog /Pages %d 0 R >>\nendobj\n" % (data, catalog, tree)
        + b"%d 0 obj\n<< /Type /Pages /Kids [%s] /Count %d >>\nendobj\n" % (tree, kids, len(pages))
        + b"trailer << /Root %d 0 R /Size %d >>\nstartxref\n0\n%%%%EOF\n" % (catalog, tree + 1)
    )


def _objects(data: bytes) -> dict[int, bytes]:
    """The beginning of every object that has its end, without what no text needs. A later one replaces an earlier."""
    last_end = data.rfind(b"endobj")
    objects: dict[int, bytes] = {}
    for found in _OBJECT.finditer(data):
        if found.end() > last_end:
            break
        piece = data[found.end() : found.end() + _DICTIONARY_BYTES]
        dictionary = piece.partition(b"endobj")[0].partition(b"stream")[0]
        objects[int(found[1])] = _NOT_NEEDED.sub(b"", dictionary)
    return objects


def _is_whole(page: int, objects: dict[int, bytes]) -> bool:
    """Whether everything that it refers to, at whatever distance, is there."""
    seen, waiting = {page}, [page]
    while waiting:
        for found in _REFERENCE.finditer(objects[waiting.pop()]):
            if (number := int(found[1])) not in objects:
                return False
            if number not in seen:
                seen.add(number)
                waiting.append(number)
    return True
