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

from dataclasses import dataclass
from typing import ClassVar


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

    grpc_code: str
    """The name of a `grpc.StatusCode`; as a name, so that worker processes need not import gRPC."""
    http_status: int


TABLE: dict[type[XquizitError], Mapping] = {
    XquizitError: Mapping("INTERNAL", 500),
    InvalidInput: Mapping("INVALID_ARGUMENT", 422),
    BadDocument: Mapping("INVALID_ARGUMENT", 400),
    UnsupportedKind: Mapping("INVALID_ARGUMENT", 415),
    TooLarge: Mapping("INVALID_ARGUMENT", 413),
    NotAuthenticated: Mapping("UNAUTHENTICATED", 401),
    Forbidden: Mapping("PERMISSION_DENIED", 403),
    NotFound: Mapping("NOT_FOUND", 404),
    WrongPhase: Mapping("FAILED_PRECONDITION", 409),
    Conflict: Mapping("ABORTED", 409),
    RateLimited: Mapping("RESOURCE_EXHAUSTED", 429),
    AtCapacity: Mapping("RESOURCE_EXHAUSTED", 503),
    Unavailable: Mapping("UNAVAILABLE", 503),
    EngineFailed: Mapping("UNAVAILABLE", 503),
    DeadlineExceeded: Mapping("DEADLINE_EXCEEDED", 503),
}
"""Error → gRPC code → HTTP status, for the whole system."""


def http_status(error: XquizitError) -> int:
    """The HTTP status that tells about `error`."""
    return TABLE[type(error)].http_status
