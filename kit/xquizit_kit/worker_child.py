"""The child's side of a worker process: limits, requests from stdin, answers to stdout.

Imports as little as it can: every worker pays for it.
"""

import ctypes
import json
import os
import resource
import select
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from io import FileIO
from typing import BinaryIO

from xquizit_kit.errors import EngineFailed, XquizitError
from xquizit_kit.worker_frames import LENGTHS, MORE, READY, STOP, Header, pack

Method = Callable[[Header, bytes], tuple[Header, bytes]]
"""One request: header and payload in, header and payload out. May raise XquizitError."""
Stop = Callable[[], bool]
"""Tells whether the parent wants no more, or is gone. Costs about a microsecond, so it may be asked often."""


@dataclass(frozen=True, slots=True)
class Streaming:
    """A method with any number of answers, each sent as soon as it is there. Ends early once `Stop` says so."""

    run: Callable[[Header, bytes, Stop], Iterator[tuple[Header, bytes]]]


_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Limits:
    """What the kernel allows a worker; None leaves a limit as it is."""

    address_space_bytes: int | None = None
    cpu_s: int | None = None
    """CPU seconds for one request, and for the start."""
    open_files: int | None = None
    file_size_bytes: int | None = None
    """Largest file it may write; 0 forbids writing."""
    no_network: bool = False
    """It can make no socket, of any family."""
    no_processes: bool = False
    """It can start no process, nor signal or trace one. Threads it can start."""
    own_files_only: bool = False
    """It can open no file but Python's own, those of libraries, and what lies in its `TMPDIR`; see worker_files.py."""


def serve_worker(
    make_methods: Callable[[Header], Mapping[str, Method | Streaming]], *, limits: Limits | None = None
) -> None:
    """The child's whole life: answers requests from stdin until it closes. What a worker module's `__main__` calls.

    Anything that prints to stdout is sent to stderr, so that no library can break the frames.

    Args:
        make_methods: Gets the parent's arguments, loads what is needed, returns the methods by name.
        limits: Set before `make_methods` runs.
    """
    # Unbuffered: what the parent sends while a method runs must stay visible to `select`.
    requests, answers = FileIO(os.dup(0)), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    _end_with_parent()
    limits = limits or Limits()
    unenforced = _apply(limits)

    def ready(_header: Header, _payload: bytes) -> tuple[Header, bytes]:
        return {"unenforced": unenforced}, b""

    methods = {READY: ready, **make_methods(json.loads(sys.argv[1]) if len(sys.argv) > 1 else {})}
    while len(lengths := _read(requests, LENGTHS.size)) == LENGTHS.size:
        header_length, payload_length = LENGTHS.unpack(lengths)
        header, payload = _read(requests, header_length), bytes(_read(requests, payload_length))
        if len(header) < header_length or len(payload) < payload_length:
            break  # the parent is gone
        request: Header = json.loads(header)
        if (name := request.pop("method")) == STOP:
            continue  # for what has ended meanwhile
        _allow_cpu(limits)
        for answer, data in _answers(methods, name, request, payload, lambda: _is_readable(requests)):
            _send(answers, answer, data)


def _end_with_parent() -> None:
    """Has Linux kill this process when its parent dies, also in the middle of a request; elsewhere its stdin tells it.

    The kernel means the thread that started it: the event loop's, which lives as long as the process.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _answers(
    methods: Mapping[str, Method | Streaming], name: str, header: Header, payload: bytes, stop: Stop
) -> Iterator[tuple[Header, bytes]]:
    """Every answer to one request; the last one without `MORE`, whatever happens."""
    try:
        method = methods[name]
        if isinstance(method, Streaming):
            for answer, data in method.run(header, payload, stop):
                yield {**answer, MORE: True}, data
            yield {}, b""
        else:
            yield method(header, payload)
    except XquizitError as error:
        yield _failure(error)
    except MemoryError:
        yield _failure(EngineFailed("That needs more memory than allowed.", reason="out_of_memory"))
    except Exception as error:  # the interceptor of this process: nothing may end the loop but the parent
        with suppress(OSError):  # where stderr is a file and `file_size_bytes` is 0
            sys.stderr.write(f"worker method failed: {type(error).__name__}\n")
        yield _failure(EngineFailed("That could not be done.", reason="worker_failed"))


def _read(requests: FileIO, length: int) -> bytearray:
    """So many bytes, fewer only where the parent's end has closed."""
    read = bytearray(length)
    view, at = memoryview(read), 0
    while at < length:
        count = requests.readinto(view[at:])
        if not count:
            return read[:at]
        at += count
    return read


def _is_readable(requests: FileIO) -> bool:
    return bool(select.select([requests], [], [], 0)[0])


def _failure(error: XquizitError) -> tuple[Header, bytes]:
    failure = {
        "kind": type(error).__name__,
        "message": error.message,
        "reason": error.reason,
        "retry_after_s": error.retry_after_s,
    }
    return {"error": failure}, b""


def _send(answers: BinaryIO, header: Header, payload: bytes) -> None:
    answers.write(pack(header, len(payload)))
    answers.write(payload)
    answers.flush()


def _apply(limits: Limits) -> list[str]:
    """Sets them, and names what this system cannot keep a worker from: `files`, `network`, `processes`."""
    for kind, value in (
        (resource.RLIMIT_AS, limits.address_space_bytes),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_FSIZE, limits.file_size_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        if value is not None:
            resource.setrlimit(kind, (value, value))
    _allow_cpu(limits)
    unenforced: set[str] = set()
    if limits.own_files_only:
        from xquizit_kit.worker_files import keep_to_own_files  # most workers need none of it

        if not keep_to_own_files():
            unenforced.add("files")
    if limits.no_network or limits.no_processes:
        from xquizit_kit.worker_filter import NETWORK, PROCESSES, give_up

        wanted = {NETWORK: limits.no_network, PROCESSES: limits.no_processes}
        unenforced |= give_up(name for name, is_wanted in wanted.items() if is_wanted)
    return sorted(unenforced)


def _allow_cpu(limits: Limits) -> None:
    """Moves the soft limit to `cpu_s` from now; past it the kernel ends us with SIGXCPU."""
    if limits.cpu_s is not None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        until_s = int(used.ru_utime + used.ru_stime) + 1 + limits.cpu_s
        resource.setrlimit(resource.RLIMIT_CPU, (until_s, resource.getrlimit(resource.RLIMIT_CPU)[1]))
