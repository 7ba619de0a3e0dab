"""Fetching from a hub that misbehaves, with the real client library in front of the emulator."""

import asyncio
import errno
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tests.emulators.model_hub.faults import FaultKind
from tests.emulators.model_hub.server import ModelHub
from xquizit_kit.errors import EngineFailed
from xquizit_kit.models.download import download
from xquizit_kit.models.folder import MARKER
from xquizit_kit.models.hub import Hub
from xquizit_transcription.models.folder import ModelFolder

REPOSITORY = "Systran/faster-whisper-base.en"
WEIGHTS = np.random.default_rng(5).bytes(1_500_000)
FILES = {
    "config.json": b'{"alignment_heads": []}',
    "model.bin": WEIGHTS,
    "tokenizer.json": b"{}" * 4000,
    "vocabulary.txt": b"a\nb\n",
    "README.md": b"not wanted",
}
WANTED = {name: data for name, data in FILES.items() if name != "README.md"}


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library waits a second before it goes on with a broken connection."""
    monkeypatch.setattr("huggingface_hub.file_download.time", SimpleNamespace(sleep=lambda _: None))


@pytest.fixture
async def hub() -> AsyncIterator[ModelHub]:
    async with ModelHub() as running:
        running.keep(REPOSITORY, FILES)
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> ModelFolder:
    return ModelFolder(tmp_path / "models" / "base.en")


async def fetch(hub: ModelHub, folder: ModelFolder, repository: str = REPOSITORY, **options: Any) -> list[int]:
    """Returns the bytes that were there at each report."""
    told: list[int] = []

    def note(done_bytes: int, total_bytes: int) -> None:
        assert total_bytes == sum(map(len, WANTED.values()))
        told.append(done_bytes)

    client = Hub(endpoint=hub.url, wait_s=0)
    await asyncio.to_thread(download, client, repository, folder, note, **options)
    return told


def assert_whole(folder: ModelFolder, files: dict[str, bytes] = WANTED) -> None:
    assert {path.name: path.read_bytes() for path in folder.path.iterdir() if path.name != MARKER} == files
    assert folder.problems(thoroughly=True) == []
    assert not folder.partial.exists()


async def failure(hub: ModelHub, folder: ModelFolder, **options: Any) -> EngineFailed:
    with pytest.raises(EngineFailed) as failed:
        await fetch(hub, folder, **options)
    assert not folder.is_usable
    assert failed.value.message.endswith(".")
    return failed.value


async def test_a_model_arrives_whole(hub: ModelHub, folder: ModelFolder) -> None:
    told = await fetch(hub, folder)
    assert_whole(folder)
    assert told[0] == 0
    assert told == sorted(told)
    assert told[-1] == sum(map(len, WANTED.values()))
    asked = len(hub.log)
    assert await fetch(hub, folder) == []
    assert len(hub.log) == asked


async def test_a_dropped_connection_goes_on_where_it_broke(hub: ModelHub, folder: ModelFolder) -> None:
    hub.faults.add(FaultKind.DROP, match="model.bin", after_bytes=800_000)
    await fetch(hub, folder)
    assert_whole(folder)
    [first, second] = hub.gets("/storage/Systran/faster-whisper-base.en/")[:2]
    assert (first, second) == ("", "bytes=786432-")


async def test_a_broken_fetch_goes_on_the_next_time(hub: ModelHub, folder: ModelFolder) -> None:
    hub.faults.add(FaultKind.DROP, match="model.bin", after_bytes=400_000)
    hub.faults.add(FaultKind.ERROR, match="model.bin", times=None, status=503)
    # The library asks again at once, and gets an error of the hub's own, which is tried again a few times only.
    failed = await failure(hub, folder)
    assert failed.reason == "hub_failed"
    assert "503" in failed.message
    hub.faults.clear()
    hub.log.clear()
    told = await fetch(hub, folder)
    assert_whole(folder)
    assert told[0] == 262_144 + len(WANTED["config.json"])
    assert hub.gets("/storage/")[0] == "bytes=262144-"
    assert not hub.gets("config.json")


async def test_a_text_that_comes_packed_is_taken_up_again(hub: ModelHub, folder: ModelFolder) -> None:
    hub.faults.add(FaultKind.DROP, match="tokenizer.json", after_bytes=20)
    await fetch(hub, folder)
    assert_whole(folder)
    assert len(hub.gets("tokenizer.json")) == 2


async def test_a_hub_that_ignores_ranges_sends_all_again(hub: ModelHub, folder: ModelFolder) -> None:
    hub.faults.add(FaultKind.DROP, match="model.bin", after_bytes=800_000)
    hub.faults.add(FaultKind.NO_RANGE, match="model.bin")
    told = await fetch(hub, folder)
    assert_whole(folder)
    assert told != sorted(told)


async def test_errors_of_the_hub_pass(hub: ModelHub, folder: ModelFolder) -> None:
    hub.faults.add(FaultKind.ERROR, match="/storage/", times=3)
    await fetch(hub, folder)
    assert_whole(folder)


async def test_wrong_bytes_are_fetched_again_once(hub: ModelHub, folder: ModelFolder) -> None:
    hub.faults.add(FaultKind.WRONG_BYTES, match="model.bin")
    hub.faults.add(FaultKind.WRONG_BYTES, match="config.json")
    hub.faults.add(FaultKind.SHORT, match="tokenizer.json")
    await fetch(hub, folder)
    assert_whole(folder)


@pytest.mark.parametrize("kind", [FaultKind.WRONG_BYTES, FaultKind.SHORT])
async def test_wrong_bytes_twice_are_given_up_and_not_kept(hub: ModelHub, folder: ModelFolder, kind: FaultKind) -> None:
    hub.faults.add(kind, match="model.bin", times=2)
    failed = await failure(hub, folder)
    assert failed.reason == "bad_checksum"
    assert "model.bin" in failed.message
    assert [path.name for path in folder.partial.iterdir()] == ["config.json"]
    await fetch(hub, folder)
    assert_whole(folder)


async def test_a_repository_that_is_not_there(hub: ModelHub, folder: ModelFolder) -> None:
    failed = await failure(hub, folder, repository="nobody/nothing")
    assert failed.reason == "no_such_model"
    assert "nobody/nothing" in failed.message
    hub.faults.add(FaultKind.ERROR, match="model.bin", status=404)
    assert (await failure(hub, folder)).reason == "no_such_model"


async def test_a_repository_without_a_model(hub: ModelHub, folder: ModelFolder) -> None:
    hub.keep(REPOSITORY, {name: data for name, data in FILES.items() if name != "tokenizer.json"})
    assert (await failure(hub, folder)).reason == "no_such_model"
    assert not folder.partial.exists()


@pytest.mark.parametrize("kind", [FaultKind.ERROR, FaultKind.GARBAGE])
async def test_a_hub_that_makes_no_sense(hub: ModelHub, folder: ModelFolder, kind: FaultKind) -> None:
    hub.faults.add(kind, match="/api/")
    failed = await failure(hub, folder)
    assert failed.reason == "hub_failed"
    assert hub.url in failed.message


async def test_a_hub_that_is_not_there(folder: ModelFolder) -> None:
    async with ModelHub() as hub:
        client = Hub(endpoint=hub.url)
    with pytest.raises(EngineFailed, match="cannot be reached") as failed:
        await asyncio.to_thread(download, client, REPOSITORY, folder, lambda *_: None)
    assert failed.value.reason == "hub_unreachable"


async def test_no_room(hub: ModelHub, folder: ModelFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=20_000_000))
    failed = await failure(hub, folder)
    assert failed.reason == "disk_full"
    assert "69 MB are needed, 20 MB are free" in failed.message
    assert not hub.gets("/storage/")


async def test_a_place_that_cannot_be(hub: ModelHub, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert (await failure(hub, ModelFolder(tmp_path / "file" / "base.en"))).reason == "not_writable"


@pytest.mark.parametrize(("number", "reason"), [(errno.ENOSPC, "disk_full"), (errno.EACCES, "not_writable")])
async def test_a_disk_that_refuses(
    hub: ModelHub, folder: ModelFolder, monkeypatch: pytest.MonkeyPatch, number: int, reason: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, "refused")

    monkeypatch.setattr("huggingface_hub.file_download.http_get", refuse)
    assert (await failure(hub, folder)).reason == reason


async def test_another_revision_is_not_mixed_with_the_old_one(hub: ModelHub, folder: ModelFolder) -> None:
    hub.faults.add(FaultKind.DROP, match="model.bin", after_bytes=400_000)
    hub.faults.add(FaultKind.ERROR, match="model.bin", times=None)
    await failure(hub, folder)
    hub.faults.clear()
    newer = {
        **FILES,
        "model.bin": WEIGHTS[::-1],
        "config.json": b'{"alignment_heads": [1]}'[: len(FILES["config.json"])],
    }
    hub.keep(REPOSITORY, newer)
    hub.log.clear()
    await fetch(hub, folder)
    assert_whole(folder, {name: newer[name] for name in WANTED})
    assert hub.gets("/storage/")[0] == ""


async def test_a_damaged_model_is_mended(hub: ModelHub, folder: ModelFolder) -> None:
    await fetch(hub, folder)
    (folder.path / "vocabulary.txt").write_bytes(b"x\ny\n")
    hub.log.clear()
    assert await fetch(hub, folder) == []
    await fetch(hub, folder, thoroughly=True)
    assert_whole(folder)
    assert [asked.path.rpartition("/")[2] for asked in hub.log] == ["main", "vocabulary.txt"]


async def test_what_somebody_else_laid_there_is_left_alone(hub: ModelHub, folder: ModelFolder) -> None:
    folder.path.mkdir(parents=True)
    await fetch(hub, folder)
    assert_whole(folder)
    shutil.rmtree(folder.path)
    folder.path.mkdir()
    (folder.path / "thesis.tex").write_text("mine")
    assert (await failure(hub, folder)).reason == "in_the_way"
    assert (folder.path / "thesis.tex").read_text() == "mine"
