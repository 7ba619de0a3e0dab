"""The data of the events that end a turn: `metadata`, `done` and `error`; pure."""

from collections.abc import Sequence
from typing import Any, Literal

from xquizit_gateway.clients.interview_records import Completed
from xquizit_gateway.turns.speaker import Ending
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


def done(ending: Ending, engines: Sequence[str], stood_in_for: str) -> dict[str, Any]:
    """A `done` event, which tells how the reply was spoken.

    Args:
        ending: How the voice ended.
        engines: Who spoke, in order.
        stood_in_for: Who should have, where another engine did; else empty.
    """
    voice: dict[str, Any] = {"state": voice_state(ending, engines), "engines": list(engines)}
    if stood_in_for:
        voice["standing_in_for"] = stood_in_for
    data: dict[str, Any] = {"status": "complete", "voice": voice}
    return data | {"degraded": ["tts"]} if ending == "cut" else data


def voice_state(ending: Ending, engines: Sequence[str]) -> Literal["spoken", "cut", "silent", "stopped"]:
    """How a reply was spoken, in one word: `silent` where the voice was away from the start, `cut` where it went."""
    if ending == "cut":
        return "cut" if engines else "silent"
    return "stopped" if ending == "stopped" else "spoken"


def metadata(turn: int, completed: Completed) -> dict[str, Any]:
    """A `metadata` event."""
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
    return data
