"""Fetching in a child process, through the command line too: offline, cancelled, killed, two at once."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from tests.emulators.model_hub.faults import Fault, FaultKind
from tests.emulators.model_hub.server import ModelHub
from tests.fakes.speech import noise
from tests.fakes.whisper_weights import speaking_weights
from xquizit_kit.errors import EngineFailed
from xquizit_transcription.engines.whisper.engine import WhisperEngine
from xquizit_transcription.models.fetch import fetch
from xquizit_transcription.models.folder import ModelFolder
from xquizit_transcription.windows.port import Window

NAME = "base.en"
FILES = {
    "config.json": b"{}",
    "model.bin": np.random.default_rng(6).bytes(3_000_000),
    "tokenizer.json": b"{}",
    "vocabulary.txt": b"a\nb\n",
}
TOTAL_BYTES = sum(map(len, FILES.values()))
CHILD = "xquizit_kit.models.worker"


@pytest.fixture
async def hub(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ModelHub]:
    async with ModelHub() as running:
        running.keep("Systran/faster-whisper-base.en", FILES)
        monkeypatch.setenv("HF_ENDPOINT", running.url)
        yield running
    assert not children()


def children() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if CHILD in child.cmdline()]


def held(hub: ModelHub) -> Fault:
    return hub.faults.add(FaultKind.HOLD, match="model.bin", after_bytes=2_000_000)


async def broken_off(hub: ModelHub, into: Path, fault: Fault) -> "asyncio.Task[ModelFolder]":
    """A fetch of which a part is on disk, and that gets no more."""
    partly = asyncio.Event()
    task = asyncio.create_task(fetch(NAME, into, progress=lambda done, _: done > 1_000_000 and partly.set()))
    await fault.reached.wait()
    await partly.wait()
    return task


async def test_a_model_is_fetched_once(hub: ModelHub, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    folder = await fetch(NAME, tmp_path, progress=lambda *pair: told.append(pair))
    assert folder.path == tmp_path / NAME
    assert folder.problems(thoroughly=True) == []
    assert (told[0], told[-1]) == ((0, TOTAL_BYTES), (TOTAL_BYTES, TOTAL_BYTES))
    asked = len(hub.log)
    assert (await fetch(NAME, tmp_path, offline=True, progress=lambda *_: pytest.fail("fetched"))).path == folder.path
    assert len(hub.log) == asked


async def test_offline_nothing_is_fetched(hub: ModelHub, tmp_path: Path) -> None:
    with pytest.raises(EngineFailed, match="offline") as refused:
        await fetch(NAME, tmp_path / "models", offline=True)
    assert refused.value.reason == "offline"
    assert str(tmp_path / "models" / NAME) in refused.value.message
    assert not hub.log
    assert not os.listdir(tmp_path)


async def test_what_goes_wrong_is_told_in_a_sentence(hub: ModelHub, tmp_path: Path) -> None:
    with pytest.raises(EngineFailed, match="has no Systran/faster-whisper-tiny for us") as failed:
        await fetch("tiny", tmp_path)
    assert failed.value.reason == "no_such_model"


async def test_a_cancelled_fetch_ends_at_once_and_goes_on_later(hub: ModelHub, tmp_path: Path) -> None:
    task = await broken_off(hub, tmp_path, held(hub))
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()
    assert not children()
    assert not ModelFolder.of(NAME, tmp_path).is_usable
    folder = await fetch(NAME, tmp_path)
    assert folder.problems(thoroughly=True) == []
    first, *others = hub.gets("/storage/")
    assert first == ""
    [start] = [int(other.removeprefix("bytes=").removesuffix("-")) for other in others]
    assert start > 1_000_000


async def test_a_fetch_whose_process_is_killed_goes_on_later(hub: ModelHub, tmp_path: Path) -> None:
    task = await broken_off(hub, tmp_path, held(hub))
    [child] = children()
    child.kill()
    with pytest.raises(EngineFailed) as failed:
        await task
    assert failed.value.reason == "worker_died"
    assert (await fetch(NAME, tmp_path)).problems(thoroughly=True) == []
    assert len(hub.gets("/storage/")) == 2


async def test_two_at_once_fetch_it_once(hub: ModelHub, tmp_path: Path) -> None:
    fault = held(hub)
    first = await broken_off(hub, tmp_path, fault)
    waiting = asyncio.Event()
    second = asyncio.create_task(fetch(NAME, tmp_path, progress=lambda done, total: 0 < done < total and waiting.set()))
    await waiting.wait()
    assert len(children()) == 2
    fault.release()
    folders = await asyncio.gather(first, second)
    assert folders[0].path == folders[1].path
    assert folders[0].problems(thoroughly=True) == []
    assert len(hub.gets("/storage/")) == 1


async def test_who_waits_takes_over_from_a_killed_one(hub: ModelHub, tmp_path: Path) -> None:
    first = await broken_off(hub, tmp_path, held(hub))
    waiting = asyncio.Event()
    second = asyncio.create_task(fetch(NAME, tmp_path, progress=lambda done, total: 0 < done < total and waiting.set()))
    await waiting.wait()
    first.cancel()
    assert (await second).problems(thoroughly=True) == []
    assert len(hub.gets("/storage/")) == 2


async def test_whisper_understands_what_was_fetched(hub: ModelHub, tmp_path: Path) -> None:
    weights = await asyncio.to_thread(speaking_weights, tmp_path / "weights", "I led it.")
    files = {name: await asyncio.to_thread((weights / name).read_bytes) for name in os.listdir(weights)}
    hub.keep("Systran/faster-whisper-tiny.en", files)
    engine = WhisperEngine(model_dir=(await fetch("tiny.en", tmp_path)).path, device="cpu", cores=1)
    await engine.warm_up()
    try:
        assert engine.info.model == "tiny.en"
        [segment] = await engine.recognize(Window(noise(2.0, level=0.2), is_final=True))
        assert segment.text == "I led it."
    finally:
        await engine.aclose()


async def command(*arguments: str, **environment: str) -> tuple[int | None, str, str]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "xquizit_transcription.models", *arguments),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "OFFLINE": "", **environment},
    )
    out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()


async def test_the_command_fetches_lists_and_checks(hub: ModelHub, tmp_path: Path) -> None:
    into = ("--into", str(tmp_path))
    status, out, err = await command("fetch", NAME, *into, OFFLINE="1")
    assert (status, out) == (1, "")
    assert "nothing is fetched offline" in err
    status, out, err = await command("fetch", NAME, *into)
    assert (status, err) == (0, "")
    assert out.splitlines()[0] == "fetching base.en: 3 MB"
    assert out.splitlines()[-1] == str(tmp_path / NAME)
    _, out, _ = await command("list", *into)
    assert [line.split()[:5] for line in out.splitlines() if " here " in line] == [
        ["base.en", "148", "MB", "English", "here"]
    ]
    status, out, _ = await command("check", *into)
    assert (status, out[:19]) == (0, "base.en: good, 3 MB")
    (tmp_path / NAME / "model.bin").write_bytes(bytes(3_000_000))
    status, out, _ = await command("check", NAME, *into)
    assert (status, out) == (1, "base.en: model.bin is damaged. `fetch base.en` mends that.\n")
    status, _, _ = await command("fetch", NAME, *into)
    assert status == 0
    status, _, err = await command("fetch", "bas.en", *into)
    assert status == 1
    assert "There is no Whisper model “bas.en”" in err
