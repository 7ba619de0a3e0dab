"""A trigram from a few hundred sentences."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from xquizit_transcription.engines.pocketsphinx.language_model.trigram import (
    SENTENCE_END,
    SENTENCE_START,
    SPAN,
    Trigram,
    with_backoff,
)

DISCOUNT = 0.6
"""Taken from every count and given to the shorter n-gram; found by trying (0.5..0.8 make no difference)."""
_LEAST_COUNT = 0.1


def trained(
    sentences: Sequence[tuple[Sequence[str], int]], numbers: Mapping[str, int], words: Sequence[str]
) -> Trigram:
    """A trigram by interpolated absolute discounting; words of no sentence share what the seen ones leave.

    Args:
        sentences: Each a list of words and how often it counts. Words without a number are passed over.
        numbers: The number of each word that may be heard; must hold both sentence marks.
        words: The word of each number.
    """
    start, end = numbers[SENTENCE_START], numbers[SENTENCE_END]
    count1: Counter[int] = Counter()
    count2: Counter[tuple[int, int]] = Counter()
    count3: Counter[tuple[int, int, int]] = Counter()
    for sentence, weight in sentences:
        ids = [start, *(numbers[word] for word in sentence if word in numbers), end]
        for index in range(1, len(ids)):
            count1[ids[index]] += weight
            count2[ids[index - 1], ids[index]] += weight
            if index > 1:
                count3[ids[index - 2], ids[index - 1], ids[index]] += weight

    total = count1.total()
    p1 = np.zeros(len(words))
    for word, count in count1.items():
        p1[word] = max(count - DISCOUNT, _LEAST_COUNT) / total
    heard = np.zeros(len(words), bool)
    heard[list(numbers.values())] = True
    heard[start] = False
    p1[heard] += max(0.0, 1 - p1.sum()) / heard.sum()

    after1: Counter[int] = Counter()
    kinds1: Counter[int] = Counter()
    for (first, _), count in count2.items():
        after1[first] += count
        kinds1[first] += 1
    p2 = {
        key: (count - DISCOUNT + DISCOUNT * kinds1[key[0]] * p1[key[1]]) / after1[key[0]]
        for key, count in count2.items()
    }
    after2: Counter[tuple[int, int]] = Counter()
    kinds2: Counter[tuple[int, int]] = Counter()
    for (first, second, _), count in count3.items():
        after2[first, second] += count
        kinds2[first, second] += 1
    p3 = {
        key: (count - DISCOUNT + DISCOUNT * kinds2[key[:2]] * p2[key[1:]]) / after2[key[:2]]
        for key, count in count3.items()
    }
    bigrams = sorted((first * SPAN + second, p) for (first, second), p in p2.items())
    trigrams = sorted(((x * SPAN + y) * SPAN + z, p) for (x, y, z), p in p3.items())
    return with_backoff(
        words,
        p1,
        np.array([key for key, _ in bigrams], np.int64),
        np.array([p for _, p in bigrams], np.float64),
        np.array([key for key, _ in trigrams], np.int64),
        np.array([p for _, p in trigrams], np.float64),
    )
