"""What a turn's log holds, and what can be learned from reading it; pure.

Entry 0 is `accepted` (never sent to clients: its id is in the stream's preamble). Entries 1, 2, … are the SSE events.
Audio is written by reference: `audio_chunk` entries hold `{index, chunk_index, parts, text, cache_key, engine, words,
ms, at_ms, standing_in_for?}`. A piece is one entry, a long one `parts` entries (see `turns.piece`), which are written
in one step: a log holds all of a piece or nothing, so that two renderings of it are never mixed. `cache_key` is empty
when tts could not store it. `words` are `[text_start, text_end, start_ms, end_ms]`, within the text of the piece and
the audio of this entry; `ms` is how long that is, `at_ms` (Unix time) when it was written: whoever takes the turn over
keeps its pace.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

Event = Literal["accepted", "text_chunk", "audio_chunk", "metadata", "done", "error", "restart"]
"""The names of the events, as clients see them."""


@dataclass(frozen=True, slots=True)
class TurnKey:
    """One turn of one session."""

    session_id: str
    turn: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of a turn's log."""

    n: int
    """Its place: 0, 1, 2, … without gaps."""
    event: Event
    data: dict[str, Any]
    """JSON."""


@dataclass(frozen=True, slots=True)
class SentAudio:
    """One audio entry: which piece, how long, and when it was written (Unix time)."""

    index: int
    length_s: float
    at_s: float


@dataclass(slots=True)
class Progress:
    """How far a turn's log has come. `apply` every entry in order."""

    position: int = -1
    """The last entry's `n`; -1 for an empty log."""
    text: str = ""
    """The reply as shown since the last `restart`."""
    text_chunks: int = 0
    pieces: int = 0
    """Spoken pieces logged since the last `restart`."""
    engines: list[str] = field(default_factory=list[str])
    """Who spoke them, in order, each once."""
    stood_in_for: str = ""
    """Who should have spoken, where another engine did."""
    audio: list[SentAudio] = field(default_factory=list[SentAudio])
    """The audio logged since the last `restart`."""
    has_metadata: bool = False
    ending: Literal["done", "error"] | None = None
    """How the log ends, when it does."""

    @property
    def is_accepted(self) -> bool:
        """Whether the interview service has stored the answer."""
        return self.position >= 0

    @property
    def is_open(self) -> bool:
        """Whether clients wait for more."""
        return self.is_accepted and self.ending is None

    @property
    def has_shown(self) -> bool:
        """Whether there is something that a `restart` would void."""
        return bool(self.text or self.pieces or self.has_metadata)

    def apply(self, entry: Entry) -> None:
        """Takes the next entry."""
        self.position = entry.n
        self.ending = None
        match entry.event:
            case "text_chunk":
                self.text += entry.data["text"]
                self.text_chunks += 1
            case "audio_chunk":
                self._apply_audio(entry.data)
            case "metadata":
                self.has_metadata = True
            case "restart":
                self.text, self.text_chunks, self.pieces, self.has_metadata = "", 0, 0, False
                self.engines, self.audio, self.stood_in_for = [], [], ""
            case "done" | "error":
                self.ending = entry.event
            case "accepted":
                pass

    def _apply_audio(self, data: dict[str, Any]) -> None:
        self.pieces = data["index"] + 1
        engine = data.get("engine", "")
        if engine and engine not in self.engines:
            self.engines.append(engine)
        self.stood_in_for = data.get("standing_in_for") or self.stood_in_for
        self.audio.append(SentAudio(data["index"], data.get("ms", 0) / 1000, data.get("at_ms", 0) / 1000))

    @classmethod
    def of(cls, entries: list[Entry]) -> "Progress":
        """The progress of a whole log."""
        progress = cls()
        for entry in entries:
            progress.apply(entry)
        return progress


class Retelling:
    """Compares a reply that is told again with what was already shown; pure.

    As long as the new words repeat the old ones nothing is to be shown; what goes beyond them is. Words that differ
    make the old ones void.
    """

    def __init__(self, shown: str) -> None:
        self._shown = shown
        self._told = ""
        self._differs = False

    @property
    def is_behind(self) -> bool:
        """Whether less has been told than was shown."""
        return not self._differs and len(self._told) < len(self._shown)

    def tell(self, delta: str) -> tuple[bool, str]:
        """Takes the next words.

        Returns:
            Whether what was shown is void, and the words to show now.
        """
        before = self._told
        self._told += delta
        if self._differs:
            return False, delta
        common = min(len(self._told), len(self._shown))
        if self._told[:common] != self._shown[:common]:
            self._differs = True
            return True, self._told
        return False, self._told[max(len(before), len(self._shown)) :]
