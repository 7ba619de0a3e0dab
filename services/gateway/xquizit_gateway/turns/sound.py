"""The forms in which audio leaves: WAV, which everything plays, or Ogg Opus, a tenth of its size."""

import asyncio
import base64
import io
from typing import Literal

from xquizit_kit.audio import SPEAK_RATE_HZ, to_wav

AudioFormat = Literal["wav", "opus"]


async def encoded(pcm: bytes, audio: AudioFormat) -> str:
    """24 kHz PCM as base64 of a whole file."""
    if audio == "wav":
        made = to_wav(pcm, SPEAK_RATE_HZ)
    else:  # 25 ms of computing for each second of speech: not on the event loop
        made = await asyncio.to_thread(_to_opus, pcm)
    return base64.b64encode(made).decode()


def _to_opus(pcm: bytes) -> bytes:
    import soundfile  # 20 MB of memory, which a gateway that nobody asks for Opus need not take

    made = io.BytesIO()
    with soundfile.SoundFile(made, "w", SPEAK_RATE_HZ, 1, "OPUS", format="OGG") as file:
        file.buffer_write(pcm, "int16")
    return made.getvalue()
