"""The gateway's settings."""

from typing import Any

import pytest
from pydantic import ValidationError

from xquizit_gateway.config import GatewaySettings
from xquizit_kit.settings import explain


def settings(**values: Any) -> GatewaySettings:
    return GatewaySettings(_env_file=None, **values)  # type: ignore[call-arg]


def test_the_defaults_are_those_of_the_guide() -> None:
    defaults = settings()
    assert (defaults.gateway_host, defaults.gateway_port) == ("127.0.0.1", 8000)
    assert defaults.cors_allow_origins == ("*",)


def test_origins_are_a_list_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CORS_ALLOW_ORIGINS", "https://app.example.com, https://www.example.com")
    assert settings().cors_allow_origins == ("https://app.example.com", "https://www.example.com")


def test_every_mistake_is_told_by_its_variable() -> None:
    with pytest.raises(ValidationError) as mistakes:
        settings(gateway_port=99999, interview_address="nowhere", turn_lease_ttl_s=0)
    text = explain(mistakes.value)
    assert all(name in text for name in ("GATEWAY_PORT", "INTERVIEW_ADDRESS", "TURN_LEASE_TTL_S"))
