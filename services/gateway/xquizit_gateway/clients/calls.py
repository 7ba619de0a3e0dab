"""What every call has in common: failures of gRPC become errors of xquizit, and streams end with their readers."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Protocol, TypeVar

from google.protobuf.timestamp_pb2 import Timestamp
from grpc.aio import AioRpcError

from xquizit_kit.errors import Unavailable, from_rpc_error

ResponseT = TypeVar("ResponseT", covariant=True)


class StreamCall(Protocol[ResponseT]):
    """The part of a gRPC stream call that is used here."""

    def __aiter__(self) -> AsyncIterator[ResponseT]: ...

    def cancel(self) -> bool:
        """Ends the call."""
        ...


@contextmanager
def rpc_errors(service: str) -> Generator[None]:
    """Turns a failed call into the error that the service meant.

    Raises:
        XquizitError: What the service raised; `Unavailable` when it could not be reached.
    """
    try:
        yield
    except AioRpcError as failure:
        raise from_rpc_error(failure, service=service) from failure
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
        # grpc.aio ends a call with CancelledError when its channel is closed beneath it.
        raise Unavailable(
            f"The {service} service is not available right now. Please try again in a moment.",
            reason=f"{service}_unavailable",
            retry_after_s=1.0,
        ) from None


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


def moment(stamp: Timestamp) -> datetime | None:
    """A proto timestamp as UTC time; None when it is unset."""
    if not stamp.seconds and not stamp.nanos:
        return None
    return stamp.ToDatetime(tzinfo=UTC)
