"""A turn as server-sent events."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

from xquizit_gateway.turns.audio import AudioShelf
from xquizit_gateway.turns.entry import Entry, TurnKey
from xquizit_gateway.turns.follower import Idle
from xquizit_gateway.turns.registry import TurnRegistry
from xquizit_kit.errors import NotFound, Unavailable, XquizitError

MEDIA_TYPE = "text/event-stream"
HEADERS = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}
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
    return int(turn), int(n)


def format_event(turn: int, n: int, event: str, data: dict[str, Any]) -> str:
    """One event; the data is one line of JSON."""
    return f"id: {turn}-{n}\nevent: {event}\ndata: {json.dumps(data, ensure_ascii=False, separators=(',', ':'))}\n\n"


def preamble(turn: int, after: int) -> str:
    """What comes first: from here on a browser that loses the stream comes back with a `Last-Event-ID`."""
    return f"id: {turn}-{max(after, 0)}\nretry: {RETRY_MS}\n\n"


async def events(
    registry: TurnRegistry,
    shelf: AudioShelf,
    key: TurnKey,
    watched: AsyncIterator[Entry | Idle],
    after: int,
    *,
    heartbeat_s: float,
) -> AsyncGenerator[str]:
    """The text of an event stream.

    Args:
        registry: Says when this process is going to stop.
        shelf: Where the audio is.
        key: The turn.
        watched: The entries behind `after`, from `TurnRegistry.watch`, already open.
        after: The last entry that the client has.
        heartbeat_s: The longest silence.
    """
    loop = asyncio.get_running_loop()
    yield preamble(key.turn, after)
    spoke_s = loop.time()
    try:
        async for entry in watched:
            if isinstance(entry, Idle):
                if loop.time() - spoke_s >= heartbeat_s:
                    spoke_s = loop.time()
                    yield HEARTBEAT
            elif (data := await client_data(shelf, key, entry)) is not None:
                spoke_s = loop.time()
                yield format_event(key.turn, entry.n, entry.event, data)
            if registry.is_draining:
                yield f"retry: {DRAIN_RETRY_MS}\n\n"
                return
    except NotFound as error:
        yield _last_words(error, retryable=False)
    except Unavailable:
        return  # without a word: the browser comes back by itself and goes on where it was
    except XquizitError as error:
        yield _last_words(error, retryable=False)


async def client_data(shelf: AudioShelf, key: TurnKey, entry: Entry) -> dict[str, Any] | None:
    """What a client gets of an entry: audio as bytes; None when the audio is lost."""
    if entry.event != "audio_chunk":
        return entry.data
    wav = await shelf.wav(key, entry.data)
    if wav is None:
        return None
    return {
        "type": "audio_chunk",
        "audio": wav,
        "index": entry.data["index"],
        "chunk_index": entry.data["chunk_index"],
        "text": entry.data["text"],
    }


def _last_words(error: XquizitError, *, retryable: bool) -> str:
    data = {"type": "error", "code": error.reason, "message": error.message, "retryable": retryable}
    return f"event: error\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
