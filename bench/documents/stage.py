"""What is measured, each a process of its own: the service, and the floor beside it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import psutil

from tests.fakes.service_process import accepts, free_port, service_process
from xquizit.documents.v1 import documents_pb2_grpc
from xquizit_kit.rpc_client import open_channel


@dataclass
class Stage:
    """The running processes and how to reach them."""

    service: psutil.Process
    stub: Any
    floor: psutil.Process
    floor_stub: Any


@asynccontextmanager
async def running(parsers: int) -> AsyncIterator[Stage]:
    """Starts all of it, with so many parsers, where everybody waits and nobody is refused; ends all of it."""
    async with AsyncExitStack() as stack:
        environment = {
            "LOG_LEVEL": "warning",
            "DOCUMENTS_PARSERS": str(parsers),
            "DOCUMENTS_PARSERS_WARM": str(parsers),
            "DOCUMENTS_PARSER_USES": "100000",
            "DOCUMENTS_MAX_CALLS": "256",
            "DOCUMENTS_WAIT_S": "60",
        }
        service, stub = await _start(stack, "xquizit_documents", environment, "DOCUMENTS_LISTEN", "127.0.0.1:{}")
        floor, floor_stub = await _start(stack, "bench.floor.document", {}, "DOCUMENT_PORT", "{}")
        yield Stage(service, stub, floor, floor_stub)


async def _start(
    stack: AsyncExitStack, module: str, environment: Mapping[str, str], name: str, listen: str
) -> tuple[psutil.Process, Any]:
    port = free_port()
    before = {child.pid for child in psutil.Process().children()}
    await stack.enter_async_context(
        service_process(module, {**environment, name: listen.format(port)}, lambda: accepts(port))
    )
    process = next(child for child in psutil.Process().children() if child.pid not in before)
    channel = await stack.enter_async_context(open_channel(f"127.0.0.1:{port}"))
    return process, documents_pb2_grpc.DocumentsServiceStub(channel)
