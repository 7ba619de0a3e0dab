"""Every way in which a job can end badly, and what is done about each; pure."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from logging import ERROR, INFO, WARNING
from typing import Any, Literal, cast

from xquizit_kit.errors import AtCapacity, EngineFailed, XquizitError
from xquizit_transcription.engines.runpod.job import JobReply

MOST_RETRY_AFTER_S = 60.0
"""However long the provider asks to be left alone."""
_ALWAYS = 99
"""As often as attempts and deadline allow."""
_NOTICE = "The speech recognizer is not available right now."
_FULL_NOTICE = "The speech recognizer is busy right now. Please try again in a moment."
_FULL_RETRY_S = 1.0
_BAD_INPUT = re.compile(
    r"not a valid input option|is a required input|does not meet the constraints|should be <class|bad[ _]input"
    r"|must provide (either|one of)|invalid model name|model '[^']*' not found|not a valid language code"
    r"|invalid data found",
    re.IGNORECASE,
)
"""What the workers say of input that is wrong, whoever runs it."""
_OVERSIZE = re.compile(r"max(imum)? body size|body too large", re.IGNORECASE)
"""RunPod says it with 413, and with 400."""
_OVERTIME = re.compile(r"execution ?timeout|job timed out", re.IGNORECASE)
"""RunPod says it with TIMED_OUT, and with FAILED."""
_UNKNOWN_JOB = re.compile(r"job id not found", re.IGNORECASE)
"""What the worker's local API says instead of 404."""


