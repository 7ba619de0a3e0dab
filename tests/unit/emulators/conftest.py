"""The emulator on a socket and the real SDK in front of it, made as the interview service makes its client."""

from collections.abc import AsyncIterator

import google.genai as genai
import httpx
import pytest

from tests.emulators.gemini.server import GeminiEmulator
from tests.unit.emulators.sdk import sdk_client


@pytest.fixture
async def emulator() -> AsyncIterator[GeminiEmulator]:
    async with GeminiEmulator() as running:
        yield running


@pytest.fixture
async def client(emulator: GeminiEmulator) -> AsyncIterator[genai.Client]:
    async with sdk_client(emulator) as made:
        yield made


@pytest.fixture
async def control(emulator: GeminiEmulator) -> AsyncIterator[httpx.AsyncClient]:
    """A plain HTTP client for the routes below /emulator."""
    async with httpx.AsyncClient(base_url=emulator.base_url, verify=False) as http:
        yield http
