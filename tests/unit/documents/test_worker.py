"""What a parser process may do: what its limits say, tried out; and that the real one has them."""

import asyncio
import errno
import os
import platform
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.corpus import hostile
from xquizit_documents.config import DocumentsSettings
from xquizit_documents.parsing import ParserPool
from xquizit_documents.worker import limits_of
from xquizit_kit.worker_process import WorkerProcess

LIMIT_S = 20.0
on_linux = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in {"x86_64", "aarch64"}, reason="seccomp and /proc are Linux's"
)


@asynccontextmanager
async def curious() -> AsyncIterator[WorkerProcess]:
    """A process that has the limits of a parser, and tries what a parser that was taken over would."""
    limits = limits_of(ParserPool(DocumentsSettings()).arguments)
    worker = await WorkerProcess.start("tests.fakes.curious_worker", {"limits": asdict(limits)}, private_dir=True)
    try:
        yield worker
    finally:
        await worker.close()


@asynccontextmanager
async def real() -> AsyncIterator[WorkerProcess]:
    worker = await ParserPool(DocumentsSettings()).start_worker()
    try:
        yield worker
    finally:
        await worker.close()


def of_kernel(worker: WorkerProcess, name: str) -> str:
    return Path(f"/proc/{worker.pid}/{name}").read_text()


def is_there(path: str) -> bool:
    return Path(path).exists()


@on_linux
async def test_a_parser_cannot_reach_a_listener_beside_it() -> None:
    came: list[str] = []

    def connected(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        came.append("somebody")
        writer.close()

    async with await asyncio.start_server(connected, "127.0.0.1", 0) as server, curious() as worker:
        port = server.sockets[0].getsockname()[1]
        answer, _ = await worker.call("connect", {"port": port}, timeout_s=LIMIT_S)
        assert answer["errno"] == errno.EPERM
        assert not came


@on_linux
async def test_a_parser_starts_no_process_and_writes_no_file() -> None:
    async with curious() as worker:
        for attempt in ("fork", "run_program", "become_program", "signal_parent"):
            answer, _ = await worker.call(attempt, timeout_s=LIMIT_S)
            assert answer["errno"] == errno.EPERM, attempt
        answer, _ = await worker.call("write_temporary_file", timeout_s=LIMIT_S)
        # `tempfile` finds no folder that it may write to
        assert answer["errno"] == errno.ENOENT


@on_linux
async def test_a_parser_reads_nothing_of_ours(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("GEMINI_API_KEY=a secret")
    async with curious() as worker:
        if "files" in worker.unenforced:
            pytest.skip("this kernel has no Landlock")
        for attempt, name in (("read_environment_of_parent", ""), ("read_file", ".env"), ("make_file", "new")):
            answer, _ = await worker.call(attempt, {"path": str(tmp_path / name)}, timeout_s=LIMIT_S)
            assert answer["errno"] == errno.EACCES, attempt


@on_linux
async def test_the_real_parser_has_these_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", "a secret")
    async with real() as worker:
        assert set(worker.unenforced) <= {"files"}, "an older kernel may have no Landlock, but all have seccomp"
        status = dict(line.split(":\t") for line in of_kernel(worker, "status").splitlines() if ":\t" in line)
        assert (status["NoNewPrivs"].strip(), status["Seccomp"].strip()) == ("1", "2")
        assert f"{DocumentsSettings().documents_parser_memory_bytes}" in of_kernel(worker, "limits")
        environment = of_kernel(worker, "environ")
        assert "GEMINI" not in environment
        private = environment.partition("TMPDIR=")[2].partition("\0")[0]
        assert os.stat(private).st_mode & 0o777 == 0o700
    assert not is_there(private)


async def test_a_document_leaves_nothing_behind_in_a_parser() -> None:
    async with real() as worker:
        _, first = await worker.call("parse", payload=hostile.resume_pdf(), timeout_s=LIMIT_S)
        await worker.call("parse", payload=hostile.job_docx(), timeout_s=LIMIT_S)
        _, again = await worker.call("parse", payload=hostile.resume_pdf(), timeout_s=LIMIT_S)
        assert first == again
