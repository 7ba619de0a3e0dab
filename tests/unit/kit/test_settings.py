"""Wrong settings stop the start with one message that names every mistake and no value."""

import pytest
from pydantic import Field

from xquizit_kit.settings import Address, ServiceSettings, load_settings


class Settings(ServiceSettings):
    """Settings with something to get wrong."""

    some_listen: Address = "127.0.0.1:1"
    speed: float = Field(default=1.0, ge=0.5, le=2.0)


def test_every_mistake_is_listed_at_once(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("SOME_LISTEN", "nowhere-secret")
    monkeypatch.setenv("SPEED", "9.25")
    monkeypatch.setenv("LOG_LEVEL", "loud")
    with pytest.raises(SystemExit) as ended:
        load_settings(Settings)
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert all(name in told for name in ("SOME_LISTEN", "SPEED", "LOG_LEVEL"))
    assert "secret" not in told
    assert "9.25" not in told


def test_an_empty_variable_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPEED", "")
    assert load_settings(Settings).speed == 1.0


def test_settings_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings(Settings).speed = 1.5  # type: ignore[misc]
