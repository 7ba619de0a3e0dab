"""Asks the documents service for the text of a file."""

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from typing import Literal

from grpc.aio import Channel

from xquizit.documents.v1 import documents_pb2 as pb
from xquizit.documents.v1.documents_pb2_grpc import DocumentsServiceStub
from xquizit_gateway.clients.calls import rpc_errors, write_all
from xquizit_kit.errors import BadDocument, InvalidInput, TooLarge, UnsupportedKind

PARSE_DEADLINE_S = 30.0
CHUNK_BYTES = 64 * 1024

_KINDS: dict[int, Literal["pdf", "docx"]] = {pb.DOCUMENT_KIND_PDF: "pdf", pb.DOCUMENT_KIND_DOCX: "docx"}
_WRONG_KIND = {"wrong_kind", "legacy_word"}


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """The text of one file."""

    text: str
    kind: Literal["pdf", "docx", ""]
    page_count: int
    warnings: tuple[str, ...]


class DocumentsClient:
    """Reads resumes and job descriptions."""

    def __init__(self, channel: Channel) -> None:
        self._stub = DocumentsServiceStub(channel)

    async def parse(self, file_name: str, chunks: AsyncIterator[bytes]) -> ParsedDocument:
        """Streams one file over and returns its text.

        Args:
            file_name: What the user called it, for messages.
            chunks: Its bytes, at most `CHUNK_BYTES` each.

        Raises:
            BadDocument: It cannot be read.
            UnsupportedKind: It is neither PDF nor DOCX.
            TooLarge: It is over the limit.
            AtCapacity: All parsers are busy.
            Unavailable: The service is away.
        """
        with rpc_errors("documents"):
            call = self._stub.Parse(timeout=PARSE_DEADLINE_S)
            try:
                await write_all(call, _requests(file_name, chunks))
                parsed = await call
            finally:
                call.cancel()
        return ParsedDocument(
            text=parsed.text,
            kind=_KINDS.get(parsed.kind, ""),
            page_count=parsed.page_count,
            warnings=tuple(parsed.warnings),
        )


def as_document_error(error: InvalidInput) -> InvalidInput:
    """The same refusal in the class whose HTTP status fits a document, whatever class the service chose."""
    if isinstance(error, BadDocument | UnsupportedKind | TooLarge):
        return error
    kind = TooLarge if error.reason == "too_large" else UnsupportedKind if error.reason in _WRONG_KIND else BadDocument
    return kind(error.message, reason=error.reason)


async def _requests(file_name: str, chunks: AsyncIterator[bytes]) -> AsyncGenerator[pb.ParseRequest]:
    yield pb.ParseRequest(config=pb.ParseConfig(file_name=file_name[:255]))
    async for chunk in chunks:
        yield pb.ParseRequest(chunk=chunk)
