"""How an answer leaves: whole or as a stream, at its pace, with the faults of the wire, until the client goes."""

import asyncio
import json
import random
import socket
import struct
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from tests.emulators.gemini import errors, wire
from tests.emulators.gemini.draft import Draft
from tests.emulators.gemini.faults import Fault, FaultKind, pick
from tests.emulators.gemini.log import Entry, RequestLog
from tests.emulators.gemini.pace import Pace, wait
from tests.emulators.socket_server import TRANSPORT_KEY

_COMMON_HEADERS = [(b"vary", b"Origin, X-Origin, Referer"), (b"server", b"scaffolding on HTTPServer2")]


class Cut(Exception):
    """The connection ends here; `is_reset` by a reset, otherwise by a close in the middle of the body."""

    def __init__(self, is_reset: bool) -> None:
        super().__init__("cut")
        self.is_reset = is_reset


@dataclass(frozen=True, slots=True)
class Job:
    """All that it takes to send one answer."""

    draft: Draft
    model: str
    response_id: str
    prompt_tokens: int
    pace: Pace
    faults: frozenset[Fault]
    framing: str
    """`sse`, `array` (a stream without alt=sse) or `whole`."""
    chance: random.Random


class Sending(Response):
    """An ASGI response that sends a job and writes down how that ended."""

    def __init__(self, job: Job, entry: Entry, log: RequestLog) -> None:
        super().__init__()
        self._job = job
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
                is_cut = work.done() and self._outcome == "cut"
                if is_cut:
                    await watch
                work.cancel()
                watch.cancel()
        finally:
            self._log.end(self._entry, self._outcome)

    async def _send(self, scope: Scope, send: Send) -> None:
        try:
            if self._job.framing == "whole":
                await self._send_whole(send)
            else:
                await self._send_stream(send)
        except Cut as cut:
            self._outcome = "cut"
            _cut(scope, cut.is_reset)

    async def _send_whole(self, send: Send) -> None:
        job, draft = self._job, self._job.draft
        await _struck(job.faults, FaultKind.HANG_BEFORE_FIRST_TOKEN, FaultKind.CUT_BEFORE_FIRST_TOKEN)
        await wait(job.pace.first_wait_s(draft.thoughts) + job.pace.wait_s(len(draft.pieces)))
        # What a stream would suffer in its middle happens to a whole answer before it is there.
        await _struck(job.faults, FaultKind.HANG_MID_STREAM, FaultKind.CUT_MID_STREAM, FaultKind.CLOSE_MID_STREAM)
        if pick(job.faults, FaultKind.ERROR_MID_STREAM):
            return await self._send_body(send, json.dumps(errors.internal().body()).encode(), "error", status=500)
        if trickle := pick(job.faults, FaultKind.SLOW_TRICKLE):
            await wait(trickle.delay_ms / 1000 * len(draft.pieces))
        body = json.dumps(
            _event(job, list(draft.pieces), len(draft.pieces), is_last=True), ensure_ascii=False, indent=2
        )
        raw = body.encode()
        if pick(job.faults, FaultKind.GARBAGE):
            return await self._send_body(send, raw[: len(raw) // 2] + b"\x00\xfe{[", "garbage")
        self._entry.tokens_sent = len(draft.pieces)
        await self._send_body(send, raw, "complete")

    async def _send_body(self, send: Send, body: bytes, outcome: str, status: int = 200) -> None:
        self._entry.status = status
        headers = [(b"content-type", b"application/json; charset=UTF-8"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": [*headers, *_COMMON_HEADERS]})
        self._entry.chunks_sent = 1
        self._outcome = outcome
        await send({"type": "http.response.body", "body": body})

    async def _send_stream(self, send: Send) -> None:
        is_sse = self._job.framing == "sse"
        kind = b"text/event-stream" if is_sse else b"application/json; charset=UTF-8"
        started = False
        async with aclosing(_stream(self._job)) as events:
            async for event in events:
                if not started:
                    started = True
                    self._entry.status = 200
                    headers = [(b"content-type", kind), *_COMMON_HEADERS]
                    await send({"type": "http.response.start", "status": 200, "headers": headers})
                self._entry.chunks_sent += 1
                self._entry.tokens_sent += event.tokens
                if event.outcome:
                    self._outcome = event.outcome
                body = event.raw if is_sse else _as_array(event, self._entry.chunks_sent)
                await send({"type": "http.response.body", "body": body, "more_body": not event.outcome})


@dataclass(frozen=True, slots=True)
class _Event:
    raw: bytes
    tokens: int = 0
    outcome: str = ""
    """How the stream ends with this event; empty: it goes on."""


async def _stream(job: Job) -> AsyncGenerator[_Event]:
    """The events of a stream, each when its time has come."""
    draft, pace = job.draft, job.pace
    await _struck(job.faults, FaultKind.HANG_BEFORE_FIRST_TOKEN, FaultKind.CUT_BEFORE_FIRST_TOKEN)
    await wait(pace.first_wait_s(draft.thoughts))
    middle = pick(
        job.faults,
        *(FaultKind.HANG_MID_STREAM, FaultKind.CUT_MID_STREAM, FaultKind.CLOSE_MID_STREAM),
        *(FaultKind.ERROR_MID_STREAM, FaultKind.GARBAGE),
    )
    trickle = pick(job.faults, FaultKind.SLOW_TRICKLE)
    chunks = [[piece] for piece in draft.pieces] if trickle else list(pace.chunks(list(draft.pieces), job.chance))
    if draft.thoughts_text:
        yield _Event(wire.event(_thoughts_event(job)))
    sent = 0
    for at, chunk in enumerate(chunks):
        if at:
            await wait(trickle.delay_ms / 1000 if trickle else pace.wait_s(len(chunk)))
        is_last = at == len(chunks) - 1
        if middle and (sent >= middle.after_tokens or (is_last and at)):
            break
        if middle and is_last:
            chunk = chunk[: max(1, len(chunk) // 2)]
        sent += len(chunk)
        ends = is_last and not middle
        yield _Event(wire.event(_event(job, chunk, sent, is_last=ends)), len(chunk), "complete" if ends else "")
    if middle:
        yield await _broken(middle)
    elif not chunks:
        yield _Event(wire.event(_event(job, [], 0, is_last=True)), outcome="complete")


async def _broken(middle: Fault) -> _Event:
    """What comes in place of the rest."""
    await _struck({middle}, FaultKind.HANG_MID_STREAM, FaultKind.CUT_MID_STREAM, FaultKind.CLOSE_MID_STREAM)
    if middle.kind is FaultKind.GARBAGE:
        return _Event(b'data: {"candidates": [{"content": {"parts": [{"te\x00\xfe\xff\r\n\r\n', outcome="garbage")
    body = json.dumps(errors.overloaded().body(), indent=2).encode()
    return _Event(body + b"\r\n\r\n", outcome="error")


async def _struck(faults: frozenset[Fault] | set[Fault], *kinds: FaultKind) -> None:
    """Hangs until the client goes, or cuts, where one of the kinds is among the faults."""
    fault = pick(faults, *kinds)
    if fault is None:
        return
    if fault.kind in {FaultKind.HANG_BEFORE_FIRST_TOKEN, FaultKind.HANG_MID_STREAM}:
        await asyncio.Event().wait()
    raise Cut(is_reset=fault.kind is not FaultKind.CLOSE_MID_STREAM)


def _event(job: Job, chunk: list[str], sent: int, *, is_last: bool) -> wire.Json:
    draft = job.draft
    candidates: list[wire.Json] | None = None
    feedback = wire.blocked_prompt(draft.block_reason) if draft.block_reason else None
    if draft.has_candidates:
        reason = draft.finish_reason if is_last else ""
        blocked = "DANGEROUS_CONTENT" if reason == "SAFETY" else ""
        parts: list[wire.Json] = [{"text": "".join(chunk)}] if draft.has_content else []
        if job.framing == "whole" and draft.thoughts_text:
            parts.insert(0, {"text": draft.thoughts_text, "thought": True})
        candidates = [wire.candidate(None if not parts and blocked else parts, reason, blocked)]
    return _response(job, sent, candidates, feedback)


def _thoughts_event(job: Job) -> wire.Json:
    parts = [{"text": job.draft.thoughts_text, "thought": True}]
    return _response(job, 0, [wire.candidate(parts)], None)


def _response(job: Job, sent: int, candidates: list[wire.Json] | None, feedback: wire.Json | None) -> wire.Json:
    return wire.response(
        model=job.model,
        response_id=job.response_id,
        usage_metadata=wire.usage(job.prompt_tokens, sent, job.draft.thoughts),
        candidates=candidates,
        feedback=feedback,
    )


def _as_array(event: _Event, number: int) -> bytes:
    """An event as an item of the JSON array that a stream without alt=sse is."""
    item = event.raw.removeprefix(b"data: ").strip()
    return (b"[" if number == 1 else b",\r\n") + item + (b"]" if event.outcome else b"")


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _cut(scope: Scope, is_reset: bool) -> None:
    transport: asyncio.Transport = scope["extensions"][TRANSPORT_KEY]
    if is_reset:
        connection: socket.socket = transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    else:
        transport.close()
