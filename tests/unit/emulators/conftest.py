"""The emulator on a socket and the real SDK in front of it, made as the interview service makes its client."""

from collections.abc import AsyncIterator

import httpx
import pytest
from google import genai
from google.genai import types

from tests.emulators.gemini.server import GeminiEmulator


@pytest.fixture
async def emulator() -> AsyncIterator[GeminiEmulator]:
    async with GeminiEmulator() as running:
        yield running


@pytest.fixture
async def client(emulator: GeminiEmulator) -> AsyncIterator[genai.Client]:
    async with httpx.AsyncClient() as connections:
        options = types.HttpOptions(base_url=emulator.base_url, timeout=20_000, httpx_async_client=connections)
        made = genai.Client(api_key="any", http_options=options)
        yield made
        await made.aio.aclose()
        made.close()


@pytest.fixture
async def control(emulator: GeminiEmulator) -> AsyncIterator[httpx.AsyncClient]:
    """A plain HTTP client for the routes below /emulator."""
    async with httpx.AsyncClient(base_url=emulator.base_url) as http:
        yield http
