"""The data of the events that end a turn: `metadata` and `error`; pure."""

from typing import Any

from xquizit_gateway.clients.interview_records import Completed
from xquizit_kit.errors import Conflict, Unavailable, XquizitError


def error_data(error: XquizitError) -> dict[str, Any]:
    """An `error` event."""
    return {
        "type": "error",
        "code": error.reason,
        "message": error.message,
        "retryable": isinstance(error, Unavailable | Conflict) or error.retry_after_s is not None,
    }


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
