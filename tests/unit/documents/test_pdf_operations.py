"""Content streams are split as pypdf splits them, or left to it."""

import tracemalloc
from collections.abc import Iterator
from random import Random
from typing import Any, cast

import pypdf
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pypdf.generic import BooleanObject, ContentStream, NullObject, StreamObject

from tests.corpus import hostile
from tests.corpus.good import Case, cases
from tests.fuzz import bytes_of
from xquizit_documents.document import ParseLimits
from xquizit_documents.engines.pdf import PdfParser
from xquizit_documents.engines.pdf.operations import MAX_DEPTH, MAX_ELEMENTS, Operation, operations
from xquizit_documents.engines.pdf_limits import MAX_OPERANDS

LIMITS = ParseLimits(max_pages=10, max_text_chars=20_000, max_unpacked_bytes=2**20)
PDFS = [case for case in cases() if case.path.suffix == ".pdf"]


def by_pypdf(data: bytes) -> list[Operation]:
    content = ContentStream(None, None, "bytes")
    content.set_data(data)
    return [(plain(operands), operator) for operands, operator in content.operations]


def plain(value: object) -> Any:
    match value:
        case BooleanObject():
            return "true" if value.value else "false"
        case NullObject():
            return "null"
        case dict():
            return {str(key): plain(each) for key, each in cast(dict[str, object], value).items()}
        case list():
            return [plain(each) for each in cast(list[object], value)]
        case bytes():
            return bytes(value)
        case str():
            return str(value)
        case _:
            return float(cast(float, value))


def streams(case: Case) -> Iterator[bytes]:
    """Of all pages and forms."""
    reader = pypdf.PdfReader(case.path)
    for page in reader.pages:
        yield ContentStream(page["/Contents"], reader, "bytes").get_data()
    for number in range(1, len(reader.xref_objStm) + len(reader.xref.get(0, {})) + 1):
        form = reader.get_object(number)
        if isinstance(form, StreamObject) and form.get("/Subtype") == "/Form":
            yield form.get_data()


@pytest.mark.parametrize("case", PDFS, ids=lambda case: case.name)
def test_every_stream_of_the_corpus_is_split_as_by_pypdf(case: Case) -> None:
    for data in streams(case):
        assert operations(data, MAX_OPERANDS) == by_pypdf(data)


SPACE = st.sampled_from([b"", b" ", b"\n", b"\r\n", b"\t ", b"\f", b"%comment\n", b"%(\r"])
NUMBER = st.sampled_from([b"0", b"-1", b"+2.5", b".5", b"-.25", b"7.", b"123456789012345", b"0.00000000000000000001"])
NAME = st.sampled_from([b"/F1", b"/", b"/A#20B", b"/a.b-c_d", b"/OC", b"/MC0"])
FLAT_STRING = st.sampled_from(
    [b"()", b"(text)", b"(a(b)c)", b"((()))", rb"(\(\)\\)", rb"(\101\0\53\7x)", b"(\\\r\nx\\\ny)", b"(\r\n\x00\xff)"]
)
HEX = st.sampled_from([b"<>", b"<0041>", b"<a B\nc>", b"<004>"])
WORD = st.sampled_from([b"true", b"false", b"null"])
ELEMENT = st.recursive(
    NUMBER | NAME | FLAT_STRING | HEX | WORD,
    lambda inner: (
        st.lists(inner, max_size=4).map(lambda given: b"[" + b" ".join(given) + b"]")
        | st.lists(st.tuples(NAME, inner), max_size=3, unique_by=lambda pair: pair[0]).map(
            lambda given: b"<<" + b" ".join(b" ".join(pair) for pair in given) + b">>"
        )
    ),
    max_leaves=8,
)
OPERATOR = st.sampled_from([b"Tj", b"TJ", b"T*", b"'", b'"', b"q", b"re", b"BDC", b"d0", b"RG", b"f*", b"n", b"true"])
ODD = st.sampled_from(
    [
        *(
            b"BI",
            b"ID",
            b"EI",
            b"R",
            b"1 0 R",
            b"stream",
            b"endobj",
            b"]",
            b">>",
            b">",
            b"{",
            b"--1",
            b"1-2",
            b"1,2",
            b".",
        ),
        *(
            b"(",
            b"<",
            b"<<",
            b"[",
            b"/#",
            b"/#zz",
            b"/#e4",
            b"/\xe4",
            rb"(\400)",
            rb"(\q)",
            rb"(\9)",
            b"\x00",
            b"\v",
            b"%",
        ),
        *(
            b"1" * 19,
            b"1" * 40,
            b"1" * 70,
            b"/" + b"n" * 300,
            b"x" * 40,
            b"<4g>",
            b"<</A 1/A 2>>",
            b"<<1 2>>",
            b"<</A>>",
        ),
    ]
)
PIECES = st.lists(st.tuples(SPACE, ELEMENT | OPERATOR), max_size=20)
ODD_PIECES = st.lists(st.tuples(SPACE, ELEMENT | OPERATOR | ODD), max_size=20)


