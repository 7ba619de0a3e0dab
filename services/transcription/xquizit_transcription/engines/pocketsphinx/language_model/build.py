"""Makes the files a pocketsphinx decoder needs for one interview: a language model and a dictionary.

Runs in a worker process: it takes seconds, and pocketsphinx holds the interpreter's lock meanwhile.
"""

import importlib.resources
import os
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from xquizit_transcription.engines.pocketsphinx.language_model.arpa import write_arpa
from xquizit_transcription.engines.pocketsphinx.language_model.files import DICTIONARY, LANGUAGE_MODEL
from xquizit_transcription.engines.pocketsphinx.language_model.pronunciation import espeak_voice, pronunciations
from xquizit_transcription.engines.pocketsphinx.language_model.sphinx import model_file, to_binary
from xquizit_transcription.engines.pocketsphinx.language_model.training import trained
from xquizit_transcription.engines.pocketsphinx.language_model.trie_file import read_trie
from xquizit_transcription.engines.pocketsphinx.language_model.trigram import (
    SENTENCE_END,
    SENTENCE_START,
    Trigram,
    interpolated,
    pruned,
    with_backoff,
)
from xquizit_transcription.engines.pocketsphinx.language_model.words import sentences

BACKGROUND_WORDS = 20_000
BACKGROUND_NGRAMS = 400_000
"""Of each order; more makes the interview's model slower to build and no better."""
DOMAIN_WEIGHT = 0.3
"""Share of the interview's own words; found by trying (the domain alone doubles the word error rate)."""
DOCUMENT_COUNT = 2
"""A sentence of the documents counts as so many of general interview English."""
MOST_TEXT_CHARS = 200_000
"""Longer texts make no better model and would take too long; what is beyond is not used."""


Dictionary = dict[str, list[str]]
"""How each word may sound."""


def build_background(path: Path) -> None:
    """Writes the wheel's English trigram, pruned, to `path` (a `.npz`), unless it is there already."""
    if path.exists():
        return
    full = read_trie(model_file("en-us.lm.bin"))
    known = read_dictionary()
    sayable = np.array([word in known for word in full.words])
    best = np.argsort(-full.p1 * sayable)[:BACKGROUND_WORDS]
    marks = [full.words.index(SENTENCE_START), full.words.index(SENTENCE_END)]
    keep = np.union1d(best, np.array(marks))
    small = pruned(full, keep, bigrams=BACKGROUND_NGRAMS, trigrams=BACKGROUND_NGRAMS)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".tmp", delete=False) as file:
        np.savez(
            file,
            words=np.array(small.words),
            p1=small.p1.astype(np.float32),
            k2=small.k2,
            p2=small.p2.astype(np.float32),
            k3=small.k3,
            p3=small.p3.astype(np.float32),
        )
    os.replace(file.name, path)


def read_background(path: Path) -> Trigram:
    """What `build_background` wrote."""
    with np.load(path, allow_pickle=False) as saved:
        return with_backoff(
            saved["words"].tolist(),
            saved["p1"].astype(np.float64),
            saved["k2"],
            saved["p2"].astype(np.float64),
            saved["k3"],
            saved["p3"].astype(np.float64),
        )


def build_model(background: Path, texts: Sequence[str], folder: Path) -> None:
    """Writes the language model and the dictionary of one interview into the new folder `folder`.

    The folder appears at once and whole; one that is there already is left as it is.

    Args:
        background: What `build_background` wrote.
        texts: Resume, job description, questions; none gives the model of interviews in general.
        folder: Where to write.
    """
    if folder.exists():
        return
    known = read_dictionary()
    model, extra = mixed(read_background(background), texts, known)
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=folder.parent, prefix="draft-"))
    try:
        arpa = draft / "model.arpa"
        write_arpa(model, arpa)
        to_binary(arpa, draft / LANGUAGE_MODEL)
        arpa.unlink()
        _write_dictionary(draft / DICTIONARY, model.words, {**known, **extra})
        try:
            draft.rename(folder)
        except OSError:  # another process was faster; its files are the same
            if not folder.exists():
                raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def mixed(background: Trigram, texts: Sequence[str], known: Mapping[str, Sequence[str]]) -> tuple[Trigram, Dictionary]:
    """The interview's model, and how its words that are not in `known` sound."""
    general = importlib.resources.files(__package__ or "").joinpath("interview_english.txt").read_text()
    spoken = [(sentence, DOCUMENT_COUNT) for text in _shortened(texts) for sentence in sentences(text)]
    spoken += [(sentence, 1) for sentence in sentences(general)]
    spellings: defaultdict[str, set[str]] = defaultdict(set)
    for sentence, _ in spoken:
        for token in sentence:
            spellings[token.lower()].add(token)
    extra = _sounds({word: spelt for word, spelt in spellings.items() if word not in known})

    words = list(background.words)
    numbers = {word: number for number, word in enumerate(words)}
    for word in spellings:
        if word not in numbers and (word in known or word in extra):
            numbers[word] = len(words)
            words.append(word)
    domain = trained([([token.lower() for token in s], count) for s, count in spoken], numbers, words)
    return interpolated(domain, background, DOMAIN_WEIGHT), extra


def read_dictionary() -> Dictionary:
    """The CMU dictionary of the wheel: every word with its phones, one string for each way to say it."""
    known: defaultdict[str, list[str]] = defaultdict(list)
    with model_file("cmudict-en-us.dict").open(encoding="utf-8") as file:
        for line in file:
            word, _, phones = line.rstrip("\n").partition(" ")
            known[word.partition("(")[0]].append(phones)
    return dict(known)


def _sounds(spellings: Mapping[str, Iterable[str]]) -> Dictionary:
    if not spellings:
        return {}
    say = espeak_voice()
    sounds = {word: pronunciations(sorted(spelt), say) for word, spelt in spellings.items()}
    return {word: ways for word, ways in sounds.items() if ways}


def _shortened(texts: Sequence[str]) -> Iterable[str]:
    left = MOST_TEXT_CHARS
    for text in texts:
        yield text[:left]
        left -= len(text[:left])


def _write_dictionary(path: Path, words: Iterable[str], sounds: Mapping[str, Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for word in words:
            for way, phones in enumerate(sounds.get(word, ()), 1):
                file.write(f"{word}{f'({way})' if way > 1 else ''} {phones}\n")
