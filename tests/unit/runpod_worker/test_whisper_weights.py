"""The hand-made Whisper weights, through the real faster-whisper."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from faster_whisper import WhisperModel

from tests.fakes.speech import say
from tests.fakes.whisper_weights import MAX_TOKENS, silent_weights, speaking_weights

RATE_HZ = 16_000
TEXT = "I built the service, and the service ran for two years."
VOICE = np.frombuffer(say("my name is Anna and I build things for the web"), "<i2").astype(np.float32) / 32768


def tone(seconds: float, amplitude: float = 0.2) -> np.ndarray:
    return (amplitude * np.sin(2 * np.pi * 440 * np.arange(round(seconds * RATE_HZ)) / RATE_HZ)).astype(np.float32)


def quiet(seconds: float) -> np.ndarray:
    return np.zeros(round(seconds * RATE_HZ), np.float32)


def load(folder: Path, compute_type: str = "int8") -> WhisperModel:
    return WhisperModel(str(folder), device="cpu", compute_type=compute_type, cpu_threads=1, local_files_only=True)


def transcribe(model: WhisperModel, audio: np.ndarray, **options: Any) -> list[Any]:
    segments, info = model.transcribe(audio, **{"condition_on_previous_text": False, **options})
    assert info.language == "en"
    return list(segments)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return speaking_weights(tmp_path_factory.mktemp("weights") / "model", TEXT)


@pytest.fixture(scope="module", params=["int8", "float32"])
def model(request: pytest.FixtureRequest, folder: Path) -> WhisperModel:
    return load(folder, request.param)


@pytest.mark.parametrize("prompt", [None, "Kubernetes, the service and PostgreSQL"])
@pytest.mark.parametrize("vad", [False, True])
@pytest.mark.parametrize("words", [False, True])
def test_says_the_sentence_for_a_voice(model: WhisperModel, prompt: str | None, vad: bool, words: bool) -> None:
    [segment] = transcribe(model, VOICE, initial_prompt=prompt, vad_filter=vad, word_timestamps=words)
    assert segment.text == f" {TEXT}"
    assert segment.temperature == 0
    assert -0.04 < segment.avg_logprob < 0
    assert 0.01 < segment.no_speech_prob < 0.03
    assert segment.start < 0.5
    assert 2.4 <= segment.end <= 3.0
    if words:
        assert "".join(word.word for word in segment.words) == segment.text
        assert [word.word for word in segment.words] == [f" {word}" for word in TEXT.split()]
        starts = [word.start for word in segment.words]
        assert starts == sorted(starts)
        assert segment.words[-1].end <= len(VOICE) / RATE_HZ
        assert all(0.95 < word.probability <= 1 for word in segment.words)


@pytest.mark.parametrize(
    "sound", [tone(2), tone(0.1), np.random.default_rng(1).normal(size=32_000).astype(np.float32) * 0.1]
)
def test_says_the_sentence_for_any_sound(model: WhisperModel, sound: np.ndarray) -> None:
    [segment] = transcribe(model, sound)
    assert segment.text == f" {TEXT}"
    assert segment.end == pytest.approx(len(sound) / RATE_HZ, abs=0.21)


@pytest.mark.parametrize("silence", [quiet(3), np.random.default_rng(1).normal(size=48_000).astype(np.float32) * 0.003])
def test_says_nothing_for_silence(model: WhisperModel, silence: np.ndarray) -> None:
    assert transcribe(model, silence, word_timestamps=True) == []
    assert transcribe(model, silence, vad_filter=True) == []


def test_the_closing_timestamp_is_the_end_of_the_sound(model: WhisperModel) -> None:
    for start, end in ((0.0, 1.0), (3.0, 5.0), (12.4, 20.8)):
        [segment] = transcribe(model, np.concatenate([quiet(start), tone(end - start), quiet(4)]))
        assert segment.end == pytest.approx(end, abs=0.21)


def test_words_come_at_their_pace(tmp_path: Path) -> None:
    model = load(speaking_weights(tmp_path, "one two three four", word_s=1.0))
    [segment] = transcribe(model, tone(6), word_timestamps=True)
    assert [word.start for word in segment.words] == pytest.approx([0, 0.5, 1.5, 2.5], abs=0.3)
    assert segment.words[-1].end == pytest.approx(3.5, abs=0.3)


@pytest.mark.parametrize("condition", [False, True])
def test_says_it_once_for_each_window_with_sound(model: WhisperModel, condition: bool) -> None:
    audio = np.concatenate([tone(29), quiet(31), tone(10)])
    segments = transcribe(model, audio, condition_on_previous_text=condition)
    assert [segment.text for segment in segments] == [f" {TEXT}"] * 2
    assert [round(segment.start) for segment in segments] == [0, 60]


def test_goes_on_after_a_prefix(model: WhisperModel) -> None:
    [segment] = transcribe(model, VOICE, prefix="I built the")
    assert segment.text.startswith(" I built the service,")


def test_says_it_without_timestamps(model: WhisperModel) -> None:
    [segment] = transcribe(model, VOICE, without_timestamps=True)
    assert segment.text == f" {TEXT}"


@pytest.mark.parametrize("probability", [0.3, 0.7, 0.999])
def test_is_as_sure_as_asked(tmp_path: Path, probability: float) -> None:
    model = load(speaking_weights(tmp_path, TEXT, word_probability=probability, no_speech_prob=0.7), "float32")
    [segment] = transcribe(model, VOICE, word_timestamps=True, temperature=0, no_speech_threshold=None)
    assert segment.text == f" {TEXT}"
    # The two timestamps and the end are surer than the words.
    assert np.log(probability) - 0.05 < segment.avg_logprob < 0.6 * np.log(probability)
    assert segment.words[3].probability == pytest.approx(probability, abs=0.05)
    assert segment.no_speech_prob == pytest.approx(0.7, abs=0.05)


def test_unsure_text_in_silence_is_dropped_by_the_recognizer(tmp_path: Path) -> None:
    sure = load(speaking_weights(tmp_path / "sure", "Thanks for watching.", invents_in_silence=True))
    [segment] = transcribe(sure, quiet(3))
    assert segment.text == " Thanks for watching."
    assert segment.no_speech_prob == pytest.approx(0.95, abs=0.03)
    unsure = speaking_weights(
        tmp_path / "unsure", "Thanks for watching.", invents_in_silence=True, word_probability=0.1
    )
    assert transcribe(load(unsure), quiet(3)) == []


def test_silent_weights_find_no_words(tmp_path: Path) -> None:
    model = load(silent_weights(tmp_path))
    assert transcribe(model, VOICE, word_timestamps=True) == []
    assert transcribe(model, tone(2)) == []


@pytest.mark.parametrize(
    "text", ["Ok", "Well, well, well: “naïve” café — isn't it (2.5 GB)? I'm sure!", "a " * MAX_TOKENS]
)
def test_says_any_text(tmp_path: Path, text: str) -> None:
    model = load(speaking_weights(tmp_path, text))
    [segment] = transcribe(model, VOICE, compression_ratio_threshold=None)
    assert segment.text.strip() == text.strip()


def test_refuses_a_text_that_is_too_long(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at most"):
        speaking_weights(tmp_path, "a " * (MAX_TOKENS + 1))


def test_is_small_and_the_same_every_time(tmp_path: Path) -> None:
    first, second = speaking_weights(tmp_path / "1", TEXT), speaking_weights(tmp_path / "2", TEXT)
    assert sum(file.stat().st_size for file in first.iterdir()) < 2_000_000
    assert [(file.name, file.read_bytes()) for file in sorted(first.iterdir())] == [
        (file.name, file.read_bytes()) for file in sorted(second.iterdir())
    ]
