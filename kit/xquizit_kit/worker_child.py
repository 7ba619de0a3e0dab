"""The child's side of a worker process: limits, requests from stdin, answers to stdout.

Imports as little as it can: every worker pays for it.
"""

import ctypes
import json
import os
import resource
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

from xquizit_kit.errors import EngineFailed, XquizitError
from xquizit_kit.worker_frames import LENGTHS, READY, Header, pack

Method = Callable[[Header, bytes], tuple[Header, bytes]]
"""One request: header and payload in, header and payload out. May raise XquizitError."""

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


def serve_worker(make_methods: Callable[[Header], Mapping[str, Method]], *, limits: Limits | None = None) -> None:
    """The child's whole life: answers requests from stdin until it closes. What a worker module's `__main__` calls.

    Anything that prints to stdout is sent to stderr, so that no library can break the frames.

    Args:
        make_methods: Gets the parent's arguments, loads what is needed, returns the methods by name.
        limits: Set before `make_methods` runs.
    """
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    _end_with_parent()
    limits = limits or Limits()
    _apply(limits)
    methods = {READY: _ready, **make_methods(json.loads(sys.argv[1]) if len(sys.argv) > 1 else {})}
    while len(lengths := requests.read(LENGTHS.size)) == LENGTHS.size:
        header_length, payload_length = LENGTHS.unpack(lengths)
        header, payload = requests.read(header_length), requests.read(payload_length)
        if len(header) < header_length or len(payload) < payload_length:
            break  # the parent is gone
        _allow_cpu(limits)
        _send(answers, *_answer(methods, json.loads(header), payload))


def _end_with_parent() -> None:
    """Has Linux kill this process when its parent dies, also in the middle of a request; elsewhere its stdin tells it.

    The kernel means the thread that started it: the event loop's, which lives as long as the process.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _ready(_header: Header, _payload: bytes) -> tuple[Header, bytes]:
    return {}, b""


def _answer(methods: Mapping[str, Method], header: Header, payload: bytes) -> tuple[Header, bytes]:
    try:
        return methods[header.pop("method")](header, payload)
    except XquizitError as error:
        return _failure(error)
    except MemoryError:
        return _failure(EngineFailed("That needs more memory than allowed.", reason="out_of_memory"))
    except Exception as error:  # the interceptor of this process: nothing may end the loop but the parent
        with suppress(OSError):  # where stderr is a file and `file_size_bytes` is 0
            sys.stderr.write(f"worker method failed: {type(error).__name__}\n")
        return _failure(EngineFailed("That could not be done.", reason="worker_failed"))


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


def _apply(limits: Limits) -> None:
    for kind, value in (
        (resource.RLIMIT_AS, limits.address_space_bytes),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_FSIZE, limits.file_size_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        if value is not None:
            resource.setrlimit(kind, (value, value))
    _allow_cpu(limits)


def _allow_cpu(limits: Limits) -> None:
    """Moves the soft limit to `cpu_s` from now; past it the kernel ends us with SIGXCPU."""
    if limits.cpu_s is not None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        until_s = int(used.ru_utime + used.ru_stime) + 1 + limits.cpu_s
        resource.setrlimit(resource.RLIMIT_CPU, (until_s, resource.getrlimit(resource.RLIMIT_CPU)[1]))
