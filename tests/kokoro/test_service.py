"""The whole tts service with Kokoro: many at once, hang-ups, killed workers; nobody hears what is not theirs."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any

import psutil
import pytest
from grpc import aio

from tests.fakes.redis_process import RedisProcess
from xquizit.info.v1 import info_pb2, info_pb2_grpc
from xquizit.tts.v1 import tts_pb2, tts_pb2_grpc
from xquizit_kit.errors import AtCapacity, Unavailable
from xquizit_kit.rpc_client import open_channel
from xquizit_kit.rpc_errors import from_rpc_error
from xquizit_tts.config import TtsSettings
from xquizit_tts.engines.kokoro.engine import MODULE
from xquizit_tts.server import compose

LISTENERS = 20
PIECES_BEFORE_THE_KILL = 8
TEXTS = [f"Go on, number {one}. What came of it?" for one in "one two three four five six seven eight nine ten".split()]


@asynccontextmanager
async def serving(redis_url: str, made: Path, **changes: object) -> AsyncIterator[aio.Channel]:
    values = {"redis_url": redis_url, "tts_listen": "127.0.0.1:0", "tts_engine": "kokoro", "tts_device": "cpu"}
    values |= {"kokoro_model_dir": str(made / "small"), "tts_cache_piece_bytes": 0, "tts_first_wait_s": 60}
    async with compose(TtsSettings.model_validate({**values, **changes})) as server:
        await server.start()
        async with open_channel(f"127.0.0.1:{server.port}") as channel:
            yield channel
        await server.stop(0)


def call_of(channel: aio.Channel, text: str, session: str) -> Any:
    config = tts_pb2.SynthesizeConfig(session_id=session)
    requests = [tts_pb2.SynthesizeRequest(config=config), tts_pb2.SynthesizeRequest(text_delta=text)]
    return tts_pb2_grpc.TtsServiceStub(channel).Synthesize(iter(requests), timeout=100)


Said = tuple[str, str, bytes]
"""Who said what, and how."""


async def hear(channel: aio.Channel, text: str, session: str, witness: asyncio.Queue[str] | None = None) -> list[Said]:
    """A text piece by piece, told to the witness; asked for again when a piece breaks off."""
    pieces: dict[int, Said] = {}
    while True:
        pcm = bytearray()
        try:
            async for chunk in call_of(channel, text, session):
                pcm += chunk.audio.pcm
                if chunk.is_last_of_sentence:
                    pieces.setdefault(chunk.sentence_index, (chunk.engine, chunk.text, bytes(pcm)))
                    pcm.clear()
                    if witness is not None:
                        witness.put_nowait(chunk.engine)
        except aio.AioRpcError as refused:
            if not isinstance(from_rpc_error(refused, service="tts"), Unavailable | AtCapacity):
                raise
        else:
            return [pieces[index] for index in sorted(pieces)]


async def hang_up(channel: aio.Channel, text: str, after_chunks: int) -> None:
    call = call_of(channel, text, "hangs-up")
    with suppress(aio.AioRpcError, asyncio.CancelledError):
        async for _ in call:
            after_chunks -= 1
            if after_chunks < 0:
                break
    call.cancel()


def workers() -> list[psutil.Process]:
    found: list[psutil.Process] = []
    for child in psutil.Process().children():
        with suppress(psutil.NoSuchProcess):
            if MODULE in child.cmdline():
                found.append(child)
    return found


async def until_kokoro_speaks(channel: aio.Channel) -> None:
    """Asks until the chosen voice is back."""
    async with asyncio.timeout(60):
        while {engine for engine, _, _ in await hear(channel, TEXTS[0], "waits")} != {"kokoro"}:  # noqa: ASYNC110 - it comes back by itself
            await asyncio.sleep(0.2)


@pytest.fixture(autouse=True)
def _language_model_here(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The service looks for the packages, too."""
    monkeypatch.syspath_prepend(made / "site")


@pytest.mark.timeout(110)
async def test_twenty_listeners_hear_their_own_words_whatever_dies(made: Path, redis_server: RedisProcess) -> None:
    random = Random(3)
    async with serving(redis_server.url, made) as channel:
        alone = {text: await hear(channel, text, "alone") for text in TEXTS}
        assert {engine for pieces in alone.values() for engine, _, _ in pieces} == {"kokoro"}

        witness = asyncio.Queue[str]()

        async def kill_in_the_middle() -> None:
            for _ in range(PIECES_BEFORE_THE_KILL):
                await witness.get()
            for worker in workers():
                os.kill(worker.pid, signal.SIGKILL)

        async with asyncio.TaskGroup() as group:
            group.create_task(kill_in_the_middle())
            listening = [
                group.create_task(hear(channel, TEXTS[one % len(TEXTS)], f"session-{one}", witness))
                for one in range(LISTENERS)
            ]
            for _ in range(LISTENERS):
                group.create_task(hang_up(channel, random.choice(TEXTS), random.randrange(3)))
        spoken_by = {"kokoro": 0, "espeak": 0}
        for one, task in enumerate(listening):
            for (engine, text, pcm), (_, own_text, own_pcm) in zip(
                task.result(), alone[TEXTS[one % len(TEXTS)]], strict=True
            ):
                spoken_by[engine] += 1
                assert text == own_text
                assert pcm == own_pcm or engine == "espeak", "on a CPU the same piece has the same bytes"
        assert spoken_by["kokoro"]
        assert spoken_by["espeak"], "nobody waited for a worker to start"
        await until_kokoro_speaks(channel)
        info = await info_pb2_grpc.InfoServiceStub(channel).GetInfo(info_pb2.GetInfoRequest(), timeout=5)
        assert (info.engine, info.is_degraded) == ("kokoro", False)
        assert len(workers()) == 1


@pytest.mark.timeout(110)
async def test_voices_words_and_the_cache(made: Path, redis_server: RedisProcess) -> None:
    async with serving(redis_server.url, made, tts_cache_piece_bytes=2_000_000) as channel:
        listed = await tts_pb2_grpc.TtsServiceStub(channel).ListVoices(tts_pb2.ListVoicesRequest(), timeout=5)
        assert (listed.engine, listed.voices[0].id) == ("kokoro", "af_bella")
        assert listed.voices[0].preview_text
        text = "You said that you use C++, right?"
        first = [chunk async for chunk in call_of(channel, text, "s")]
        again = [chunk async for chunk in call_of(channel, text, "s")]
        assert again == first
        lasts = [chunk for chunk in first if chunk.is_last_of_sentence]
        words = [chunk.text[word.text_start : word.text_end] for chunk in lasts for word in chunk.words]
        assert words == text.split()
