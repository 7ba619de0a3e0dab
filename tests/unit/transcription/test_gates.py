import numpy as np

from xquizit_transcription.answer import Word
from xquizit_transcription.engines.pocketsphinx.gates import believed
from xquizit_transcription.engines.pocketsphinx.noise_floor import with_noise_floor


def words(*confidences: float) -> list[Word]:
    return [Word("uh", 0, 1, confidence) for confidence in confidences]


def test_a_few_unsure_words_are_not_believed() -> None:
    assert list(believed(words(0.5, 0.6))) == []
    assert list(believed(words(0.9, 0.4))) == words(0.9, 0.4)
    assert list(believed(words(0.2, 0.2, 0.2, 0.2))) == words(0.2, 0.2, 0.2, 0.2)
    assert list(believed([])) == []


def test_the_noise_floor_is_the_same_however_samples_are_divided() -> None:
    pcm = np.array([0, 100, 32767, -32768] * 6000, "<i2").tobytes()
    whole = with_noise_floor(pcm, at_sample=0)
    assert with_noise_floor(pcm[:20_000], at_sample=0) + with_noise_floor(pcm[20_000:], at_sample=10_000) == whole
    assert np.abs(np.frombuffer(whole, "<i2").astype(int) - np.frombuffer(pcm, "<i2")).max() < 100
    assert whole != pcm
