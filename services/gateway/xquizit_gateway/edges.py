"""What happens to every request before a route sees it: size limits and the access log."""

import time

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from xquizit_gateway.metrics import Metrics
from xquizit_gateway.problems import problem_answer
from xquizit_kit.errors import TooLarge
from xquizit_kit.logs import get_logger

log = get_logger("xquizit_gateway.access")

UPLOAD_LIMIT_BYTES = 2 * 10 * 1024 * 1024 + 64 * 1024
"""Two documents of 10 MB, instructions, and the multipart lines around them."""
BODY_LIMIT_BYTES = 256 * 1024
"""Everything else: an answer of 20000 characters in JSON."""
_UPLOAD_PATH = "/upload-documents"
_QUIET = frozenset({"/health", "/ready", "/metrics", "/playback"})


class BodyLimit:
    """Refuses bodies that are too large: at once by their declared length, otherwise as soon as they are."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, counting its bytes."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        limit_bytes = UPLOAD_LIMIT_BYTES if scope["path"] == _UPLOAD_PATH else BODY_LIMIT_BYTES
        declared = Request(scope).headers.get("content-length", "")
        if declared.isdigit() and int(declared) > limit_bytes:
            return await _too_large(scope["path"])(scope, receive, send)
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit_bytes:
                raise HTTPException(413, headers={"Connection": "close"})  # the rest of the body is not waited for
            return message

        await self._app(scope, counted, send)


class AccessLog:
    """One line per answer, without the query string (it may hold an answer), and its count."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on and notes its answer."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        began_s = time.perf_counter()
        status = 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            route = getattr(scope.get("route"), "path", "other")
            self._metrics.requests.labels(scope["method"], route, status).inc()
            note = log.debug if scope["path"] in _QUIET else log.info
            note(
                "answered",
                method=scope["method"],
                route=route,
                status=status,
                took_ms=round((time.perf_counter() - began_s) * 1000),
            )


def _too_large(path: str) -> Response:
    if path == _UPLOAD_PATH:
        return problem_answer(TooLarge("The files are over 10 MB each. Please upload smaller ones."))
    return problem_answer(TooLarge("The request is too large."))
