"""A parser of PDF with limits for the whole document beside those that pypdf has for one stream; the same port."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from pypdf import apply_configuration, filters
from pypdf.errors import LimitReachedError

from xquizit_documents import refusals
from xquizit_documents.document import Extract, ParseLimits
from xquizit_documents.engines.pdf_mending import STANDARD_LOCK, is_cut_off, mended
from xquizit_documents.port import Parser
from xquizit_kit.errors import BadDocument

MAX_OBJECTS = 100_000
"""That stand in the file by themselves; those in object streams count as unpacked bytes. A page has 5 to 50."""
MAX_RATIO = 200
"""Of what is unpacked to the file. Text and drawings reach 20."""
RATIO_FROM_BYTES = 16 * 1024 * 1024
"""What may be unpacked whatever the ratio."""
MAX_OPERANDS = 600_000
"""Operands and operators of one stream of a page's drawing. A page of 5,000 words has some 30,000.

pypdf, which splits what `pdf/operations.py` leaves to it, reads 200,000 a second.
"""
_CUT_OFF = "The end of this file is missing: some of its text may be, too."


class LimitedPdf:
    """Refuses what would take too much, and tells when the end of a file is missing."""

    def __init__(self, parser: Parser) -> None:
        """Takes the parser, which must raise what pypdf raises as a refusal."""
        self.info = parser.info
        self._parser = parser

    def parse(self, data: bytes, limits: ParseLimits) -> Extract:
        """See `port.Parser`."""
        if data.count(b" obj") > MAX_OBJECTS:
            raise refusals.too_complex("is built of too many parts")
        if not is_cut_off(data):
            return self._parse(data, limits)
        try:
            extract = self._parse(data, limits)
        except BadDocument as error:
            if error.reason != "damaged" or (whole := mended(data, limits.max_pages)) is None:
                raise
            extract = self._parse(whole, limits)
        return replace(extract, warnings=(*extract.warnings, _CUT_OFF))

    def _parse(self, data: bytes, limits: ParseLimits) -> Extract:
        most_bytes = min(limits.max_unpacked_bytes, max(RATIO_FROM_BYTES, MAX_RATIO * len(data)))
        try:
            with _unpacking(most_bytes), apply_configuration(stream_parsing_work_maximum_count=MAX_OPERANDS):
                return self._parser.parse(data, limits)
        except BadDocument as error:
            if error.reason == "no_text":
                raise refusals.only_pictures() from None
            if error.reason == "damaged" and b"/Encrypt" in data and not STANDARD_LOCK.search(data):
                raise refusals.encrypted("PDF") from None  # by a program of its maker, as some libraries do
            raise


@contextmanager
def _unpacking(most_bytes: int) -> Generator[None]:
    """Lets pypdf unpack so many bytes of all streams together; what goes beyond raises LimitReachedError."""
    left_bytes = most_bytes
    unlimited: Any = filters.decode_stream_data  # where every filter of every stream passes; looked up at each use

    def decode(stream: Any) -> bytes:
        nonlocal left_bytes
        if left_bytes <= 0:
            raise LimitReachedError("this document has unpacked all that it may")
        with apply_configuration(**_for_one_stream(left_bytes)):
            try:
                data: bytes = unlimited(stream)
            except LimitReachedError:
                left_bytes = 0
                raise
        left_bytes -= len(data)
        return data

    filters.decode_stream_data = decode
    try:
        yield
    finally:
        filters.decode_stream_data = unlimited


def _for_one_stream(left_bytes: int) -> dict[str, Any]:
    return {
        "array_based_stream_maximum_output_length": left_bytes,
        "jbig2_maximum_output_length": left_bytes,
        "lzw_maximum_output_length": left_bytes,
        "run_length_maximum_output_length": left_bytes,
        "zlib_maximum_output_length": left_bytes,
        "brotli_maximum_output_length": left_bytes,
        "stream_decoding_work_maximum_length": 4 * left_bytes,
        "jbig2dec_binary": None,
    }
