"""What the worker heard, as segments of the port: samples for seconds, everything inside the window; pure."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from xquizit_transcription.windows.pieces import Piece, joined, placed
from xquizit_transcription.windows.port import Segment


def segments_of(
    heard: Sequence[Mapping[str, Any]],
    *,
    samples: int,
    language: str = "",
    language_probability: float | None = None,
) -> tuple[Segment, ...]:
    """The segments of a window, in order; none without a text.

    Args:
        heard: As the worker tells them: `text`, `start` and `end` in seconds, `avg_logprob`, `compression_ratio`,
            `no_speech_prob`, and `words`, each text, start, end, probability.
        samples: The window's length. Whisper hears 30 s, the rest of which is silence, and may end a word in it.
        language: In which language it was found to be; empty: it was told.
        language_probability: How sure that is.
    """
    segments: list[Segment] = []
    at = 0
    for told in heard:
        text = str(told["text"]).strip()
        pieces = joined(Piece(word, start, end, _unit(sure)) for word, start, end, sure in told["words"])
        words = placed(pieces or _spread(told, text), at=at, window_samples=samples)
        if words:
            at = words[-1].end_sample
            segments.append(
                Segment(
                    text,
                    words,
                    float(told["avg_logprob"]),
                    float(told["compression_ratio"]),
                    _unit(told["no_speech_prob"]),
                    language,
                    language_probability,
                )
            )
    return tuple(segments)


def _spread(told: Mapping[str, Any], text: str) -> list[Piece]:
    """Words of a text that could not be aligned: spread over its segment, each as sure as all of it."""
    words = text.split()
    start_s, step_s = float(told["start"]), (float(told["end"]) - float(told["start"])) / max(1, len(words))
    sure = math.exp(min(0.0, told["avg_logprob"]))
    return [Piece(word, start_s + step_s * n, start_s + step_s * (n + 1), sure) for n, word in enumerate(words)]


def _unit(value: float) -> float:
    return 0.0 if math.isnan(value) else min(max(float(value), 0.0), 1.0)
