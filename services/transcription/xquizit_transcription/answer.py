"""What is final of one spoken answer, and the rule that finals never overlap; pure."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Word:
    """A recognized word; positions are samples from the start of the answer."""

    text: str
    start_sample: int
    end_sample: int
    confidence: float
    """0..1."""


@dataclass(frozen=True, slots=True)
class Final:
    """What was said between two samples; it never changes."""

    text: str
    start_sample: int
    end_sample: int
    confidence: float
    """Mean of the words'."""
    words: tuple[Word, ...]
    engine: str = ""
    """Who recognized it; empty: an older release stored it."""

    def to_json(self) -> str:
        """For storage."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, stored: str | bytes) -> "Final":
        """What `to_json` wrote."""
        fields: dict[str, Any] = json.loads(stored)
        words = tuple(Word(**word) for word in fields.pop("words"))
        return cls(**fields, words=words)


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """What is stored of an answer."""

    samples: int = 0
    """Everything before this is recognized, or without speech."""
    finals: tuple[Final, ...] = ()

    def after(self, sample: int) -> tuple[Final, ...]:
        """The finals that somebody who knows all before `sample` has not seen."""
        return tuple(final for final in self.finals if final.end_sample > sample)


def final_of(words: Sequence[Word], *, start_sample: int, end_sample: int, engine: str) -> Final | None:
    """The final of the utterance `start_sample`..`end_sample`; None when it has no words.

    Words are kept inside the utterance and in order, none begins before the one before it ends: utterances do not
    overlap, so finals do not either, whatever an engine says about its words.
    """
    kept: list[Word] = []
    at = start_sample
    for word in words:
        start = min(max(word.start_sample, at), end_sample)
        at = min(max(word.end_sample, start), end_sample)
        kept.append(Word(word.text, start, at, min(max(word.confidence, 0.0), 1.0)))
    if not kept:
        return None
    confidence = sum(word.confidence for word in kept) / len(kept)
    text = " ".join(word.text for word in kept)
    return Final(text, kept[0].start_sample, kept[-1].end_sample, confidence, tuple(kept), engine)
