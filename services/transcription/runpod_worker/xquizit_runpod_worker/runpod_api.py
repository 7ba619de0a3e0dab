"""What the worker uses of the `runpod` package, which has no types: serving jobs, and fetching public addresses."""

import importlib
import os
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

Handler = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]


class Body(Protocol):
    """A response's body."""

    def read1(self, amt: int) -> bytes:
        """What has come, at most `amt` bytes; waits for the first. Empty at the end."""
        ...


class Response(Protocol):
    """The answer of an HTTP server, its body still to come."""

    url: str
    """Where it came from in the end."""
    status_code: int
    raw: Body

    def close(self) -> None:
        """Gives up the connection."""
        ...


def serve(handler: Handler) -> None:
    """Takes jobs, one at a time, until the process is told to end; its arguments are `runpod`'s (`--rp_serve_api`)."""
    # The package's own level is DEBUG.
    os.environ.setdefault("RUNPOD_LOG_LEVEL", os.environ.get("RUNPOD_DEBUG_LEVEL") or "INFO")
    runpod: Any = importlib.import_module("runpod")
    runpod.serverless.start({"handler": handler, "concurrency_modifier": _one_job})


def open_public_url(url: str, *, timeout_s: float) -> Response:
    """GETs `url` over a connection to an address that was checked, and so wherever it is redirected.

    Args:
        url: http or https.
        timeout_s: For connecting, and for each silence.

    Raises:
        ValueError: It, or what it leads to, is no public address (`RUNPOD_ALLOW_PRIVATE_DOWNLOAD_URLS` lifts this), or
            is none at all.
        OSError: It cannot be reached.
    """
    # Its limit of size is told by a text only; `download` has its own.
    guard: Any = importlib.import_module("runpod.serverless.utils.rp_ssrf")
    return guard.safe_get(url, timeout=timeout_s, headers={"Accept-Encoding": "identity"})


def _one_job(_: int) -> int:
    """How many jobs at once."""
    return 1
