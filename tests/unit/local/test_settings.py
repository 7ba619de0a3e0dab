"""Whose Redis is used, and that `.env` counts."""

from pathlib import Path

import pytest

from xquizit_local.settings import LocalSettings


def test_the_stack_brings_its_own_redis_unless_one_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("REDIS_URL", raising=False)
    assert LocalSettings().own_redis_url is None
    (tmp_path / ".env").write_text("REDIS_URL=redis://10.0.0.1/3\nGATEWAY_PORT=8123\n")
    assert LocalSettings().own_redis_url == "redis://10.0.0.1/3"
    assert LocalSettings().gateway_port == 8123
