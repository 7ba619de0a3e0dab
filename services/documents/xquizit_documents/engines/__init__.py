"""Which parser reads which kind of document, and what is put around it."""

from xquizit_documents.document import Kind
from xquizit_documents.ocr_options import OcrOptions
from xquizit_documents.port import Parser


def parser_for(kind: Kind, ocr: OcrOptions | None = None) -> Parser:
    """The parser of `kind`, with its limits around it; imports its library.

    Args:
        kind: Of the document.
        ocr: How text in pictures is read; None: not at all.

    Raises:
        ImportError: `ocr` is given and its packages are not installed; the message names the extra.
    """
    match kind:
        case Kind.PDF:
            from xquizit_documents.engines.pdf import PdfParser
            from xquizit_documents.engines.pdf_limits import LimitedPdf

            return LimitedPdf(PdfParser()) if ocr is None else _with_ocr(LimitedPdf(PdfParser()), ocr)
        case Kind.DOCX:
            from xquizit_documents.engines.docx import DocxParser
            from xquizit_documents.engines.docx_limits import LimitedDocx

            return LimitedDocx(DocxParser())


def _with_ocr(parser: Parser, options: OcrOptions) -> Parser:
    try:
        from xquizit_documents.engines.ocr import OcrPdf
    except ModuleNotFoundError as error:
        if error.name not in ("pypdfium2", "tesserocr"):
            raise
        raise ImportError("DOCUMENTS_OCR=on needs the extra: xquizit-documents[ocr]") from error
    return OcrPdf(parser, options)
