"""What happens to Kokoro's workers when they hang, die, break and wear out."""

import asyncio
import os
import signal
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.fakes.kokoro_odd_worker import BREAK, DIE, HANG
from tests.kokoro.speaking import LONG, ODD, hear, lives_again, pid, running
from xquizit_kit.errors import DeadlineExceeded, EngineFailed
from xquizit_tts.engines.kokoro import KokoroEngine

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engine(made: Path) -> AsyncIterator[KokoroEngine]:
    async with running(made / "small", module=ODD, piece_timeout_s=4.0) as running_engine:
        yield running_engine


async def test_a_worker_that_hangs_is_ended_and_replaced(engine: KokoroEngine) -> None:
    before, started = await pid(engine), engine.crew.starts
    with pytest.raises(DeadlineExceeded):
        await hear(engine, HANG)
    assert not _lives(before)
    with pytest.raises(EngineFailed) as refused:
        await hear(engine, "Hello there.")
    assert refused.value.reason == "workers_down"
    await lives_again(engine, started)
    assert (await hear(engine, "Hello there.")).words


async def test_a_worker_that_dies_or_is_killed_is_replaced(engine: KokoroEngine) -> None:
    started = engine.crew.starts
    with pytest.raises(EngineFailed) as died:
        await hear(engine, DIE)
    assert died.value.reason == "worker_died"
    await lives_again(engine, started)
    speaking = asyncio.create_task(hear(engine, LONG))
    started, victim = engine.crew.starts, next(iter(engine.crew._members)).worker.pid
    await asyncio.sleep(0.3)
    os.kill(victim, signal.SIGKILL)
    with pytest.raises(EngineFailed):
        await speaking
    await lives_again(engine, started)
    assert (await hear(engine, "Hello there.")).pcm


async def test_an_error_is_told_without_content_and_a_killed_worker_leaves_no_files(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    async with running(made / "small", module=ODD) as engine:
        before = await pid(engine)
        with pytest.raises(EngineFailed, match=r"could not speak that"):
            await hear(engine, BREAK)
        assert (await hear(engine, "Hello there, Xquizitus.")).words  # a word that only eSpeak can pronounce
        assert await pid(engine) == before
        assert not _files(tmp_path)
        with pytest.raises(EngineFailed):
            await hear(engine, DIE)
    assert not _left(tmp_path)
    printed = capfd.readouterr()
    assert "kokoro failed: RuntimeError" in printed.err
    assert "secret" not in printed.err
    assert BREAK not in printed.err + printed.out


async def test_workers_are_replaced_in_time_and_share_the_pieces(made: Path) -> None:
    async with running(made / "small", workers_per_device=2, max_uses=3) as engine:
        assert (engine.slots, engine.crew.alive) == (2, 2)
        heard = await asyncio.gather(*(hear(engine, f"Number {number}.") for number in range(6)))
        assert all(each.pcm for each in heard)
        await lives_again(engine, 2)
        assert (await hear(engine, "Hello there.")).pcm


def _lives(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _left(folder: Path) -> list[Path]:
    return list(folder.iterdir())
