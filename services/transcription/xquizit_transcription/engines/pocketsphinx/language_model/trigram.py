"""A trigram language model as numpy arrays: look-up, back-off weights, pruning and interpolation, all vectorised.

Words are numbers below `SPAN`. An n-gram is one integer (`first * SPAN + second`, and so on), and the n-grams of an
order are sorted, so that a look-up is a binary search. Probabilities and back-off weights are linear, not logarithms.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
Floats = NDArray[np.float64]

SPAN = 1 << 18
"""More than any vocabulary we use; three of them fit into 64 bits."""
SENTENCE_START = "<s>"
SENTENCE_END = "</s>"
_NEARLY_ZERO = 1e-10
_LEAST_MASS = 1e-6
"""What an unseen word gets at least in a context whose seen words use up all probability."""


@dataclass(frozen=True, slots=True)
class Trigram:
    """A back-off trigram. A missing n-gram has the probability of its shorter tail times its context's weight."""

    words: Sequence[str]
    """The word of each number."""
    p1: Floats
    """Unigram probabilities by word; 0 for words that this model does not have."""
    b1: Floats
    """Back-off weights by word."""
    k2: Ids
    """Bigrams, sorted."""
    p2: Floats
    b2: Floats
    """Back-off weights by bigram."""
    k3: Ids
    """Trigrams, sorted; the first two words of each are in `k2`."""
    p3: Floats

    def bigram(self, first: Ids, second: Ids) -> Floats:
        """The probability of `second` after `first`, element by element."""
        place, found = look_up(self.k2, first * SPAN + second)
        backed_off = self.b1[first] * self.p1[second]
        return np.where(found, self.p2[place], backed_off) if len(self.k2) else backed_off

    def trigram(self, first: Ids, second: Ids, third: Ids) -> Floats:
        """The probability of `third` after `first second`, element by element."""
        shorter = self.bigram(second, third)
        if not len(self.k2):
            return shorter
        context, has_context = look_up(self.k2, first * SPAN + second)
        backed_off = np.where(has_context, self.b2[context], 1.0) * shorter
        if not len(self.k3):
            return backed_off
        place, found = look_up(self.k3, (first * SPAN + second) * SPAN + third)
        return np.where(found, self.p3[place], backed_off)


def look_up(sorted_keys: Ids, wanted: Ids) -> tuple[Ids, NDArray[np.bool_]]:
    """Where each of `wanted` stands in `sorted_keys` (0 when it does not), and whether it does."""
    if not len(sorted_keys):
        return np.zeros(len(wanted), np.int64), np.zeros(len(wanted), bool)
    place = np.searchsorted(sorted_keys, wanted)
    place[place == len(sorted_keys)] = 0
    return place, sorted_keys[place] == wanted


def with_backoff(words: Sequence[str], p1: Floats, k2: Ids, p2: Floats, k3: Ids, p3: Floats) -> Trigram:
    """A model whose back-off weights make the words after every context sum to 1.

    Args:
        words: The word of each number.
        p1: Unigram probabilities; they are scaled to sum to 1.
        k2: Bigrams, sorted.
        p2: Their probabilities.
        k3: Trigrams, sorted; the context of each must be a bigram.
        p3: Their probabilities.
    """
    p1 = p1 / p1.sum()
    first, second = k2 // SPAN, k2 % SPAN
    b1 = _weights(_sums(first, p2, len(p1)), _sums(first, p1[second], len(p1)))
    without = Trigram(words, p1, b1, k2, p2, np.ones(len(k2)), k3, p3)
    context = k3 // SPAN
    place = np.searchsorted(k2, context)
    covered = _sums(place, without.bigram(context % SPAN, k3 % SPAN), len(k2))
    return Trigram(words, p1, b1, k2, p2, _weights(_sums(place, p3, len(k2)), covered), k3, p3)


