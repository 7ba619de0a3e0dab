"""Work that must not run on the event loop: child processes that can be limited, timed and killed at any moment.

The parent side is `WorkerProcess`; the child side is `serve_worker`. They speak over the child's stdin and stdout:
frames of `<u32 header length><u32 payload length><JSON header><payload>`, one request at a time. JSON and bytes, not
pickles: a child that reads hostile files must not be able to run code in its parent.
"""

import asyncio
import json
import os
import resource
import struct
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

from xquizit_kit.errors import TABLE, AtCapacity, DeadlineExceeded, EngineFailed, XquizitError
from xquizit_kit.logs import get_logger

log = get_logger(__name__)

Header = dict[str, Any]
"""What JSON can hold."""
Method = Callable[[Header, bytes], tuple[Header, bytes]]
"""One request: header and payload in, header and payload out. May raise XquizitError."""

_LENGTHS = struct.Struct("<II")
_ERRORS = {kind.__name__: kind for kind in TABLE}


@dataclass(frozen=True, slots=True)
class Limits:
    """What the kernel allows a worker; None leaves a limit as it is."""

    address_space_bytes: int | None = None
    cpu_s: int | None = None
    """CPU seconds over the worker's whole life."""
    open_files: int | None = None
    file_size_bytes: int | None = None
    """Largest file it may write; 0 forbids writing."""


class WorkerProcess:
    """One child process that answers one request at a time.

    A request that fails by time or is cancelled kills the child, because nobody knows what it is doing: `alive` is then
    False and every further call raises.
    """

    def __init__(self, module: str, process: asyncio.subprocess.Process) -> None:
        """Wraps a started child; use `start`."""
        self._module = module
        self._process = process
        self._lock = asyncio.Lock()

    @classmethod
    async def start(cls, module: str, arguments: Mapping[str, Any] | None = None) -> "WorkerProcess":
        """Starts `python -m module`, whose `__main__` calls `serve_worker`.

        Args:
            module: The child's module.
            arguments: Given to the child as its `sys.argv[1]`, as JSON.
        """
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            module,
            json.dumps(dict(arguments or {})),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        return cls(module, process)

    @property
    def alive(self) -> bool:
        """Whether the child can take another request."""
        return self._process.returncode is None

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    async def call(
        self, method: str, header: Header | None = None, payload: bytes = b"", *, timeout_s: float
    ) -> tuple[Header, bytes]:
        """Sends one request and waits for its answer.

        Raises:
            XquizitError: What the child's method raised, same class, message and reason.
            DeadlineExceeded: No answer within `timeout_s`; the child has been killed.
            EngineFailed: The child died, or its method broke in a way it did not foresee.
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
                raise DeadlineExceeded("That took too long.", reason="too_slow") from None
            except (asyncio.IncompleteReadError, ConnectionError):
                await self.kill()
                raise self._died() from None
            except asyncio.CancelledError:
                await self.kill()
                raise
        if (failure := answer.get("error")) is not None:
            kind = _ERRORS.get(failure["kind"], EngineFailed)
            raise kind(failure["message"], reason=failure["reason"])
        return answer, data

    async def kill(self) -> None:
        """Ends the child now (SIGKILL) and waits until it is gone."""
        if self.alive:
            self._process.kill()
        await self._process.wait()
        self._close_pipes()

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

    async def _exchange(self, header: Header, payload: bytes) -> tuple[Header, bytes]:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        encoded = json.dumps(header).encode()
        stdin.write(_LENGTHS.pack(len(encoded), len(payload)) + encoded)
        stdin.write(payload)
        await stdin.drain()
        header_length, payload_length = _LENGTHS.unpack(await stdout.readexactly(_LENGTHS.size))
        answer = json.loads(await stdout.readexactly(header_length))
        return answer, await stdout.readexactly(payload_length)

    def _died(self) -> EngineFailed:
        log.warning("worker died", worker=self._module, exit_status=self._process.returncode)
        return EngineFailed("The program that does this work broke off.", reason="worker_died", retry_after_s=1.0)

    def _close_pipes(self) -> None:
        # Without this the transport is closed by the garbage collector, with a ResourceWarning.
        transport = getattr(self._process, "_transport", None)
        if transport is not None:
            transport.close()


class WorkerPool:
    """A bounded set of warm workers of one kind. `async with pool.worker() as w` lends one."""

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
            start: An async function that starts and warms one worker.
            warm: Workers kept idle and ready.
            limit: Workers at most, lent and idle together.
            max_uses: A worker is ended after so many loans; 0 means never.
        """
        self._start = start
        self._warm = warm
        self._limit = limit
        self._max_uses = max_uses
        self._idle: list[tuple[WorkerProcess, int]] = []
        self._lent = 0
        self._freed = asyncio.Condition()
        self._refill = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def running(self) -> AsyncGenerator["WorkerPool"]:
        """Starts the warm workers, keeps them warm, and ends all at exit."""
        try:
            for _ in range(self._warm):
                self._idle.append((await self._start(), 0))
            async with asyncio.TaskGroup() as group:
                self._keeper = group.create_task(self._keep_warm(), name="worker-pool-keeper")
                yield self
                self._keeper.cancel()
        finally:
            for worker, _ in self._idle:
                await worker.close()
            self._idle.clear()

    @asynccontextmanager
    async def worker(self, *, wait_s: float) -> AsyncGenerator[WorkerProcess]:
        """Lends a worker; one that died meanwhile is replaced.

        Raises:
            AtCapacity: All are lent and none came back within `wait_s`.
        """
        worker, uses = await self._take(wait_s)
        try:
            yield worker
        finally:
            await asyncio.shield(self._give_back(worker, uses + 1))

    async def _take(self, wait_s: float) -> tuple[WorkerProcess, int]:
        async with self._freed:
            try:
                async with asyncio.timeout(wait_s):
                    await self._freed.wait_for(lambda: self._lent < self._limit)
            except TimeoutError:
                raise AtCapacity("All are busy right now. Please try again in a moment.", retry_after_s=2.0) from None
            self._lent += 1
            while self._idle:
                worker, uses = self._idle.pop()
                if worker.alive:
                    return worker, uses
        try:
            return await self._start(), 0
        except BaseException:
            await self._release()
            raise

    async def _give_back(self, worker: WorkerProcess, uses: int) -> None:
        if worker.alive and not (self._max_uses and uses >= self._max_uses):
            self._idle.append((worker, uses))
        else:
            await worker.close()
        await self._release()

    async def _release(self) -> None:
        async with self._freed:
            self._lent -= 1
            self._freed.notify()
        self._refill.set()

    async def _keep_warm(self) -> None:
        while True:
            await self._refill.wait()
            self._refill.clear()
            while len(self._idle) < self._warm and len(self._idle) + self._lent < self._limit:
                try:
                    self._idle.append((await self._start(), 0))
                except (OSError, XquizitError) as error:
                    log.error("worker did not start", error=str(error))
                    break


