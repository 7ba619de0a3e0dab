"""Kokoro's files from the emulated hub, through the command line too: fetched once, more voices later, checked."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from tests.emulators.model_hub.faults import FaultKind
from tests.emulators.model_hub.server import ModelHub
from xquizit_kit.errors import EngineFailed
from xquizit_kit.models.folder import MARKER
from xquizit_tts.engines.kokoro.packages import PACKAGES
from xquizit_tts.models.kokoro import contents, fetch_kokoro, folder_of, names_of, voices_in

REPOSITORY = "hexgrad/Kokoro-82M"
FILES = {
    "config.json": b'{"vocab": {}}',
    "kokoro-v1_0.pth": np.random.default_rng(7).bytes(1_200_000),
    **{f"voices/{name}.pt": name.encode() * 9000 for name in ("af_bella", "af_sarah", "am_adam", "am_michael")},
    "voices/zf_xiaobei.pt": b"not spoken",
    "README.md": b"not wanted",
    "samples/HEARME.wav": b"not wanted",
}


@pytest.fixture
async def hub(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ModelHub]:
    async with ModelHub() as running:
        running.keep(REPOSITORY, FILES)
        monkeypatch.setenv("HF_ENDPOINT", running.url)
        yield running


def here(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file() and path.name != MARKER)
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


async def command(*arguments: str, offline: bool = False) -> tuple[int | None, str]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "xquizit_tts.models", *arguments),
        env={**os.environ, "OFFLINE": "1" if offline else ""},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    told, _ = await process.communicate()
    return process.returncode, told.decode()


def test_a_voice_in_a_folder_belongs_to_the_model_and_nothing_deeper() -> None:
    bella = contents(["af_bella"])
    assert [path for path in [*FILES, "voices/x/af_bella.pt", "af_bella.pt"] if bella.is_wanted(path)] == [
        "config.json",
        "kokoro-v1_0.pth",
        "voices/af_bella.pt",
    ]
    assert names_of(["0.3*af_bella + 0.7*af_sarah", "am_adam"]) == {"af_bella", "af_sarah", "am_adam"}


async def test_a_broken_fetch_goes_on_and_ends_whole(hub: ModelHub, tmp_path: Path) -> None:
    folder = tmp_path / "kokoro"
    hub.faults.add(FaultKind.DROP, match="kokoro-v1_0.pth", after_bytes=700_000)
    told: list[tuple[int, int]] = []
    await fetch_kokoro(folder, ["af_bella"], progress=lambda *bytes_: told.append(bytes_))
    names = ("config.json", "kokoro-v1_0.pth", "voices/af_bella.pt")
    assert here(folder) == {name: FILES[name] for name in names}
    assert told[-1] == (sum(len(FILES[name]) for name in names),) * 2
    assert not folder_of(folder, ["af_bella"]).problems(thoroughly=True)
    assert hub.gets("kokoro-v1_0.pth")[-1] != ""  # the rest only
    hub.log.clear()
    await fetch_kokoro(folder, ["af_bella"])
    assert not hub.log


async def test_further_voices_come_without_the_weights(hub: ModelHub, tmp_path: Path) -> None:
    folder = tmp_path / "kokoro"
    await fetch_kokoro(folder, ["af_bella"])
    hub.log.clear()
    await fetch_kokoro(folder, ["0.5*am_adam + 0.5*am_michael"])
    assert voices_in(folder) == {"af_bella", "am_adam", "am_michael"}
    assert not hub.gets("kokoro-v1_0.pth")
    assert not hub.gets("af_bella")


async def test_a_damaged_file_is_found_and_mended(hub: ModelHub, tmp_path: Path) -> None:
    folder = tmp_path / "kokoro"
    await fetch_kokoro(folder, ["af_bella", "af_sarah"])
    voice = folder / "voices/af_sarah.pt"
    voice.write_bytes(b"x" + voice.read_bytes()[1:])
    assert folder_of(folder, voices_in(folder)).problems(thoroughly=True) == ["voices/af_sarah.pt is damaged"]
    status, told = await command("check", "--into", str(folder))
    assert (status, "damaged" in told) == (1, True)
    await fetch_kokoro(folder, ["af_bella"], thoroughly=True)
    assert voice.read_bytes() == FILES["voices/af_sarah.pt"]


async def test_a_repository_without_it_is_told(hub: ModelHub, tmp_path: Path) -> None:
    with pytest.raises(EngineFailed, match=r"voices/am_puck\.pt") as failed:
        await fetch_kokoro(tmp_path / "kokoro", ["am_puck"])
    assert failed.value.reason == "no_such_model"


async def test_the_command_line(hub: ModelHub, tmp_path: Path) -> None:
    folder = str(tmp_path / "kokoro")
    status, told = await command("fetch", "--into", folder, offline=True)
    assert (status, "nothing is fetched offline" in told) == (1, True)
    assert not hub.log
    status, told = await command("fetch", "af_nobody", "--into", folder)
    assert (status, "there is no voice af_nobody" in told) == (1, True)
    status, told = await command("fetch", "--into", folder)
    assert status == 0
    assert "fetching Kokoro: " in told
    assert "Kokoro is here" in told
    assert voices_in(Path(folder)) == {"af_bella", "af_sarah", "am_adam", "am_michael"}
    status, told = await command("check", "--into", folder)
    assert (status, f"MB of {REPOSITORY}" in told) == (0, True)
    status, told = await command("list", "--into", folder)
    assert (status, told.count(" here")) == (0, 4)


async def test_the_english_model_is_installed_where_only_that_is_missing(
    hub: ModelHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, folder = tmp_path / "site", str(tmp_path / "kokoro")
    site.mkdir()
    for name in PACKAGES:
        (site / f"{name}.py").touch()
    (site / "spacy.py").write_text("import sys; print('spacy was asked to', *sys.argv[1:])")
    monkeypatch.setenv("PYTHONPATH", str(site))
    status, told = await command("fetch", "--into", folder)
    assert (status, "spacy was asked to download en_core_web_sm" in told) == (0, True)
    status, told = await command("fetch", "--into", folder, offline=True)
    assert (status, "Still missing: en_core_web_sm" in told, "spacy was asked" in told) == (0, True, False)
    (site / "pyaudio.py").unlink()
    status, told = await command("fetch", "--into", folder)
    assert (status, "torch==2.13.0, then xquizit-tts[kokoro]" in told) == (0, True)
