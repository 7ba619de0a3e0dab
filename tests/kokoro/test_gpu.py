"""Kokoro on an NVIDIA GPU, with the network of full size; only where there is one."""

import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.kokoro.speaking import LONG, hear, pid, running
from xquizit_tts.engines.kokoro import KokoroEngine

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(shutil.which("nvidia-smi") is None, reason="this machine has no NVIDIA GPU"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engine(full_size: Path) -> AsyncIterator[KokoroEngine]:
    async with running(full_size, device="cuda") as running_engine:
        yield running_engine


async def test_it_runs_where_it_was_told_to(engine: KokoroEngine) -> None:
    assert engine.info.model == "Kokoro-82M on cuda:0"
    heard = await hear(engine, LONG)
    assert "".join(heard.said).isalnum()
    assert heard.words[-1].end_ms <= heard.length_ms
    asked = ["nvidia-smi", "--query-compute-apps=pid", "--format=csv,noheader"]
    listed = await asyncio.to_thread(subprocess.run, asked, capture_output=True, text=True, check=True)
    if listed.stdout.strip():  # inside a container it lists nothing
        assert str(await pid(engine)) in listed.stdout.split()


async def test_the_same_piece_lasts_as_long_whatever_came_before(engine: KokoroEngine) -> None:
    alone = await hear(engine, "Go on.")
    await hear(engine, LONG)
    again = await hear(engine, "Go on.")
    assert (again.length_ms, again.words) == (alone.length_ms, alone.words)


async def test_stopping_leaves_the_worker(engine: KokoroEngine) -> None:
    before, alone = await pid(engine), await hear(engine, "Go on.")
    for moment_s in (0.0, 0.005, 0.02, 0.05):
        speaking = asyncio.create_task(hear(engine, LONG))
        await asyncio.sleep(moment_s)
        speaking.cancel()
        await asyncio.wait([speaking])
        assert (await hear(engine, "Go on.")).words == alone.words
    assert await pid(engine) == before


async def test_two_workers_on_one_gpu(full_size: Path) -> None:
    async with running(full_size, device="cuda", workers_per_device=2) as two:
        heard = await asyncio.gather(*(hear(two, f"Number {number}.") for number in range(6)))
        assert all(each.words for each in heard)