def serve_worker(make_methods: Callable[[Header], Mapping[str, Method]], *, limits: Limits | None = None) -> None:
    """The child's whole life: answers requests from stdin until it closes. What a worker module's `__main__` calls.

    Anything that prints to stdout is sent to stderr, so that no library can break the frames.

    Args:
        make_methods: Gets the parent's arguments, loads what is needed, returns the methods by name.
        limits: Set before `make_methods` runs.
    """
    requests = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _apply(limits or Limits())
    methods = make_methods(json.loads(sys.argv[1]) if len(sys.argv) > 1 else {})
    while (lengths := requests.read(_LENGTHS.size)) and len(lengths) == _LENGTHS.size:
        header_length, payload_length = _LENGTHS.unpack(lengths)
        header = json.loads(requests.read(header_length))
        payload = requests.read(payload_length)
        _send(answers, *_answer(methods, header, payload))


def _answer(methods: Mapping[str, Method], header: Header, payload: bytes) -> tuple[Header, bytes]:
    try:
        return methods[header.pop("method")](header, payload)
    except XquizitError as error:
        failure = {"kind": type(error).__name__, "message": error.message, "reason": error.reason}
    except MemoryError:
        failure = {"kind": "EngineFailed", "message": "That needs more memory than allowed.", "reason": "out_of_memory"}
    except Exception as error:  # the interceptor of this process: nothing may end the loop but the parent
        sys.stderr.write(f"worker method failed: {type(error).__name__}\n")
        failure = {"kind": "EngineFailed", "message": "That could not be done.", "reason": "worker_failed"}
    return {"error": failure}, b""


def _send(answers: BinaryIO, header: Header, payload: bytes) -> None:
    encoded = json.dumps(header).encode()
    answers.write(_LENGTHS.pack(len(encoded), len(payload)) + encoded)
    answers.write(payload)
    answers.flush()


def _apply(limits: Limits) -> None:
    for kind, value in (
        (resource.RLIMIT_AS, limits.address_space_bytes),
        (resource.RLIMIT_CPU, limits.cpu_s),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_FSIZE, limits.file_size_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        if value is not None:
            resource.setrlimit(kind, (value, value))
