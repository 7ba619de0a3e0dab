"""What every call has in common: failures of gRPC become errors of xquizit, and streams end with their readers.

Requests are written by a task of ours and not by grpc.aio's own: that one stays behind, waiting for the next request,
when the server ends the call first.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Generator
from contextlib import aclosing, contextmanager
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

from google.protobuf.timestamp_pb2 import Timestamp
from grpc import StatusCode
from grpc.aio import AioRpcError

from xquizit_kit.errors import Unavailable
from xquizit_kit.logs import get_logger
from xquizit_kit.rpc_errors import from_rpc_error

log = get_logger(__name__)

RequestT = TypeVar("RequestT", contravariant=True)
ResponseT = TypeVar("ResponseT", covariant=True)

_LOST_STATUS = "Internal error from Core"
"""What grpc.aio says when a write fails because the server has ended the call: the server's own status is lost then."""


class StreamCall(Protocol[ResponseT]):
    """The part of a gRPC stream call that is used here."""

    def __aiter__(self) -> AsyncIterator[ResponseT]: ...

    def cancel(self) -> bool:
        """Ends the call."""
        ...


class RequestStreamCall(Protocol[RequestT]):
    """The part of a call with a stream of requests that is used here."""

    async def write(self, request: RequestT) -> None:
        """Sends a request."""
        ...

    async def done_writing(self) -> None:
        """Half-closes."""
        ...


class ConversationCall(RequestStreamCall[RequestT], StreamCall[ResponseT], Protocol[RequestT, ResponseT]):
    """A call with streams in both directions."""


@contextmanager
def rpc_errors(service: str) -> Generator[None]:
    """Turns a failed call into the error that the service meant.

    Raises:
        XquizitError: What the service raised; `Unavailable` when it could not be reached.
    """
    try:
        yield
    except AioRpcError as failure:
        if failure.code() is StatusCode.INTERNAL and failure.details() == _LOST_STATUS:
            raise _away(service) from failure
        raise from_rpc_error(failure, service=service) from failure
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
        # grpc.aio ends a call with CancelledError when its channel is closed beneath it.
        raise _away(service) from None


async def responses(call: StreamCall[ResponseT], service: str) -> AsyncGenerator[ResponseT]:
    """The messages of a stream; leaving early cancels the call.

    Raises:
        XquizitError: See `rpc_errors`.
    """
    try:
        with rpc_errors(service):
            async for response in call:
                yield response
    finally:
        call.cancel()


async def conversation(
    call: ConversationCall[RequestT, ResponseT], requests: AsyncGenerator[RequestT], service: str
) -> AsyncGenerator[ResponseT]:
    """Sends `requests` while receiving; both end together.

    Raises:
        XquizitError: See `rpc_errors`.
    """
    writing = asyncio.create_task(write_all(call, requests), name=f"{service}-requests")
    writing.add_done_callback(lambda task: _end_if_failed(task, call, service))
    try:
        async with aclosing(responses(call, service)) as received:
            async for response in received:
                yield response
    finally:
        writing.cancel()
        await asyncio.wait({writing})


async def write_all(call: RequestStreamCall[RequestT], requests: AsyncGenerator[RequestT]) -> None:
    """Sends all requests and half-closes; stops when the call has ended, which its reader will tell about."""
    async with aclosing(requests):
        try:
            async for request in requests:
                await call.write(request)
            await call.done_writing()
        except (AioRpcError, asyncio.InvalidStateError):
            return


def _end_if_failed(writing: asyncio.Task[None], call: Any, service: str) -> None:
    """Ends a call whose requests broke off by a mistake of ours: nobody would answer it, and its reader would wait."""
    if not writing.cancelled() and (error := writing.exception()) is not None:
        log.error("requests broke off", service_called=service, error=type(error).__name__)
        call.cancel()


def moment(stamp: Timestamp) -> datetime | None:
    """A proto timestamp as UTC time; None when it is unset."""
    if not stamp.seconds and not stamp.nanos:
        return None
    return stamp.ToDatetime(tzinfo=UTC)


def _away(service: str) -> Unavailable:
    return Unavailable(
        f"The {service} service is not available right now. Please try again in a moment.",
        reason=f"{service}_unavailable",
        retry_after_s=1.0,
    )
