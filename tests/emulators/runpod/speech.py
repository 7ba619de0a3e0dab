"""Sentences as sound and as words with their places in it, from the same call of eSpeak."""

import ctypes
import functools
import re
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import soxr

from tests.emulators.runpod.hearing import HeardWord
from tests.fakes import speech as mouth

_WORD, _END = 1, 5
"""espeakEVENT_WORD and espeakEVENT_END: a word begins, a clause ends."""
_QUIET = 64
"""Samples up to this are the pause after a word."""


class _Event(ctypes.Structure):
    """espeak_EVENT (speak_lib.h)."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


@dataclass(frozen=True, slots=True)
class _Mark:
    """Where in the sound a piece of text begins (`is_word`), or its clause ends."""

    is_word: bool
    character: int
    sample: int


@functools.cache
def timed(text: str) -> tuple[bytes, tuple[HeardWord, ...]]:
    """`text` spoken as `tests.fakes.speech.say` speaks it, at 16 kHz, and its words in that sound.

    The bytes are the same every time in one process, but not those of `say`: the voice breathes by chance.

    Raises:
        ValueError: eSpeak finds no word in the text.
    """
    spoken, rate_hz, marks = _speak(text)
    if not any(mark.is_word for mark in marks):
        raise ValueError("espeak finds no word in it")
    scale = mouth.RATE_HZ / rate_hz
    samples = soxr.resample(spoken, rate_hz, mouth.RATE_HZ).astype("<i2")
    at_listening_rate = [_Mark(mark.is_word, mark.character, round(mark.sample * scale)) for mark in marks]
    return samples.tobytes(), tuple(_words(text, samples, at_listening_rate))


def _speak(text: str) -> tuple[np.ndarray, int, list[_Mark]]:
    pieces: list[bytes] = []
    marks: list[_Mark] = []

    def take(samples: ctypes.Array[ctypes.c_short], count: int, events: int) -> int:
        if samples and count:
            pieces.append(ctypes.string_at(samples, 2 * count))
        event = ctypes.cast(events, ctypes.POINTER(_Event))
        index = 0
        while event[index].type:
            if event[index].type in (_WORD, _END):
                place = event[index]
                marks.append(_Mark(place.type == _WORD, place.text_position - 1, place.sample))
            index += 1
        return 0

    # There is one eSpeak in a process, and one caller at a time: the fakes' own library and lock.
    with mouth._lock:
        library, rate_hz = mouth._library()
        library.espeak_SetVoiceByName(mouth.VOICE.encode())
        library.espeak_SetParameter(mouth._PARAMETER_RATE, mouth.WORDS_PER_MINUTE, 0)
        callback = mouth._Callback(take)  # type: ignore[arg-type]
        library.espeak_SetSynthCallback(callback)
        data = text.encode()
        utf8, by_character = mouth._CHARS_UTF8, mouth._POS_CHARACTER
        library.espeak_Synth(data, len(data) + 1, 0, by_character, 0, utf8, None, None)
    return np.frombuffer(b"".join(pieces), "<i2"), rate_hz, marks


def _words(text: str, samples: np.ndarray, marks: list[_Mark]) -> list[HeardWord]:
    """The words of `text`; those that eSpeak speaks as one, as "of the", share its time by their letters."""
    tokens = list(re.finditer(r"\S+", text))
    marks = sorted(marks, key=lambda mark: mark.sample)
    starts: dict[int, int] = {}
    for mark in marks:
        inside = [number for number, token in enumerate(tokens) if token.start() <= mark.character < token.end()]
        if mark.is_word and inside:
            starts.setdefault(inside[0], mark.sample)
    starts.setdefault(0, 0)
    ends = [mark.sample for mark in marks if not mark.is_word] + [len(samples)]
    words: list[HeardWord] = []
    for first, after in pairwise([*sorted(starts), len(tokens)]):
        limit = min(end for end in [*ends, starts.get(after, len(samples))] if end > starts[first])
        end = _sounding_end(samples, starts[first], limit)
        group = tokens[first:after]
        letters = np.cumsum([0, *(len(token.group()) for token in group)])
        places = (starts[first] + (end - starts[first]) * letters / letters[-1]).astype(int).tolist()
        words += [HeardWord(t.group(), a, b) for t, a, b in zip(group, places[:-1], places[1:], strict=True)]
    return words


def _sounding_end(samples: np.ndarray, start: int, limit: int) -> int:
    loud = np.flatnonzero(np.abs(samples[start:limit].astype(int)) > _QUIET)
    return start + int(loud[-1]) + 1 if loud.size else limit
