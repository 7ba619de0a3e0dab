"""The settings of the documents service."""

from typing import Literal

from pydantic import Field, model_validator

from xquizit_kit.settings import Address, ServiceSettings

MIB = 1024 * 1024


class DocumentsSettings(ServiceSettings):
    """What the documents service takes."""

    documents_listen: Address = "127.0.0.1:50054"
    """Where it serves gRPC."""
    documents_max_bytes: int = Field(default=10 * MIB, ge=1024, le=64 * MIB)
    """A longer document is refused while it is still arriving."""
    documents_max_pages: int = Field(default=100, ge=1, le=5000)
    """A PDF with more pages is refused."""
    documents_max_text_chars: int = Field(default=400_000, ge=1000, le=750_000)
    """A document with more text is refused; the upper end is what one gRPC message holds, with what is beside it."""
    documents_max_unpacked_bytes: int = Field(default=64 * MIB, ge=MIB, le=512 * MIB)
    """A DOCX (a ZIP archive) that unpacks to more is refused."""
    documents_max_calls: int = Field(default=8, ge=1, le=256)
    """Documents that may be arriving or waiting at once; each holds up to `documents_max_bytes`."""
    documents_receive_limit_s: float = Field(default=20.0, gt=0, le=300)
    """A document must have arrived after this long."""
    documents_wait_s: float = Field(default=8.0, ge=0, le=60)
    """A document waits this long for a free parser."""
    documents_parse_limit_s: float = Field(default=15.0, gt=0, le=120)
    """Parsing one document may take this long, in wall time and in CPU time."""
    documents_parsers_warm: int = Field(default=1, ge=0, le=64)
    """Parser processes kept ready (about 45 MB each)."""
    documents_parsers: int = Field(default=2, ge=1, le=64)
    """Parser processes at most: documents parsed at once."""
    documents_parser_uses: int = Field(default=100, ge=1, le=100_000)
    """A parser process is replaced after so many documents."""
    documents_parser_memory_bytes: int = Field(default=768 * MIB, ge=256 * MIB, le=8192 * MIB)
    """Address space of a parser process."""

    documents_ocr: Literal["off", "on"] = "off"
    """Whether text is recognized in the pictures of a PDF that has none; needs the extra `ocr` and tesseract's data."""
    documents_ocr_pages: int = Field(default=4, ge=1, le=50)
    """Pages of a document in which text is recognized; a page takes one to four seconds of a core."""
    documents_ocr_dpi: int = Field(default=200, ge=72, le=400)
    """At which they are drawn."""
    documents_ocr_languages: str = Field(default="eng", pattern=r"^[a-zA-Z_]+(\+[a-zA-Z_]+)*$")
    """Tesseract's names of languages, joined by `+`."""

    @model_validator(mode="after")
    def _warm_fits(self) -> "DocumentsSettings":
        if self.documents_parsers_warm > self.documents_parsers:
            raise ValueError("DOCUMENTS_PARSERS_WARM must not be more than DOCUMENTS_PARSERS")
        return self
