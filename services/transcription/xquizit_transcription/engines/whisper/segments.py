"""What the worker heard, as segments of the port: samples for seconds, everything inside the window; pure."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from xquizit_kit.audio import LISTEN_RATE_HZ, samples_for
from xquizit_transcription.answer import Word
from xquizit_transcription.windows.port import Segment


def segments_of(heard: Sequence[Mapping[str, Any]], *, samples: int) -> tuple[Segment, ...]:
    """The segments of a window, in order; none without a text.

    Args:
        heard: As the worker tells them: `text`, `start` and `end` in seconds, `avg_logprob`, `compression_ratio`,
            `no_speech_prob`, and `words`, each text, start, end, probability.
        samples: The window's length. Whisper hears 30 s, the rest of which is silence, and may end a word in it.
    """
    segments: list[Segment] = []
    at = 0
    for told in heard:
        text = str(told["text"]).strip()
        words = _words(told, text, at=at, samples=samples)
        if words:
            at = words[-1].end_sample
            segments.append(
                Segment(
                    text,
                    tuple(words),
                    float(told["avg_logprob"]),
                    float(told["compression_ratio"]),
                    _unit(told["no_speech_prob"]),
                )
            )
    return tuple(segments)


def _words(told: Mapping[str, Any], text: str, *, at: int, samples: int) -> list[Word]:
    """Its words, none before `at` or before the end of the one before it."""
    words: list[Word] = []
    for spelled, start_s, end_s, probability in told["words"] or _spread(told, text):
        if word := str(spelled).strip():
            start = min(max(samples_for(start_s, LISTEN_RATE_HZ), at), samples)
            at = min(max(samples_for(end_s, LISTEN_RATE_HZ), start), samples)
            words.append(Word(word, start, at, _unit(probability)))
    return words


def _spread(told: Mapping[str, Any], text: str) -> list[tuple[str, float, float, float]]:
    """Words of a text that could not be aligned: spread over its segment, each as sure as all of it."""
    words = text.split()
    start_s, step_s = float(told["start"]), (float(told["end"]) - float(told["start"])) / max(1, len(words))
    sure = math.exp(min(0.0, told["avg_logprob"]))
    return [(word, start_s + step_s * n, start_s + step_s * (n + 1), sure) for n, word in enumerate(words)]


def _unit(value: float) -> float:
    return 0.0 if math.isnan(value) else min(max(float(value), 0.0), 1.0)
