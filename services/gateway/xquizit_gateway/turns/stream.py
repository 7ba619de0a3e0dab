"""A turn as an event stream: its entries as they come, heartbeats between them, an early end when we drain."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from xquizit_gateway.turns import sse
from xquizit_gateway.turns.audio import AudioShelf
from xquizit_gateway.turns.entry import Entry, TurnKey
from xquizit_gateway.turns.follower import Idle
from xquizit_gateway.turns.registry import TurnRegistry
from xquizit_gateway.turns.sound import AudioFormat, encoded
from xquizit_kit.errors import Unavailable, XquizitError


async def events(
    registry: TurnRegistry,
    shelf: AudioShelf,
    key: TurnKey,
    watched: AsyncGenerator[Entry | Idle],
    after: int,
    *,
    audio: AudioFormat,
    heartbeat_s: float,
) -> AsyncGenerator[str]:
    """The text of an event stream.

    Args:
        registry: Says when this process is going to stop.
        shelf: Where the audio is.
        key: The turn.
        watched: The entries behind `after`, from `TurnRegistry.watch`, already open.
        after: The last entry that the client has.
        audio: The form in which audio goes.
        heartbeat_s: The longest silence.
    """
    loop = asyncio.get_running_loop()
    yield sse.preamble(key.turn, after)
    spoke_s = loop.time()
    try:
        async with aclosing(watched):
            async for entry in watched:
                if isinstance(entry, Idle):
                    if loop.time() - spoke_s >= heartbeat_s:
                        spoke_s = loop.time()
                        yield sse.HEARTBEAT
                elif (data := await client_data(shelf, key, entry, audio)) is not None:
                    spoke_s = loop.time()
                    yield sse.format_event(key.turn, entry.n, entry.event, data)
                if registry.is_draining and not _is_end(entry):
                    yield sse.format_retry(sse.DRAIN_RETRY_MS)
                    return
    except Unavailable:
        return  # without a word: the browser comes back by itself and goes on where it was
    except XquizitError as error:
        yield sse.format_last_words(error.reason, error.message, retryable=False)


async def client_data(shelf: AudioShelf, key: TurnKey, entry: Entry, audio: AudioFormat) -> dict[str, Any] | None:
    """What a client gets of an entry: audio as bytes; None when the audio is lost."""
    if entry.event == "error":
        return {name: value for name, value in entry.data.items() if name != "class"}
    if entry.event != "audio_chunk":
        return entry.data
    found = await shelf.find(key, entry)
    if found is None:
        return None
    return {
        "type": "audio_chunk",
        "audio": await encoded(found.pcm, audio),
        "index": entry.data["index"],
        "chunk_index": entry.data["chunk_index"],
        "text": entry.data["text"],
        "format": audio,
        "engine": found.engine,
        "words": [word._asdict() for word in found.words],
    }


def _is_end(entry: Entry | Idle) -> bool:
    return isinstance(entry, Entry) and entry.event in ("done", "error")
