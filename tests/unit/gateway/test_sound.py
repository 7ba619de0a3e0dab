"""The forms in which audio leaves."""

import base64
import io
import math
import struct
import wave

import pytest
import soundfile

from xquizit_gateway.turns.sound import encoded

TONE = struct.pack("<36000h", *(round(9000 * math.sin(n / 8)) for n in range(36_000)))


async def test_a_wav_is_right_to_the_byte_for_players_that_stream() -> None:
    data = base64.b64decode(await encoded(TONE, "wav"))
    riff, riff_bytes, kind, fmt, fmt_bytes, form, channels, rate, byte_rate, align, bits, name, data_bytes = (
        struct.unpack_from("<4sI4s4sIHHIIHH4sI", data)
    )
    assert (riff, kind, fmt, name) == (b"RIFF", b"WAVE", b"fmt ", b"data")
    assert (riff_bytes, data_bytes, fmt_bytes) == (len(data) - 8, len(TONE), 16)
    assert (form, channels, rate, byte_rate, align, bits) == (1, 1, 24_000, 48_000, 2, 16)
    with wave.open(io.BytesIO(data)) as sound:
        assert sound.readframes(36_001) == TONE


@pytest.mark.parametrize("samples", [1, 480, 36_000])
async def test_opus_lasts_as_long_and_is_small(samples: int) -> None:
    data = base64.b64decode(await encoded(TONE[: 2 * samples], "opus"))
    with soundfile.SoundFile(io.BytesIO(data)) as file:
        assert (file.format, file.subtype, file.samplerate, file.channels) == ("OGG", "OPUS", 24_000, 1)
        assert len(bytes(file.buffer_read(dtype="int16"))) == 2 * samples
    if samples > 10_000:
        assert len(data) < len(TONE) / 5