def same_or_left(data: bytes) -> None:
    read = operations(data, MAX_OPERANDS)
    if read is not None:
        assert read == by_pypdf(data)


@settings(max_examples=400)
@given(PIECES)
def test_what_a_writer_may_write(pieces: list[tuple[bytes, bytes]]) -> None:
    data = b" ".join(b"".join(pair) for pair in pieces)
    same_or_left(data)
    same_or_left(b"".join(map(b"".join, pieces)))


@settings(max_examples=600)
@given(ODD_PIECES)
@example([(b"", b"[1 0 R]"), (b" ", b"TJ")])
@example([(b"", b"<</A 1>>"), (b" ", b"stream")])
def test_what_none_should_write(pieces: list[tuple[bytes, bytes]]) -> None:
    same_or_left(b"".join(map(b"".join, pieces)))


@settings(max_examples=400)
@given(st.binary(max_size=60) | st.text("()<>[]{}/%\\ \r\n\0#+-.,0123789aeBIDRTjq'\"", max_size=40).map(str.encode))
def test_any_bytes(data: bytes) -> None:
    same_or_left(data)


@pytest.mark.parametrize("seed", range(60))
def test_streams_of_the_corpus_that_chance_has_changed(seed: int) -> None:
    chance = Random(seed)
    data, other = (next(streams(chance.choice(PDFS)))[:4000] for _ in range(2))
    for _ in range(20):
        change = chance.choice((bytes_of.flip, bytes_of.cut, bytes_of.drop, bytes_of.double, bytes_of.move))
        same_or_left(change(data, chance))
    same_or_left(bytes_of.splice(data, other, chance))


@pytest.mark.parametrize(
    ("data", "read"),
    [
        (b"/F1 12 Tf", [(["/F1", 12.0], b"Tf")]),
        (b"[(W)80(ord)-.5<4142>]TJ", [([[b"W", 80.0, b"ord", -0.5, b"AB"]], b"TJ")]),
        (b"/Span<</MCID 0/On true>>BDC", [(["/Span", {"/MCID": 0.0, "/On": "true"}], b"BDC")]),
        (rb"(a\)(b\(c)\101\n)' 1 2 3", [([b"a)(b(c)A\n"], b"'")]),
        (b" % only a comment", []),
        (b"", []),
    ],
)
def test_operands_are_plain_values(data: bytes, read: list[Operation]) -> None:
    assert operations(data, 100) == read


@pytest.mark.parametrize(
    "data",
    [
        *(b"q BI /W 1 /H 1 ID x EI Q", b"1 0 R gs", b"(open Tj", b"[1 2 TJ", b"1 2] TJ", b"<</A 1] BDC", b"q foo Q"),
        *(rb"(\400) Tj", rb"(\q) Tj", b"1-2 Td", b"\xff", b"/#e4 gs", b"[1 %x\n2] TJ", b"[ q ] TJ", b"<4g> Tj"),
        b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1) + b"TJ",
        b"[" + b"0 " * (MAX_ELEMENTS + 1) + b"]TJ",
    ],
)
def test_what_is_left_to_pypdf(data: bytes) -> None:
    assert operations(data, MAX_OPERANDS) is None


@pytest.mark.parametrize("data", [b"1 2 3 4 re", b"[1 2 3] TJ", b"<</A (b)>> BDC q", b"q q q q q"])
def test_no_more_is_read_than_may_be(data: bytes) -> None:
    assert operations(data, 5) == by_pypdf(data)
    assert operations(data, 4) is None


@pytest.mark.parametrize(
    "data",
    [
        *(b" " * 2**20, b"(" * 2**20, b"[" * 2**20, b"<<" * 2**19, b"1" * 2**20, b"1 " * 2**19, b"%" * 2**20),
        *(b"(\\" * 2**19, b"<" + b"a " * 2**19, b"/" * 2**20, b"(a" * 2**19, b"(a)" * 2**18, b"((a)b" * 2**18),
        *(b"(" + rb"\a" * 2**19, b"(" + b"()" * 2**19, b"<4" * 2**19, b"q" * 2**20, b"-" * 2**20, b"[]" * 2**19),
    ],
    ids=lambda data: repr(data[:6]),
)
def test_hostile_streams_take_little(data: bytes) -> None:
    tracemalloc.start()
    try:
        operations(data, 10_000)
        assert tracemalloc.get_traced_memory()[1] < 8 * 2**20
    finally:
        tracemalloc.stop()


def test_a_page_that_is_left_to_pypdf_is_read() -> None:
    page = hostile.text_pdf(b"q BI /W 1 /H 1 /CS /G /BPC 8 ID x EI Q BT /F1 12 Tf 72 720 Td (Resume of Ada) Tj ET")
    assert PdfParser().parse(page, LIMITS).text == "Resume of Ada"
