"""How a better voice takes over once it can speak, and which one is chosen on which machine."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from xquizit_kit.engine_info import EngineInfo
from xquizit_kit.errors import EngineFailed
from xquizit_tts.config import TtsSettings
from xquizit_tts.engines import choose, choose_stand_in
from xquizit_tts.engines.kokoro import packages, presence
from xquizit_tts.engines.kokoro.presence import Presence
from xquizit_tts.port import SpeechEngine
from xquizit_tts.speaking import Now, Speaking


class Slow:
    """Becomes warm after some failures, when it may."""

    info = EngineInfo("slow")

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.may_start = asyncio.Event()
        self.is_open = False

    async def warm_up(self) -> None:
        assert not self.is_open, "it was not closed after a failure"
        self.is_open = True
        await self.may_start.wait()
        if self.failures:
            self.failures -= 1
            raise EngineFailed("The hub is away.", reason="hub_unreachable")

    async def aclose(self) -> None:
        self.is_open = False


def speaking(name: str) -> Any:
    class Named(Speaking):
        info = EngineInfo(name)  # type: ignore[assignment]

    return Named((), None, None, (), None)  # type: ignore[arg-type]  # nothing of it is asked here


async def test_the_better_voice_takes_over_when_it_is_warm_and_not_before() -> None:
    now, better = Now(speaking("plain")), Slow(failures=2)

    async def speaking_of(engine: SpeechEngine) -> Speaking:
        return speaking(engine.info.name)

    upgrading = asyncio.create_task(now.upgrade(better, speaking_of, again_s=0.001))  # type: ignore[arg-type]
    await asyncio.sleep(0)
    assert now.speaking.info.name == "plain"
    better.may_start.set()
    async with asyncio.timeout(10):
        await upgrading
    assert now.speaking.info.name == "slow"
    assert better.failures == 0


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> dict[str, Presence]:
    """What is on this machine for kokoro: `found["is"]`."""
    found = {"is": Presence("the package torch is not installed")}
    monkeypatch.setattr(presence, "look", lambda *_: found["is"])
    monkeypatch.setattr(packages, "missing", list)
    return found


def names(**settings: Any) -> tuple[str, str | None]:
    choice = choose(TtsSettings(_env_file=None, **settings))
    return choice.now.info.name, choice.later.info.name if choice.later else None


def test_auto_takes_what_can_speak_at_once_and_fetches_the_rest(found: dict[str, Presence]) -> None:
    assert names() == ("espeak", None)
    assert "torch is not installed" in choose(TtsSettings(_env_file=None)).now.info.reason
    found["is"] = Presence("", Path("/models"))
    assert names() == ("kokoro", None)
    found["is"] = Presence("no weights", could_be_fetched=True)
    assert names(offline=False) == ("espeak", "kokoro")
    assert names(offline=True) == ("espeak", None)
    assert names(kokoro_model_dir="/elsewhere") == ("kokoro", None), "who names a folder wants to be told"


def test_what_is_asked_for_by_name_is_taken_or_refused(
    found: dict[str, Presence], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert names(tts_engine="kokoro") == ("kokoro", None)
    assert names(tts_engine="espeak") == ("espeak", None)
    with pytest.raises(ValueError, match="TTS_DEVICE"):
        names(tts_engine="kokoro", tts_device="tpu")
    with pytest.raises(ValueError, match="KOKORO_VOICE"):
        names(kokoro_voice="nobody")
    monkeypatch.setattr(packages, "missing", lambda: ["torch"])
    with pytest.raises(ImportError, match="torch"):
        names(tts_engine="kokoro")


def test_espeak_stands_in_for_others_only_and_only_when_it_may(found: dict[str, Presence]) -> None:
    settings = TtsSettings(_env_file=None, tts_engine="kokoro")
    kokoro = choose(settings).now
    stand_in = choose_stand_in(settings, kokoro)
    assert stand_in is not None
    assert stand_in.info.name == "espeak"
    assert choose_stand_in(settings, stand_in) is None
    assert choose_stand_in(TtsSettings(_env_file=None, tts_stand_in="none"), kokoro) is None
