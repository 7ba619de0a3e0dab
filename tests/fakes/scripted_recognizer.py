"""A recognizer that hears what it is told to, and records what it was asked."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from xquizit_kit.engine_info import EngineInfo
from xquizit_kit.errors import XquizitError
from xquizit_transcription.answer import Word
from xquizit_transcription.port import Closed, Ear, Listener, Recognized, Topic


@dataclass
class ScriptedRecognizer:
    """Says its own name for every utterance."""

    name: str
    failure: XquizitError | None = None
    """What finishing an utterance raises."""
    refusal: XquizitError | None = None
    """What listening raises."""
    warm_up_failure: XquizitError | None = None
    hangs: bool = False
    """Whether finishing never ends."""
    calls: list[str] = field(default_factory=list)
    listening: int = 0
    is_closed: bool = False

    @property
    def info(self) -> EngineInfo:
        return EngineInfo(self.name, "", f"{self.name} was chosen")

    def counts(self) -> Mapping[str, float]:
        return {f"{self.name}_calls": len(self.calls)}

    async def warm_up(self) -> None:
        if self.warm_up_failure is not None:
            raise self.warm_up_failure

    def prepare(self, topic: Topic) -> None:
        self.calls.append("prepare")

    async def forget(self, session_id: str) -> None:
        self.calls.append("forget")

    @asynccontextmanager
    async def listen(self, topic: Topic) -> AsyncGenerator[Listener]:
        if self.refusal is not None:
            raise self.refusal
        self.listening += 1
        try:
            yield ScriptedListener(self)
        finally:
            self.listening -= 1

    async def aclose(self) -> None:
        self.is_closed = True


@dataclass
class ScriptedListener:
    recognizer: ScriptedRecognizer
    finals_ahead: int = 0
    heard: int = 0
    caption: str = ""
    news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def ear(self) -> Ear:
        return Ear(self.recognizer.name)

    async def begin(self) -> None:
        self.recognizer.calls.append("begin")
        self.heard = 0

    async def feed(self, pcm: bytes) -> str:
        self.heard += len(pcm) // 2
        self.recognizer.calls.append(f"feed {self.heard}")
        return f"{self.recognizer.name} {self.heard}"

    def pause(self) -> None:
        self.recognizer.calls.append("pause")

    async def finish(self, closed: Closed) -> Recognized:
        self.recognizer.calls.append(f"finish {closed.start_sample}")
        if self.recognizer.hangs:
            await asyncio.Event().wait()
        if self.recognizer.failure is not None:
            raise self.recognizer.failure
        word = Word(self.recognizer.name, closed.start_sample, closed.start_sample + len(closed.pcm) // 2, 0.9)
        return Recognized((word,), self.recognizer.name)
