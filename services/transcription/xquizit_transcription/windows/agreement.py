"""What of a growing utterance's captions can be relied on: what two recognitions in a row agree on; pure.

LocalAgreement-2 (Liu, Spanakis & Niehues 2020, Low-Latency Sequence-to-Sequence Speech Recognition; used for Whisper by
Machacek, Dabre & Bojar 2023, Turning Whisper into Real-Time Transcription System): the longest common beginning of two
hypotheses in a row is stable and never shown differently again.
"""

from collections.abc import Sequence

from xquizit_transcription.answer import Word
from xquizit_transcription.windows.spelling import same


class Agreement:
    """The captions of one utterance. Give it every recognition, each of more of the utterance than the one before."""

    def __init__(self, *, same_output_threshold: int) -> None:
        """Takes after how many equal recognitions in a row everything counts as stable."""
        self._threshold = same_output_threshold
        self._stable: list[Word] = []
        self._rest: list[Word] = []
        self._repeats = 0
        self.shown_words = 0
        """How many words were shown so far, shown again ones not counted."""
        self.revised_words = 0
        """How many of the words that were shown were taken back by a later recognition."""

    def update(self, words: Sequence[Word]) -> None:
        """Takes the next recognition: all words from the utterance's beginning."""
        rest = self._beyond_stable(words)
        agreed = _common(self._rest, rest)
        is_same = agreed == len(rest) == len(self._rest) and bool(self._stable or rest)
        self._repeats = self._repeats + 1 if is_same else 1
        self.revised_words += len(self._rest) - agreed
        self.shown_words += len(rest) - agreed
        if self.is_settled:
            agreed = len(rest)
        self._stable += rest[:agreed]
        self._rest = rest[agreed:]

    @property
    def is_settled(self) -> bool:
        """Whether so many recognitions in a row said the same that another one would say it, too."""
        return self._repeats >= self._threshold

    @property
    def stable_text(self) -> str:
        """The words that will not be shown differently."""
        return _text(self._stable)

    @property
    def text(self) -> str:
        """The whole caption: stable words and those that may still change."""
        return _text([*self._stable, *self._rest])

    def _beyond_stable(self, words: Sequence[Word]) -> list[Word]:
        """The words of a recognition that come after the stable ones."""
        count = len(self._stable)
        if _common(self._stable, words) == count:
            return list(words[count:])
        # It hears the beginning differently now: what is stable stays, and goes on where its sound ended.
        until = self._stable[-1].end_sample
        return [word for word in words if (word.start_sample + word.end_sample) // 2 >= until]


def _common(one: Sequence[Word], other: Sequence[Word]) -> int:
    count = 0
    for ours, theirs in zip(one, other, strict=False):
        if not same(ours.text, theirs.text):
            break
        count += 1
    return count


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)
