"""`DocumentsService` on the wire: collects the bytes of a call, has them parsed, answers the text."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress

from grpc import aio

from xquizit.documents.v1 import documents_pb2, documents_pb2_grpc
from xquizit_documents import refusals
from xquizit_documents.document import Extract, Kind
from xquizit_documents.profile import Profile
from xquizit_kit.errors import AtCapacity, InvalidInput
from xquizit_kit.logs import get_logger

log = get_logger(__name__)

DESCRIPTOR = documents_pb2.DESCRIPTOR.services_by_name["DocumentsService"]
add_to_server = documents_pb2_grpc.add_DocumentsServiceServicer_to_server

CHUNK_LIMIT_BYTES = 64 * 1024
DISCARDED_DOCUMENTS = 4
"""So many times the largest document is read from a client that was refused, before it is cut off."""
_KINDS = {Kind.PDF: documents_pb2.DOCUMENT_KIND_PDF, Kind.DOCX: documents_pb2.DOCUMENT_KIND_DOCX}


class DocumentsServicer(documents_pb2_grpc.DocumentsServiceServicer):
    """Answers `Parse`."""

    def __init__(
        self,
        parse: Callable[[bytearray], Awaitable[Extract]],
        *,
        max_bytes: int,
        max_calls: int,
        receive_limit_s: float,
    ) -> None:
        """Takes the parser and what a call may use.

        Args:
            parse: Bytes in, text out; cancelled with the call.
            max_bytes: Of one document.
            max_calls: At once; each holds one document.
            receive_limit_s: A document must have arrived after this long.
        """
        self._parse = parse
        self._max_bytes = max_bytes
        self._max_calls = max_calls
        self._receive_limit_s = receive_limit_s
        self._calls = 0

    async def Parse(
        self,
        request_iterator: AsyncIterator[documents_pb2.ParseRequest],
        context: aio.ServicerContext[documents_pb2.ParseRequest, documents_pb2.ParseResponse],
    ) -> documents_pb2.ParseResponse:
        """See documents.proto."""
        if self._calls >= self._max_calls:
            await self._discard(request_iterator)
            raise AtCapacity(
                "Too many documents are being read right now. Please try again in a moment.", retry_after_s=2.0
            )
        self._calls += 1
        try:
            data = await self._receive(request_iterator)
            extract = await self._parse(data)
        finally:
            self._calls -= 1
        log.info("parsed", kind=extract.kind.value, size_bytes=len(data), **_counted(extract))
        return documents_pb2.ParseResponse(
            kind=_KINDS[extract.kind],
            text=extract.text,
            page_count=extract.page_count,
            warnings=extract.warnings,
            hidden=[documents_pb2.HiddenText(text=piece.text, why=piece.why) for piece in extract.hidden],
            profile=_profile(extract.profile),
        )

    async def _receive(self, requests: AsyncIterator[documents_pb2.ParseRequest]) -> bytearray:
        try:
            async with asyncio.timeout(self._receive_limit_s):
                data = await self._collect(requests)
        except TimeoutError:
            raise refusals.arrived_too_slowly() from None
        except InvalidInput:
            await self._discard(requests)
            raise
        if not data:
            raise refusals.empty_file()
        return data

    async def _collect(self, requests: AsyncIterator[documents_pb2.ParseRequest]) -> bytearray:
        data = bytearray()
        configured = False
        async for request in requests:
            match request.WhichOneof("message"):
                case "config" if not configured:
                    configured = True
                case "chunk" if configured:
                    self._append(data, request.chunk)
                case _:
                    raise InvalidInput("Send the config first and once, then chunks.")
        if not configured:
            raise InvalidInput("Send the config first and once, then chunks.")
        return data

    async def _discard(self, requests: AsyncIterator[documents_pb2.ParseRequest]) -> None:
        """Reads on until the client is done: cut off while it writes, it would see INTERNAL and no reason."""
        left_bytes = DISCARDED_DOCUMENTS * self._max_bytes
        with suppress(TimeoutError):
            async with asyncio.timeout(self._receive_limit_s):
                async for request in requests:
                    left_bytes -= request.ByteSize()
                    if left_bytes < 0:
                        return

    def _append(self, data: bytearray, chunk: bytes) -> None:
        if len(chunk) > CHUNK_LIMIT_BYTES:
            raise InvalidInput(f"A chunk holds at most {CHUNK_LIMIT_BYTES} bytes.", reason="chunk_too_large")
        if len(data) + len(chunk) > self._max_bytes:
            raise refusals.too_large(self._max_bytes)
        data += chunk


def _counted(extract: Extract) -> dict[str, int]:
    """What may be logged of a document: numbers, and nothing that stands in it."""
    return {
        "pages": extract.page_count,
        "warnings": len(extract.warnings),
        "hidden": len(extract.hidden),
        "sections": len(extract.profile.sections),
    }


def _profile(profile: Profile) -> documents_pb2.Profile:
    contact = profile.contact
    return documents_pb2.Profile(
        sections=[
            documents_pb2.Section(kind=each.kind, title=each.title, start=each.start, end=each.end)
            for each in profile.sections
        ],
        dates=[
            documents_pb2.DateRange(start=each.start, end=each.end, first=each.first, last=each.last)
            for each in profile.dates
        ],
        contact=documents_pb2.Contact(
            names=contact.names,
            emails=contact.emails,
            phones=contact.phones,
            links=contact.links,
            addresses=contact.addresses,
        ),
    )
