"""Where weights come from."""

from pathlib import Path
from typing import Any

import pytest
from huggingface_hub.errors import LocalEntryNotFoundError

from xquizit_runpod_worker import model_files
from xquizit_runpod_worker.errors import ModelUnavailable


@pytest.mark.parametrize(
    ("name", "repository"),
    [
        ("base.en", "Systran/faster-whisper-base.en"),
        ("large", "Systran/faster-whisper-large-v3"),
        ("turbo", "mobiuslabsgmbh/faster-whisper-large-v3-turbo"),
        ("someone/their-whisper", "someone/their-whisper"),
    ],
)
def test_names_stand_for_repositories(name: str, repository: str) -> None:
    assert model_files.repository_of(name) == repository


def test_names_are_those_of_faster_whisper() -> None:
    from faster_whisper import utils

    assert utils._MODELS == model_files.REPOSITORIES


def test_fetches_what_faster_whisper_reads(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[tuple[str, dict[str, Any]]] = []

    def snapshot_download(repository: str, **options: Any) -> str:
        asked.append((repository, options))
        return str(tmp_path)

    monkeypatch.setattr("huggingface_hub.snapshot_download", snapshot_download)
    assert model_files.fetch("tiny.en", tmp_path, revision="abc") == tmp_path
    [(repository, options)] = asked
    assert repository == "Systran/faster-whisper-tiny.en"
    assert (options["local_dir"], options["revision"]) == (tmp_path, "abc")
    assert {"model.bin", "tokenizer.json", "config.json"} <= set(options["allow_patterns"])


@pytest.mark.parametrize("error", [LocalEntryNotFoundError("not here"), OSError("no space")])
def test_what_cannot_be_fetched_is_told(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def snapshot_download(repository: str, **options: Any) -> str:
        raise error

    monkeypatch.setattr("huggingface_hub.snapshot_download", snapshot_download)
    with pytest.raises(ModelUnavailable, match=r"The model tiny\.en cannot be fetched"):
        model_files.fetch("tiny.en")


def test_a_name_that_is_none_is_told() -> None:
    with pytest.raises(ModelUnavailable, match="There is no model named"):
        model_files.fetch("no/such/model")
