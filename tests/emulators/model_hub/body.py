"""The body of a file: all of it or a range, whole or with a fault."""

import asyncio
import gzip
import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from tests.emulators.model_hub.faults import Fault, FaultKind

PIECE_BYTES = 64 * 1024


class FileBody(Response):
    """Answers GET and HEAD for `data`."""

    def __init__(self, data: bytes, request: Request, headers: dict[str, str], fault: Fault | None) -> None:
        self._fault = fault
        is_text = "X-Repo-Commit" in headers and request.method == "GET"
        is_packed = is_text and "gzip" in request.headers.get("accept-encoding", "")
        asked = "" if is_packed or self._has(FaultKind.NO_RANGE) else request.headers.get("range", "")
        match = re.fullmatch(r"bytes=(\d+)-", asked)
        start = int(match.group(1)) if match else 0
        self._data = self._spoiled(data[start:])
        sent = {**headers, "Accept-Ranges": "bytes"}
        if is_packed:  # as the real hub sends texts: packed, of no length that is told, never a range
            self._data = gzip.compress(self._data)
            sent["Content-Encoding"] = "gzip"
        else:
            sent["Content-Length"] = str(len(self._data))
        if match:
            sent["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        self._is_head = request.method == "HEAD"
        super().__init__(status_code=206 if match else 200, headers=sent, media_type="application/octet-stream")
        if is_packed:
            del self.headers["Content-Length"]  # put there by the framework, of an empty body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends head and body, as far as the fault allows."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        if self._is_head:
            await send({"type": "http.response.body", "body": b""})
            return
        last = self._fault.after_bytes if self._fault and self._has(FaultKind.DROP) else len(self._data)
        await self._send(self._data[:last], send)
        if not self._has(FaultKind.DROP):  # else the server closes the connection when nothing more comes
            await send({"type": "http.response.body", "body": b""})

    async def _send(self, data: bytes, send: Send) -> None:
        for start in range(0, len(data), PIECE_BYTES):
            if self._fault and self._has(FaultKind.SLOW):
                await asyncio.sleep(self._fault.pause_s)
            if self._fault and self._has(FaultKind.HOLD) and start >= self._fault.after_bytes:
                self._fault.reached.set()
                await self._fault.released.wait()
            await send({"type": "http.response.body", "body": data[start : start + PIECE_BYTES], "more_body": True})

    def _spoiled(self, data: bytes) -> bytes:
        if self._has(FaultKind.WRONG_BYTES):
            return bytes([data[0] ^ 0xFF]) + data[1:]
        return data[: len(data) // 2] if self._has(FaultKind.SHORT) else data

    def _has(self, kind: FaultKind) -> bool:
        return self._fault is not None and self._fault.kind is kind
