"""How text is recognized in pictures, where it is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OcrOptions:
    """What the engine may use for one document."""

    languages: str
    """Tesseract's names, joined by `+`."""
    max_pages: int
    dpi: int
    limit_s: float
    """For all pages together; what is not reached by then is told in a warning."""
