"""A job's sound as samples: float32 from -1 to 1, 16 kHz, one channel."""

import base64
import binascii
import gc
import io
from collections.abc import Iterator
from typing import Any

import av
import numpy as np
from av.error import FFmpegError
from numpy.typing import NDArray

from xquizit_runpod_worker.errors import BadInput

RATE_HZ = 16_000
Samples = NDArray[np.float32]

_CONTAINERS = "wav,w64,aiff,caf,flac,ogg,mp3,aac,amr,mov,matroska,webm,asf"
"""Demuxers that read one file. Playlists (`hls`, `concat`) would open whatever they name."""


def from_base64(text: str, *, field: str, max_bytes: int) -> bytes:
    """The bytes that `text` stands for; white space in it is skipped.

    Raises:
        BadInput: It is no base64, or stands for more than `max_bytes`.
    """
    if len(text) > 2 * max_bytes + 4:  # line breaks included; spares the work
        raise _too_large(field, max_bytes)
    try:
        data = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise BadInput(f"{field} is no base64.") from None
    if len(data) > max_bytes:
        raise _too_large(field, max_bytes)
    return data


def from_pcm(data: bytes, *, max_seconds: float) -> Samples:
    """Raw s16le at 16 kHz as samples.

    Raises:
        BadInput: There are none, half a sample, or too many.
    """
    if len(data) % 2:
        raise BadInput("audio_pcm_base64 ends within a sample.")
    return _limited(np.frombuffer(data, "<i2"), max_seconds)


def from_file(data: bytes, *, max_seconds: float) -> Samples:
    """A sound file of any usual kind as samples; decoding ends as soon as it is too long.

    Raises:
        BadInput: It holds no sound that can be decoded, or too much.
    """
    pieces: list[NDArray[np.int16]] = []
    left = int(max_seconds * RATE_HZ)
    try:
        for piece in _decoded(data):
            pieces.append(piece)
            left -= len(piece)
            if left < 0:
                break
    except (FFmpegError, ValueError):  # ValueError: the stream changes its form on the way
        raise BadInput("invalid data found where a sound file was expected.") from None
    finally:
        # What PyAV keeps for resampling is in reference cycles: https://github.com/SYSTRAN/faster-whisper/issues/390
        gc.collect()
    return _limited(np.concatenate(pieces) if pieces else np.zeros(0, np.int16), max_seconds)


def _decoded(data: bytes) -> Iterator[NDArray[np.int16]]:
    options = {"format_whitelist": _CONTAINERS, "protocol_whitelist": "none"}
    container: Any = av.open(io.BytesIO(data), mode="r", options=options, metadata_errors="ignore")
    with container:
        if not container.streams.audio:
            raise BadInput("there is no sound in the file.")
        resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE_HZ)
        for frame in container.decode(audio=0):
            frame.pts = None  # gaps and leaps in a file's clock are none in its sound
            yield from _arrays(resampler, frame)
        yield from _arrays(resampler, None)


def _arrays(resampler: av.AudioResampler, frame: Any) -> Iterator[NDArray[np.int16]]:
    for made in resampler.resample(frame):
        yield made.to_ndarray().reshape(-1).astype(np.int16, copy=True)


def _limited(samples: NDArray[np.int16], max_seconds: float) -> Samples:
    if not len(samples):
        raise BadInput("the audio is empty.")
    if len(samples) > max_seconds * RATE_HZ:
        raise BadInput(f"the audio is longer than {max_seconds:g} s.")
    return np.divide(samples, 32768, dtype=np.float32)


def _too_large(field: str, max_bytes: int) -> BadInput:
    return BadInput(f"{field} is larger than {max_bytes / 1e6:g} MB.")
