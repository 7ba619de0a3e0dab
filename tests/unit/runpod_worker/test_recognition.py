"""What the worker makes of one job, with real weights and with a model that answers as told."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tests.fakes.speech import say
from tests.fakes.whisper_weights import speaking_weights
from xquizit_runpod_worker.config import load_settings
from xquizit_runpod_worker.errors import BadInput, ModelUnavailable, Refused
from xquizit_runpod_worker.recognition import Recognizer, temperatures
from xquizit_runpod_worker.schema import JobInput, read_input

TEXT = "I built the service, and it ran."
VOICE = np.frombuffer(say("my name is Anna and I build things"), "<i2").astype(np.float32) / 32768


def job(**asked: Any) -> JobInput:
    return read_input({"audio_pcm_base64": "AAA=", **asked})


def segment(number: int, **values: Any) -> SimpleNamespace:
    said = {
        "id": number, "seek": 0, "start": np.float64(number), "end": np.float64(number + 1), "text": f" word{number}",
        "tokens": [np.int64(5)], "temperature": 0.0, "avg_logprob": -0.1, "compression_ratio": 1.0,
        "no_speech_prob": 0.01, "words": None,
    }  # fmt: skip
    return SimpleNamespace(**{**said, **values})


@dataclass
class Model:
    """Answers with its segments; `fails_to_align` for words, as faster-whisper does on a window of one frame."""

    segments: list[SimpleNamespace] = field(default_factory=lambda: [segment(1), segment(2)])
    is_multilingual: bool = True
    fails_to_align: bool = False
    asked: list[dict[str, Any]] = field(default_factory=list)
    given: int = 0

    @property
    def model(self) -> SimpleNamespace:
        return SimpleNamespace(is_multilingual=self.is_multilingual, device="cpu")

    @property
    def supported_languages(self) -> list[str]:
        return ["en", "de"] if self.is_multilingual else ["en"]

    @property
    def hf_tokenizer(self) -> SimpleNamespace:
        return SimpleNamespace(get_vocab_size=lambda: 51865)

    def transcribe(self, samples: np.ndarray, **options: Any) -> tuple[Iterator[SimpleNamespace], SimpleNamespace]:
        self.asked.append({"samples": len(samples), **options})
        options["suppress_tokens"].append(1)
        return self._said(options), SimpleNamespace(language="de", language_probability=np.float32(0.75))

    def _said(self, options: dict[str, Any]) -> Iterator[SimpleNamespace]:
        if self.fails_to_align and options.get("word_timestamps"):
            raise IndexError("boolean index did not match")
        for said in self.segments:
            self.given += 1
            yield said


def recognize(model: Model, asked: JobInput, stop: threading.Event | None = None) -> dict[str, Any]:
    return Recognizer(model, name="base").recognize(asked, VOICE, stop or threading.Event())


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Recognizer:
    folder = speaking_weights(tmp_path_factory.mktemp("weights"), TEXT)
    return Recognizer.load(load_settings({"WHISPER_MODEL_DIR": str(folder), "WHISPER_CPU_THREADS": "1"}))


def test_says_what_was_said(real: Recognizer) -> None:
    output = real.recognize(job(word_timestamps=True, enable_vad=True), VOICE, threading.Event())
    assert output["transcription"] == TEXT
    assert [word["word"] for word in output["word_timestamps"]] == [f" {word}" for word in TEXT.split()]
    assert (output["device"], output["model"], output["detected_language"]) == ("cpu", "base.en", "en")
    assert all(type(value) in {int, float, str, list} for value in output["segments"][0].values())


@pytest.mark.parametrize(
    "asked",
    [
        {"beam_size": 1, "best_of": 1}, {"temperature": 0.4}, {"patience": 0.5}, {"length_penalty": 0},
        {"suppress_tokens": ""}, {"suppress_tokens": "-1,5"}, {"condition_on_previous_text": False},
        {"compression_ratio_threshold": None, "logprob_threshold": None, "no_speech_threshold": None},
        {"temperature_increment_on_fallback": None}, {"initial_prompt": "Kubernetes, the service"},
        {"language": "en"}, {"model": "Systran/faster-whisper-base.en"}, {"no_repeat_ngram_size": 3},
        {"repetition_penalty": 1.1}, {"translate": True},
    ],
)  # fmt: skip
def test_every_option_is_understood_by_the_real_model(real: Recognizer, asked: dict[str, Any]) -> None:
    real.check(job(**asked))
    output = real.recognize(job(**asked), VOICE, threading.Event())
    assert output["transcription"] == TEXT
    assert output["translation"] == (TEXT if asked.get("translate") else None)


def test_how_sure_the_language_is_is_told_where_it_was_found() -> None:
    assert recognize(Model(), job())["language_probability"] == 0.75
    assert "language_probability" not in recognize(Model(), job(language="de"))
    assert "language_probability" not in recognize(Model(is_multilingual=False), job()), "it knows English only"


@pytest.mark.parametrize("samples", [1, 159, 160, 1600, 480_160])
@pytest.mark.parametrize("vad", [False, True])
def test_any_length_is_recognized_with_words(real: Recognizer, samples: int, vad: bool) -> None:
    sound = np.tile(VOICE, 20)[:samples]
    output = real.recognize(job(word_timestamps=True, enable_vad=vad), sound, threading.Event())
    assert isinstance(output["word_timestamps"], list)


def test_a_model_that_is_not_this_one_is_refused(real: Recognizer) -> None:
    real.check(job(model="base.en"))
    with pytest.raises(BadInput, match=r"invalid model name: this worker has base\.en only"):
        real.check(job(model="base"))
    with pytest.raises(BadInput, match="'fr' is not a valid language code"):
        real.check(job(language="fr"))
    with pytest.raises(BadInput, match="suppress_tokens"):
        real.check(job(suppress_tokens="-2"))


def test_other_names_of_the_same_model_are_fine() -> None:
    Recognizer(Model(), name="large-v3-turbo").check(job(model="turbo", language="de"))


def test_translation_is_a_second_run() -> None:
    model = Model()
    output = recognize(model, job(translate=True, translation="formatted_text", beam_size=3, word_timestamps=True))
    assert output["translation"] == "word1\nword2"
    assert [asked.get("task") for asked in model.asked] == [None, "translate"]
    assert [asked["beam_size"] for asked in model.asked] == [3, 3]
    assert [asked["suppress_tokens"] for asked in model.asked] == [[-1, 1], [-1, 1]]
    assert output["detected_language"] == "de"


def test_english_models_do_not_translate() -> None:
    model = Model(is_multilingual=False)
    assert recognize(model, job(translate=True))["translation"] == "word1 word2"
    assert len(model.asked) == 1


def test_text_is_kept_when_its_words_cannot_be_aligned() -> None:
    output = recognize(Model(fails_to_align=True), job(word_timestamps=True))
    assert output["transcription"] == "word1 word2"
    assert output["word_timestamps"] == []


def test_stops_between_segments() -> None:
    model, stop = Model(), threading.Event()
    stop.set()
    assert recognize(model, job(), stop)["transcription"] == "word1"
    assert model.given == 1


@pytest.mark.parametrize("value", [float("nan"), float("-inf")])
def test_figures_that_are_no_numbers_are_refused(value: float) -> None:
    with pytest.raises(Refused, match="no number"):
        recognize(Model([segment(1, avg_logprob=value)]), job())


@pytest.mark.parametrize(
    ("first", "increment", "expected"),
    [
        (0.0, 0.2, [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]), (0.0, None, [0.0]), (1.0, 0.2, [1.0]), (0.5, 0.3, [0.5, 0.8]),
        (0.0, 1.0, [0.0, 1.0]),
    ],
)  # fmt: skip
def test_temperatures_go_up_to_one(first: float, increment: float | None, expected: list[float]) -> None:
    assert temperatures(first, increment) == expected


def test_weights_that_are_broken_are_told(tmp_path: Path) -> None:
    (speaking_weights(tmp_path, TEXT) / "model.bin").write_bytes(b"nothing")
    with pytest.raises(ModelUnavailable, match="The model cannot be loaded"):
        Recognizer.load(load_settings({"WHISPER_MODEL_DIR": str(tmp_path)}))
