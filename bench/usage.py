"""What a process and its children have used: CPU seconds and memory, apart."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import psutil

_EVERY_S = 0.5


@dataclass(frozen=True, slots=True)
class Cpu:
    """CPU seconds, user and system."""

    own_s: float = 0.0
    children_s: float = 0.0

    def __sub__(self, other: "Cpu") -> "Cpu":
        return Cpu(self.own_s - other.own_s, self.children_s - other.children_s)


@dataclass(slots=True)
class Used:
    """What was used within a span of time."""

    cpu: Cpu = field(default_factory=Cpu)
    own_rss_bytes: int = 0
    """The most that was seen of the process, twice a second."""
    children_rss_bytes: int = 0
    """The most that was seen of its children together; pages they share are counted for each."""


def cpu_of(process: psutil.Process) -> Cpu:
    """Of a process and all below it, those that have ended included."""
    ended = process.cpu_times()
    children_s = ended.children_user + ended.children_system
    for child in process.children(recursive=True):
        with suppress(psutil.NoSuchProcess, OSError):
            children_s += _used_s(child.pid)
    return Cpu(_used_s(process.pid), children_s)


def _used_s(pid: int) -> float:
    """To the nanosecond; `/proc/<pid>/stat` counts in steps of 10 ms, which is all that a floor uses in ten seconds."""
    # The clock's number as clock_getcpuclockid(3) makes it on Linux, where `time` has no function for it.
    return time.clock_gettime((~pid << 3) | 2)


@asynccontextmanager
async def measured(process: psutil.Process) -> AsyncIterator[Used]:
    """Measures a process while the context lasts; complete when it is left."""
    used = Used()
    before = cpu_of(process)
    watching = asyncio.create_task(_watch(process, used), name="watch-memory")
    try:
        yield used
    finally:
        watching.cancel()
        await asyncio.wait([watching])
        used.cpu = cpu_of(process) - before


async def _watch(process: psutil.Process, used: Used) -> None:
    while True:
        used.own_rss_bytes = max(used.own_rss_bytes, process.memory_info().rss)
        below = 0
        for child in process.children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                below += child.memory_info().rss
        used.children_rss_bytes = max(used.children_rss_bytes, below)
        await asyncio.sleep(_EVERY_S)
