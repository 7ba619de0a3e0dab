"""Gives hostile documents to the real service and tells what became of each: `python -m tests.corpus.hostile_run`.

Prints a table: outcome, seconds, and the most memory that a parser held meanwhile.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
from grpc import aio
from grpc_health.v1 import health_pb2, health_pb2_grpc

from tests.corpus.hostile import Case, hostile_cases, resume_pdf
from tests.fakes.service_process import accepts, free_port, service_process
from xquizit.documents.v1 import documents_pb2, documents_pb2_grpc
from xquizit_kit.rpc_client import open_channel
from xquizit_kit.rpc_errors import from_rpc_error

CHUNK_BYTES = 64 * 1024
LIMIT_S = 10
"""For one document; the service's own default is 15."""
_LOOK_EVERY_S = 0.01
MIB = 1024 * 1024


@dataclass(frozen=True)
class Outcome:
    """What became of a document."""

    case: Case
    size_bytes: int
    reason: str
    """Empty where it was read."""
    said: str
    """The refusal's sentence, or text and warnings."""
    seconds: float
    peak_bytes: int
    """The most resident memory of a parser while it was read; 0 where nobody tells."""

    @property
    def is_as_expected(self) -> bool:
        """Whether it is what the case asks for."""
        return self.reason == self.case.reason and self.case.says in self.said

    def __str__(self) -> str:
        told = self.reason or "read"
        line = f"{self.case.name:40} {self.size_bytes:>9} {told:12} {self.seconds:6.2f} {self.peak_bytes / MIB:6.0f}"
        if self.is_as_expected:
            return line
        return f"{line}  not {self.case.reason or 'read'} {self.case.says!r}: {self.said[:200]!r}"


@dataclass
class Running:
    """The service, started."""

    channel: aio.Channel
    process: psutil.Process

    async def give(self, case: Case) -> Outcome:
        """Has one document read."""
        data = case.make()
        workers = _Workers(self.process)
        watching = asyncio.create_task(workers.watch(), name="watch-memory")
        begun_s = time.monotonic()
        try:
            reason, said = await parse(self.channel, data)
        finally:
            watching.cancel()
            await asyncio.wait([watching])
        seconds = time.monotonic() - begun_s
        workers.look()
        return Outcome(case, len(data), reason, said, seconds, workers.peak_bytes)

    async def is_healthy(self) -> bool:
        """Whether it says that it serves, and reads a good document."""
        answer = await health_pb2_grpc.HealthStub(self.channel).Check(health_pb2.HealthCheckRequest(), timeout=5)
        reason, _ = await parse(self.channel, resume_pdf())
        return answer.status == health_pb2.HealthCheckResponse.SERVING and not reason


class _Workers:
    """The parsers' memory. Their peaks are set back first, so that each document has its own."""

    def __init__(self, service: psutil.Process) -> None:
        self._service = service
        self.peak_bytes = 0
        for worker in service.children():
            with suppress(OSError):
                Path(f"/proc/{worker.pid}/clear_refs").write_text("5")

    def look(self) -> None:
        """Reads the peaks."""
        for worker in self._service.children():
            with suppress(OSError, IndexError):
                peak = Path(f"/proc/{worker.pid}/status").read_text().split("VmHWM:")[1].split()[0]
                self.peak_bytes = max(self.peak_bytes, int(peak) * 1024)

    async def watch(self) -> None:
        """Reads them again and again: a parser that is killed takes its own with it."""
        while True:
            self.look()
            await asyncio.sleep(_LOOK_EVERY_S)


@asynccontextmanager
async def running(**settings: str) -> AsyncIterator[Running]:
    """The service as a process of its own, with one parser."""
    port = free_port()
    environment = {
        "DOCUMENTS_LISTEN": f"127.0.0.1:{port}",
        "DOCUMENTS_PARSE_LIMIT_S": str(LIMIT_S),
        "DOCUMENTS_PARSERS": "1",
        "LOG_LEVEL": "warning",
        **settings,
    }
    before = {child.pid for child in psutil.Process().children()}
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(service_process("xquizit_documents", environment, lambda: accepts(port)))
        process = next(child for child in psutil.Process().children() if child.pid not in before)
        channel = await stack.enter_async_context(open_channel(f"127.0.0.1:{port}"))
        yield Running(channel, process)


async def parse(channel: aio.Channel, data: bytes) -> tuple[str, str]:
    """The reason for which a document was refused, empty when it was read, and what was said."""
    try:
        parsed = await documents_pb2_grpc.DocumentsServiceStub(channel).Parse(requests(data), timeout=60)
    except aio.AioRpcError as failure:
        error = from_rpc_error(failure, service="documents")
        return error.reason, error.message
    return "", "\n".join([parsed.text, *parsed.warnings])


def requests(data: bytes) -> Iterator[documents_pb2.ParseRequest]:
    """What is sent for a document."""
    yield documents_pb2.ParseRequest(config=documents_pb2.ParseConfig(file_name="resume.pdf"))
    for start in range(0, len(data), CHUNK_BYTES):
        yield documents_pb2.ParseRequest(chunk=data[start : start + CHUNK_BYTES])


async def _main(cases: Iterable[Case]) -> int:
    wrong = 0
    sys.stdout.write(f"{'document':40} {'bytes':>9} {'outcome':12} {'s':>6} {'MB':>6}\n")
    async with running() as service:
        for case in cases:
            outcome = await service.give(case)
            wrong += not outcome.is_as_expected
            sys.stdout.write(f"{outcome}\n")
            sys.stdout.flush()
        healthy = await service.is_healthy()
    sys.stdout.write(f"{wrong} not as expected; the service is {'healthy' if healthy else 'NOT healthy'}\n")
    return 1 if wrong or not healthy else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.corpus.hostile_run", description=__doc__)
    parser.add_argument("words", nargs="?", default="", help="only documents with these words in their names")
    given = parser.parse_args()
    sys.exit(asyncio.run(_main(case for case in hostile_cases() if given.words in case.name)))
