"""Makes a recognizer of speech as it comes out of one that takes windows."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict

from xquizit_kit.engine_info import EngineInfo
from xquizit_kit.errors import AtCapacity
from xquizit_transcription.port import Listener, Topic
from xquizit_transcription.windows.listener import WindowListener, WindowRules
from xquizit_transcription.windows.port import WindowEngine
from xquizit_transcription.windows.prompts import names_in
from xquizit_transcription.windows.tally import Tally


class WindowRecognizer:
    """Hears as many speakers at once as it is allowed to."""

    def __init__(
        self,
        engine: WindowEngine,
        *,
        rules: WindowRules,
        max_speakers: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Takes the engine, how to look, and how many may speak at once."""
        self._engine = engine
        self._rules = rules
        self._max_speakers = max_speakers
        self._clock = clock
        self._speakers = 0
        self.tally = Tally()

    @property
    def info(self) -> EngineInfo:
        """The engine's."""
        return self._engine.info

    @property
    def is_warm(self) -> bool:
        """Whether words come at once."""
        return self._engine.is_warm

    def counts(self) -> Mapping[str, float]:
        """Its own, and the engine's."""
        return {**asdict(self.tally), **self._engine.counts()}

    async def warm_up(self) -> None:
        """Gets the engine ready."""
        await self._engine.warm_up()

    def prepare(self, topic: Topic) -> None:
        """Warms what can be warmed."""
        self._engine.prepare(topic)

    async def forget(self, session_id: str) -> None:
        """Nothing is made for a session."""

    @asynccontextmanager
    async def listen(self, topic: Topic) -> AsyncGenerator[Listener]:
        """Lends an ear for one answer."""
        if self._speakers >= self._max_speakers:
            raise AtCapacity("More people are speaking than can be heard right now.", retry_after_s=2.0)
        self._speakers += 1
        try:
            names = await asyncio.to_thread(names_in, topic.texts)  # 1 MiB of text takes a moment
            listener = WindowListener(
                self._engine,
                names=names,
                question=topic.question,
                language=topic.language,
                rules=self._rules,
                tally=self.tally,
                clock=self._clock,
            )
            try:
                yield listener
            finally:
                await listener.aclose()
        finally:
            self._speakers -= 1

    async def aclose(self) -> None:
        """Ends the engine."""
        await self._engine.aclose()
