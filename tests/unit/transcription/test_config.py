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
        ("WHISPER_MODEL", "big"),
        ("RUNPOD_ENDPOINT_BASE_URL", "api.runpod.ai"),
        ("RUNPOD_ENDPOINT_ID", "a/b"),
        ("RUNPOD_API_KEY", "two words"),
        ("RUNPOD_MAX_BUFFER_SECONDS", "31"),
        ("TRANSCRIPTION_ENGINE", "parrot"),
        ("TRANSCRIPTION_LISTEN", "somewhere"),
    ],
)
def test_what_cannot_be_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    with pytest.raises(ValidationError, match=f"(?i){name}"):
        settings(monkeypatch, **{name: value})


KEY = {"RUNPOD_ENDPOINT_ID": "abc", "RUNPOD_API_KEY": "rp-s3cret"}


@pytest.mark.parametrize(
    ("environment", "mistake"),
    [
        ({"TRANSCRIPTION_ENGINE": "runpod"}, "needs both"),
        ({"RUNPOD_ENDPOINT_ID": "abc"}, "the other is needed"),
        ({"RUNPOD_API_KEY": "key"}, "the other is needed"),
        ({**KEY, "WHISPERLIVE_MODEL": "small.en", "WHISPERLIVE_LANGUAGE": "de"}, "English only"),
        ({"TRANSCRIPTION_ENGINE": "whisper", "WHISPERLIVE_LANGUAGE": "de"}, "English only"),
    ],
)
def test_what_does_not_go_together_is_refused(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], mistake: str
) -> None:
    with pytest.raises(ValidationError, match=mistake):
        settings(monkeypatch, **environment)


def test_runpod_is_asked_with_a_key_or_at_an_address_of_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not settings(monkeypatch).listens_far_away
    with monkeypatch.context() as patch:
        with_key = settings(patch, **KEY, WHISPERLIVE_LANGUAGE="de")
        assert with_key.listens_far_away
        assert with_key.max_speakers == 100
        assert "rp-s3cret" not in repr(with_key)
    assert settings(monkeypatch, RUNPOD_ENDPOINT_BASE_URL="http://127.0.0.1:8010").listens_far_away
