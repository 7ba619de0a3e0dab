"""Joins an utterance that was cut in the middle of speech to the one before it, by its words; pure.

Sound that was recognized twice is found again in the words, not in their times: the times of a recognizer are off by
some tenths of a second, which is a short word.
"""

from collections.abc import Sequence

from xquizit_transcription.answer import Word
from xquizit_transcription.windows.spelling import bare, same

_MOST_WORDS = 8
"""Looked at on each side: a second of fast speech has five."""


def without_overlap(before: Sequence[Word], words: Sequence[Word], *, cut: int) -> list[Word]:
    """The words of an utterance that were not already told with the one before.

    Args:
        before: The words of the utterance before, which ends at `cut`.
        words: Recognized from a little before `cut` on.
        cut: Where one utterance ends and the next begins, as a sample of the answer, as are the words' positions.

    Returns:
        `words` from the first that is new. When nothing is found again, those whose middle lies behind the cut.
    """
    last = list(before[-_MOST_WORDS:])
    for count in range(min(len(last), len(words), _MOST_WORDS), 0, -1):
        for skipped in (0, 1):  # the first word may be the rest of one that began before the overlap
            again = words[skipped : skipped + count]
            is_rest = not skipped or words[0].start_sample < cut
            if is_rest and _are_same(last[-count:], again) and _middle(again[-1]) <= cut + _NEAR_SAMPLES:
                return list(words[skipped + count :])
    new = [word for word in words if _middle(word) >= cut]
    if last and new and _is_rest_of(new[0].text, last[-1].text):
        return new[1:]
    return new


_NEAR_SAMPLES = 4_800
"""How far behind the cut a word may seem to lie that was heard before it: 0.3 s. Further on it was said again."""


def _are_same(ours: Sequence[Word], theirs: Sequence[Word]) -> bool:
    return len(ours) == len(theirs) and all(same(a.text, b.text) for a, b in zip(ours, theirs, strict=True))


def _middle(word: Word) -> int:
    return (word.start_sample + word.end_sample) // 2


def _is_rest_of(word: str, whole: str) -> bool:
    """Whether a word is the end of one that was told whole: `netes` after `Kubernetes`."""
    ours, theirs = bare(word), bare(whole)
    return len(ours) < len(theirs) and theirs.endswith(ours) and len(ours) > 2
