"""Reads the binary trigram that comes with pocketsphinx, whose own ARPA writer crashes on it.

The format is SphinxBase's `lm_trie` (pocketsphinx/src/lm/lm_trie.c and lm_trie_quant.c): a header, tables of 65 536
quantised values, unigrams, then bigrams and trigrams as packed bit fields, then the words.
"""

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from xquizit_transcription.engines.pocketsphinx.language_model.trigram import SPAN, Floats, Ids, Trigram

_MAGIC = b"Trie Language Model"
_TABLE = 1 << 16
_LOG_UNIT = float(np.log(1.0001))
"""Probabilities are stored as logarithms to this base."""
_UNIGRAM = np.dtype([("p", "<f4"), ("b", "<f4"), ("next", "<u4")])


def read_trie(path: Path) -> Trigram:
    """The model in `path`.

    Raises:
        ValueError: Not such a file, or not a trigram.
    """
    data = path.read_bytes()
    if not data.startswith(_MAGIC) or data[len(_MAGIC)] != 3:
        raise ValueError(f"{path.name} is no binary trigram")
    at = len(_MAGIC) + 1
    count1, count2, count3 = struct.unpack_from("<3I", data, at)
    at += 12 + 4  # the counts, then the kind of quantisation
    tables = np.frombuffer(data, "<f4", 3 * _TABLE, at)
    at += tables.nbytes
    p2_table, b2_table, p3_table = tables[:_TABLE], tables[_TABLE : 2 * _TABLE], tables[2 * _TABLE :]
    unigrams = np.frombuffer(data, _UNIGRAM, count1 + 1, at)
    at += unigrams.nbytes

    word_bits, next_bits = count1.bit_length(), count3.bit_length()
    width2, width3 = word_bits + 32 + next_bits, word_bits + 16
    bigrams, at = _packed(data, at, count2, width2)
    trigrams, at = _packed(data, at, count3, width3)
    (words_bytes,) = struct.unpack_from("<I", data, at)
    words = data[at + 4 : at + 4 + words_bytes].decode().split("\0")[:count1]

    row = np.arange(count2 + 1, dtype=np.int64) * width2
    # The trie runs backwards: a node's word comes before the words of its parents.
    # The counts in the header are of what was read when the file was made, not of what it holds: the last node of an
    # order tells where the next order ends.
    last = np.repeat(np.arange(count1), np.diff(unigrams["next"].astype(np.int64)))
    row = row[: len(last) + 1]
    before = _bits(bigrams, row[:-1], word_bits)
    b2 = b2_table[_bits(bigrams, row[:-1] + word_bits, 16)]
    p2 = p2_table[_bits(bigrams, row[:-1] + word_bits + 16, 16)]
    next3 = _bits(bigrams, row + word_bits + 32, next_bits)

    parent = np.repeat(np.arange(len(last)), np.diff(next3))
    row = np.arange(len(parent), dtype=np.int64) * width3
    k2 = _key(before, last)
    k3 = _key(_bits(trigrams, row, word_bits), before[parent], last[parent])
    p3 = p3_table[_bits(trigrams, row + word_bits, 16)]
    order2, order3 = np.argsort(k2), np.argsort(k3)
    return Trigram(
        words,
        _linear(unigrams["p"][:-1]),
        _linear(unigrams["b"][:-1]),
        k2[order2],
        _linear(p2)[order2],
        _linear(b2)[order2],
        k3[order3],
        _linear(p3)[order3],
    )


def _packed(data: bytes, at: int, count: int, width: int) -> tuple[NDArray[np.uint8], int]:
    """The bytes of `count` + 1 bit fields from `at`, and where they end."""
    size = ((1 + count) * width + 7) // 8 + 8
    return np.concatenate([np.frombuffer(data, np.uint8, size, at), np.zeros(8, np.uint8)]), at + size


def _bits(data: NDArray[np.uint8], offset: Ids, width: int) -> Ids:
    """`width` (at most 25) bits at each bit `offset`, little-endian."""
    start = offset >> 3
    value = data[start].astype(np.uint64)
    for byte in range(1, 5):
        value |= data[start + byte].astype(np.uint64) << np.uint64(8 * byte)
    return ((value >> (offset & 7).astype(np.uint64)) & np.uint64((1 << width) - 1)).astype(np.int64)


def _key(*words: Ids) -> Ids:
    key = words[0]
    for word in words[1:]:
        key = key * SPAN + word
    return key


def _linear(logarithm: NDArray[np.float32]) -> Floats:
    return np.exp(logarithm.astype(np.float64) * _LOG_UNIT)
