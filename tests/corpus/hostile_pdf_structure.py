"""PDF whose objects go round in circles, nest without end, are too many, or want something done."""

import struct

from tests.corpus.hostile import (
    CATALOG,
    FONT,
    MIB,
    PAGE,
    PAGES,
    Case,
    pdf_of_many_pages,
    pdf_with_recursive_pages,
    raw_pdf,
    stream,
    text_pdf,
)  # fmt: skip

_ADA = "Resume of Ada"
_TEXT = b"BT /F1 12 Tf 72 720 Td (Resume of Ada) Tj ET"
_FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /Font << /F1 %s >> /XObject << %s >> >>"


def cases() -> list[Case]:
    """All of them."""
    return [
        Case("101 pages", lambda: pdf_of_many_pages(101), "too_complex", "101 pages"),
        Case("10,000 pages", lambda: pdf_of_many_pages(10_000), "too_complex", "10000 pages"),
        Case("no pages", lambda: raw_pdf(CATALOG, b"<< /Type /Pages /Kids [] /Count 0 >>"), "damaged"),
        Case("million pages by count", lambda: _paged(b"[3 0 R]", b"1000000"), says=_ADA),
        Case("page tree that contains itself", pdf_with_recursive_pages, "damaged"),
        Case("page tree 5,000 deep", _deep_pages, "too_complex"),
        Case("one page 100,000 times", lambda: _paged(b"[%s]" % (b"3 0 R " * 100_000), b"100000"), "too_complex"),
        Case("page that is no page", lambda: _paged(b"[1 0 R (x) 7 null]", b"4"), "damaged"),
        Case("form that draws itself", lambda: text_pdf(_TEXT + b" /X1 Do", _form(b"/X1 Do", 5)), says=_ADA),
        Case("forms that double 30 times", _doubling_forms, "too_complex"),
        Case("forms 2,000 deep", _deep_forms, says=_ADA),
        Case("xref that points to itself", _circular_xref, says=_ADA),
        Case("xref that points nowhere", lambda: _good().replace(b"startxref\n", b"startxref\n99"), says=_ADA),
        Case(
            "xref of two billion entries", lambda: _good().replace(b"xref\n0 5", b"xref\n0 2147483647"), "too_complex"
        ),
        Case("xref stream of two billion entries", _xref_stream, "damaged"),
        Case("object stream bomb", _object_stream_bomb, "too_complex"),
        Case("object streams that extend each other", _circular_object_streams, "damaged"),
        Case("150,000 objects", _many_objects, "too_complex", "too many parts"),
        Case("length that refers to itself", _circular_length, "damaged"),
        Case("contents that refer to themselves", lambda: _contents(b"4 0 R", b"[4 0 R 4 0 R]"), "no_text"),
        Case("resources that refer to themselves", _circular_resources, says=_ADA),
        Case("array 100,000 deep", lambda: _contents(b"[" * 100_000 + b"]" * 100_000, stream(_TEXT)), "damaged"),
        Case("dictionary 100,000 deep", lambda: _annotated(b"<< /A " * 100_000 + b"1" + b" >>" * 100_000), "damaged"),
        Case("name of a megabyte", lambda: _annotated(b"[/" + b"a" * MIB + b"]"), "too_complex"),
        Case("outline that goes in a circle", _circular_outline, says=_ADA),
        Case("fields that are their own children", _circular_fields, says=_ADA),
        Case("JavaScript on opening", lambda: _acting(b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"), says=_ADA),
        Case("program on opening", lambda: _acting(b"<< /S /Launch /F (cmd.exe) >>"), says=_ADA),
        Case("web page on opening", lambda: _acting(b"<< /S /URI /URI (http://127.0.0.1:9/) >>"), says=_ADA),
        Case("file on a network drive", lambda: _acting(b"<< /S /GoToR /F (\\\\\\\\host\\\\x) >>"), says=_ADA),
        Case("program attached", _attachment, says=_ADA),
        Case("stream in a file outside", lambda: _contents(b"4 0 R", _OUTSIDE), "no_text"),
        Case("XFA form with an entity", _xfa, says=_ADA),
    ]


_OUTSIDE = b"<< /Length 0 /F (/etc/passwd) >>\nstream\n\nendstream"


def _good() -> bytes:
    return text_pdf(_TEXT)


def _contents(contents: bytes, fourth: bytes) -> bytes:
    return raw_pdf(CATALOG, PAGES, PAGE.replace(b"/Contents 4 0 R", b"/Contents " + contents), fourth)


def _annotated(annotations: bytes) -> bytes:
    return raw_pdf(CATALOG, PAGES, PAGE.replace(b"/Type", b"/Annots %s /Type" % annotations), stream(_TEXT))


def _acting(action: bytes) -> bytes:
    catalog = CATALOG.replace(b">>", b"/OpenAction %s /AA << /WC %s >> >>" % (action, action))
    return raw_pdf(catalog, PAGES, PAGE, stream(_TEXT))


def _paged(kids: bytes, count: bytes) -> bytes:
    return raw_pdf(CATALOG, b"<< /Type /Pages /Kids %s /Count %s >>" % (kids, count), PAGE, stream(_TEXT))


def _deep_pages() -> bytes:
    nodes = [b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (number + 1) for number in range(2, 5000)]
    return raw_pdf(CATALOG, *nodes, PAGE.replace(b"4 0 R", b"5001 0 R"), stream(_TEXT))


def _form(drawing: bytes, inner: int) -> bytes:
    return stream(drawing, _FORM % (FONT, b"/X1 %d 0 R" % inner))


def _doubling_forms() -> bytes:
    forms = [_form(b"/X1 Do /X1 Do", number + 1) for number in range(5, 35)]
    return text_pdf(_TEXT + b" /X1 Do", *forms, _form(_TEXT, 5))


def _deep_forms() -> bytes:
    forms = [_form(b"/X1 Do", number + 1) for number in range(5, 2005)]
    return text_pdf(_TEXT + b" /X1 Do", *forms, _form(_TEXT, 5))


def _circular_xref() -> bytes:
    data = _good()
    at = data.rfind(b"xref\n0 5")
    return data.replace(b"/Root 1 0 R", b"/Prev %d /Root 1 0 R" % at)


def _xref_stream() -> bytes:
    data = b"%PDF-1.7\n1 0 obj\n" + CATALOG + b"\nendobj\n"
    entry = stream(
        b"\0" * 4000, b"/Type /XRef /Size 2147483647 /Index [0 2147483647] /W [1 8 8] /Root 1 0 R", packed=True
    )
    return data + b"2 0 obj\n" + entry + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(data)


def _with_xref_stream(objects: dict[int, bytes], packed: dict[int, tuple[int, int]]) -> bytes:
    """A PDF with an xref stream: `objects` stand in the file, `packed` in an object stream at an index."""
    written, rows = b"%PDF-1.7\n", {0: struct.pack(">BIH", 0, 0, 65535)}
    for number, content in objects.items():
        rows[number] = struct.pack(">BIH", 1, len(written), 0)
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    rows |= {number: struct.pack(">BIH", 2, holder, index) for number, (holder, index) in packed.items()}
    size = max(rows) + 2
    rows[size - 1] = struct.pack(">BIH", 1, len(written), 0)
    table = b"".join(rows.get(number, struct.pack(">BIH", 0, 0, 0)) for number in range(size))
    head = b"/Type /XRef /Size %d /W [1 4 2] /Root 1 0 R" % size
    entry = b"%d 0 obj\n%s\nendobj\n" % (size - 1, stream(table, head))
    return written + entry + b"startxref\n%d\n%%%%EOF\n" % len(written)


def _object_stream_bomb() -> bytes:
    first = b"2 0 "
    inside = first + PAGES + b" " * (200 * MIB)
    holder = stream(inside, b"/Type /ObjStm /N 1 /First %d" % len(first))
    return _with_xref_stream({1: CATALOG, 3: PAGE, 4: stream(_TEXT), 9: holder}, {2: (9, 0)})


def _circular_object_streams() -> bytes:
    """Each says that the other one holds it."""
    holder = b"/Type /ObjStm /N 1 /First 4 /Extends %d 0 R"
    objects = {1: CATALOG, 3: PAGE, 4: stream(_TEXT), 9: stream(b"8 0 null", holder % 8)}
    return _with_xref_stream(objects, {2: (8, 0), 8: (7, 0), 7: (8, 0)})


def _many_objects() -> bytes:
    return raw_pdf(CATALOG, PAGES, PAGE, stream(_TEXT), *[b"null"] * 150_000)


def _circular_length() -> bytes:
    content = b"<< /Length 5 0 R >>\nstream\n%s\nendstream" % _TEXT
    return raw_pdf(CATALOG, PAGES, PAGE.replace(b"/X1 5 0 R", b""), content, b"5 0 R")


def _circular_resources() -> bytes:
    page = PAGE.replace(b"/XObject << /X1 5 0 R >>", b"/XObject 5 0 R")
    return raw_pdf(CATALOG, PAGES, page, stream(_TEXT + b" /X1 Do"), b"<< /X1 5 0 R /X2 << /X1 5 0 R >> >>")


def _circular_outline() -> bytes:
    catalog = CATALOG.replace(b">>", b"/Outlines 5 0 R >>")
    items = b"<< /First 6 0 R /Last 6 0 R /Count 9 >>", b"<< /Title (x) /Parent 5 0 R /Next 6 0 R /First 5 0 R >>"
    return raw_pdf(catalog, PAGES, PAGE.replace(b"/X1 5 0 R", b""), stream(_TEXT), *items)


def _circular_fields() -> bytes:
    catalog = CATALOG.replace(b">>", b"/AcroForm << /Fields [5 0 R] >> >>")
    field = b"<< /T (a) /FT /Tx /V (b) /Kids [5 0 R 5 0 R] /Parent 5 0 R /Subtype /Widget /Rect [0 0 9 9] >>"
    page = PAGE.replace(b"/X1 5 0 R", b"").replace(b"/Type", b"/Annots [5 0 R 5 0 R] /Type")
    return raw_pdf(catalog, PAGES, page, stream(_TEXT), field)


def _attachment() -> bytes:
    names = b"/Names << /EmbeddedFiles << /Names [ (setup.exe) 5 0 R ] >> >>"
    spec = b"<< /Type /Filespec /F (setup.exe) /EF << /F 6 0 R >> >>"
    program = stream(b"MZ\x90\0" * 100_000, b"/Type /EmbeddedFile")
    page = PAGE.replace(b"/X1 5 0 R", b"")
    return raw_pdf(CATALOG.replace(b">>", names + b" >>"), PAGES, page, stream(_TEXT), spec, program)


def _xfa() -> bytes:
    form = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xdp>&e;</xdp>'
    catalog = CATALOG.replace(b">>", b"/AcroForm << /XFA 5 0 R /Fields [] >> >>")
    return raw_pdf(catalog, PAGES, PAGE.replace(b"/X1 5 0 R", b""), stream(_TEXT), stream(form))
