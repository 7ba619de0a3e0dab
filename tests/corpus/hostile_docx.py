"""DOCX that are bombs, traps and ruins: in their archive, in their XML, in what they refer to."""

import io
import itertools
import struct
import warnings
import zipfile

from tests.corpus.hostile import (
    MACRO_TYPE,
    MIB,
    Case,
    W,
    archive,
    entity_bomb,
    job_docx,
    word,
    word_body,
    word_parts,
    wordless_docx,
)  # fmt: skip

_TEXT = "<w:p><w:r><w:t>Resume of Ada</w:t></w:r></w:p>"
_BODY = word_body(_TEXT)
_ADA = "Resume of Ada"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def cases() -> list[Case]:
    """All of them."""
    return [
        Case("DOCX cut in the middle", lambda: job_docx()[: len(job_docx()) // 2], "damaged"),
        Case("DOCX without its last kilobyte", lambda: job_docx()[:-1024], "damaged"),
        Case("DOCX with a wrong checksum", _wrong_checksum, "damaged"),
        Case("DOCX of an unknown compression", _unknown_compression, "damaged"),
        Case("DOCX encrypted as a ZIP", _encrypted_parts, "encrypted", "password"),
        Case("DOCX without text", wordless_docx, "no_text"),
        Case("DOCX without document.xml", lambda: _without("word/document.xml"), "damaged"),
        Case("DOCX without content types", lambda: _without("[Content_Types].xml"), "damaged"),
        Case("DOCX without relationships", lambda: _without("_rels/.rels"), "damaged"),
        Case("DOCX whose document is a picture", lambda: word(_BODY, content_type="image/png"), "wrong_kind"),
        Case("zip bomb of 80 MB", lambda: word(b" " * (80 * MIB)), "too_complex", "unpacks"),
        Case("zip bomb of ratio 1000", lambda: word(b" " * (40 * MIB)), "too_complex", "unpacks"),
        Case("zip bomb that lies about its size", _lying_bomb, "damaged"),
        Case("zip with 60,000 entries", _many_entries, "too_complex", "too many parts"),
        Case("zip in a zip in a zip", _nested_zips, says=_ADA),
        Case("zip slip", lambda: _with({"../../../../tmp/xquizit-slipped": "owned"}), says=_ADA),
        Case("part named twice", _named_twice, says=_ADA),
        Case("billion laughs", entity_bomb, "damaged"),
        Case("quadratic blow-up", _quadratic, "damaged"),
        Case("entity of a local file", lambda: _entity('SYSTEM "file:///etc/passwd"'), "damaged"),
        Case("entity of a web page", lambda: _entity('SYSTEM "http://127.0.0.1:9/x"'), "damaged"),
        Case("entities in UTF-16", lambda: _entity('"twice"', encoding="utf-16"), "damaged"),
        Case("XML 100,000 deep", _deep, "damaged"),
        Case("XML that ends early", lambda: word("<w:document"), "damaged"),
        Case("XML with invalid UTF-8", lambda: word(_BODY.encode().replace(b"Ada", b"\xff\xfe\x80")), "damaged"),
        Case("XML with a NUL", lambda: word(_BODY.replace("Ada", "A\0da")), "damaged"),
        Case("document of no bytes", lambda: word(b""), "damaged"),
        Case("attribute of 11 MB", _long_attribute, "damaged"),
        Case("text node of 11 MB", _long_text, "damaged"),
        Case("million paragraphs", _paragraphs, "too_complex", "paragraphs"),
        Case("table of 300,000 cells", _table, "too_complex"),
        Case("tables 80 deep", _nested_tables, says="innermost"),
        Case("DOCM", lambda: word(_BODY, content_type=MACRO_TYPE), "macros", "macros"),
        Case("DOCX with macros inside", lambda: _with({"word/vbaProject.bin": "Auto_Open"}), "macros", "macros"),
        Case("DOCX with a program inside", lambda: _with({"word/embeddings/oleObject1.bin": b"MZ" * 500}), says=_ADA),
        Case("template on a web server", lambda: _related("attachedTemplate", "http://127.0.0.1:9/t.dotm"), says=_ADA),
        Case("picture on a web server", lambda: _related("image", "http://127.0.0.1:9/p.png"), says=_ADA),
        Case("field that runs a program", _field, says=_ADA),
        Case("relation to a missing part", lambda: _related("image", "media/none.png", mode="Internal"), "damaged"),
    ]


def _with(more: dict[str, str | bytes]) -> bytes:
    return archive(word_parts(_BODY) | more)


def _without(name: str) -> bytes:
    return archive({key: part for key, part in word_parts(_BODY).items() if key != name})


def _related(kind: str, target: str, mode: str = "External") -> bytes:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_REL}/{kind}" Target="{target}" TargetMode="{mode}"/></Relationships>'
    )
    return _with({"word/_rels/document.xml.rels": relations})


