"""The data of the events that end a turn: `metadata` and `error`; pure."""

from typing import Any

from xquizit_gateway.clients.interview_records import Completed
from xquizit_kit.errors import TABLE, Conflict, Unavailable, XquizitError

_CLASSES = {error.__name__: error for error in TABLE}


def error_data(error: XquizitError) -> dict[str, Any]:
    """An `error` event; `class` is for whoever answers with a status, clients do not get it."""
    return {
        "type": "error",
        "code": error.reason,
        "message": error.message,
        "retryable": isinstance(error, Unavailable | Conflict) or error.retry_after_s is not None,
        "class": type(error).__name__,
    }


def error_of(data: dict[str, Any]) -> XquizitError:
    """The error behind the data of an `error` event."""
    kind = _CLASSES.get(data.get("class", ""), Unavailable if data["retryable"] else XquizitError)
    return kind(data["message"], reason=data["code"], retry_after_s=1.0 if data["retryable"] else None)


def metadata(turn: int, completed: Completed, *, is_degraded: bool) -> dict[str, Any]:
    """A `metadata` event; `is_degraded`: some of the reply was not spoken."""
    status = completed.status
    data: dict[str, Any] = {
        "is_concluded": status.is_concluded,
        "questions_asked": status.questions_asked,
        "time_elapsed": round(status.time_elapsed_s, 1),
        "time_remaining": round(status.time_remaining_s, 1),
        "turn": turn,
        "kind": completed.kind,
        "conclusion_reason": status.conclusion_reason,
    }
    if completed.topic:
        data["topic"] = completed.topic
    if is_degraded:
        data["degraded"] = ["tts"]
    return data
