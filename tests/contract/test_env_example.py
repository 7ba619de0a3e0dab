"""`.env.example` is complete and true: all settings with their defaults, and every name of the operations guide."""

import importlib
import re
from pathlib import Path

import pytest

from xquizit_kit.settings import ServiceSettings

ROOT = Path(__file__).resolve().parents[2]
CONFIGS = {
    "xquizit_gateway.config": "GatewaySettings",
    "xquizit_interview.config": "InterviewSettings",
    "xquizit_transcription.config": "TranscriptionSettings",
    "xquizit_tts.config": "TtsSettings",
    "xquizit_documents.config": "DocumentsSettings",
    "xquizit_local.settings": "LocalSettings",
}
GUIDE = """
GEMINI_API_KEY RUNPOD_ENDPOINT_ID RUNPOD_API_KEY RUNPOD_MAX_BUFFER_SECONDS WHISPERLIVE_LANGUAGE WHISPERLIVE_MODEL
WHISPERLIVE_USE_VAD WHISPERLIVE_NO_SPEECH_THRESH WHISPERLIVE_SAME_OUTPUT_THRESHOLD WHISPERLIVE_TRANSCRIPTION_INTERVAL
TTS_DEVICE KOKORO_VOICE KOKORO_SPEED GEMINI_THINKING_BUDGET GEMINI_INCLUDE_THOUGHTS GEMINI_MAX_OUTPUT_TOKENS
GEMINI_TEMPERATURE DEEPINFRA_API_KEY VITE_API_BASE_URL VITE_WS_BASE_URL
""".split()
"""Every variable of the operations guide's templates."""


def documented() -> dict[str, str]:
    """Name → value of every line of the example, commented or not."""
    lines = re.findall(r"^#?([A-Z][A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert len({name for name, _ in lines}) == len(lines), "a name stands twice"
    return dict(lines)


def settings_types() -> list[type[ServiceSettings]]:
    return [getattr(importlib.import_module(module), name) for module, name in CONFIGS.items()]


def test_every_variable_of_the_guide_is_there() -> None:
    assert set(GUIDE) <= set(documented())


@pytest.mark.parametrize("settings", settings_types(), ids=lambda kind: kind.__name__)
def test_every_setting_is_there_with_its_default(
    settings: type[ServiceSettings], monkeypatch: pytest.MonkeyPatch
) -> None:
    example = documented()
    for name in settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    defaults = settings(_env_file=None)  # type: ignore[call-arg]
    for name in settings.model_fields:
        assert name.upper() in example, f"{name.upper()} is not in .env.example"
        monkeypatch.setenv(name.upper(), example[name.upper()])
    from_example = settings(_env_file=None)  # type: ignore[call-arg]
    for name in settings.model_fields:
        if name != "frontend_dist":  # the default is the checkout's folder, wherever that is
            assert getattr(from_example, name) == getattr(defaults, name), name


def test_nothing_is_there_that_nobody_reads() -> None:
    read = {name.upper() for settings in settings_types() for name in settings.model_fields}
    assert set(documented()) == read | set(GUIDE)
