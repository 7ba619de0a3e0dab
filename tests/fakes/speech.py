"""A test candidate's mouth: sentences as 16 kHz s16le PCM, in the eSpeak voice that pocketsphinx understands best."""

import ctypes
import functools
import threading

import espeakng_loader
import numpy as np
import soxr

RATE_HZ = 16_000
"""Samples per second of everything this file returns."""
VOICE = "en-us+klatt"
WORDS_PER_MINUTE = 150

_AUDIO_OUTPUT_SYNCHRONOUS = 2
_INITIALIZE_DONT_EXIT = 0x8000
_CHARS_UTF8 = 1
_POS_CHARACTER = 1
_PARAMETER_RATE = 1

_lock = threading.Lock()
_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


@functools.cache
def say(text: str, *, voice: str = VOICE, words_per_minute: int = WORDS_PER_MINUTE) -> bytes:
    """`text` spoken; the same bytes every time in one process, computed once.

    Args:
        text: Plain text.
        voice: What `espeak_SetVoiceByName` takes; `name+variant`.
        words_per_minute: 80 to 450.

    Raises:
        ValueError: eSpeak has no such voice, or made no sound of the text.
    """
    with _lock:
        library, rate_hz = _library()
        if library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise ValueError(f"espeak has no voice {voice}")
        library.espeak_SetParameter(_PARAMETER_RATE, words_per_minute, 0)
        pieces: list[bytes] = []

        def take(samples: ctypes.Array[ctypes.c_short], count: int, _events: int) -> int:
            if samples and count:
                pieces.append(ctypes.string_at(samples, 2 * count))
            return 0

        callback = _Callback(take)  # type: ignore[arg-type]
        library.espeak_SetSynthCallback(callback)
        data = text.encode()
        library.espeak_Synth(data, len(data) + 1, 0, _POS_CHARACTER, 0, _CHARS_UTF8, None, None)
    if not pieces:
        raise ValueError("espeak made no sound")
    spoken = np.frombuffer(b"".join(pieces), "<i2")
    return soxr.resample(spoken, rate_hz, RATE_HZ).astype("<i2").tobytes()


def silence(seconds: float) -> bytes:
    """Digital silence."""
    return bytes(2 * round(seconds * RATE_HZ))


def noise(seconds: float, *, level: float = 0.02, seed: int = 1) -> bytes:
    """White noise.

    Args:
        seconds: How long.
        level: Its standard deviation, 1.0 being full scale.
        seed: The same seed gives the same noise.
    """
    samples = np.random.default_rng(seed).normal(0.0, 32767 * level, round(seconds * RATE_HZ))
    return np.clip(samples, -32768, 32767).astype("<i2").tobytes()


@functools.cache
def _library() -> tuple[ctypes.CDLL, int]:
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    library.espeak_Initialize.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_char_p, ctypes.c_int]
    library.espeak_SetSynthCallback.argtypes = [_Callback]
    library.espeak_Synth.argtypes = [
        ctypes.c_char_p,
        ctypes.c_size_t,
        ctypes.c_uint,
        ctypes.c_int,
        ctypes.c_uint,
        ctypes.c_uint,
        ctypes.c_void_p,
        ctypes.c_void_p,
    ]
    data = espeakng_loader.get_data_path().encode()
    rate_hz = library.espeak_Initialize(_AUDIO_OUTPUT_SYNCHRONOUS, 0, data, _INITIALIZE_DONT_EXIT)
    assert rate_hz > 0, "espeak did not start"
    return library, rate_hz