class Outcome(StrEnum):
    """How a job, or a request for one, ended badly; the value is the reason in logs and metrics."""

    BAD_REQUEST = "bad_request"
    AUTH = "auth"
    NO_CREDIT = "no_credit"
    FORBIDDEN = "forbidden"
    WRONG_ENDPOINT = "wrong_endpoint"
    JOB_GONE = "job_gone"
    TOO_LARGE = "too_large"
    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    UNEXPECTED_STATUS = "unexpected_status"
    TRANSPORT = "transport"
    NO_ANSWER = "no_answer"
    GARBAGE = "garbage"
    JOB_FAILED = "job_failed"
    BAD_INPUT = "bad_input"
    JOB_TIMED_OUT = "job_timed_out"
    JOB_CANCELLED = "job_cancelled"
    UNUSABLE_OUTPUT = "unusable_output"
    DEADLINE = "deadline"
    LEFT_ALONE = "left_alone"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What is done about an outcome."""

    retries: int
    """How often a final is sent again because of it."""
    breaker: Literal["opens", "counts", "ignores"]
    """`opens`: the provider is left alone at once and for long, since only an operator can help."""
    level: int
    """Of the log line, as in `logging`."""
    advice: str
    """One sentence for an operator."""

    @property
    def is_retryable(self) -> bool:
        """Whether another attempt may help."""
        return self.retries > 0


MEANINGS: dict[Outcome, Meaning] = {
    Outcome.BAD_REQUEST: Meaning(
        0, "counts", ERROR, "RunPod did not understand the request: check which worker the endpoint runs."
    ),
    Outcome.AUTH: Meaning(0, "opens", ERROR, "RunPod refused the key: correct RUNPOD_API_KEY."),
    Outcome.NO_CREDIT: Meaning(0, "opens", ERROR, "The RunPod account has no credit: add funds."),
    Outcome.FORBIDDEN: Meaning(
        0, "opens", ERROR, "The key may not use this endpoint: give RUNPOD_API_KEY access to RUNPOD_ENDPOINT_ID."
    ),
    Outcome.WRONG_ENDPOINT: Meaning(
        0, "opens", ERROR, "There is no such endpoint: correct RUNPOD_ENDPOINT_ID or RUNPOD_ENDPOINT_BASE_URL."
    ),
    Outcome.JOB_GONE: Meaning(1, "counts", WARNING, "RunPod forgot a job before its result was fetched."),
    Outcome.TOO_LARGE: Meaning(0, "ignores", ERROR, "The audio is too long: lower RUNPOD_MAX_BUFFER_SECONDS."),
    Outcome.RATE_LIMITED: Meaning(
        _ALWAYS, "counts", WARNING, "RunPod limits our requests: raise the endpoint's maximum of workers."
    ),
    Outcome.SERVER_ERROR: Meaning(_ALWAYS, "counts", WARNING, "RunPod has a fault: see its status page."),
    Outcome.UNEXPECTED_STATUS: Meaning(
        0, "counts", ERROR, "This is not how RunPod answers: check RUNPOD_ENDPOINT_BASE_URL and proxies."
    ),
    Outcome.TRANSPORT: Meaning(_ALWAYS, "counts", WARNING, "RunPod cannot be reached: check network and proxies."),
    Outcome.NO_ANSWER: Meaning(_ALWAYS, "counts", WARNING, "RunPod did not answer a request in time."),
    Outcome.GARBAGE: Meaning(1, "counts", WARNING, "Something that is not RunPod answered: check proxies."),
    Outcome.JOB_FAILED: Meaning(1, "counts", WARNING, "The worker failed: see the endpoint's logs on RunPod."),
    Outcome.BAD_INPUT: Meaning(
        0, "counts", ERROR, "The worker refuses its input: check which worker the endpoint runs, and WHISPERLIVE_MODEL."
    ),
    Outcome.JOB_TIMED_OUT: Meaning(1, "counts", WARNING, "The job took too long on the worker: use a faster GPU."),
    Outcome.JOB_CANCELLED: Meaning(1, "ignores", WARNING, "Somebody else cancelled a job, or purged the queue."),
    Outcome.UNUSABLE_OUTPUT: Meaning(
        1, "counts", WARNING, "The worker's output has another form: check which worker the endpoint runs."
    ),
    Outcome.DEADLINE: Meaning(
        0, "counts", WARNING, "No result in time: check the endpoint's workers, or raise its maximum."
    ),
    Outcome.LEFT_ALONE: Meaning(0, "ignores", INFO, "RunPod is not asked for a while because it kept failing."),
    Outcome.FULL: Meaning(0, "ignores", INFO, "As many jobs as allowed are on their way."),
}
"""Outcome → what is done about it."""


class RunpodFailed(Exception):
    """A job that ended badly; it carries nothing that was sent or received."""

    def __init__(self, outcome: Outcome, *, http_status: int = 0, retry_after_s: float | None = None) -> None:
        """Takes how it ended, the HTTP status where there was one, and how long RunPod asks to be left alone."""
        super().__init__(outcome.value)
        self.outcome = outcome
        self.http_status = http_status
        self.retry_after_s = retry_after_s

    @property
    def meaning(self) -> Meaning:
        """What is done about it."""
        return MEANINGS[self.outcome]

    def for_caller(self) -> XquizitError:
        """The error that leaves the engine."""
        reason = f"runpod_{self.outcome}"
        if self.outcome in {Outcome.RATE_LIMITED, Outcome.FULL}:
            return AtCapacity(_FULL_NOTICE, reason=reason, retry_after_s=self.retry_after_s or _FULL_RETRY_S)
        return EngineFailed(_NOTICE, reason=reason, retry_after_s=self.retry_after_s)


def outcome_of_status(http_status: int, *, is_about_job: bool, text: str = "") -> Outcome:
    """What an HTTP status that is no success means.

    Args:
        http_status: Anything but 2xx.
        text: The answer's body.
        is_about_job: The request named a job that existed; otherwise it named the endpoint only.
    """
    match http_status:
        case 400 | 422:
            return Outcome.TOO_LARGE if _OVERSIZE.search(text) else Outcome.BAD_REQUEST
        case 401:
            return Outcome.AUTH
        case 402:
            return Outcome.NO_CREDIT
        case 403:
            return Outcome.FORBIDDEN
        case 404 | 410:
            return Outcome.JOB_GONE if is_about_job else Outcome.WRONG_ENDPOINT
        case 413:
            return Outcome.TOO_LARGE
        case 429:
            return Outcome.RATE_LIMITED
        case code if code == 408 or code >= 500:
            return Outcome.SERVER_ERROR
        case _:
            return Outcome.UNEXPECTED_STATUS


def outcome_of_job(reply: JobReply) -> Outcome | None:
    """What the end of a job means; None: it has an output."""
    match reply.status:
        case "COMPLETED":
            error = _error_in(reply.output)
            return None if error is None else _outcome_of_error(error)
        case "TIMED_OUT":
            return Outcome.JOB_TIMED_OUT
        case "CANCELLED":
            return Outcome.JOB_CANCELLED
        case _:
            return _outcome_of_error(reply.error or _error_in(reply.output))


def retry_after_s(header: str | None, *, now: datetime) -> float | None:
    """Seconds that a `Retry-After` asks for, at most `MOST_RETRY_AFTER_S`; None when it says nothing usable.

    Args:
        header: Its value: seconds, or a date.
        now: With a time zone.
    """
    if header is None:
        return None
    try:
        seconds = float(header) if re.fullmatch(r"\s*\d+(\.\d+)?\s*", header) else _until(header, now)
    except (ValueError, TypeError, OverflowError):  # no date; one without a time zone; one beyond all calendars
        return None
    return min(max(seconds, 0.0), MOST_RETRY_AFTER_S)


def _until(date: str, now: datetime) -> float:
    return (parsedate_to_datetime(date) - now).total_seconds()


def _outcome_of_error(error: object) -> Outcome:
    text = _message(error)
    if _UNKNOWN_JOB.search(text):
        return Outcome.JOB_GONE
    if _OVERTIME.search(text):
        return Outcome.JOB_TIMED_OUT
    return Outcome.BAD_INPUT if _BAD_INPUT.search(text) else Outcome.JOB_FAILED


def _message(error: object) -> str:
    """What an error says; of an exception, which comes as JSON in a string, without its traceback."""
    try:
        read = cast(object, json.loads(error)) if isinstance(error, str) else error
    except ValueError:
        return str(error)
    if isinstance(read, dict):
        read = cast(dict[str, object], read).get("error_message", error)
    return str(read)


def _error_in(output: Any) -> object | None:
    """The error of a worker that returned one as if it were its output."""
    if not isinstance(output, dict):
        return None
    fields = cast(dict[str, object], output)
    return fields.get("error") if "segments" not in fields else None
