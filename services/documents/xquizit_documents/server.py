"""The composition root of the documents service."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from importlib.util import find_spec

from xquizit_documents.config import DocumentsSettings
from xquizit_documents.parsing import ParserPool
from xquizit_documents.servicer import DESCRIPTOR, DocumentsServicer, add_to_server
from xquizit_kit.logs import get_logger
from xquizit_kit.rpc_server import RpcServer

log = get_logger(__name__)


@asynccontextmanager
async def compose(settings: DocumentsSettings) -> AsyncGenerator[RpcServer]:
    """Starts the parsers and builds the server, not yet started; ends the parsers at exit.

    Raises:
        ImportError: Packages of `DOCUMENTS_OCR=on` are not installed; the message names the extra.
        XquizitError: No parser can be started; why stands on stderr.
    """
    if settings.documents_ocr == "on" and not all(find_spec(name) for name in ("tesserocr", "pypdfium2")):
        raise ImportError("DOCUMENTS_OCR=on needs the extra: xquizit-documents[ocr]")
    server = RpcServer("documents", settings.documents_listen)
    async with ParserPool(settings).running() as parsers:
        servicer = DocumentsServicer(
            parsers.parse,
            max_bytes=settings.documents_max_bytes,
            max_calls=settings.documents_max_calls,
            receive_limit_s=settings.documents_receive_limit_s,
        )
        server.add(add_to_server, servicer, DESCRIPTOR)
        server.describe(lambda: parsers.info)
        log.info("engine", name=parsers.info.name, model=parsers.info.model, reason=parsers.info.reason)
        yield server
