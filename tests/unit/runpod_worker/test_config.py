"""The worker's settings."""

from pathlib import Path

import pytest

from tests.fakes.whisper_weights import silent_weights
from xquizit_runpod_worker.config import load_settings


def test_defaults() -> None:
    settings = load_settings({"PATH": "/bin", "WHISPER_MODEL_DIR": " "})
    assert settings.whisperlive_model == "base.en"
    assert settings.whisper_model_dir is None
    assert (settings.whisper_device, settings.whisper_compute_type) == ("auto", "auto")
    assert settings.max_audio_seconds == 120


def test_values_come_from_the_environment(tmp_path: Path) -> None:
    folder = silent_weights(tmp_path)
    settings = load_settings(
        {"WHISPER_MODEL_DIR": str(folder), "WHISPER_COMPUTE_TYPE": "int8", "MAX_AUDIO_SECONDS": "60"}
    )
    assert settings.whisper_model_dir == folder
    assert settings.whisper_compute_type == "int8"
    assert settings.max_audio_seconds == 60


def test_every_mistake_is_told_and_no_value(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = {
        "WHISPER_MODEL_DIR": str(tmp_path),
        "WHISPER_DEVICE": "secret",
        "WHISPER_CPU_THREADS": "secret",
        "MAX_AUDIO_SECONDS": "0",
        "MAX_MEMORY_GROWTH_MB": "nan",
    }
    with pytest.raises(SystemExit) as ended:
        load_settings(wrong)
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert told.startswith("These settings cannot be used:\n")
    assert len(told.splitlines()) == 1 + len(wrong)
    assert all(f"  {name}: " in told for name in wrong)
    assert "secret" not in told
