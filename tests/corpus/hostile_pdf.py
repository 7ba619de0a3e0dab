"""PDF that are locked, torn, empty of text, or bombs in their streams and drawings."""

import zlib

from tests.corpus.hostile import (
    CATALOG,
    FONT,
    MIB,
    PAGE,
    PAGES,
    Case,
    encrypted_pdf,
    pdf,
    raw_pdf,
    resume_pdf,
    slow_pdf,
    stream,
    text_pdf,
)  # fmt: skip

_ADA = "Resume of Ada"
_TEXT = b"BT /F1 12 Tf 72 720 Td (Resume of Ada) Tj ET"
_LINE = "Resume of Ada"


def cases() -> list[Case]:
    """All of them."""
    return [
        Case("password", lambda: encrypted_pdf(user_password="secret"), "encrypted", "password"),
        Case("password, RC4", lambda: encrypted_pdf(user_password="x", algorithm="RC4-128"), "encrypted"),
        Case("owner's password only", lambda: encrypted_pdf(user_password=""), says="Only for those who know"),
        Case("locked by a program nobody has", _unknown_lock, "encrypted"),
        Case("PDF cut at a third", lambda: resume_pdf()[: len(resume_pdf()) // 3], "damaged"),
        Case("PDF cut at two thirds", lambda: resume_pdf()[: len(resume_pdf()) * 2 // 3], "damaged"),
        Case("PDF without its end", lambda: resume_pdf()[:-400], says="The end of this file is missing"),
        Case("PDF with noise in the middle", _torn_page, says="Page 2 could not be read"),
        Case("PDF header only", lambda: b"%PDF-1.7\n", "damaged"),
        Case("PDF header and noise", lambda: b"%PDF-1.7\n" + bytes(range(256)) * 64, "damaged"),
        Case("PDF behind a letter head", lambda: b"\0" * 900 + pdf(_LINE), says=_ADA),
        Case("scan", lambda: pdf("", ""), "no_text", "only pictures"),
        Case("scan with one page of text", lambda: pdf(_LINE, ""), says="No text was found on page 2"),
        Case("flate bomb of a gigabyte", _flate_bomb, "too_complex"),
        Case("flate bomb in a flate bomb", _nested_flate, "too_complex"),
        Case("thousand filters", _many_filters, "too_complex"),
        Case("LZW bomb", _lzw_bomb, "too_complex"),
        Case("run-length bomb", _run_length_bomb, "too_complex"),
        Case("many streams of 5 MB", _many_streams, says="could not be read"),
        Case("flate stream that is none", _torn_flate, "no_text"),
        Case("two million strokes", _strokes, "too_complex"),
        Case("text of two megabytes", _long_text, "too_complex"),
        Case("string of ten megabytes", _long_string, "too_complex"),
        Case("one form drawn again and again", slow_pdf, "too_slow"),
        Case("graphics states 100,000 deep", lambda: text_pdf(b"q " * 100_000 + _TEXT), says=_ADA),
        Case("drawing that ends in a string", lambda: text_pdf(_TEXT + b" ((((" * 1000), "damaged"),
        Case("inline picture without an end", lambda: text_pdf(_TEXT + b" BI /W 9 /H 9 ID " + b"\1" * 500), "damaged"),
        Case("operators nobody knows", lambda: text_pdf(b"foo 1 2 bar " * 500 + _TEXT), says=_ADA),
        Case("operands of the wrong kind", lambda: text_pdf(b"/a /b Td (x) Tf [ (y) ] cm " + _TEXT), says=_ADA),
        Case("sizes beyond all numbers", _huge_numbers, "too_complex"),
        Case("page as large as the sun", lambda: _boxed(b"[-%s -%s %s %s]" % ((b"9" * 9,) * 4)), "no_text"),
        Case("page of no size", lambda: _boxed(b"[nan 0 0 inf]"), "damaged"),
        Case("page whose box is a name", lambda: _boxed(b"/Huge"), "damaged"),
        Case("picture of 10 gigapixels", lambda: huge_picture(_TEXT), says=_ADA),
        Case("corrupt ToUnicode", lambda: _mapped(_TORN_MAP), says="Resume"),
        Case("ToUnicode of four billion letters", lambda: _mapped(_HUGE_RANGE), "too_complex"),
        Case("widths of a million letters", _wide_font, "too_complex"),
        Case("font that is its own descendant", _own_descendant, says=_ADA),
    ]


def _unknown_lock() -> bytes:
    lock = b"/Encrypt << /Filter /Acme.Lock /V 4 /R 4 /O (o) /U (u) /P -1 >> /ID [ (a) (a) ]"
    return raw_pdf(CATALOG, PAGES, PAGE, stream(_TEXT), b"<< >>", trailer=lock)


def _torn_page() -> bytes:
    page = PAGE.replace(b"4 0 R", b"6 0 R")
    torn = b"<< /Length 40 /Filter /ASCII85Decode >>\nstream\n" + b"\x80vwxyz~<" * 5 + b"\nendstream"
    pages = b"<< /Type /Pages /Kids [3 0 R 5 0 R 3 0 R] /Count 3 >>"
    return raw_pdf(CATALOG, pages, PAGE, stream(_TEXT), page, torn)


def _flate_bomb() -> bytes:
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * MIB) for _ in range(1024)) + packer.flush()
    return raw_pdf(CATALOG, PAGES, PAGE, stream(packed, b"/Filter /FlateDecode", packed=False))


def _nested_flate() -> bytes:
    packed = zlib.compress(zlib.compress(zlib.compress(b" " * (200 * MIB), 9), 9), 9)
    filters = b"/Filter [ /FlateDecode /FlateDecode /FlateDecode ]"
    return raw_pdf(CATALOG, PAGES, PAGE, stream(packed, filters, packed=False))


def _many_filters() -> bytes:
    filters = b"/Filter [ %s ]" % (b"/FlateDecode " * 1000)
    return raw_pdf(CATALOG, PAGES, PAGE, stream(zlib.compress(_TEXT), filters, packed=False))


def _lzw_bomb() -> bytes:
    """Codes that each stand for one letter more than the one before: 4,000 of them make 7 MB, then all begins again."""
    bits: list[str] = []
    for cycle in range(40):
        bits.append(f"{256:012b}" if cycle else f"{256:09b}")
        width, code = 9, 258
        bits.append(f"{32:09b}")
        while code < 4094:
            bits.append(f"{code:0{width}b}")
            code += 1
            width = 9 if code < 511 else 10 if code < 1023 else 11 if code < 2047 else 12
    bits.append(f"{257:012b}")
    joined = "".join(bits)
    joined += "0" * (-len(joined) % 8)
    return text_pdf_of(int(joined, 2).to_bytes(len(joined) // 8, "big"), b"/Filter /LZWDecode")


def _run_length_bomb() -> bytes:
    return text_pdf_of(b"\x81 " * (MIB) + b"\x80", b"/Filter /RunLengthDecode")


def text_pdf_of(data: bytes, extra: bytes) -> bytes:
    """A page whose content is `data` as it stands."""
    return raw_pdf(CATALOG, PAGES, PAGE, stream(data, extra, packed=False))


def _many_streams() -> bytes:
    """Thirty pages whose comments unpack to 5 MB each."""
    count = 30
    comment = zlib.compress(_TEXT + b"\n%" + b" " * (5 * MIB), 9)
    content = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(comment), comment)
    kids = b" ".join(b"%d 0 R" % (3 + 2 * index) for index in range(count))
    objects = [CATALOG, b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count)]
    for index in range(count):
        objects += [PAGE.replace(b"4 0 R", b"%d 0 R" % (4 + 2 * index)), content]
    return raw_pdf(*objects)


def _torn_flate() -> bytes:
    return text_pdf_of(bytes(range(255, 0, -1)) * 20, b"/Filter /FlateDecode")


def _strokes() -> bytes:
    return text_pdf(_TEXT + b"".join(b" %d %d m %d 9 l S" % (n % 600, n % 800, n % 7) for n in range(700_000)))


def _long_text() -> bytes:
    lines = b"".join(b"(line number %d of a very long resume) Tj T* " % number for number in range(40_000))
    return text_pdf(b"BT /F1 9 Tf 9 TL 20 790 Td " + lines + b"ET")


def _long_string() -> bytes:
    words = b" ".join(b"%x" % number for number in range(1_700_000))
    return text_pdf(b"BT /F1 9 Tf 20 790 Td (" + words[: 10 * MIB] + b") Tj ET")


def _huge_numbers() -> bytes:
    huge = b"9" * 100
    return text_pdf(
        b"BT /F1 %s Tf %s 0 0 -%s %s %s Tm -%s Tz (x) Tj ET " % ((huge,) * 6)
        + b"BT /F1 0 Tf (y) Tj ET q %s 0 0 %s 0 0 cm %s 0 0 %s 0 0 cm Q " % ((huge,) * 4) * 20
        + b"BT /F1 12 Tf 1 0 0 1 72 720 Tm (Resume of Ada) Tj ET"
    )


def _boxed(box: bytes) -> bytes:
    return raw_pdf(CATALOG, PAGES, PAGE.replace(b"[0 0 600 800]", box), stream(_TEXT))


def huge_picture(text: bytes) -> bytes:
    """A page that draws `text` and a picture that would take 30 GB."""
    head = b"/Type /XObject /Subtype /Image /Width 100000 /Height 100000 /BitsPerComponent 8 /ColorSpace /DeviceRGB"
    return text_pdf(text + b" /X1 Do", stream(b"\0" * (30 * MIB), head))


_TORN_MAP = b"beginbfchar <zz> endbfrange <0041 [[[ 99999 beginbfrange"
_HUGE_RANGE = b"1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange 1 beginbfrange <41> <41> <0041> endbfrange"


def _mapped(cmap: bytes) -> bytes:
    """A page whose first font has a broken map and whose second has none."""
    fonts = b"/F1 %s /F2 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 5 0 R >>" % FONT
    page = PAGE.replace(b"/F1 %s" % FONT, fonts).replace(b"/X1 5 0 R", b"")
    drawing = b"BT /F2 12 Tf 72 700 Td (ABC) Tj ET BT /F1 12 Tf 72 720 Td (Resume of Ada) Tj ET"
    return raw_pdf(CATALOG, PAGES, page, stream(drawing), stream(b"begincmap " + cmap + b" endcmap"))


def _wide_font() -> bytes:
    font = b"<< /Type /Font /Subtype /TrueType /BaseFont /A /FirstChar 0 /LastChar 999999 /Widths [%s] >>"
    return raw_pdf(CATALOG, PAGES, PAGE.replace(FONT, font % (b"500 " * 1_000_000)), stream(_TEXT))


def _own_descendant() -> bytes:
    loop = b"<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts [5 0 R] >>"
    page = PAGE.replace(b"/XObject << /X1 5 0 R >>", b"").replace(b"/F1", b"/F2 5 0 R /F1")
    drawing = b"BT /F2 12 Tf 72 700 Td <00410042> Tj ET " + _TEXT
    return raw_pdf(CATALOG, PAGES, page, stream(drawing), loop)
