"""Work that must not run on the event loop: child processes that can be limited, timed and killed at any moment.

The parent side is `WorkerProcess`; the child side is `serve_worker`. They speak over the child's stdin and stdout:
frames of `<u32 header length><u32 payload length><JSON header><payload>`, one request at a time. JSON and bytes, not
pickles: a child that reads hostile files must not be able to run code in its parent.
"""

import asyncio
import ctypes
import json
import os
import resource
import signal
import struct
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, BinaryIO

from xquizit_kit.errors import TABLE, AtCapacity, DeadlineExceeded, EngineFailed, XquizitError
from xquizit_kit.logs import get_logger

log = get_logger(__name__)

Header = dict[str, Any]
"""What JSON can hold."""
Method = Callable[[Header, bytes], tuple[Header, bytes]]
"""One request: header and payload in, header and payload out. May raise XquizitError."""

_PR_SET_PDEATHSIG = 1
_LENGTHS = struct.Struct("<II")
_PIECE_BYTES = 64 * 1024
_LOANS_END_S = 2.0
_HEADER_LIMIT_BYTES = 1024 * 1024
_READY = "_ready"
"""The method that every worker has: answers once `make_methods` is done."""
_ERRORS = {kind.__name__: kind for kind in TABLE}


@dataclass(frozen=True, slots=True)
class Limits:
    """What the kernel allows a worker; None leaves a limit as it is."""

    address_space_bytes: int | None = None
    cpu_s: int | None = None
    """CPU seconds for one request, and for the start."""
    open_files: int | None = None
    file_size_bytes: int | None = None
    """Largest file it may write; 0 forbids writing."""


