"""What was asked of the emulator and how each request ended, for tests to look at."""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

_SECRET_HEADERS = {"x-goog-api-key", "authorization", "cookie"}


@dataclass(slots=True)
class Entry:
    """One request."""

    number: int
    """1, 2, … since the log was last emptied."""
    time_s: float
    """When it came, seconds since 1970."""
    method: str
    """`generateContent`, `streamGenerateContent`, `countTokens` or `get`."""
    path: str
    """With its query, the key removed."""
    model: str
    headers: dict[str, str]
    """In lower case, without those that hold secrets."""
    body: Any = None
    """The JSON that came, or the text where it was none."""
    faults: list[str] = field(default_factory=list[str])
    status: int = 0
    """HTTP status of the answer; 0: none was sent."""
    outcome: str = "running"
    """`complete`, `error`, `cut`, `garbage`, `disconnected`; `running` until then."""
    finish_reason: str = ""
    reply: str = ""
    """What was to be said."""
    chunks_sent: int = 0
    prompt_tokens: int = 0
    thoughts_tokens: int = 0
    reply_tokens: int = 0
    tokens_sent: int = 0
    client_disconnected: bool = False
    """The client went before the end."""


class RequestLog:
    """All requests since it was last emptied, in the order in which they came."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._running = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def entries(self) -> list[Entry]:
        """A copy of the list; the entries themselves go on changing while they run."""
        return list(self._entries)

    def of(self, method: str) -> list[Entry]:
        """Only those of one method."""
        return [entry for entry in self._entries if entry.method == method]

    def clear(self) -> None:
        """Empties it; requests that still run are not written down any more."""
        self._entries.clear()

    async def settled(self) -> list[Entry]:
        """Waits until no request runs; then all of them."""
        await self._idle.wait()
        return self.entries

    def begin(self, *, time_s: float, method: str, path: str, model: str, headers: Mapping[str, str]) -> Entry:
        """Writes a request down; `end` must follow."""
        kept = {name: value for name, value in headers.items() if name not in _SECRET_HEADERS}
        number = len(self._entries) + 1
        entry = Entry(number=number, time_s=time_s, method=method, path=path, model=model, headers=kept)
        self._entries.append(entry)
        self._running += 1
        self._idle.clear()
        return entry

    def end(self, entry: Entry, outcome: str) -> None:
        """Says how a request ended."""
        if entry.outcome != "running":
            return
        entry.outcome = outcome
        entry.client_disconnected = outcome == "disconnected"
        self._running -= 1
        if not self._running:
            self._idle.set()

    def as_json(self) -> list[dict[str, Any]]:
        """All entries."""
        return [asdict(entry) for entry in self._entries]
