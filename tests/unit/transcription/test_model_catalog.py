"""The models that have a name, and what a whole folder is."""

import json
from pathlib import Path

import pytest

from xquizit_kit.errors import EngineFailed
from xquizit_kit.models.folder import MARKER
from xquizit_kit.models.snapshot import ModelFile, Snapshot
from xquizit_transcription.models.catalog import ALIASES, MODELS, folder_name, repository_of
from xquizit_transcription.models.folder import WHISPER, ModelFolder

WHOLE = {"config.json": b"{}", "model.bin": b"weights", "tokenizer.json": b"{}", "vocabulary.txt": b"a\nb"}


def test_names_lead_to_repositories() -> None:
    assert repository_of("base.en") == "Systran/faster-whisper-base.en"
    assert repository_of("large") == repository_of("large-v3") == "Systran/faster-whisper-large-v3"
    assert repository_of("turbo") == "mobiuslabsgmbh/faster-whisper-large-v3-turbo"
    assert repository_of("somebody/a.model-of_theirs") == "somebody/a.model-of_theirs"
    assert set(ALIASES.values()) < set(MODELS)


@pytest.mark.parametrize("name", ["", "bas.en", "../etc", "a/b/c", "/etc/passwd", "a/..", "./b", "a/b\n"])
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(EngineFailed) as refused:
        repository_of(name)
    assert refused.value.reason == "no_such_model"
    assert "base.en" in refused.value.message
    with pytest.raises(EngineFailed):
        folder_name(name)


def test_all_names_of_a_model_share_a_folder() -> None:
    assert folder_name("turbo") == folder_name("large-v3-turbo") == "large-v3-turbo"
    assert folder_name("somebody/model") == "somebody--model"


def test_only_the_files_of_a_model_are_wanted() -> None:
    wanted = ["config.json", "model.bin", "tokenizer.json", "vocabulary.txt", "preprocessor_config.json"]
    others = ["README.md", "sub/model.bin", "vocabulary.x/y"]
    assert [path for path in [*wanted, *others] if WHISPER.is_wanted(path)] == wanted
    assert WHISPER.missing(["config.json", "model.bin", "vocabulary.json"]) == ["tokenizer.json"]


def test_a_folder_laid_by_hand_is_usable_when_nothing_is_missing(tmp_path: Path) -> None:
    folder = ModelFolder(tmp_path / "mine")
    assert folder.problems() == ["it is not there"]
    folder.path.mkdir()
    for name, data in WHOLE.items():
        assert not folder.is_usable
        (folder.path / name).write_bytes(data)
    assert folder.is_usable
    assert folder.problems(thoroughly=True) == []


def test_a_fetched_folder_is_held_to_what_the_hub_told(tmp_path: Path) -> None:
    folder = ModelFolder(tmp_path)
    for name, data in WHOLE.items():
        (tmp_path / name).write_bytes(data)
    sha256 = "9b9cfc74fc1cff3eb2e19e2b0b7cf6e7ab9ba9ff4b7be7f4e7b1eb9f6cd8a1aa"
    files = (ModelFile("model.bin", 7, sha256), ModelFile("config.json", 2, git_sha1="9" * 40))
    Snapshot("a/b", "c0ffee", files).write(tmp_path / MARKER)
    assert folder.snapshot == Snapshot("a/b", "c0ffee", files)
    assert folder.is_usable
    assert folder.problems(thoroughly=True) == ["model.bin is damaged", "config.json is damaged"]
    (tmp_path / "model.bin").write_bytes(b"weight")
    assert folder.problems() == ["model.bin is not as long as it should be"]


@pytest.mark.parametrize("marker", [b"", b"[]", b"{}", b'{"files": [1]}', json.dumps({"files": [{}]}).encode()])
def test_a_marker_that_is_none_is_no_marker(tmp_path: Path, marker: bytes) -> None:
    (tmp_path / MARKER).write_bytes(marker)
    assert ModelFolder(tmp_path).snapshot is None


def test_small_files_are_checked_as_git_does(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"Hello, World!")
    assert ModelFile("x", 13, git_sha1="b45ef6fec89518d314f546fd6c3025367b721684").is_intact(path)
    assert not ModelFile("x", 13, git_sha1="b45ef6fec89518d314f546fd6c3025367b721685").is_intact(path)
