"""What a worker has given up it cannot do, and what it has not it can: each attempt is made with and without."""

import asyncio
import errno
import os
import platform
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from xquizit_kit import worker_filter
from xquizit_kit.errors import EngineFailed
from xquizit_kit.worker_process import WorkerProcess

MODULE = "tests.fakes.curious_worker"
LIMIT_S = 20.0
SEALED = {"no_network": True, "no_processes": True}
pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in {"x86_64", "aarch64"}, reason="seccomp is Linux's"
)


@asynccontextmanager
async def worker(limits: dict[str, Any], **options: Any) -> AsyncIterator[WorkerProcess]:
    started = await WorkerProcess.start(MODULE, {"limits": limits}, **options)
    try:
        yield started
    finally:
        await started.close()


def is_there(path: str) -> bool:
    return Path(path).exists()


async def attempt(w: WorkerProcess, name: str, **header: Any) -> int:
    answer, _ = await w.call(name, header, timeout_s=LIMIT_S)
    return answer["errno"]


@asynccontextmanager
async def listening(tmp_path: Path) -> AsyncIterator[tuple[dict[str, Any], list[str]]]:
    """Somebody to connect to, by TCP and by a UNIX socket, and who did."""
    came: list[str] = []

    def note(name: str) -> Any:
        def connected(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            came.append(name)
            writer.close()

        return connected

    path = str(tmp_path / "socket")
    tcp = await asyncio.start_server(note("tcp"), "127.0.0.1", 0)
    unix = await asyncio.start_unix_server(note("unix"), path)
    async with tcp, unix:
        yield {"port": tcp.sockets[0].getsockname()[1], "path": path}, came


async def test_a_worker_without_network_reaches_nobody(tmp_path: Path) -> None:
    async with listening(tmp_path) as (where, came), worker({"no_network": True}) as w:
        assert w.unenforced == ()
        for name in ("connect", "send_datagram", "connect_unix", "make_pair", "make_ring"):
            assert await attempt(w, name, **where) == errno.EPERM, name
        assert not came
        assert await attempt(w, "fork") == 0


async def test_a_worker_with_network_reaches_whom_it_wants(tmp_path: Path) -> None:
    async with listening(tmp_path) as (where, came), worker({}) as w:
        for name in ("connect", "send_datagram", "connect_unix", "make_pair"):
            assert await attempt(w, name, **where) == 0, name
        async with asyncio.timeout(LIMIT_S):
            while sorted(came) != ["tcp", "unix"]:  # noqa: ASYNC110 - it comes over sockets
                await asyncio.sleep(0)


async def test_a_worker_without_processes_starts_and_signals_none(tmp_path: Path) -> None:
    async with worker(SEALED) as w:
        for name in ("fork", "run_program", "become_program", "signal_parent", "signal_parent_thread"):
            assert await attempt(w, name) == errno.EPERM, name
        assert await attempt(w, "start_thread") == 0
        assert await attempt(w, "make_pair") == errno.EPERM


async def test_a_worker_that_gave_up_nothing_starts_and_signals_others() -> None:
    async with worker({}) as w:
        for name in ("fork", "run_program", "signal_parent", "signal_parent_thread", "start_thread"):
            assert await attempt(w, name) == 0, name


async def test_a_sealed_worker_can_still_abort() -> None:
    async with worker(SEALED) as w:
        with pytest.raises(EngineFailed) as died:
            await w.call("abort", timeout_s=LIMIT_S)
        assert died.value.reason == "worker_died"


async def test_a_worker_with_files_of_its_own_opens_no_others(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("a key")
    secret, new = {"path": str(tmp_path / "secret")}, {"path": str(tmp_path / "new")}
    async with worker({"own_files_only": True}, private_dir=True) as w:
        if w.unenforced:
            pytest.skip("this kernel has no Landlock")
        assert await attempt(w, "read_file", **secret) == errno.EACCES
        assert await attempt(w, "list_folder", path=str(tmp_path)) == errno.EACCES
        assert await attempt(w, "list_folder", path=os.getcwd()) == errno.EACCES, ".env lies there"
        assert await attempt(w, "make_file", **new) == errno.EACCES
        assert await attempt(w, "read_environment_of_parent") == errno.EACCES
        assert await attempt(w, "make_file_in_own_folder") == 0
        assert await attempt(w, "import_module") == 0
        assert await attempt(w, "fork") == 0
    async with worker({}) as w:
        assert await attempt(w, "read_file", **secret) == 0
        assert await attempt(w, "make_file", **new) == 0
        assert await attempt(w, "read_environment_of_parent") == 0


async def test_a_private_folder_goes_with_its_worker() -> None:
    async with worker({}, private_dir=True) as w, worker({}, private_dir=True) as other:
        where, _ = await w.call("where", timeout_s=LIMIT_S)
        folder = where["folder"]
        assert where["mode"] == 0o700
        assert await attempt(w, "write_temporary_file") == 0
        assert len(os.listdir(folder)) == 1
        others = (await other.call("where", timeout_s=LIMIT_S))[0]["folder"]
        assert others != folder
        await w.kill()
        assert not is_there(folder)
        assert is_there(others)
    assert not is_there(others)


async def test_a_private_folder_of_a_worker_that_does_not_start_goes_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(EngineFailed):
        await WorkerProcess.start("tests.fakes.no_such_worker", private_dir=True)
    assert not os.listdir(tmp_path)


def test_what_cannot_be_given_up_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert worker_filter.give_up(["network", "processes"]) == {"network", "processes"}


def test_without_a_filter_older_means_are_tried() -> None:
    """In a process of its own, because it would give up our network."""
    script = (
        "from xquizit_kit import worker_filter as f; f._filtered = lambda wanted: False\n"
        "left = f.give_up(['network'])\n"
        "import socket\n"
        "try: socket.create_connection(('127.0.0.1', 9), 1)\n"
        "except OSError as error: print(sorted(left), error.errno)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    # An empty network has not even a loopback; where namespaces are forbidden, it must say so.
    assert done.stdout.strip() in {f"[] {errno.ENETUNREACH}", f"['network'] {errno.ECONNREFUSED}"}
