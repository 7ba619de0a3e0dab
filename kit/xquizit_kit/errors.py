"""The errors of xquizit and the one table that gives each its gRPC code and HTTP status.

XquizitError
├── InvalidInput            a value cannot be used
│   ├── BadDocument         a document of a known kind cannot be read
│   ├── UnsupportedKind     a document of a kind we do not read
│   └── TooLarge            more bytes or characters than allowed
├── NotAuthenticated        no valid credentials
├── Forbidden               valid credentials, but not for this
├── NotFound                no such session, or it is gone
├── WrongPhase              the interview is not where this call makes sense
│   └── Conflict            somebody else is writing the same thing
├── RateLimited             this caller asks too often
├── AtCapacity              full, but nothing is broken
└── Unavailable             something we need is away
    ├── EngineFailed        an engine broke or made no output
    └── DeadlineExceeded    it took too long

A message is one sentence that a candidate may read and act on. Everything else belongs in a log.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, cast

import grpc
from google.protobuf.any_pb2 import Any as AnyMessage
from google.protobuf.duration_pb2 import Duration
from google.rpc.code_pb2 import Code
from google.rpc.error_details_pb2 import ErrorInfo, RetryInfo
from google.rpc.status_pb2 import Status
from grpc.aio import AioRpcError
from grpc_status import rpc_status

DOMAIN = "xquizit"
"""The `domain` of every ErrorInfo that we send."""


class XquizitError(Exception):
    """Anything that went wrong in a way a caller should hear of."""

    reason_default: ClassVar[str] = "internal"

    def __init__(self, message: str, *, reason: str | None = None, retry_after_s: float | None = None) -> None:
        """Takes the sentence for the caller, a machine code, and when to try again.

        Args:
            message: One sentence, safe for the candidate.
            reason: snake_case machine code; the class's own when not given.
            retry_after_s: Seconds until another try makes sense; None when it never does.
        """
        super().__init__(message)
        self.message = message
        self.reason = reason or self.reason_default
        self.retry_after_s = retry_after_s


class InvalidInput(XquizitError):
    """A value cannot be used."""

    reason_default = "invalid_input"


class BadDocument(InvalidInput):
    """A document of a known kind cannot be read."""

    reason_default = "bad_document"


class UnsupportedKind(InvalidInput):
    """A document of a kind we do not read."""

    reason_default = "wrong_kind"


class TooLarge(InvalidInput):
    """More bytes or characters than allowed."""

    reason_default = "too_large"


class NotAuthenticated(XquizitError):
    """No valid credentials."""

    reason_default = "not_authenticated"


class Forbidden(XquizitError):
    """Valid credentials, but not for this."""

    reason_default = "forbidden"


class NotFound(XquizitError):
    """No such session, or it is gone."""

    reason_default = "session_not_found"


class WrongPhase(XquizitError):
    """The interview is not where this call makes sense."""

    reason_default = "wrong_phase"


class Conflict(WrongPhase):
    """Somebody else is writing the same thing."""

    reason_default = "conflict"


class RateLimited(XquizitError):
    """This caller asks too often."""

    reason_default = "rate_limited"


class AtCapacity(XquizitError):
    """Full, but nothing is broken."""

    reason_default = "at_capacity"


class Unavailable(XquizitError):
    """Something we need is away."""

    reason_default = "unavailable"


class EngineFailed(Unavailable):
    """An engine broke or made no output."""

    reason_default = "engine_failed"


class DeadlineExceeded(Unavailable):
    """It took too long."""

    reason_default = "deadline_exceeded"


@dataclass(frozen=True, slots=True)
class Mapping:
    """How one class of errors looks to gRPC and HTTP callers."""

    grpc_code: grpc.StatusCode
    http_status: int


TABLE: dict[type[XquizitError], Mapping] = {
    XquizitError: Mapping(grpc.StatusCode.INTERNAL, 500),
    InvalidInput: Mapping(grpc.StatusCode.INVALID_ARGUMENT, 422),
    BadDocument: Mapping(grpc.StatusCode.INVALID_ARGUMENT, 400),
    UnsupportedKind: Mapping(grpc.StatusCode.INVALID_ARGUMENT, 415),
    TooLarge: Mapping(grpc.StatusCode.INVALID_ARGUMENT, 413),
    NotAuthenticated: Mapping(grpc.StatusCode.UNAUTHENTICATED, 401),
    Forbidden: Mapping(grpc.StatusCode.PERMISSION_DENIED, 403),
    NotFound: Mapping(grpc.StatusCode.NOT_FOUND, 404),
    WrongPhase: Mapping(grpc.StatusCode.FAILED_PRECONDITION, 409),
    Conflict: Mapping(grpc.StatusCode.ABORTED, 409),
    RateLimited: Mapping(grpc.StatusCode.RESOURCE_EXHAUSTED, 429),
    AtCapacity: Mapping(grpc.StatusCode.RESOURCE_EXHAUSTED, 503),
    Unavailable: Mapping(grpc.StatusCode.UNAVAILABLE, 503),
    EngineFailed: Mapping(grpc.StatusCode.UNAVAILABLE, 503),
    DeadlineExceeded: Mapping(grpc.StatusCode.DEADLINE_EXCEEDED, 503),
}
"""Error → gRPC code → HTTP status, for the whole system."""

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
}
_RETRY_AFTER_DEFAULT_S = 1.0

# grpcio-status has no types.
_to_grpc_status = cast(Callable[[Status], grpc.Status], rpc_status.to_status)  # pyright: ignore[reportUnknownMemberType]
_from_call = cast(Callable[[AioRpcError], Status | None], rpc_status.from_call)  # pyright: ignore[reportUnknownMemberType]


def http_status(error: XquizitError) -> int:
    """The HTTP status that tells about `error`."""
    return TABLE[type(error)].http_status


def to_grpc_status(error: XquizitError) -> grpc.Status:
    """`error` in gRPC's richer error model: code, message, ErrorInfo and, where a retry makes sense, RetryInfo."""
    info = ErrorInfo(reason=error.reason, domain=DOMAIN, metadata={"error": type(error).__name__})
    status = Status(code=_code_number(TABLE[type(error)].grpc_code), message=error.message)
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


def _code_number(code: grpc.StatusCode) -> int:
    return Code.Value(code.name)
