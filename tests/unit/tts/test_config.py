"""The tts settings."""

import pytest
from pydantic import ValidationError

from xquizit_kit.settings import explain
from xquizit_tts.config import TtsSettings


def test_defaults_need_nothing() -> None:
    settings = TtsSettings(_env_file=None)
    assert (settings.tts_listen, settings.tts_engine) == ("127.0.0.1:50053", "auto")
    assert len(TtsSettings.model_fields) <= 22


def test_every_mistake_is_told_by_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"TTS_ENGINE": "parrot", "TTS_SPEED": "9", "TTS_LISTEN": "here", "TTS_MAX_STREAMS": "0"}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as caught:
        TtsSettings(_env_file=None)
    told = explain(caught.value)
    assert all(name in told for name in ("TTS_ENGINE", "TTS_SPEED", "TTS_LISTEN", "TTS_MAX_STREAMS"))
