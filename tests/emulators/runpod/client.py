"""Requests as a client makes them: a plain HTTP client in front of an emulator, WAV files, inputs."""

import base64
import io
import ssl
import wave
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from tests.emulators.runpod.errors import Json
from tests.emulators.runpod.pace import RATE_HZ
from tests.emulators.runpod.server import RunpodEmulator

NO_AUTHORITIES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Nothing here speaks TLS; reading the system's authorities again for each client takes most of a test's time."""


@asynccontextmanager
async def runpod_client(emulator: RunpodEmulator) -> AsyncGenerator[httpx.AsyncClient]:
    """A client of the endpoint, with the right key; closed at the end."""
    url = f"{emulator.base_url}/{emulator.endpoint_id}/"
    headers = {"Authorization": f"Bearer {emulator.api_key}"}
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=30, verify=NO_AUTHORITIES) as client:
        yield client


def wav(pcm: bytes, *, rate_hz: int = RATE_HZ, channels: int = 1) -> bytes:
    """A WAV file of s16le samples."""
    file = io.BytesIO()
    with wave.open(file, "wb") as audio:
        audio.setnchannels(channels)
        audio.setsampwidth(2)
        audio.setframerate(rate_hz)
        audio.writeframes(pcm)
    return file.getvalue()


def whisper_job(pcm: bytes, **options: Any) -> Json:
    """The body of a request for a job: `pcm` as a WAV file, and the input's other fields."""
    return {"input": {"audio_base64": base64.b64encode(wav(pcm)).decode(), **options}}


def whisper_pcm_job(pcm: bytes, **options: Any) -> Json:
    """The same as our own worker also takes it: the samples alone."""
    return {"input": {"audio_pcm_base64": base64.b64encode(pcm).decode(), **options}}
