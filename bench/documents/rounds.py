"""One round: some clients at once have documents read, one after another; then the floor takes the same ones."""

import asyncio
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from grpc import aio

from bench.documents.stage import Stage
from bench.usage import Used, measured
from xquizit.documents.v1 import documents_pb2 as pb

DEADLINE_S = 120.0
_CHUNK_BYTES = 64 * 1024


@dataclass(slots=True)
class Round:
    """What was seen."""

    clients: int
    load: float
    took_s: float = 0.0
    latencies_s: list[float] = field(default_factory=list[float])
    refused: int = 0
    service: Used = field(default_factory=Used)
    floor_took_s: float = 0.0
    floor_latencies_s: list[float] = field(default_factory=list[float])
    floor: Used = field(default_factory=Used)


async def run_round(stage: Stage, documents: Sequence[bytes], clients: int, each: int) -> Round:
    """`clients` at once have `each` documents read, beginning at different ones."""
    seen = Round(clients, os.getloadavg()[0])
    async with measured(stage.service) as seen.service:
        seen.took_s, seen.latencies_s, seen.refused = await _all(stage.stub, documents, clients, each)
    async with measured(stage.floor) as seen.floor:
        seen.floor_took_s, seen.floor_latencies_s, _ = await _all(stage.floor_stub, documents, clients, each)
    return seen


async def _all(stub: Any, documents: Sequence[bytes], clients: int, each: int) -> tuple[float, list[float], int]:
    latencies_s: list[float] = []
    refused = 0

    async def client(number: int) -> None:
        nonlocal refused
        for turn in range(each):
            data = documents[(number * each + turn) % len(documents)]
            begun_s = time.perf_counter()
            try:
                await stub.Parse(_requests(data), timeout=DEADLINE_S)
            except aio.AioRpcError:
                refused += 1
            latencies_s.append(time.perf_counter() - begun_s)

    begun_s = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(clients):
            group.create_task(client(number), name=f"client-{number}")
    return time.perf_counter() - begun_s, latencies_s, refused


def _requests(data: bytes) -> Iterator[pb.ParseRequest]:
    yield pb.ParseRequest(config=pb.ParseConfig(file_name="resume.pdf"))
    for start in range(0, len(data), _CHUNK_BYTES):
        yield pb.ParseRequest(chunk=data[start : start + _CHUNK_BYTES])
