"""Optional content: which layers of a document are switched off (PDF 1.7, 8.11)."""

from typing import Any, cast

import pypdf

from xquizit_documents.engines.pdf.operands import dictionary, entry


def layers_off(reader: pypdf.PdfReader) -> frozenset[int]:
    """The object numbers of the groups that a viewer does not show when it opens the document."""
    properties = dictionary(entry(reader.root_object, "/OCProperties"))
    given = dictionary(entry(properties, "/D"))
    off = _numbers(entry(given, "/OFF"))
    if given.get("/BaseState") == "/OFF":
        return (_numbers(entry(properties, "/OCGs")) | off) - _numbers(entry(given, "/ON"))
    return off


def _numbers(listed: object) -> frozenset[int]:
    if not isinstance(listed, list):
        return frozenset()
    return frozenset(int(getattr(each, "idnum", 0)) for each in cast(list[Any], listed))
