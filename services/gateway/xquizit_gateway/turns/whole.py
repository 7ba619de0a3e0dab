"""A whole turn in one piece, for callers that do not stream."""

from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from xquizit_gateway.turns.audio import AudioShelf
from xquizit_gateway.turns.endings import error_of
from xquizit_gateway.turns.entry import Entry, TurnKey
from xquizit_gateway.turns.registry import TurnRegistry
from xquizit_gateway.turns.sound import AudioFormat, encoded
from xquizit_kit.errors import XquizitError


@dataclass(slots=True)
class WholeTurn:
    """Everything that a finished turn shows."""

    text: str = ""
    audio: list[Entry] = field(default_factory=list[Entry])
    """By reference, in playing order."""
    metadata: dict[str, Any] = field(default_factory=dict[str, Any])

    def apply(self, entry: Entry) -> None:
        """Takes the next entry of the turn's log."""
        match entry.event:
            case "text_chunk":
                self.text += entry.data["text"]
            case "audio_chunk":
                self.audio.append(entry)
            case "metadata":
                self.metadata = entry.data
            case "restart":
                self.text, self.metadata = "", {}
                self.audio.clear()
            case _:
                pass


async def collect(registry: TurnRegistry, key: TurnKey, answer: str) -> WholeTurn:
    """Opens a turn and waits for its end.

    Raises:
        XquizitError: What `TurnRegistry.open` raises, what the turn ended in, or `incomplete_turn`.
    """
    whole, is_told = WholeTurn(), False
    async with aclosing(registry.watch(key, answer, -1)) as watched:
        async for entry in watched:
            if isinstance(entry, Entry):
                if entry.event == "error":
                    raise error_of(entry.data)
                whole.apply(entry)
            elif not is_told:
                is_told = True
                await registry.want_whole(key)
    if not whole.metadata:
        raise XquizitError("The reply is incomplete. Please reload the page.", reason="incomplete_turn")
    return whole


async def audio_files(shelf: AudioShelf, key: TurnKey, whole: WholeTurn, audio: AudioFormat) -> list[str]:
    """The turn's audio as base64 of files, in playing order."""
    found = [await shelf.find(key, entry) for entry in whole.audio]
    return [await encoded(rendering.pcm, audio) for rendering in found if rendering is not None]
