"""Whether Kokoro could speak here: packages, folder, the hub's cache."""

from pathlib import Path

import pytest

from xquizit_kit.errors import EngineFailed
from xquizit_tts.engines.kokoro import packages, presence
from xquizit_tts.engines.kokoro.files import FolderFiles
from xquizit_tts.engines.kokoro.presence import Presence, look

NAMES = ("config.json", "kokoro-v1_0.pth", "voices/af_bella.pt", "voices/af_sarah.pt")
BLEND = "0.3*af_bella + 0.7*af_sarah"


@pytest.fixture
def _installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "missing", list)


def filled(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return folder


def cache(home: Path, *names: str) -> dict[str, str]:
    repository = home / "hub/models--hexgrad--Kokoro-82M"
    filled(repository / "snapshots/abc", *names)
    (repository / "refs").mkdir()
    (repository / "refs/main").write_text("abc")
    return {"HF_HOME": str(home)}


def test_packages_come_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(presence, "missing", lambda: ["torch", "kokoro"])
    assert look(filled(tmp_path, *NAMES), BLEND, {}) == Presence("the package torch is not installed")


@pytest.mark.usefixtures("_installed")
def test_a_whole_folder_is_taken(tmp_path: Path) -> None:
    assert look(filled(tmp_path, *NAMES), BLEND, {}) == Presence("", tmp_path)


@pytest.mark.usefixtures("_installed")
def test_else_the_hubs_cache(tmp_path: Path) -> None:
    environment = cache(tmp_path / "home", *NAMES)
    assert look(tmp_path / "empty", BLEND, environment) == Presence("")
    assert look(tmp_path / "empty", BLEND, {"HF_HUB_CACHE": f"{tmp_path}/home/hub"}) == Presence("")
    assert look(tmp_path / "empty", "am_adam", environment).could_be_fetched


@pytest.mark.usefixtures("_installed")
def test_what_is_missing_could_be_fetched(tmp_path: Path) -> None:
    told = Presence(f"config.json is not in {tmp_path}", None, could_be_fetched=True)
    assert look(tmp_path, "af_bella", {"HF_HOME": "/nowhere"}) == told
    folder = filled(tmp_path / "model", *NAMES[:3])
    found = look(folder, BLEND, {"HF_HOME": "/nowhere"})
    assert found == Presence(f"voices/af_sarah.pt is not in {folder}", folder, could_be_fetched=True)


def test_what_is_not_installed_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "missing", lambda: ["torch", "kokoro", "en_core_web_sm"])
    with pytest.raises(EngineFailed, match=r"torch==2\.13\.0, then xquizit-tts\[kokoro\]"):
        packages.check_packages()
    monkeypatch.setattr(packages, "missing", lambda: ["en_core_web_sm"])
    with pytest.raises(EngineFailed, match="spacy download") as failed:
        packages.check_packages()
    assert failed.value.reason == "no_language_model"
    monkeypatch.setattr(packages, "missing", list)
    packages.check_packages()


def test_a_folder_says_what_it_lacks(tmp_path: Path) -> None:
    folder = filled(tmp_path, "config.json", "voices/af_bella.pt")
    files = FolderFiles(folder)
    assert files.path("config.json") == folder / "config.json"
    assert files.voices() == {"af_bella"}
    with pytest.raises(EngineFailed, match="make models") as failed:
        files.path("kokoro-v1_0.pth")
    assert failed.value.reason == "no_model"
    filled(folder, "kokoro-v1_0.pth")
    with pytest.raises(EngineFailed, match="VOICES=af_sarah") as failed:
        files.path("voices/af_sarah.pt")
    assert failed.value.reason == "no_such_voice"
