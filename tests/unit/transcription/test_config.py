from pathlib import Path

import pytest
from pydantic import ValidationError

from xquizit_transcription.config import TranscriptionSettings


def settings(monkeypatch: pytest.MonkeyPatch, **environment: str) -> TranscriptionSettings:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return TranscriptionSettings(_env_file=None)  # type: ignore[call-arg]


def test_the_guides_names_are_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    made = settings(
        monkeypatch, RUNPOD_MAX_BUFFER_SECONDS="20", WHISPERLIVE_USE_VAD="false", WHISPERLIVE_LANGUAGE="auto"
    )
    assert (made.runpod_max_buffer_seconds, made.whisperlive_use_vad) == (20, False)
    assert made.max_speakers >= 3
    assert made.cache_dir == Path("~/.cache/xquizit").expanduser()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WHISPERLIVE_LANGUAGE", "de"),
        ("WHISPERLIVE_LANGUAGE", "german"),
        ("WHISPERLIVE_NO_SPEECH_THRESH", "1.5"),
        ("WHISPER_DEVICE", "gpu"),
        ("RUNPOD_MAX_BUFFER_SECONDS", "31"),
        ("TRANSCRIPTION_ENGINE", "parrot"),
        ("TRANSCRIPTION_LISTEN", "somewhere"),
    ],
)
def test_what_cannot_be_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    with pytest.raises(ValidationError, match=name.lower()):
        settings(monkeypatch, **{name: value})
