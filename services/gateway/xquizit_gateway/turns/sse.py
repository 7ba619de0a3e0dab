"""The wire format of server-sent events, as browsers read it; pure."""

import json
from typing import Any

MEDIA_TYPE = "text/event-stream"
HEADERS = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}
TURN_DIGITS, N_DIGITS = 4, 9
"""Longer numbers are not ours."""
RETRY_MS = 1000
"""When a browser whose stream broke comes back."""
DRAIN_RETRY_MS = 200
"""When a browser comes back after this process has ended its stream: another replica is there already."""
HEARTBEAT = ": still here\n\n"


def parse_event_id(value: str | None) -> tuple[int, int] | None:
    """`<turn>-<n>` as two numbers; None for anything else (a browser may send what another page made)."""
    if value is None:
        return None
    turn, dash, n = value.partition("-")
    if not dash or not (turn.isascii() and turn.isdigit() and n.isascii() and n.isdigit()):
        return None
    if len(turn) > TURN_DIGITS or len(n) > N_DIGITS:
        return None
    return int(turn), int(n)


def format_event(turn: int, n: int, event: str, data: dict[str, Any]) -> str:
    """One event; the data is one line of JSON."""
    return f"id: {turn}-{n}\nevent: {event}\ndata: {json.dumps(data, ensure_ascii=False, separators=(',', ':'))}\n\n"


def preamble(turn: int, after: int) -> str:
    """What comes first: from here on a browser that loses the stream comes back with a `Last-Event-ID`."""
    return f"id: {turn}-{max(after, 0)}\nretry: {RETRY_MS}\n\n"


def format_retry(retry_ms: int) -> str:
    """Tells a browser when to come back; what a stream that ends early says last."""
    return f"retry: {retry_ms}\n\n"


def format_last_words(code: str, message: str, *, retryable: bool) -> str:
    """An `error` that is in no log (so it has no id): the turn cannot be followed any more."""
    data = {"type": "error", "code": code, "message": message, "retryable": retryable}
    return f"event: error\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
