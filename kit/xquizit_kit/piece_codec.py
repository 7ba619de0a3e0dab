"""How a spoken piece lies in the audio cache: its PCM, lossless and smaller, and when each of its words is heard.

    XQP1 | CRC-32 of the rest | length of the words | words: JSON, [[text_start, text_end, start_ms, end_ms], …] | FLAC

Both numbers are 32 bits, big-endian. Speech takes about 0.55 of its PCM, in 0.3 ms of computing for each second of it.
soundfile (and numpy with it) is imported by the first call: a process that never meets a cached piece does without.
"""

import io
import json
import struct
import zlib
from collections.abc import Sequence
from typing import Any, NamedTuple, cast

from xquizit_kit.audio import SPEAK_RATE_HZ, sample_count

MAGIC = b"XQP1"
_LENGTHS = struct.Struct(">II")
_HEAD_BYTES = len(MAGIC) + _LENGTHS.size


class PieceWord(NamedTuple):
    """One word of a piece."""

    text_start: int
    text_end: int
    """Where it stands in the piece's text, in Unicode code points, end excluded."""
    start_ms: int
    end_ms: int
    """When it is heard, from the start of the piece's audio."""


def pack_piece(pcm: bytes, words: Sequence[PieceWord]) -> bytes:
    """A piece as it is stored.

    Args:
        pcm: 24 kHz s16le mono.
        words: In the order of the text; empty when nobody knows.

    Raises:
        ValueError: An odd number of bytes.
    """
    told = json.dumps(list(words), separators=(",", ":")).encode()
    rest = told + (_to_flac(pcm) if sample_count(pcm) else b"")
    return MAGIC + _LENGTHS.pack(zlib.crc32(rest), len(told)) + rest


def unpack_piece(data: bytes) -> tuple[bytes, tuple[PieceWord, ...]]:
    """The PCM and the words of a stored piece.

    Raises:
        ValueError: This is not, or no longer, what `pack_piece` made.
    """
    if len(data) < _HEAD_BYTES or not data.startswith(MAGIC):
        raise ValueError("not a stored piece of this version")
    checksum, told_bytes = _LENGTHS.unpack_from(data, len(MAGIC))
    rest = data[_HEAD_BYTES:]
    if zlib.crc32(rest) != checksum or told_bytes > len(rest):
        raise ValueError("a damaged piece")
    flac = rest[told_bytes:]
    return _from_flac(flac) if flac else b"", _words(rest[:told_bytes])


def _words(told: bytes) -> tuple[PieceWord, ...]:
    try:
        return tuple(PieceWord(*map(int, row)) for row in json.loads(told))
    except TypeError as error:
        raise ValueError("the words of a piece cannot be read") from error


def _to_flac(pcm: bytes) -> bytes:
    import soundfile

    made = io.BytesIO()
    with soundfile.SoundFile(made, "w", SPEAK_RATE_HZ, 1, "PCM_16", format="FLAC") as file:
        file.buffer_write(pcm, "int16")
    return made.getvalue()


def _from_flac(flac: bytes) -> bytes:
    import soundfile

    try:
        with soundfile.SoundFile(io.BytesIO(flac)) as file:
            if (file.samplerate, file.channels, file.subtype) != (SPEAK_RATE_HZ, 1, "PCM_16"):
                raise ValueError("a piece of another rate, or not mono")
            return bytes(cast("Any", file).buffer_read(dtype="int16"))
    except soundfile.SoundFileError as error:
        raise ValueError("the audio of a piece cannot be read") from error
