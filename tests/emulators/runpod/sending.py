"""How a reply leaves: at once or late, whole or broken, or not at all; until the client goes."""

import asyncio
import json
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from tests.emulators.runpod.errors import ApiError, Json, edge_page
from tests.emulators.runpod.faults import Fault, FaultKind, pick
from tests.emulators.runpod.log import Entry, RequestLog
from tests.emulators.socket_server import TRANSPORT_KEY


class Cut(Exception):
    """The connection is reset here."""


@dataclass(frozen=True, slots=True)
class _Body:
    """What goes over the wire."""

    raw: bytes
    status: int = 200
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    outcome: str = "complete"


class Sending(Response):
    """An ASGI response that does the work of a request, sends the reply, and writes down how that ended.

    The work is given up when the client goes; a job that it has made is not.
    """

    def __init__(
        self, work: Callable[[], Awaitable[Json]], faults: frozenset[Fault], entry: Entry, log: RequestLog
    ) -> None:
        """Takes what makes the reply's body; an `ApiError` it raises is the reply."""
        super().__init__()
        self._work = work
        self._faults = faults
        self._entry = entry
        self._log = log
        self._outcome = "disconnected"
        """What is true as long as the sending has not come to its own end."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                work = group.create_task(self._send(scope, send), name="emulator-send")
                watch = group.create_task(_disconnected(receive), name="emulator-watch")
                await asyncio.wait({work, watch}, return_when=asyncio.FIRST_COMPLETED)
                if work.done() and self._outcome == "cut":
                    await watch
                work.cancel()
                watch.cancel()
        finally:
            self._log.end(self._entry, self._outcome)

    async def _send(self, scope: Scope, send: Send) -> None:
        try:
            self._strike(FaultKind.DROP_BEFORE_READ, FaultKind.DROP_AFTER_READ)
            if pick(self._faults, FaultKind.HANG):
                await asyncio.Event().wait()
            body = await self._body()
            if slow := pick(self._faults, FaultKind.SLOW):
                await asyncio.sleep(slow.delay_s)
            self._strike(FaultKind.DROP_REPLY)
            await self._send_body(send, _broken(body, self._faults))
        except Cut:
            self._outcome = "cut"
            _reset(scope)

    def _strike(self, *kinds: FaultKind) -> None:
        if pick(self._faults, *kinds):
            raise Cut

    async def _body(self) -> _Body:
        try:
            reply = await self._work()
        except ApiError as error:
            is_page = isinstance(error.body, str)
            raw = error.body.encode() if isinstance(error.body, str) else _json(error.body)
            kind = "text/html; charset=UTF-8" if is_page else "application/json"
            return _Body(raw, error.status, kind, tuple(error.headers.items()), "error")
        self._entry.job_status = str(reply.get("status", ""))
        return _Body(_json(reply))

    async def _send_body(self, send: Send, body: _Body) -> None:
        headers = (*body.headers, ("content-type", body.content_type), ("content-length", str(len(body.raw))))
        coded = [(name.lower().encode(), value.encode()) for name, value in headers]
        self._entry.status = body.status
        await send({"type": "http.response.start", "status": body.status, "headers": coded})
        if pick(self._faults, FaultKind.CUT_MID_REPLY):
            half = body.raw[: len(body.raw) // 2]
            await send({"type": "http.response.body", "body": half, "more_body": True})
            raise Cut
        self._outcome = body.outcome
        await send({"type": "http.response.body", "body": body.raw})


def _broken(body: _Body, faults: frozenset[Fault]) -> _Body:
    """The body with what its fault makes of it; the status stays."""
    kinds = (FaultKind.GARBAGE, FaultKind.EMPTY, FaultKind.HTML, FaultKind.TRUNCATED)
    fault = pick(faults, *kinds)
    match fault.kind if fault else None:
        case FaultKind.GARBAGE:
            return _Body(b"\x00\xfe{[" + body.raw[::-1], body.status, outcome="garbage")
        case FaultKind.EMPTY:
            return _Body(b"", body.status, outcome="garbage")
        case FaultKind.HTML:
            page = edge_page(body.status, "Just a moment...").encode()
            return _Body(page, body.status, "text/html; charset=UTF-8", outcome="garbage")
        case FaultKind.TRUNCATED:
            return _Body(body.raw[: len(body.raw) // 2], body.status, outcome="garbage")
        case _:
            return body


def _json(body: Json) -> bytes:
    # NaN is let through: one of the faults is an output with it.
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _reset(scope: Scope) -> None:
    transport: asyncio.Transport = scope["extensions"][TRANSPORT_KEY]
    connection: socket.socket = transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
