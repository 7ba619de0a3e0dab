"""OCR: a PDF without text is drawn by PDFium and read by tesseract, both in this process and under its limits."""

import math
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pypdfium2
import tesserocr

from xquizit_documents import refusals
from xquizit_documents.document import Extract, Kind, ParseLimits
from xquizit_documents.ocr_options import OcrOptions
from xquizit_documents.port import Parser
from xquizit_documents.profiling import profile_of
from xquizit_documents.text import has_words, tidy
from xquizit_kit.engine_info import EngineInfo
from xquizit_kit.errors import BadDocument

MAX_PIXELS = 10_000_000
"""Of a drawn page, a byte each: A4 at 300 dots an inch has 8.7 million. Larger pages are drawn coarser."""
_MIN_CONFIDENCE = 40
"""Of 100, tesseract's mean of a page; below it the words are noise: a photograph, a page upside down."""
_POINTS_PER_INCH = 72
_DATA = (
    *("/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tesseract-ocr/4.00/tessdata", "/usr/share/tessdata"),
    *("/usr/local/share/tessdata", "/opt/homebrew/share/tessdata"),
)
"""Where packages of tesseract put their languages, unless TESSDATA_PREFIX tells."""


@dataclass(slots=True)
class _Read:
    """What became of the pages."""

    texts: list[str]
    seen: int = 0
    """How many were drawn and looked at."""
    doubtful: int = 0
    """Of them, how many gave noise."""


class OcrPdf:
    """Asks another parser first, and reads the pictures of what has no text."""

    def __init__(self, parser: Parser, options: OcrOptions) -> None:
        """Takes the parser to ask first.

        Raises:
            FileNotFoundError: tesseract's data of a language is not here.
        """
        self._parser = parser
        self._options = options
        # Neither library has types that say what it takes.
        self._tesseract: Any = tesserocr.PyTessBaseAPI(path=_data_of(options.languages), lang=options.languages)
        release = tesserocr.tesseract_version().split()[1]
        self.info = EngineInfo(
            parser.info.name, model=f"{parser.info.model}, tesseract {release}, pypdfium2 {version('pypdfium2')}"
        )

    def parse(self, data: bytes, limits: ParseLimits) -> Extract:
        """See `port.Parser`. Of many pages the first are read, and a warning tells of the others."""
        try:
            return self._parser.parse(data, limits)
        except BadDocument as error:
            if error.reason != "no_text":
                raise
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError:
            raise refusals.only_pictures() from None
        try:
            read = self._read(document)
            page_count = len(document)
        finally:
            document.close()
        text = "\n\n".join(page for page in read.texts if has_words(page))
        if not text:
            raise refusals.unreadable_pictures()
        if len(text) > limits.max_text_chars:
            raise refusals.too_complex(f"has more than {limits.max_text_chars} characters of text")
        return Extract(Kind.PDF, text, page_count, tuple(_warnings(read, page_count)), profile=profile_of(text))

    def _read(self, document: pypdfium2.PdfDocument) -> _Read:
        until_s = time.monotonic() + self._options.limit_s
        read = _Read([])
        for number in range(min(len(document), self._options.max_pages)):
            left_s = until_s - time.monotonic()
            if left_s <= 0 or (page := self._read_page(document, number, left_s)) is None:
                break
            text, is_doubtful = page
            read.seen += 1
            read.doubtful += is_doubtful
            read.texts.append(text)
        return read

    def _read_page(self, document: pypdfium2.PdfDocument, number: int, left_s: float) -> tuple[str, bool] | None:
        """A page's text, and whether it is too doubtful to be used; None when the time was over before it was read."""
        try:
            page: Any = document[number]
            scale = self._scale(*page.get_size())
            bitmap = page.render(scale=scale, grayscale=True, draw_annots=False, may_draw_forms=False)
        except (pypdfium2.PdfiumError, ValueError):
            return "", False
        pixels = bytes(bitmap.buffer)  # tesseract does not copy them
        self._tesseract.SetImageBytes(pixels, bitmap.width, bitmap.height, bitmap.n_channels, bitmap.stride)
        self._tesseract.SetSourceResolution(max(1, round(scale * _POINTS_PER_INCH)))
        try:
            if not self._tesseract.Recognize(math.ceil(1000 * left_s)):
                return None
            if self._tesseract.MeanTextConf() < _MIN_CONFIDENCE:
                return "", has_words(self._tesseract.GetUTF8Text())
            return tidy(self._tesseract.GetUTF8Text(), wrapped=True), False
        finally:
            self._tesseract.Clear()

    def _scale(self, width: float, height: float) -> float:
        """Pixels for each point of a page of that many points."""
        scale = self._options.dpi / _POINTS_PER_INCH
        area = width * height
        if not math.isfinite(area) or area <= 0:
            raise ValueError("a page without an area")
        return min(scale, math.sqrt(MAX_PIXELS / area))


def _data_of(languages: str) -> str:
    places = [given] if (given := os.environ.get("TESSDATA_PREFIX")) else list(_DATA)
    needed = [f"{language}.traineddata" for language in languages.split("+")]
    for place in places:
        if all((Path(place) / name).is_file() for name in needed):
            return f"{place}/"
    packages = ", ".join(f"tesseract-ocr-{language}" for language in languages.split("+"))
    raise FileNotFoundError(f"DOCUMENTS_OCR=on needs tesseract's data: {', '.join(needed)} (Debian: {packages})")


def _warnings(read: _Read, page_count: int) -> Iterator[str]:
    yield "This document has no text of its own: it was read from its pictures (OCR), and words may be wrong."
    if read.doubtful:
        yield f"Nothing could be made out on {read.doubtful} of its pages."
    if read.seen < page_count:
        yield f"Only the first {read.seen} of its {page_count} pages were read."
