"""How the tests here have the engine speak, and what they look at."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xquizit_kit.audio import SAMPLE_BYTES, SPEAK_RATE_HZ
from xquizit_tts.engines.kokoro import KokoroEngine, KokoroOptions
from xquizit_tts.engines.kokoro.engine import MODULE
from xquizit_tts.port import Piece, SpokenWord

ODD = "tests.fakes.kokoro_odd_worker"
LONG = (
    "I led the migration of the payments platform from a single database to a sharded cluster, which took eleven "
    "months and four teams; along the way we learned how to move the traffic without a minute of downtime. "
    "Every write went to both of the clusters, and every read was compared."
)


@dataclass(frozen=True)
class Heard:
    """One piece as it was heard."""

    text: str
    pcm: bytes
    words: list[SpokenWord]

    @property
    def length_ms(self) -> float:
        return len(self.pcm) / SAMPLE_BYTES * 1000 / SPEAK_RATE_HZ

    @property
    def said(self) -> list[str]:
        return [self.text[word.start : word.end] for word in self.words]


async def hear(engine: KokoroEngine, text: str, *, voice: str = "af_bella", speed: float = 1.0) -> Heard:
    """All of a piece."""
    pcm, words = bytearray(), list[SpokenWord]()
    async with aclosing(engine.synthesize(Piece(text, voice, speed))) as sounds:
        async for sound in sounds:
            pcm += sound.pcm
            words += sound.words
    return Heard(text, bytes(pcm), words)


@asynccontextmanager
async def running(model_dir: Path | str, *, module: str = MODULE, **options: Any) -> AsyncIterator[KokoroEngine]:
    """An engine on this machine's CPU; nothing of it is left afterwards. One thread, as others use the cores too."""
    usual = {"device": "cpu", "cores": 1, "model_dir": str(model_dir), "cache_dir": "/nowhere"}
    engine = KokoroEngine("for tests", KokoroOptions(**{**usual, **options}), module=module)
    try:
        await engine.warm_up()
        yield engine
    finally:
        await engine.aclose()


async def pid(engine: KokoroEngine) -> int:
    """The process that would speak next."""
    async with engine.crew.worker() as worker:
        return worker.pid


async def lives_again(engine: KokoroEngine, started: int) -> None:
    """Waits until more than `started` workers were started."""
    while engine.crew.starts <= started or not engine.crew.alive:  # noqa: ASYNC110 (the crew tells nobody)
        await asyncio.sleep(0.05)
