"""Which parser reads which kind of document."""

from xquizit_documents.document import Kind
from xquizit_documents.port import Parser


def parser_for(kind: Kind) -> Parser:
    """The parser of `kind`; imports its library."""
    match kind:
        case Kind.PDF:
            from xquizit_documents.engines.pdf import PdfParser

            return PdfParser()
        case Kind.DOCX:
            from xquizit_documents.engines.docx import DocxParser

            return DocxParser()
