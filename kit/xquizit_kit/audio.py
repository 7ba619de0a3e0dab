"""Arithmetic on linear PCM: signed 16-bit little-endian, one channel (the only audio that xquizit moves)."""

import struct

SAMPLE_BYTES = 2
"""Bytes in one sample."""
LISTEN_RATE_HZ = 16_000
"""The rate of everything that is heard (WebSocket, transcription)."""
SPEAK_RATE_HZ = 24_000
"""The rate of everything that is spoken (tts, SSE)."""
MAX_FRAME_BYTES = 64 * 1024
"""The largest PCM frame in one message (xquizit.audio.v1)."""


def sample_count(pcm: bytes | bytearray | memoryview) -> int:
    """Samples in `pcm`.

    Raises:
        ValueError: An odd number of bytes.
    """
    if len(pcm) % SAMPLE_BYTES:
        raise ValueError(f"{len(pcm)} bytes are not whole 16-bit samples")
    return len(pcm) // SAMPLE_BYTES


def duration_s(samples: int, rate_hz: int) -> float:
    """Seconds that `samples` last at `rate_hz`."""
    return samples / rate_hz


def samples_for(seconds: float, rate_hz: int) -> int:
    """Samples in `seconds` at `rate_hz`, rounded."""
    return round(seconds * rate_hz)


def wav_header(data_bytes: int, rate_hz: int) -> bytes:
    """The 44-byte RIFF header of a mono s16le file holding `data_bytes` of PCM."""
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF",
        36 + data_bytes,
        b"WAVE",
        b"fmt ",
        16,
        1,
        1,
        rate_hz,
        rate_hz * SAMPLE_BYTES,
        SAMPLE_BYTES,
        8 * SAMPLE_BYTES,
        b"data",
        data_bytes,
    )


def to_wav(pcm: bytes, rate_hz: int) -> bytes:
    """`pcm` as a whole WAV file."""
    return wav_header(len(pcm), rate_hz) + pcm
