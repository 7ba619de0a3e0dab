"""What can be made to go wrong, and the book of what shall go wrong next."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class FaultKind(StrEnum):
    """One thing that goes wrong; the README says what each looks like."""

    HTTP_400 = "http_400"
    HTTP_401 = "http_401"
    HTTP_402 = "http_402"
    HTTP_404 = "http_404"
    HTTP_413 = "http_413"
    HTTP_429 = "http_429"
    HTTP_500 = "http_500"
    HTTP_502 = "http_502"
    HTTP_503 = "http_503"
    HTTP_504 = "http_504"
    DROP_BEFORE_READ = "drop_before_read"
    DROP_AFTER_READ = "drop_after_read"
    DROP_REPLY = "drop_reply"
    CUT_MID_REPLY = "cut_mid_reply"
    HANG = "hang"
    SLOW = "slow"
    GARBAGE = "garbage"
    EMPTY = "empty"
    HTML = "html"
    TRUNCATED = "truncated"
    UNFINISHED = "unfinished"
    STALE_STATUS = "stale_status"
    CANCEL_TOO_LATE = "cancel_too_late"
    JOB_FAILED = "job_failed"
    JOB_FAILED_WITHOUT_TEXT = "job_failed_without_text"
    JOB_TIMED_OUT = "job_timed_out"
    JOB_STUCK = "job_stuck"
    JOB_STALLS = "job_stalls"
    JOB_SLOW = "job_slow"
    COLD_START = "cold_start"
    WORKER_DIES = "worker_dies"
    OUTPUT_NULL = "output_null"
    OUTPUT_WRONG_SHAPE = "output_wrong_shape"
    OUTPUT_WITHOUT_SEGMENTS = "output_without_segments"
    OUTPUT_NAN = "output_nan"
    HALLUCINATION = "hallucination"
    REPETITION = "repetition"


ERRORS = frozenset(kind for kind in FaultKind if kind.startswith("http_"))
"""The request is answered by an error and does nothing."""
TRANSPORT = frozenset(
    {
        FaultKind.DROP_BEFORE_READ,
        FaultKind.DROP_AFTER_READ,
        FaultKind.DROP_REPLY,
        FaultKind.CUT_MID_REPLY,
        FaultKind.HANG,
        FaultKind.SLOW,
        FaultKind.GARBAGE,
        FaultKind.EMPTY,
        FaultKind.HTML,
        FaultKind.TRUNCATED,
    }
)
"""The reply does not arrive as it should."""
MEANING = frozenset({FaultKind.UNFINISHED, FaultKind.STALE_STATUS, FaultKind.CANCEL_TOO_LATE})
"""The reply arrives, but is not what was hoped for; each has one route."""
FATE = frozenset(
    {
        FaultKind.JOB_FAILED,
        FaultKind.JOB_FAILED_WITHOUT_TEXT,
        FaultKind.JOB_TIMED_OUT,
        FaultKind.JOB_STUCK,
        FaultKind.JOB_STALLS,
    }
)
"""The job is not completed."""
DELAY = frozenset({FaultKind.JOB_SLOW, FaultKind.COLD_START, FaultKind.WORKER_DIES})
"""The job is completed later."""
OUTPUT = frozenset(FaultKind) - ERRORS - TRANSPORT - MEANING - FATE - DELAY
"""The job is completed, but its output is not as it should be."""
OF_REQUESTS = (TRANSPORT, MEANING)
OF_JOBS = (FATE, DELAY, OUTPUT)
_ROUTES = {
    FaultKind.UNFINISHED: "runsync",
    FaultKind.STALE_STATUS: "status",
    FaultKind.CANCEL_TOO_LATE: "cancel",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of fault for some of the coming requests, or jobs."""

    kind: FaultKind
    times: int | None = 1
    """How many requests or jobs it strikes; None: all, until the book is cleared."""
    route: str = ""
    """It strikes only requests to this route, or jobs that came by it; empty: any."""
    skip: int = 0
    """So many that it could strike pass before the first that it does."""
    text: str = ""
    """The error of `http_…` and `job_failed`; empty: the usual one."""
    delay_s: float = 1.0
    """How long `slow` and `stale_status` wait, `cold_start` takes, and by how much `job_slow` is longer."""
    retry_after_s: float | None = None
    """The header Retry-After of `http_429` and `http_503`; None: without it."""
    deaths: int = 1
    """How many workers `worker_dies` kills with the same job. The API tries a job twice."""

    def __post_init__(self) -> None:
        if self.times is not None and self.times < 1:
            raise ValueError("times is at least 1, or null for always")
        if min(self.skip, self.delay_s, self.retry_after_s or 0) < 0 or self.deaths < 1:
            raise ValueError("skip, delay_s and retry_after_s are not negative, deaths is at least 1")


class FaultBook:
    """The faults that wait for their requests and jobs, in the order in which they were written down."""

    def __init__(self) -> None:
        self._waiting: list[_Waiting] = []

    def add(self, kind: str, **settings: Any) -> None:
        """Writes a fault down. Settings: see `Fault`.

        Raises:
            ValueError: There is no such kind, or a setting is out of range.
            TypeError: There is no such setting.
        """
        self._waiting.append(_Waiting(Fault(kind=FaultKind(kind), **settings)))

    def clear(self) -> None:
        """Forgets all."""
        self._waiting.clear()

    def as_json(self) -> list[dict[str, Any]]:
        """What waits, and how often each has struck."""
        return [{**asdict(waiting.fault), "struck": waiting.struck} for waiting in self._waiting]

    def of_request(self, route: str) -> frozenset[Fault]:
        """The faults of one request; each counts as having struck. An error comes alone, others one of each layer."""
        return self._take(route, (ERRORS,)) or self._take(route, OF_REQUESTS)

    def of_job(self, route: str) -> frozenset[Fault]:
        """The faults of a job that comes by `route`; each counts as having struck. One of each layer."""
        return self._take(route, OF_JOBS)

    def _take(self, route: str, layers: Iterable[frozenset[FaultKind]]) -> frozenset[Fault]:
        taken = [
            next((w.fault for w in self._waiting if w.fits(route, layer) and w.strikes()), None) for layer in layers
        ]
        return frozenset(fault for fault in taken if fault is not None)


@dataclass(slots=True)
class _Waiting:
    """A fault and how often it has met what it waits for."""

    fault: Fault
    struck: int = 0
    passed: int = 0

    def fits(self, route: str, layer: frozenset[FaultKind]) -> bool:
        fault = self.fault
        is_left = fault.times is None or self.struck < fault.times
        return is_left and fault.kind in layer and {fault.route, _ROUTES.get(fault.kind, "")} <= {"", route}

    def strikes(self) -> bool:
        if self.passed < self.fault.skip:
            self.passed += 1
            return False
        self.struck += 1
        return True


def pick(faults: Iterable[Fault], *kinds: FaultKind) -> Fault | None:
    """The first of `faults` that is of one of `kinds`."""
    return next((fault for fault in faults if fault.kind in kinds), None)
