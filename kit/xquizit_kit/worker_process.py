"""The parent's side of a worker process: work that must not run on the event loop, killable at any moment.

The child's side is worker_child.py, several of them are worker_pool.py.
"""

import asyncio
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncGenerator, Mapping
from pathlib import Path
from typing import Any

from xquizit_kit.cancellation import to_its_end
from xquizit_kit.errors import TABLE, DeadlineExceeded, EngineFailed, XquizitError
from xquizit_kit.logs import get_logger
from xquizit_kit.worker_frames import LENGTHS, MORE, READY, STOP, Header, pack

log = get_logger(__name__)

_PIECE_BYTES = 64 * 1024
_HEADER_LIMIT_BYTES = 1024 * 1024
_ERRORS = {kind.__name__: kind for kind in TABLE}


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
        self._private_dir: str | None = None
        self.unenforced: tuple[str, ...] = ()
        """What its `Limits` would keep it from and its system cannot: `files`, `network`, `processes`."""

    @classmethod
    async def start(
        cls,
        module: str,
        arguments: Mapping[str, Any] | None = None,
        *,
        environment: Mapping[str, str] | None = None,
        ready_timeout_s: float = 60.0,
        answer_limit_bytes: int = 64 * 1024 * 1024,
        private_dir: bool = False,
    ) -> "WorkerProcess":
        """Starts `python -m module`, whose `__main__` calls `serve_worker`, and waits until it takes requests.

        Args:
            module: The child's module.
            arguments: Given to the child as its `sys.argv[1]`, as JSON.
            environment: The child's whole environment; ours when not given.
            ready_timeout_s: `make_methods` may take this long.
            answer_limit_bytes: A longer payload is not believed: the child is killed.
            private_dir: Its temporary files (`TMPDIR`) go to a folder that is its own, and is removed after it.

        Raises:
            EngineFailed: It ended before it was ready.
            DeadlineExceeded: It was not ready in time.
            OSError: There is no place for a private folder.
        """
        folder = tempfile.mkdtemp(prefix="xquizit-worker-") if private_dir else None  # mode 0700
        if folder is not None:
            environment = {**(os.environ if environment is None else environment), "TMPDIR": folder}
        try:
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
        except BaseException:
            _remove(folder)
            raise
        worker = cls(module, process, answer_limit_bytes)
        worker._private_dir = folder
        ready, _ = await worker.call(READY, timeout_s=ready_timeout_s)
        worker.unenforced = tuple(ready.get("unenforced", ()))
        return worker

    @property
    def alive(self) -> bool:
        """Whether the child can take another request."""
        return self._process.returncode is None

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    @property
    def rss_bytes(self) -> int:
        """What the child holds in RAM now; 0 where nobody tells (not Linux), or when it is gone."""
        try:
            pages = Path(f"/proc/{self.pid}/statm").read_text().split()[1]
        except (OSError, IndexError):
            return 0
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    async def ended(self) -> None:
        """Waits until the child is gone, by whatever cause; also while requests are under way."""
        await self._process.wait()

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
            self._must_live()
            try:
                async with asyncio.timeout(timeout_s):
                    await self._send(method, header, payload)
                    answer, data = await self._receive()
            except TimeoutError:
                raise await self._killed_as_too_slow(method, timeout_s) from None
            except (asyncio.IncompleteReadError, ConnectionError, ValueError) as error:
                raise await self._broken(error) from None
            except asyncio.CancelledError:
                await self.kill()
                raise
        return _checked(answer), data

    async def stream(
        self,
        method: str,
        header: Header | None = None,
        payload: bytes | bytearray = b"",
        *,
        timeout_s: float,
        stop_s: float = 1.0,
    ) -> AsyncGenerator[tuple[Header, bytes]]:
        """Sends one request to a `Streaming` method and gives its answers as they come.

        Closing the generator, or cancelling who iterates it, asks the child to stop and waits up to `stop_s` until it
        has; a child that has not is killed. Whoever closes it waits so long at most.

        Args:
            method: The method's name.
            header: What it takes.
            payload: What it takes, as bytes.
            timeout_s: No answer may take longer to come.
            stop_s: How long a child may take to stop.

        Raises:
            XquizitError: As for `call`.
        """
        async with self._lock:
            self._must_live()
            receiving: asyncio.Task[tuple[Header, bytes]] | None = None
            try:
                await self._send(method, header, payload)
                while True:
                    # A task of its own: what it has read of a frame must not be lost when we are cancelled.
                    receiving = asyncio.create_task(self._receive(), name="worker-answer")
                    if not (await asyncio.wait({receiving}, timeout=timeout_s))[0]:
                        raise TimeoutError
                    answer, data = receiving.result()
                    if not answer.get(MORE):
                        break
                    yield {name: value for name, value in answer.items() if name != MORE}, data
            except TimeoutError:
                error = await self._killed_as_too_slow(method, timeout_s)
                await _seen(receiving)
                raise error from None
            except (asyncio.IncompleteReadError, ConnectionError, ValueError) as error:
                raise await self._broken(error) from None
            except (GeneratorExit, asyncio.CancelledError):
                await to_its_end(self._stop(receiving, stop_s), name="worker-stop")
                raise
        _checked(answer)

    async def kill(self) -> None:
        """Ends the child now (SIGKILL) and waits until it is gone."""
        # The pipes first: `wait` waits for their ends too, and one that is paused by a long answer never comes to its.
        self._close_pipes()
        try:
            await self._process.wait()
        finally:
            _remove(self._private_dir)

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

    async def _send(self, method: str, header: Header | None, payload: bytes | bytearray) -> None:
        stdin = self._process.stdin
        assert stdin is not None
        stdin.write(pack({"method": method, **(header or {})}, len(payload)))
        view = memoryview(payload)
        for start in range(0, len(payload), _PIECE_BYTES):  # written at once, the transport would copy all of it
            stdin.write(view[start : start + _PIECE_BYTES])
            await stdin.drain()
        await stdin.drain()

    async def _receive(self) -> tuple[Header, bytes]:
        stdout = self._process.stdout
        assert stdout is not None
        header_length, payload_length = LENGTHS.unpack(await stdout.readexactly(LENGTHS.size))
        if header_length > _HEADER_LIMIT_BYTES or payload_length > self._answer_limit_bytes:
            raise ValueError("the answer is longer than allowed")
        answer = json.loads(await stdout.readexactly(header_length))
        return answer, await stdout.readexactly(payload_length)

    async def _stop(self, receiving: asyncio.Task[tuple[Header, bytes]] | None, within_s: float) -> None:
        """Ends a request that has several answers; `receiving` is the one that was waited for, or given last."""
        try:
            if receiving is None:
                raise ConnectionError("the request is not known to be sent")
            async with asyncio.timeout(within_s):
                if not receiving.done() or receiving.result()[0].get(MORE):
                    await self._send(STOP, None, b"")
                    answer, _ = await receiving
                    while answer.get(MORE):
                        answer, _ = await self._receive()
        except (TimeoutError, asyncio.IncompleteReadError, ConnectionError, ValueError):
            await self.kill()
            log.warning("worker did not stop, killed", worker=self._module, limit_s=within_s)
            await _seen(receiving)

    def _must_live(self) -> None:
        if not self.alive:
            raise self._died()

    async def _killed_as_too_slow(self, method: str, limit_s: float) -> XquizitError:
        await self.kill()
        log.warning("worker too slow, killed", worker=self._module, method=method, limit_s=limit_s)
        return _too_slow()

    async def _broken(self, error: Exception) -> XquizitError:
        """Ends a child that has died or sent what is no answer."""
        if isinstance(error, ValueError):
            await self.kill()
        else:
            await self.close()  # its own end first: killing at once could hide why it ended
        return self._died()

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


def _remove(folder: str | None) -> None:
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)


def _checked(answer: Header) -> Header:
    """The answer, unless it tells of a failure."""
    if (failure := answer.get("error")) is not None:
        kind = _ERRORS.get(failure["kind"], EngineFailed)
        raise kind(failure["message"], reason=failure["reason"], retry_after_s=failure["retry_after_s"])
    return answer


async def _seen(receiving: asyncio.Task[tuple[Header, bytes]] | None) -> None:
    """Waits until `receiving` is over, whatever became of it."""
    if receiving is not None:
        await asyncio.wait({receiving})
        if not receiving.cancelled():
            receiving.exception()


def _too_slow() -> DeadlineExceeded:
    return DeadlineExceeded("That took too long.", reason="too_slow")
