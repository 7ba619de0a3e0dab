"""The interview service at its port, with everything that comes out of it: messages, errors, speech and logs."""

import logging
import traceback
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import structlog
from google.protobuf.json_format import MessageToJson
from google.protobuf.message import Message
from grpc import aio
from redis.asyncio import Redis

from tests.simulation.interviews import Clock, interviewer
from xquizit.interview.v1 import interview_pb2 as wire
from xquizit.interview.v1 import interview_pb2_grpc as wire_grpc
from xquizit_interview.port import InterviewEngine
from xquizit_interview.servicer import DESCRIPTOR, InterviewServicer, add_to_server
from xquizit_kit.rpc_server import RpcServer

TIMEOUT_S = 20.0


@contextmanager
def captured_logs() -> Iterator[list[str]]:
    """Every line that is logged meanwhile, from `debug` up, by structlog or by a library."""
    lines: list[str] = []

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            failed = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else ""
            lines.append(f"{record.name} {record.getMessage()} {failed}")

    def keep(_logger: Any, _method: str, event: structlog.typing.EventDict) -> str:
        lines.append(str(structlog.processors.format_exc_info(_logger, _method, event)))
        raise structlog.DropEvent

    root, handler, is_ours = logging.getLogger(), Keeping(), not structlog.is_configured()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    if is_ours:
        structlog.configure(processors=[keep], cache_logger_on_first_use=False)
    try:
        yield lines
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        if is_ours:
            structlog.reset_defaults()


@dataclass(slots=True)
class Outlet:
    """The service at its port, and all that has come out of it."""

    stub: wire_grpc.InterviewServiceStub
    clock: Clock
    out: list[str] = field(default_factory=list[str])
    """Every message and every error, as its caller has it."""

    async def call(self, rpc: Any, request: Message) -> Any:
        """One answer, or None and the error noted."""
        try:
            answer = await rpc(request, timeout=TIMEOUT_S)
        except aio.AioRpcError as error:
            self.out.append(f"{error.code()} {error.details()} {error.trailing_metadata()}")
            return None
        self.out.append(MessageToJson(answer, ensure_ascii=False))
        return answer

    async def turn(self, rpc: Any, request: Message) -> wire.InterviewStatus | None:
        """The events of one turn; where the interview then stands, if it came to its end."""
        status = None
        spoken = ""
        try:
            async for part in rpc(request, timeout=TIMEOUT_S):
                self.out.append(MessageToJson(part, ensure_ascii=False))
                # What is said reaches the ear in one piece.
                spoken += part.event.text_delta
                if part.event.HasField("completed"):
                    status = part.event.completed.status
        except aio.AioRpcError as error:
            self.out.append(f"{error.code()} {error.details()} {error.trailing_metadata()}")
        self.out.append(spoken)
        return status


@asynccontextmanager
async def outlet(redis: Redis, engine: InterviewEngine | None) -> AsyncIterator[Outlet]:
    """The service on a port of its own. `engine` is not closed here."""
    clock = Clock()
    async with AsyncExitStack() as stack:
        ask = await stack.enter_async_context(interviewer(redis, clock, engine))
        server = RpcServer("interview", "127.0.0.1:0")
        server.add(add_to_server, InterviewServicer(ask), DESCRIPTOR)
        await server.start()
        stack.push_async_callback(server.stop, 0)
        channel = await stack.enter_async_context(aio.insecure_channel(f"127.0.0.1:{server.port}"))
        yield Outlet(wire_grpc.InterviewServiceStub(channel), clock)
