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
SHORTEST_CONTACT = 6
"""Anything shorter may stand elsewhere in the text as something else."""

_KINDS: dict[int, Literal["pdf", "docx"]] = {pb.DOCUMENT_KIND_PDF: "pdf", pb.DOCUMENT_KIND_DOCX: "docx"}
_WRONG_KIND = {"wrong_kind", "legacy_word", "macros"}


@dataclass(frozen=True, slots=True)
class Hidden:
    """A piece of text that nobody sees who looks at the document."""

    text: str
    why: str
    """A phrase such as "in the colour of its background"."""


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """The text of one file."""

    text: str
    kind: Literal["pdf", "docx", ""]
    page_count: int
    warnings: tuple[str, ...]
    hidden: tuple[Hidden, ...] = ()
    """Left out of `text`."""
    headings: tuple[tuple[str, str], ...] = ()
    """Title and kind of each section."""
    contact: tuple[str, ...] = ()
    """E-mail and postal addresses and telephone numbers, as far as they stand in `text` as they are."""


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
            hidden=tuple(Hidden(piece.text, piece.why) for piece in parsed.hidden),
            headings=tuple((section.title, section.kind) for section in parsed.profile.sections),
            contact=_contact(parsed),
        )


def without_contact(document: ParsedDocument) -> str:
    """The text without what only serves to reach the person: an interviewer has no use for it."""
    text = document.text
    for each in sorted(document.contact, key=len, reverse=True):
        text = text.replace(each, "")
    return text


def _contact(parsed: pb.ParseResponse) -> tuple[str, ...]:
    contact = parsed.profile.contact
    found = (*contact.emails, *contact.phones, *contact.addresses)
    return tuple(each for each in found if len(each) >= SHORTEST_CONTACT and each in parsed.text)


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
