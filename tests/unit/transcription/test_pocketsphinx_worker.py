"""The order in which the worker is to be asked, and what it says when it is not."""

from types import SimpleNamespace
from typing import Any

import pytest

from xquizit_kit.errors import EngineFailed
from xquizit_transcription.engines.pocketsphinx import worker
from xquizit_transcription.engines.pocketsphinx.worker import Ear


class Decoder:
    """Hears how many samples it was given."""

    def __init__(self) -> None:
        self.samples = 0

    def start_utt(self) -> None:
        self.samples = 0

    def process_raw(self, pcm: bytes, no_search: bool, full_utt: bool) -> None:
        self.samples += len(pcm) // 2

    def end_utt(self) -> None: ...

    def hyp(self) -> Any:
        return SimpleNamespace(hypstr=f"{self.samples}")

    def seg(self) -> list[Any]:
        return []


@pytest.fixture
def ear(monkeypatch: pytest.MonkeyPatch) -> Ear:
    monkeypatch.setattr(worker, "decoder", lambda *_, **__: Decoder())
    made = Ear()
    made.open({"folder": "model"}, b"")
    return made


@pytest.mark.parametrize("method", ["begin", "feed", "finish"])
def test_nothing_is_heard_without_a_model(method: str) -> None:
    with pytest.raises(EngineFailed, match="No model") as caught:
        getattr(Ear(), method)({}, b"1234")
    assert caught.value.reason == "no_model"


def test_sound_belongs_to_an_utterance(ear: Ear) -> None:
    with pytest.raises(EngineFailed, match="before its utterance") as caught:
        ear.feed({}, b"1234")
    assert caught.value.reason == "no_utterance"
    ear.begin({}, b"")
    assert ear.feed({}, b"1234") == ({"text": "2"}, b"")
    ear.finish({}, b"1234")
    with pytest.raises(EngineFailed, match="before its utterance"):
        ear.feed({}, b"1234")


def test_finishing_needs_no_beginning(ear: Ear) -> None:
    assert ear.finish({}, b"1234") == ({"words": []}, b"")