class WorkerProcess:
    """One child process that answers one request at a time.

    A request that fails by time or is cancelled kills the child, because nobody knows what it is doing: `alive` is then
    False and every further call raises.
    """

    def __init__(self, module: str, process: asyncio.subprocess.Process, answer_limit_bytes: int) -> None:
        """Wraps a started child; use `start`."""
        self._module = module
        self._process = process
        self._answer_limit_bytes = answer_limit_bytes
        self._lock = asyncio.Lock()

    @classmethod
    async def start(
        cls,
        module: str,
        arguments: Mapping[str, Any] | None = None,
        *,
        environment: Mapping[str, str] | None = None,
        ready_timeout_s: float = 60.0,
        answer_limit_bytes: int = 64 * 1024 * 1024,
    ) -> "WorkerProcess":
        """Starts `python -m module`, whose `__main__` calls `serve_worker`, and waits until it takes requests.

        Args:
            module: The child's module.
            arguments: Given to the child as its `sys.argv[1]`, as JSON.
            environment: The child's whole environment; ours when not given.
            ready_timeout_s: `make_methods` may take this long.
            answer_limit_bytes: A longer payload is not believed: the child is killed.

        Raises:
            EngineFailed: It ended before it was ready.
            DeadlineExceeded: It was not ready in time.
        """
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            module,
            json.dumps(dict(arguments or {})),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env=environment,
            start_new_session=True,
        )
        worker = cls(module, process, answer_limit_bytes)
        await worker.call(_READY, timeout_s=ready_timeout_s)
        return worker

    @property
    def alive(self) -> bool:
        """Whether the child can take another request."""
        return self._process.returncode is None

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    async def call(
        self, method: str, header: Header | None = None, payload: bytes | bytearray = b"", *, timeout_s: float
    ) -> tuple[Header, bytes]:
        """Sends one request and waits for its answer.

        Raises:
            XquizitError: What the child's method raised, same class, message and reason.
            DeadlineExceeded: No answer within `timeout_s` or the CPU limit; the child is gone.
            EngineFailed: The child died or sent what is no answer (reason `worker_died`), or its method broke in a way
                it did not foresee (reasons `worker_failed`, `out_of_memory`).
        """
        async with self._lock:
            if not self.alive:
                raise self._died()
            try:
                async with asyncio.timeout(timeout_s):
                    answer, data = await self._exchange({"method": method, **(header or {})}, payload)
            except TimeoutError:
                await self.kill()
                log.warning("worker too slow, killed", worker=self._module, method=method, limit_s=timeout_s)
                raise _too_slow() from None
            except (asyncio.IncompleteReadError, ConnectionError):
                await self.close()  # its own end first: killing at once could hide why it ended
                raise self._died() from None
            except ValueError:  # what came is no answer
                await self.kill()
                raise self._died() from None
            except asyncio.CancelledError:
                await self.kill()
                raise
        if (failure := answer.get("error")) is not None:
            kind = _ERRORS.get(failure["kind"], EngineFailed)
            raise kind(failure["message"], reason=failure["reason"], retry_after_s=failure["retry_after_s"])
        return answer, data

    async def kill(self) -> None:
        """Ends the child now (SIGKILL) and waits until it is gone."""
        # The pipes first: `wait` waits for their ends too, and one that is paused by a long answer never comes to its.
        self._close_pipes()
        await self._process.wait()

    async def close(self, timeout_s: float = 2.0) -> None:
        """Lets the child end by itself (its stdin closes), and kills it when it does not."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            async with asyncio.timeout(timeout_s):
                await self._process.wait()
        except TimeoutError:
            pass
        finally:
            await self.kill()

    async def _exchange(self, header: Header, payload: bytes | bytearray) -> tuple[Header, bytes]:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        encoded = json.dumps(header).encode()
        stdin.write(_LENGTHS.pack(len(encoded), len(payload)) + encoded)
        view = memoryview(payload)
        for start in range(0, len(payload), _PIECE_BYTES):  # written at once, the transport would copy all of it
            stdin.write(view[start : start + _PIECE_BYTES])
            await stdin.drain()
        await stdin.drain()
        header_length, payload_length = _LENGTHS.unpack(await stdout.readexactly(_LENGTHS.size))
        if header_length > _HEADER_LIMIT_BYTES or payload_length > self._answer_limit_bytes:
            raise ValueError("the answer is longer than allowed")
        answer = json.loads(await stdout.readexactly(header_length))
        return answer, await stdout.readexactly(payload_length)

    def _died(self) -> XquizitError:
        log.warning("worker died", worker=self._module, exit_status=self._process.returncode)
        if self._process.returncode == -signal.SIGXCPU:
            return _too_slow()
        return EngineFailed("The program that does this work broke off.", reason="worker_died", retry_after_s=1.0)

    def _close_pipes(self) -> None:
        # Kills the child if it lives. No public way leads here; left to the garbage collector it is a ResourceWarning.
        transport = getattr(self._process, "_transport", None)
        if transport is not None:
            transport.close()


def _too_slow() -> DeadlineExceeded:
    return DeadlineExceeded("That took too long.", reason="too_slow")


class WorkerPool:
    """A bounded set of warm workers of one kind. `async with pool.worker(…) as w` lends one.

    Idle and lent workers together are never more than `limit`: only the holder of a slot, or the keeper while there is
    room, starts one, and one at a time.
    """

    def __init__(
        self,
        start: Callable[[], Awaitable[WorkerProcess]],
        *,
        warm: int,
        limit: int,
        max_uses: int = 0,
    ) -> None:
        """Takes how to start a worker and how many.

        Args:
            start: Starts and warms one worker.
            warm: Workers kept idle and ready; at most `limit`.
            limit: Workers at most, lent and idle together.
            max_uses: A worker is ended after so many loans; 0 means never.
        """
        self._start = start
        self._warm = min(warm, limit)
        self._limit = limit
        self._max_uses = max_uses
        self._idle: list[tuple[WorkerProcess, int]] = []
        self._spent: list[WorkerProcess] = []
        self._slots = asyncio.Semaphore(limit)
        self._lent = 0
        self._out = set[WorkerProcess]()
        self._closed = False
        self._growth = asyncio.Lock()
        self._changed = asyncio.Event()

    @asynccontextmanager
    async def running(self) -> AsyncGenerator["WorkerPool"]:
        """Starts the warm workers, keeps them warm, and ends all at exit: lent ones are killed."""
        try:
            while len(self._idle) < self._warm:
                self._idle.append((await self._start(), 0))
            # Not in a TaskGroup, which would wrap in an ExceptionGroup what the body raises.
            keeper = asyncio.create_task(self._keep_warm(), name="worker-pool-keeper")
            try:
                yield self
            finally:
                keeper.cancel()
                await asyncio.wait([keeper])
        finally:
            self._closed = True
            await self._end_loans()
            async with asyncio.TaskGroup() as group:
                for worker in [*self._spent, *(worker for worker, _ in self._idle)]:
                    group.create_task(worker.close(), name="worker-close")
            self._idle.clear()
            self._spent.clear()

    async def _end_loans(self) -> None:
        for worker in list(self._out):
            await worker.kill()
        with suppress(TimeoutError):
            async with asyncio.timeout(_LOANS_END_S):
                for _ in range(self._limit):
                    await self._slots.acquire()

    @asynccontextmanager
    async def worker(self, *, wait_s: float) -> AsyncGenerator[WorkerProcess]:
        """Lends a worker; one that died meanwhile is replaced.

        Raises:
            AtCapacity: All are lent and none came back within `wait_s`.
            XquizitError: A new one was needed and did not start, or the pool has ended.
        """
        try:
            async with asyncio.timeout(wait_s):
                await self._slots.acquire()
        except TimeoutError:
            raise AtCapacity("All are busy right now. Please try again in a moment.", retry_after_s=2.0) from None
        self._lent += 1
        try:
            worker, uses = self._take_idle() or await self._grow()
            if self._closed:
                await worker.kill()
                raise EngineFailed("This is shutting down. Please try again.", reason="shutting_down", retry_after_s=1)
            self._out.add(worker)
            try:
                yield worker
            finally:
                self._out.discard(worker)
                self._take_back(worker, uses + 1)
        finally:
            self._lent -= 1
            self._slots.release()
            self._changed.set()

    def _take_idle(self) -> tuple[WorkerProcess, int] | None:
        while self._idle:
            worker, uses = self._idle.pop()
            if worker.alive:
                return worker, uses
            self._spent.append(worker)
        return None

    async def _grow(self) -> tuple[WorkerProcess, int]:
        async with self._growth:  # the keeper may be starting the very one we need
            return self._take_idle() or (await self._start(), 0)

    def _take_back(self, worker: WorkerProcess, uses: int) -> None:
        if worker.alive and not (self._max_uses and uses >= self._max_uses):
            self._idle.append((worker, uses))
        else:
            self._spent.append(worker)

    async def _keep_warm(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            while self._spent:
                await self._spent[0].close()
                del self._spent[0]
            async with self._growth:
                await self._fill()

    async def _fill(self) -> None:
        while len(self._idle) < self._warm and len(self._idle) + self._lent < self._limit:
            try:
                self._idle.append((await self._start(), 0))
            except (OSError, XquizitError) as error:  # the next loan tries again
                log.error("worker did not start", error=str(error))
                return


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
    methods = {_READY: _ready, **make_methods(json.loads(sys.argv[1]) if len(sys.argv) > 1 else {})}
    while len(lengths := requests.read(_LENGTHS.size)) == _LENGTHS.size:
        header_length, payload_length = _LENGTHS.unpack(lengths)
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
    encoded = json.dumps(header).encode()
    answers.write(_LENGTHS.pack(len(encoded), len(payload)) + encoded)
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
