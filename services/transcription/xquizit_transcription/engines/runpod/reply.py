"""What a worker recognized, from its output to segments; pure."""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, FiniteFloat, ValidationError

from xquizit_transcription.engines.runpod.failures import Outcome, RunpodFailed
from xquizit_transcription.windows.pieces import Piece, joined, placed
from xquizit_transcription.windows.port import Segment

_DAY_S = 86_400.0
_Seconds = Annotated[float, Field(ge=-_DAY_S, le=_DAY_S, allow_inf_nan=False)]
"""Times a little outside the window are put right; what is this far away is no time."""


def _code(value: object) -> str:
    """A language is a bonus: one that is none must not cost a job."""
    return value if isinstance(value, str) else ""


def _probability(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value <= 1 else None


class UnusableReply(RunpodFailed):
    """The output is not what a worker of Whisper makes; it carries nothing of it."""

    def __init__(self) -> None:
        super().__init__(Outcome.UNUSABLE_OUTPUT, http_status=200)


class _Word(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    word: str
    """Whisper's words carry their leading space."""
    start: _Seconds
    end: _Seconds
    probability: FiniteFloat | None = None


class _Segment(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    text: str
    start: _Seconds
    end: _Seconds
    avg_logprob: FiniteFloat
    compression_ratio: FiniteFloat
    no_speech_prob: FiniteFloat
    words: list[_Word] | None = None


class _Output(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    segments: list[_Segment]
    word_timestamps: list[_Word] | None = None
    """Of the marketplace's worker: all words, without their segments and probabilities."""
    detected_language: Annotated[str, BeforeValidator(_code)] = ""
    language_probability: Annotated[float | None, BeforeValidator(_probability)] = None
    """Of our own worker, when it was not told the language."""


def segments_of(output: object, *, window_samples: int, finds_language: bool = False) -> tuple[Segment, ...]:
    """What was recognized in a window, in order; no word begins before the one before it ends.

    Args:
        output: The worker's.
        window_samples: The window's length.
        finds_language: Whether the worker had to find the language out; otherwise it repeats what it was told.

    Raises:
        UnusableReply: Something is missing, of another kind, or no number.
    """
    try:
        read = _Output.model_validate(output)
    except ValidationError:
        raise UnusableReply from None  # not chained: its text has what was recognized
    segments = sorted(read.segments, key=lambda segment: segment.start)
    given = [segment.words or [] for segment in segments]
    if not any(given):
        given = _by_segment(read.word_timestamps or (), segments)
    # Words may lie in a neighbouring segment by their times: they are only made up where the worker left some out.
    is_lacking = sum(map(len, given)) < sum(len(segment.text.split()) for segment in segments)
    at, made = 0, list[Segment]()
    for segment, own in zip(segments, given, strict=True):
        pieces = joined(_pieces(own, segment)) or (_spread(segment) if is_lacking else [])
        words = placed(pieces, at=at, window_samples=window_samples)
        at = words[-1].end_sample if words else at
        if text := segment.text.strip():
            no_speech_prob = min(max(segment.no_speech_prob, 0.0), 1.0)
            made.append(
                Segment(
                    text,
                    words,
                    segment.avg_logprob,
                    segment.compression_ratio,
                    no_speech_prob,
                    read.detected_language if finds_language else "",
                    read.language_probability if finds_language else None,
                )
            )
    return tuple(made)


def _by_segment(words: Iterable[_Word], segments: Sequence[_Segment]) -> list[list[_Word]]:
    """Each word with the segment in which its middle is, or else the nearest that has any text."""
    own: list[list[_Word]] = [[] for _ in segments]
    places = [index for index, segment in enumerate(segments) if segment.text.strip()]
    for word in words if places else ():
        middle = (word.start + word.end) / 2
        own[min(places, key=lambda index: _distance(middle, segments[index]))].append(word)
    return own


def _distance(second: float, segment: _Segment) -> float:
    return max(segment.start - second, second - segment.end, 0.0)


def _pieces(words: Sequence[_Word], segment: _Segment) -> list[Piece]:
    """With the segment's confidence where the worker tells none for words."""
    usual = _confidence(segment)
    return [
        Piece(word.word, word.start, word.end, usual if word.probability is None else word.probability)
        for word in words
    ]


def _spread(segment: _Segment) -> list[Piece]:
    """The words of a segment without word times, each given a share of it by its length."""
    words = segment.text.split()
    whole = sum(len(word) for word in words)
    edges, passed = [segment.start], 0
    for word in words:
        passed += len(word)
        edges.append(segment.start + (segment.end - segment.start) * (passed / whole))
    confidence = _confidence(segment)
    return [Piece(word, start, end, confidence) for word, (start, end) in zip(words, pairwise(edges), strict=True)]


def _confidence(segment: _Segment) -> float:
    """The mean probability of its tokens, for words that have none of their own."""
    return math.exp(min(segment.avg_logprob, 0.0))
