"""In which language the worker hears: as it is set, as it is told, or as it finds; and what it says about that."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from xquizit_transcription.engines.whisper.worker import Whisper


@dataclass
class Model:
    """Finds German in whatever it is not told."""

    is_multilingual: bool = True
    told: list[str | None] = field(default_factory=list)

    @property
    def model(self) -> SimpleNamespace:
        return SimpleNamespace(is_multilingual=self.is_multilingual)

    @property
    def supported_languages(self) -> list[str]:
        return ["de", "en"] if self.is_multilingual else ["en"]

    def transcribe(self, audio: Any, *, language: str | None, **_: Any) -> tuple[Iterator[Any], SimpleNamespace]:
        self.told.append(language)
        return iter(()), SimpleNamespace(language=language or "de", language_probability=0.75)


@pytest.mark.parametrize(
    ("setting", "found_before", "told", "found"),
    [
        (None, "", None, "de"),
        (None, "de", "de", ""),
        (None, "yue", None, "de"),  # by a model that knows it, elsewhere
        ("en", "de", "en", ""),
    ],
)
def test_it_finds_the_language_only_where_nobody_knows_it(
    setting: str | None, found_before: str, told: str | None, found: str
) -> None:
    answer, model = heard(Model(), setting, found_before)
    assert model.told == [told]
    assert (answer["language"], answer["language_probability"]) == (found, 0.75 if found else None)


def test_a_model_of_english_finds_nothing() -> None:
    answer, _ = heard(Model(is_multilingual=False), None, "")
    assert (answer["language"], answer["language_probability"]) == ("", None)


def heard(model: Model, setting: str | None, found_before: str) -> tuple[dict[str, Any], Model]:
    whisper = Whisper()
    whisper._model, whisper._language = model, setting  # type: ignore[reportPrivateUsage]
    answer, _ = whisper.recognize({"is_final": True, "prompt": "", "language": found_before}, bytes(320))
    return answer, model
