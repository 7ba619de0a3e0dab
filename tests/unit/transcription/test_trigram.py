from pathlib import Path

import numpy as np
import pytest

from xquizit_transcription.engines.pocketsphinx.language_model.arpa import write_arpa
from xquizit_transcription.engines.pocketsphinx.language_model.training import trained
from xquizit_transcription.engines.pocketsphinx.language_model.trigram import SPAN, Trigram, interpolated, pruned

BACKGROUND = "the cat sat on the mat|the dog sat on the cat|a dog ran to the mat|a cat ran".split("|")
DOMAIN = "the cat wrote python|python ran on kubernetes|the dog wrote python".split("|")


def model(sentences: list[str], words: list[str]) -> Trigram:
    for sentence in sentences:
        words.extend(word for word in sentence.split() if word not in words)
    numbers = {word: number for number, word in enumerate(words)}
    return trained([(sentence.split(), 1) for sentence in sentences], numbers, list(words))


def sums(trigram: Trigram) -> list[float]:
    """For no context, each word and each bigram: the probabilities of all words after it."""
    all_words = np.arange(len(trigram.p1))
    totals = [trigram.p1.sum()]
    for first in all_words:
        totals.append(trigram.bigram(np.full(len(all_words), first), all_words).sum())
    for key in trigram.k2.tolist():
        first, second = np.full(len(all_words), key // SPAN), np.full(len(all_words), key % SPAN)
        totals.append(trigram.trigram(first, second, all_words).sum())
    return totals


@pytest.fixture
def words() -> list[str]:
    return ["<s>", "</s>"]


def test_after_every_context_the_probabilities_sum_to_one(words: list[str]) -> None:
    background = model(BACKGROUND, words)
    domain = model(DOMAIN, words)
    for trigram in (background, domain, interpolated(domain, background, 0.3)):
        assert sums(trigram) == pytest.approx([1.0] * len(sums(trigram)), abs=1e-5)


def test_pruning_keeps_what_tells_most_and_still_sums_to_one(words: list[str]) -> None:
    background = model(BACKGROUND, words)
    keep = np.array([words.index(word) for word in ("<s>", "</s>", "the", "cat", "sat", "on", "mat", "dog")])
    small = pruned(background, keep, bigrams=6, trigrams=3)
    assert list(small.words) == ["<s>", "</s>", "the", "cat", "sat", "on", "mat", "dog"]
    assert len(small.k3) == 3
    assert len(small.k2) < len(background.k2)
    assert np.isin(small.k3 // SPAN, small.k2).all()
    assert sums(small) == pytest.approx([1.0] * len(sums(small)), abs=1e-5)


def test_mixing_makes_the_domain_likely_and_keeps_the_background(words: list[str]) -> None:
    background = model(BACKGROUND, words)
    domain = model(DOMAIN, words)
    mix = interpolated(domain, background, 0.3)

    def p(trigram: Trigram, *spoken: str) -> float:
        return trigram.trigram(*(np.array([words.index(word)]) for word in spoken))[0]

    assert p(mix, "cat", "wrote", "python") == pytest.approx(0.3 * p(domain, "cat", "wrote", "python"), rel=0.01)
    assert p(mix, "sat", "on", "the") > p(domain, "sat", "on", "the")


def test_the_arpa_file_has_all_ngrams(words: list[str], tmp_path: Path) -> None:
    background = model(BACKGROUND, words)
    write_arpa(background, tmp_path / "x.arpa")
    lines = (tmp_path / "x.arpa").read_text().splitlines()
    assert f"ngram 3={len(background.k3)}" in lines
    assert any(line.startswith("-99.0000 <s> ") for line in lines)
    assert any(line.endswith(" sat on the") for line in lines)
