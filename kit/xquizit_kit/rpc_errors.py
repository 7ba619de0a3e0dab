"""Errors on the gRPC wire: `google.rpc.Status` with ErrorInfo and RetryInfo, there and back."""

from collections.abc import Callable
from typing import cast

import grpc
from google.protobuf.any_pb2 import Any as AnyMessage
from google.protobuf.duration_pb2 import Duration
from google.rpc.code_pb2 import Code
from google.rpc.error_details_pb2 import ErrorInfo, RetryInfo
from google.rpc.status_pb2 import Status
from grpc.aio import AioRpcError
from grpc_status import rpc_status

from xquizit_kit.errors import (
    TABLE,
    AtCapacity,
    Conflict,
    DeadlineExceeded,
    Forbidden,
    InvalidInput,
    NotAuthenticated,
    NotFound,
    Unavailable,
    WrongPhase,
    XquizitError,
)

DOMAIN = "xquizit"
"""The `domain` of every ErrorInfo that we send."""

_BY_NAME = {error.__name__: error for error in TABLE}
_BY_CODE: dict[grpc.StatusCode, type[XquizitError]] = {
    grpc.StatusCode.INVALID_ARGUMENT: InvalidInput,
    grpc.StatusCode.UNAUTHENTICATED: NotAuthenticated,
    grpc.StatusCode.PERMISSION_DENIED: Forbidden,
    grpc.StatusCode.NOT_FOUND: NotFound,
    grpc.StatusCode.FAILED_PRECONDITION: WrongPhase,
    grpc.StatusCode.ABORTED: Conflict,
    grpc.StatusCode.RESOURCE_EXHAUSTED: AtCapacity,
    grpc.StatusCode.UNAVAILABLE: Unavailable,
    grpc.StatusCode.DEADLINE_EXCEEDED: DeadlineExceeded,
    grpc.StatusCode.CANCELLED: Unavailable,
    # Our own INTERNAL carries an ErrorInfo. Without one it is grpc.aio's: a write that failed because the server had
    # just ended the stream hides the server's status behind "Internal error from Core".
    grpc.StatusCode.INTERNAL: Unavailable,
}
_RETRY_AFTER_DEFAULT_S = 1.0

# grpcio-status has no types.
_to_grpc_status = cast(Callable[[Status], grpc.Status], rpc_status.to_status)  # pyright: ignore[reportUnknownMemberType]
_from_call = cast(Callable[[AioRpcError], Status | None], rpc_status.from_call)  # pyright: ignore[reportUnknownMemberType]


def to_grpc_status(error: XquizitError) -> grpc.Status:
    """`error` in gRPC's richer error model: code, message, ErrorInfo and, where a retry makes sense, RetryInfo."""
    info = ErrorInfo(reason=error.reason, domain=DOMAIN, metadata={"error": type(error).__name__})
    status = Status(code=Code.Value(TABLE[type(error)].grpc_code), message=error.message)
    for detail in (info, _retry_info(error)):
        if detail is not None:
            packed = AnyMessage()
            packed.Pack(detail)
            status.details.append(packed)
    return _to_grpc_status(status)


def from_rpc_error(failure: AioRpcError, *, service: str) -> XquizitError:
    """The error behind a failed call: the one the service raised, or what the transport's own failure means.

    Args:
        failure: What the stub raised.
        service: The service's name for a person, e.g. `interview`.
    """
    status = _from_call(failure)
    if status is not None:
        info, retry = ErrorInfo(), RetryInfo()
        has_retry = False
        for detail in status.details:
            detail.Unpack(info)
            has_retry |= detail.Unpack(retry)
        if info.domain == DOMAIN:
            kind = _BY_NAME.get(info.metadata.get("error", ""), XquizitError)
            retry_after_s = retry.retry_delay.ToTimedelta().total_seconds() if has_retry else None
            return kind(status.message, reason=info.reason, retry_after_s=retry_after_s)
    return _transport_error(failure.code(), service)


def _transport_error(code: grpc.StatusCode, service: str) -> XquizitError:
    match _BY_CODE.get(code, XquizitError):
        case error if issubclass(error, Unavailable | AtCapacity):
            return error(
                f"The {service} service is not available right now. Please try again in a moment.",
                reason=f"{service}_unavailable",
                retry_after_s=_RETRY_AFTER_DEFAULT_S,
            )
        case error:
            return error(f"The {service} service could not do that.")


def _retry_info(error: XquizitError) -> RetryInfo | None:
    if error.retry_after_s is None:
        return None
    delay = Duration()
    delay.FromMilliseconds(round(error.retry_after_s * 1000))
    return RetryInfo(retry_delay=delay)
