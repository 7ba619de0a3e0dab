"""What was asked of the emulator and how each request ended, for tests to look at; never what anybody said."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from tests.emulators.runpod.changes import Changes
from tests.emulators.runpod.errors import Json
from tests.emulators.runpod.whisper_input import WhisperInput

_SECRET_HEADERS = {"authorization", "cookie"}


@dataclass(slots=True)
class Sound:
    """The audio of a job, and how it shall be heard."""

    source: str
    """The input's field that holds it: `audio_base64`, `audio_pcm_base64`, `audio`; empty: there is none."""
    payload_bytes: int
    """Of that field."""
    samples: int
    """At 16 kHz; 0: it cannot be read."""
    sha256: str
    """Of the samples, as 16 kHz s16le mono; empty: it cannot be read."""
    fields: list[str]
    """The names that stand in the input."""
    model: Any = None
    """This and what follows as it was sent; None: it was not."""
    language: Any = None
    enable_vad: Any = None
    condition_on_previous_text: Any = None
    word_timestamps: Any = None
    prompt_chars: int = 0
    """Of `initial_prompt`."""


@dataclass(slots=True)
class Entry:
    """One request."""

    number: int
    """1, 2, … since the log was last emptied."""
    time_s: float
    """When it came, seconds since 1970."""
    method: str
    """`GET` or `POST`."""
    route: str
    """`run`, `runsync`, `status`, `cancel`, `health`, `stream`, `retry` or `purge-queue`."""
    path: str
    """With its query."""
    headers: dict[str, str]
    """In lower case, without those that hold secrets."""
    job_id: str = ""
    """Of the job it made, or asks for."""
    body_bytes: int = 0
    sound: Sound | None = None
    """Of a request that makes a job."""
    policy: Json | None = None
    """`policy` as it was sent."""
    faults: list[str] = field(default_factory=list[str])
    """Those of the request and those of its job."""
    status: int = 0
    """HTTP status of the reply; 0: none was sent."""
    job_status: str = ""
    """What the reply says of the job."""
    outcome: str = "running"
    """`complete`, `error`, `cut`, `garbage`, `disconnected`; `running` until then."""
    is_received: bool = False
    """All of it was read."""
    client_disconnected: bool = False
    """The client went before the end."""


class RequestLog:
    """All requests since it was last emptied, in the order in which they came."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._running = 0
        self._changes = Changes()

    @property
    def entries(self) -> list[Entry]:
        """A copy of the list; the entries themselves go on changing while they run."""
        return list(self._entries)

    def of(self, *routes: str) -> list[Entry]:
        """Only those to some routes."""
        return [entry for entry in self._entries if entry.route in routes]

    def clear(self) -> None:
        """Empties it; requests that still run are not written down any more."""
        self._entries.clear()

    async def settled(self) -> list[Entry]:
        """Waits until no request runs; then all of them."""
        await self._changes.until(lambda: not self._running)
        return self.entries

    async def wait_for(self, count: int, *routes: str) -> list[Entry]:
        """Waits until `count` requests to `routes` (none given: to any) were read, or ended before that; then these."""

        def read() -> list[Entry]:
            entries = self.of(*routes) if routes else self._entries
            return [entry for entry in entries if entry.is_received or entry.outcome != "running"]

        await self._changes.until(lambda: len(read()) >= count)
        return read()

    def begin(self, *, time_s: float, method: str, route: str, path: str, headers: Mapping[str, str]) -> Entry:
        """Writes a request down; `end` must follow."""
        kept = {name: value for name, value in headers.items() if name not in _SECRET_HEADERS}
        number = len(self._entries) + 1
        entry = Entry(number=number, time_s=time_s, method=method, route=route, path=path, headers=kept)
        self._entries.append(entry)
        self._running += 1
        return entry

    def received(self, entry: Entry) -> None:
        """Says that all of a request was read and written down."""
        entry.is_received = True
        self._changes.notify()

    def end(self, entry: Entry, outcome: str) -> None:
        """Says how a request ended."""
        if entry.outcome != "running":
            return
        entry.outcome = outcome
        entry.client_disconnected = outcome == "disconnected"
        self._running -= 1
        self._changes.notify()

    def as_json(self) -> list[dict[str, Any]]:
        """All entries."""
        return [asdict(entry) for entry in self._entries]


def sound_of(raw: Json, asked: WhisperInput) -> Sound:
    """What the log keeps of a job's input."""
    sources = [name for name in ("audio", "audio_base64", "audio_pcm_base64") if raw.get(name)]
    source = sources[0] if sources else ""
    return Sound(
        source=source,
        payload_bytes=len(str(raw[source])) if source else 0,
        samples=asked.samples,
        sha256=hashlib.sha256(asked.pcm).hexdigest() if asked.pcm else "",
        fields=list(raw),
        model=raw.get("model"),
        language=raw.get("language"),
        enable_vad=raw.get("enable_vad"),
        condition_on_previous_text=raw.get("condition_on_previous_text"),
        word_timestamps=raw.get("word_timestamps"),
        prompt_chars=len(str(raw.get("initial_prompt") or "")),
    )
