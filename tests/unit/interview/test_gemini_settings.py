"""Which engine the settings choose, and which settings cannot be used."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from xquizit_interview.config import InterviewSettings
from xquizit_interview.engines import choose_engine
from xquizit_interview.engines.embedded import EmbeddedEngine
from xquizit_interview.engines.gemini.engine import GeminiEngine
from xquizit_kit.errors import EngineFailed


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in InterviewSettings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def settings(**values: object) -> InterviewSettings:
    return InterviewSettings(_env_file=None, **values)  # type: ignore[arg-type, call-arg]


@pytest.mark.parametrize(
    ("values", "kind", "why"),
    [
        ({}, EmbeddedEngine, "neither GEMINI_API_KEY nor"),
        ({"gemini_api_key": "  "}, EmbeddedEngine, "neither GEMINI_API_KEY nor"),
        ({"gemini_api_key": "any"}, GeminiEngine, "auto and GEMINI_API_KEY is set"),
        ({"gemini_api_key": "any", "interview_engine": "embedded"}, EmbeddedEngine, "INTERVIEW_ENGINE=embedded"),
        ({"gemini_api_key": "any", "interview_engine": "gemini"}, GeminiEngine, "INTERVIEW_ENGINE=gemini"),
    ],
)
async def test_the_choice_says_why(values: dict[str, object], kind: type, why: str) -> None:
    engine = choose_engine(settings(**values))
    assert isinstance(engine, kind)
    assert why in engine.info.reason
    await engine.aclose()


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"interview_engine": "gemini"}, "GEMINI_API_KEY"),
        ({"interview_engine": "other"}, "interview_engine"),
        ({"gemini_thinking_budget": -2}, "gemini_thinking_budget"),
        ({"gemini_base_url": "not a url"}, "gemini_base_url"),
        ({"gemini_temperature": 2.1}, "gemini_temperature"),
        ({"gemini_model": ""}, "gemini_model"),
    ],
)
def test_what_cannot_be_used(values: dict[str, object], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        settings(**values)


def test_without_the_package_auto_is_embedded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xquizit_interview.engines.gemini_is_installed", lambda: False)
    engine = choose_engine(settings(gemini_api_key="any"))
    assert isinstance(engine, EmbeddedEngine)
    assert "[gemini] is not installed" in engine.info.reason


def test_the_key_is_not_shown() -> None:
    assert "sesame" not in repr(settings(gemini_api_key="sesame"))


async def test_vertex_needs_the_machines_credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "none.json"))
    engine = choose_engine(settings(gemini_vertex_project="p"))
    assert "GEMINI_VERTEX_PROJECT" in engine.info.reason
    assert "Vertex AI" in engine.info.caveat
    with pytest.raises(EngineFailed) as raised:
        await engine.warm_up()
    assert raised.value.reason == "gemini_auth"
    await engine.aclose()
