"""DOCX, opened by python-docx; its text is walked here, because content controls and text boxes count too."""

from xquizit_documents.engines.docx.parser import DocxParser

__all__ = ["DocxParser"]
