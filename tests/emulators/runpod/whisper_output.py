"""What the Faster-Whisper worker makes of heard words: segments with Whisper's own measures, and ways to spoil them."""

import math
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from tests.emulators.runpod.errors import Json
from tests.emulators.runpod.faults import Fault, FaultKind
from tests.emulators.runpod.hearing import HeardWord, invented, spread
from tests.emulators.runpod.pace import RATE_HZ
from tests.emulators.runpod.whisper_input import Dialect, WhisperInput

_CHUNK_S = 30
"""Whisper decodes so much at once; the measures are of all of it."""
_FRAMES_PER_S = 100
_PAUSE_SAMPLES = RATE_HZ // 2
"""After a longer one a new segment begins."""
_TIMESTAMP_TOKEN = 50364
_TIMESTAMPS_PER_S = 50
_WORD_TOKENS = 50257
_SURE_OF_SPEECH, _SURE_OF_SILENCE, _SURE_OF_GUESSES = 0.98, 0.3, 0.4
"""Probabilities: of a language, where somebody speaks it and where nobody does; of a word in the wrong language."""


def make_output(words: Sequence[HeardWord], asked: WhisperInput, dialect: Dialect) -> Json:
    """The output of a job that is completed."""
    told: str | None = asked.options["language"]
    found, sure = _language(words)
    segments = _segments(words if told in (None, found) else _guessed(words))
    layout = asked.options["transcription"]
    output: Json = {
        "segments": [_without_words(segment) for segment in segments],
        "detected_language": told or found,
        "transcription": _joined(segments, layout),
        "translation": _joined(segments, asked.options["translation"]) if asked.options["translate"] else None,
        "device": "cuda",
        "model": asked.options["model"] or "base",
    }
    if dialect == "ours" and told is None:
        output["language_probability"] = sure
    if asked.options["word_timestamps"]:
        output["word_timestamps"] = [_timed(word, dialect) for segment in segments for word in segment["words"]]
    return output


def misheard(fault: Fault | None, words: Sequence[HeardWord], samples: int) -> Sequence[HeardWord]:
    """`words`, or what Whisper hears in their place where the fault says so."""
    match fault.kind if fault else None:
        case FaultKind.HALLUCINATION:
            return invented(samples)
        case FaultKind.REPETITION:
            return spread(["I", "mean,"] * 40, 0, samples, probability=0.6)
        case _:
            return words


def spoiled(fault: Fault | None, output: Json) -> Any:
    """`output` with what the fault does to it."""
    match fault.kind if fault else None:
        case FaultKind.OUTPUT_NULL:
            return None
        case FaultKind.OUTPUT_WRONG_SHAPE:
            return {**output, "segments": {"0": output["transcription"]}, "word_timestamps": [["word", 0, 1]]}
        case FaultKind.OUTPUT_WITHOUT_SEGMENTS:
            return {name: value for name, value in output.items() if name != "segments"}
        case FaultKind.OUTPUT_NAN:
            measures = dict.fromkeys(("start", "avg_logprob", "compression_ratio", "no_speech_prob"), math.nan)
            timed = [{**word, "start": math.nan} for word in output.get("word_timestamps", [])]
            spoilt = {**output, "segments": [{**segment, **measures} for segment in output["segments"]]}
            return {**spoilt, "word_timestamps": timed} if timed else spoilt
        case _:
            return output


def _language(words: Sequence[HeardWord]) -> tuple[str, float]:
    """What most words are in, and how sure that is; where nothing is said Whisper guesses."""
    if not words:
        return "en", _SURE_OF_SILENCE
    [(language, count)] = Counter(word.language for word in words).most_common(1)
    return language, round(_SURE_OF_SPEECH * count / len(words), 2)


def _guessed(words: Sequence[HeardWord]) -> list[HeardWord]:
    """What Whisper makes of words when it is told that they are in another language: something, and not surely."""
    return [replace(word, probability=min(word.probability, _SURE_OF_GUESSES)) for word in words]


def _segments(words: Sequence[HeardWord]) -> list[Json]:
    """Segments with their words."""
    segments: list[Json] = []
    for chunk, in_chunk in groupby(words, key=lambda word: word.start_sample // (_CHUNK_S * RATE_HZ)):
        listed = list(in_chunk)
        text = "".join(f" {word.text}" for word in listed)
        measures = {
            "temperature": 0.0,
            "avg_logprob": sum(math.log(max(word.probability, 1e-9)) for word in listed) / len(listed),
            "compression_ratio": len(text.encode()) / len(zlib.compress(text.encode())),
            "no_speech_prob": max(word.no_speech_prob for word in listed),
        }
        for said in _phrases(listed):
            start, end = _seconds(said[0].start_sample), _seconds(said[-1].end_sample)
            segments.append(
                {
                    "id": len(segments) + 1,
                    "seek": chunk * _CHUNK_S * _FRAMES_PER_S,
                    "start": start,
                    "end": end,
                    "text": "".join(f" {word.text}" for word in said),
                    "tokens": _tokens(said, start - chunk * _CHUNK_S, end - chunk * _CHUNK_S),
                    **measures,
                    "words": said,
                }
            )
    return segments


def _phrases(words: Sequence[HeardWord]) -> list[list[HeardWord]]:
    """Words up to the end of a sentence or a pause."""
    phrases: list[list[HeardWord]] = []
    for word in words:
        before = phrases[-1][-1] if phrases else None
        goes_on = before is not None and before.text[-1:] not in ".?!"
        if before is not None and goes_on and word.start_sample - before.end_sample <= _PAUSE_SAMPLES:
            phrases[-1].append(word)
        else:
            phrases.append([word])
    return phrases


def _tokens(words: Sequence[HeardWord], start_s: float, end_s: float) -> list[int]:
    """Numbers in the ranges of the real ones: a timestamp, one for each word, a timestamp."""
    inner = [zlib.crc32(word.text.encode()) % _WORD_TOKENS for word in words]
    return [_timestamp(start_s), *inner, _timestamp(end_s)]


def _timestamp(seconds: float) -> int:
    return _TIMESTAMP_TOKEN + round(seconds * _TIMESTAMPS_PER_S)


def _without_words(segment: Json) -> Json:
    return {name: value for name, value in segment.items() if name != "words"}


def _timed(word: HeardWord, dialect: Dialect) -> Json:
    timed: Json = {"word": f" {word.text}", "start": _seconds(word.start_sample), "end": _seconds(word.end_sample)}
    return {**timed, "probability": word.probability} if dialect == "ours" else timed


def _joined(segments: Sequence[Json], layout: str) -> str:
    return ("\n" if layout == "formatted_text" else " ").join(segment["text"].lstrip() for segment in segments)


def _seconds(samples: int) -> float:
    return round(samples / RATE_HZ, 2)
