"""The real SDK in front of an emulator, with the transport pinned as the interview service pins it."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import google.genai as genai
import httpx
from google.genai import types

from tests.emulators.gemini.server import GeminiEmulator

NO_AUTHORITIES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Nothing here speaks TLS; reading the system's authorities again for each client takes most of a test's time."""


@asynccontextmanager
async def sdk_client(emulator: GeminiEmulator, **settings: Any) -> AsyncIterator[genai.Client]:
    """A client that is closed at the end; `settings` are further arguments of `genai.Client`."""
    async with httpx.AsyncClient(verify=NO_AUTHORITIES) as connections:
        options = types.HttpOptions(
            base_url=emulator.base_url,
            timeout=20_000,
            httpx_async_client=connections,
            client_args={"verify": NO_AUTHORITIES},
            async_client_args={"verify": NO_AUTHORITIES},
        )
        client = genai.Client(**{"api_key": "any", "http_options": options, **settings})
        yield client
        await client.aio.aclose()
        client.close()
