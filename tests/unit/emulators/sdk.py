"""The real SDK in front of an emulator, with the transport pinned as the interview service pins it."""

import ssl
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, cast

import google.genai as genai
import httpx
from google.genai import errors, types

from tests.emulators.gemini.server import GeminiEmulator

NO_AUTHORITIES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Nothing here speaks TLS; reading the system's authorities again for each client takes most of a test's time."""


def error_details(error: errors.APIError) -> list[dict[str, Any]]:
    """The typed details of an error's body."""
    body = cast("dict[str, Any]", error.details)  # pyright: ignore[reportUnknownMemberType] # JSON
    return body["error"]["details"]


@asynccontextmanager
async def sdk_client(
    emulator: GeminiEmulator, *, api_key: str = "any", vertexai: bool = False
) -> AsyncGenerator[genai.Client]:
    """A client that is closed at the end."""
    async with httpx.AsyncClient(verify=NO_AUTHORITIES) as connections:
        options = types.HttpOptions(
            base_url=emulator.base_url,
            timeout=20_000,
            httpx_async_client=connections,
            client_args={"verify": NO_AUTHORITIES},
            async_client_args={"verify": NO_AUTHORITIES},
        )
        client = genai.Client(api_key=api_key, vertexai=vertexai, http_options=options)
        yield client
        await client.aio.aclose()
        client.close()