def _entity(definition: str, encoding: str = "utf-8") -> bytes:
    body = word_body("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>")
    declared = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE w [<!ENTITY x {definition}>]>{body}'
    return word(declared.encode(encoding))


def _quadratic() -> bytes:
    body = word_body(f"<w:p><w:r><w:t>{'&x;' * 50_000}</w:t></w:r></w:p>")
    return word(f'<!DOCTYPE w [<!ENTITY x "{"ha" * 50_000}">]>{body}')


def _wrong_checksum() -> bytes:
    data = bytearray(word(_BODY))
    at = data.rfind(b"PK\x01\x02")  # of the last part in the directory: the document
    data[at + 16 : at + 20] = b"\1\2\3\4"
    return bytes(data)


def _unknown_compression() -> bytes:
    data = bytearray(word(_BODY))
    for signature, offset in ((b"PK\x01\x02", 10), (b"PK\x03\x04", 8)):
        at = data.rfind(signature)
        data[at + offset : at + offset + 2] = struct.pack("<H", 97)
    return bytes(data)


def _encrypted_parts() -> bytes:
    data = bytearray(word(_BODY))
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        data[at + 8] |= 1
    return bytes(data)


def _lying_bomb() -> bytes:
    """Its directory declares 1000 bytes of a part that unpacks to 30 MB."""
    data = bytearray(word(b"<a>" + b" " * (30 * MIB)))
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = data.rfind(signature)
        data[at + offset : at + offset + 4] = struct.pack("<L", 1000)
    return bytes(data)


def _many_entries() -> bytes:
    return archive(word_parts(_BODY) | {f"{number:x}": "" for number in range(60_000)}, method=zipfile.ZIP_STORED)


def _nested_zips() -> bytes:
    inner = archive({"0": b"\0" * MIB})
    for _ in range(5):
        inner = archive({f"{number}.zip": inner for number in range(10)})
    return _with({"word/embeddings/oleObject1.bin": inner})


def _named_twice() -> bytes:
    target = io.BytesIO(word(_BODY.replace("Ada", "Eve")))
    with zipfile.ZipFile(target, "a") as package, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile would rather not
        package.writestr("word/document.xml", _BODY)
    return target.getvalue()


def _deep() -> bytes:
    return word(f"<w:document {W}><w:body>" + "<w:p>" * 100_000 + "</w:p>" * 100_000 + "</w:body></w:document>")


def _long_attribute() -> bytes:
    noise = "".join(f"{number:x}" for number in range(2_000_000))[: 11 * MIB]
    return word(word_body(f'<w:p w:rsidR="{noise}"/>{_TEXT}'))


def _long_text() -> bytes:
    noise = "".join(f"{number:x} " for number in range(2_000_000))[: 11 * MIB]
    return word(word_body(f"<w:p><w:r><w:t>{noise}</w:t></w:r></w:p>"))


def _paragraphs() -> bytes:
    lines = (f"<w:p><w:r><w:t>{number:x}</w:t></w:r></w:p>" for number in range(1_000_000))
    return word(word_body("".join(lines)))


def _table() -> bytes:
    numbers = itertools.count()
    row = "".join("<w:tc><w:p><w:r><w:t>{:x}</w:t></w:r></w:p></w:tc>" for _ in range(60))
    rows = "".join(f"<w:tr>{row}</w:tr>".format(*itertools.islice(numbers, 60)) for _ in range(5000))
    return word(word_body(f"<w:tbl>{rows}</w:tbl>"))


def _nested_tables() -> bytes:
    inner = "<w:p><w:r><w:t>innermost</w:t></w:r></w:p>"
    for _ in range(80):
        inner = f"<w:tbl><w:tr><w:tc>{inner}<w:p/></w:tc></w:tr></w:tbl>"
    return word(word_body(inner))


def _field() -> bytes:
    field = "<w:p><w:fldSimple w:instr='DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe \"/k calc.exe\"'/></w:p>"
    return word(word_body(_TEXT + field))
