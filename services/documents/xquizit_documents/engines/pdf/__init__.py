"""PDF, opened by pypdf; where its text stands is followed here, because order and visibility follow from it."""

from xquizit_documents.engines.pdf.parser import PdfParser

__all__ = ["PdfParser"]
