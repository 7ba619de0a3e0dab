"""The candidate's mouth: eSpeak's `en-us+klatt`, the voice that pocketsphinx understands best, as 16 kHz PCM."""

import ctypes
import functools
import threading
from collections.abc import Callable
from typing import Any

import espeakng_loader  # pyright: ignore[reportMissingTypeStubs]
import numpy as np
import soxr

from xquizit_kit.audio import LISTEN_RATE_HZ

VOICE = "en-us+klatt"
WORDS_PER_MINUTE = 150

_SYNCHRONOUS = 2
_DO_NOT_EXIT = 0x8000
_CHARACTERS = 1
_UTF8 = 1
_RATE = 1

_lock = threading.Lock()
"""eSpeak has one global instance in a process."""
_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


def speak(text: str) -> bytes:
    """`text` as s16le mono PCM at 16 kHz. Takes about a millisecond for each second of speech; blocks.

    Raises:
        RuntimeError: eSpeak made no sound.
    """
    pieces: list[bytes] = []

    def take(samples: int | None, count: int, _events: int | None) -> int:
        if samples and count:
            pieces.append(ctypes.string_at(samples, 2 * count))
        return 0

    with _lock:
        library, rate_hz = _library()
        library.espeak_SetVoiceByName(VOICE.encode())
        library.espeak_SetParameter(_RATE, WORDS_PER_MINUTE, 0)
        callback: Callable[..., Any] = _Callback(take)
        library.espeak_SetSynthCallback(callback)
        encoded = text.encode()
        library.espeak_Synth(encoded, len(encoded) + 1, 0, _CHARACTERS, 0, _UTF8, None, None)
    if not pieces:
        raise RuntimeError("espeak made no sound")
    return resample(b"".join(pieces), rate_hz, LISTEN_RATE_HZ)


def resample(pcm: bytes, from_hz: int, to_hz: int) -> bytes:
    """`pcm` at another rate."""
    samples = np.frombuffer(pcm, dtype="<i2")
    return soxr.resample(samples, from_hz, to_hz).astype("<i2").tobytes()  # pyright: ignore


@functools.cache
def _library() -> tuple[ctypes.CDLL, int]:
    library = ctypes.CDLL(espeakng_loader.get_library_path())  # pyright: ignore[reportUnknownMemberType]
    data = str(espeakng_loader.get_data_path())  # pyright: ignore[reportUnknownMemberType]
    rate_hz = library.espeak_Initialize(_SYNCHRONOUS, 0, data.encode(), _DO_NOT_EXIT)
    if rate_hz <= 0:
        raise RuntimeError("espeak could not be initialised")
    return library, int(rate_hz)
