"""The worker process of the `espeak` engine: `python -m xquizit_tts.engines.espeak.worker`.

The library has one state for the whole process and cannot be trusted to end: hence a process of its own.
"""

import dataclasses
import json
from collections.abc import Iterator, Mapping

import numpy as np
import soxr

from xquizit_kit.audio import SAMPLE_BYTES, SPEAK_RATE_HZ
from xquizit_kit.errors import EngineFailed
from xquizit_kit.worker_child import Method, Stop, Streaming, serve_worker
from xquizit_kit.worker_frames import Header
from xquizit_tts.engines.espeak.library import EspeakLibrary, WordEvent

FIRST_ANSWER_BYTES = SAMPLE_BYTES * SPEAK_RATE_HZ // 10
ANSWER_BYTES = SAMPLE_BYTES * SPEAK_RATE_HZ
"""100 ms are sent at once, then a second at a time: each answer costs more than the audio in it."""


class Speaker:
    """One library, and what it is asked."""

    def __init__(self) -> None:
        try:
            self._library = EspeakLibrary()
        except OSError as error:
            raise EngineFailed("The voice could not be started.") from error

    def voices(self, _header: Header, _payload: bytes) -> tuple[Header, bytes]:
        """Every voice of the library."""
        voices = [dataclasses.asdict(voice) for voice in self._library.voices()]
        return {"version": self._library.version()}, json.dumps(voices).encode()

    def speak(self, header: Header, _payload: bytes, stop: Stop) -> Iterator[tuple[Header, bytes]]:
        """24 kHz PCM of `text` by `voice`, and the words `[start, end, start_ms, end_ms]` that are known by then.

        eSpeak calls back and a generator is asked, so a piece is made whole before its first answer: 3 ms.
        """
        speech = Speech(stop)
        if not self._library.synthesize(header["text"], header["voice"], header["words_per_minute"], speech.take):
            raise EngineFailed("The voice could not speak that.", retry_after_s=1.0)
        if stop():
            return
        pcm = resampled(speech.samples(), self._library.rate_hz)
        words = timed(speech.words, len(pcm) // SAMPLE_BYTES * 1000 // SPEAK_RATE_HZ)
        start, size = 0, FIRST_ANSWER_BYTES
        while start < len(pcm) and not stop():
            yield {"words": words if start == 0 else []}, pcm[start : start + size]
            start, size = start + size, ANSWER_BYTES


class Speech:
    """What the library says of one text."""

    def __init__(self, stop: Stop) -> None:
        self._stop = stop
        self._parts: list[bytes] = []
        self.words: list[WordEvent] = []

    def take(self, pcm: bytes, words: list[WordEvent]) -> bool:
        """Takes some of it; False when no more is wanted."""
        self._parts.append(pcm)
        self.words += words
        return not self._stop()

    def samples(self) -> "np.ndarray[tuple[int], np.dtype[np.int16]]":
        """All of it."""
        return np.frombuffer(b"".join(self._parts), dtype="<i2")


def resampled(samples: "np.ndarray[tuple[int], np.dtype[np.int16]]", rate_hz: int) -> bytes:
    """The same sound at 24 kHz."""
    if not samples.size:
        return b""
    return soxr.resample(samples, rate_hz, SPEAK_RATE_HZ, quality="HQ").astype("<i2").tobytes()


def timed(words: list[WordEvent], length_ms: int) -> list[tuple[int, int, int, int]]:
    """Start, end, start_ms and end_ms of each word; one ends where the next begins."""
    ends = [word.at_ms for word in words[1:]] + [length_ms]
    return [
        (word.start, word.start + word.length, min(word.at_ms, length_ms), min(max(end, word.at_ms), length_ms))
        for word, end in zip(words, ends, strict=True)
    ]


def make_methods(_arguments: Header) -> Mapping[str, Method | Streaming]:
    """What the parent may ask."""
    speaker = Speaker()
    return {"voices": speaker.voices, "speak": Streaming(speaker.speak)}


if __name__ == "__main__":
    serve_worker(make_methods)