def pruned(model: Trigram, keep: Ids, *, bigrams: int, trigrams: int) -> Trigram:
    """`model` with only the words `keep` (renumbered in that order) and the n-grams that tell most.

    What an n-gram tells is its probability times how far it is from what backing off would give (Stolcke, 1998, without
    the change of the back-off weight).

    Args:
        model: A model with its back-off weights.
        keep: Word numbers; must hold both sentence marks.
        bigrams: How many to keep, besides the contexts of trigrams.
        trigrams: How many to keep.
    """
    kept = np.zeros(SPAN, bool)
    kept[keep] = True
    p1 = np.where(kept[: len(model.p1)], model.p1, 0.0)
    p1 /= p1.sum()
    a, b = model.k2 // SPAN, model.k2 % SPAN
    inside = kept[a] & kept[b]
    k2, p2, b2 = model.k2[inside], model.p2[inside], model.b2[inside]
    x, y, z = model.k3 // SPAN // SPAN, model.k3 // SPAN % SPAN, model.k3 % SPAN
    inside = kept[x] & kept[y] & kept[z]
    k3, p3 = model.k3[inside], model.p3[inside]

    small = Trigram(model.words, p1, model.b1, k2, p2, b2, k3, p3)
    context, has_context = look_up(k2, k3 // SPAN)
    x, y, z = k3 // SPAN // SPAN, k3 // SPAN % SPAN, k3 % SPAN
    context_p = p1[x] * np.where(has_context, p2[context], 0.0)
    told3 = context_p * p3 * np.abs(np.log(p3 / (b2[context] * small.bigram(y, z) + 1e-30)))
    best3 = _largest(told3, trigrams) & has_context
    a, b = k2 // SPAN, k2 % SPAN
    told2 = p1[a] * p2 * np.abs(np.log(p2 / (model.b1[a] * p1[b] + 1e-30)))
    best2 = _largest(told2, bigrams)
    best2[context[best3]] = True
    return _renumbered(model.words, keep, p1, (k2[best2], p2[best2]), (k3[best3], p3[best3]))


def interpolated(domain: Trigram, background: Trigram, weight: float) -> Trigram:
    """Both models mixed: `weight` of `domain`, the rest of `background`.

    Args:
        domain: Numbers words like `background`, and may have more at the end.
        background: The general model.
        weight: 0..1.
    """
    grown = np.zeros(len(domain.words))
    grown[: len(background.p1)] = background.p1
    b1 = np.ones(len(grown))
    b1[: len(background.b1)] = background.b1
    wide = Trigram(domain.words, grown, b1, background.k2, background.p2, background.b2, background.k3, background.p3)
    k2, k3 = np.union1d(domain.k2, wide.k2), np.union1d(domain.k3, wide.k3)
    a, b = k2 // SPAN, k2 % SPAN
    x, y, z = k3 // SPAN // SPAN, k3 // SPAN % SPAN, k3 % SPAN
    return with_backoff(
        domain.words,
        weight * domain.p1 + (1 - weight) * wide.p1,
        k2,
        weight * domain.bigram(a, b) + (1 - weight) * wide.bigram(a, b),
        k3,
        weight * domain.trigram(x, y, z) + (1 - weight) * wide.trigram(x, y, z),
    )


def _sums(place: Ids, values: Floats, size: int) -> Floats:
    return np.bincount(place, values, size).astype(np.float64)


def _weights(seen: Floats, covered: Floats) -> Floats:
    return np.clip(1 - seen, _LEAST_MASS, 1) / np.clip(1 - covered, _LEAST_MASS, None)


def _largest(values: Floats, count: int) -> NDArray[np.bool_]:
    if count >= len(values):
        return np.ones(len(values), bool)
    return values >= np.partition(values, -count)[-count]


def _renumbered(
    words: Sequence[str], keep: Ids, p1: Floats, bigrams: tuple[Ids, Floats], trigrams: tuple[Ids, Floats]
) -> Trigram:
    number = np.zeros(SPAN, np.int64)
    number[keep] = np.arange(len(keep))
    k2, p2 = bigrams
    k3, p3 = trigrams
    k2 = number[k2 // SPAN] * SPAN + number[k2 % SPAN]
    k3 = (number[k3 // SPAN // SPAN] * SPAN + number[k3 // SPAN % SPAN]) * SPAN + number[k3 % SPAN]
    order2, order3 = np.argsort(k2), np.argsort(k3)
    return with_backoff(
        [str(words[int(index)]) for index in keep],
        np.maximum(p1[keep], _NEARLY_ZERO),
        k2[order2],
        p2[order2],
        k3[order3],
        p3[order3],
    )
