"""Cuts what is said into passes through the network, at marks; pure.

The network makes a pass at once. On a CPU a long one is slower for each second of sound (0.57 against 0.40 for 22 s
and 7 s), is heard later, takes more memory, and is stopped only after one operation (300 ms and 70 ms).
"""
# ruff: noqa: RUF001 (phonemes and marks as kokoro has them)

from collections.abc import Iterator, Sequence

CPU_PHONEMES = 80
"""About 5.5 s of speech."""
_HARD_FACTOR = 2.5
"""A stretch without a mark is cut between words only when it is longer than this."""
_MARKS = ("!.?…", ":;", ",—")
"""Best first."""
_CLOSERS = frozenset(')”"’')


def passes(phonemes: Sequence[str], limit: int) -> Iterator[tuple[int, int]]:
    """Start and end (excluded) of each pass, in tokens; together they are all tokens.

    Args:
        phonemes: Of each token; a mark is a token of its own.
        limit: A pass is cut at the best mark before so many phonemes, else at the first one after them.
    """
    start = 0
    while start < len(phonemes):
        end = _end(phonemes, start, limit)
        yield start, end
        start = end


def _end(phonemes: Sequence[str], start: int, limit: int) -> int:
    sizes = list(_running(phonemes, start))
    if not sizes or sizes[-1] <= limit:
        return len(phonemes)
    for marks in _MARKS:
        ends = [at for at, size in enumerate(sizes, start) if limit / 3 <= size <= limit and phonemes[at] in marks]
        if any(phonemes[at] for at in ends):
            return _behind_closers(phonemes, max(at for at in ends if phonemes[at]) + 1)
    for at, size in enumerate(sizes, start):
        if size > limit * _HARD_FACTOR and at > start:
            return max(start + 1, next(at for at, size in enumerate(sizes, start) if size > limit))
        if size > limit and phonemes[at] and any(phonemes[at] in marks for marks in _MARKS):
            return _behind_closers(phonemes, at + 1)
    return len(phonemes)


def _running(phonemes: Sequence[str], start: int) -> Iterator[int]:
    size = 0
    for token in phonemes[start:]:
        size += len(token)
        yield size


def _behind_closers(phonemes: Sequence[str], end: int) -> int:
    while end < len(phonemes) and phonemes[end] in _CLOSERS:
        end += 1
    return end
