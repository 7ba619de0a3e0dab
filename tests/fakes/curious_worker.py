"""A worker that tries to do what it should not: `python -m tests.fakes.curious_worker`. Answers what came of it."""

import ctypes
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from xquizit_kit.worker_child import Limits, Method, serve_worker
from xquizit_kit.worker_frames import Header


def connect(header: Header) -> None:
    with socket.create_connection(("127.0.0.1", header["port"]), timeout=5) as connection:
        connection.sendall(b"a resume")


def send_datagram(header: Header) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"a resume", ("127.0.0.1", header["port"]))


def connect_unix(header: Header) -> None:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(header["path"])


def make_pair(_header: Header) -> None:
    for end in socket.socketpair():
        end.close()


def make_ring(_header: Header) -> None:
    # io_uring_setup(2) with a null pointer: EFAULT where it is there, ENOSYS where it is not
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall(425, 1, None)
    raise OSError(ctypes.get_errno(), "io_uring_setup")


def fork(_header: Header) -> None:
    if (child := os.fork()) == 0:
        os._exit(0)
    os.waitpid(child, 0)


def run_program(_header: Header) -> None:
    subprocess.run([sys.executable, "-c", ""], check=True)


def become_program(_header: Header) -> None:
    os.execv("/bin/true", ["true"])


def signal_parent(_header: Header) -> None:
    os.kill(os.getppid(), 0)


def signal_parent_thread(_header: Header) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.tgkill(os.getppid(), os.getppid(), 0) != 0:
        raise OSError(ctypes.get_errno(), "tgkill")


def start_thread(_header: Header) -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.set)
    thread.start()
    thread.join(5)
    assert done.is_set()


def write_temporary_file(_header: Header) -> None:
    with tempfile.NamedTemporaryFile(delete=False) as file:
        file.write(b"a resume")


def read_file(header: Header) -> None:
    Path(header["path"]).read_bytes()


def read_environment_of_parent(_header: Header) -> None:
    Path(f"/proc/{os.getppid()}/environ").read_bytes()


def list_folder(header: Header) -> None:
    os.listdir(header["path"])


def make_file(header: Header) -> None:
    Path(header["path"]).touch()


def make_file_in_own_folder(_header: Header) -> None:
    Path(os.environ["TMPDIR"], "own").touch()


def import_module(_header: Header) -> None:
    importlib.import_module("xml.dom.minidom")


def abort(_header: Header) -> None:
    os.abort()


_TRIES: tuple[Callable[[Header], None], ...] = (
    *(connect, send_datagram, connect_unix, make_pair, make_ring, fork, run_program, become_program),
    *(signal_parent, signal_parent_thread, start_thread, write_temporary_file, abort),
    *(read_file, read_environment_of_parent, list_folder, make_file, make_file_in_own_folder, import_module),
)


def make_methods(_arguments: Header) -> Mapping[str, Method]:
    """Every attempt by name, answering the errno of its failure or 0; `where` tells of its folder."""

    def method(attempt: Callable[[Header], None]) -> Method:
        def tried(header: Header, _payload: bytes) -> tuple[Header, bytes]:
            try:
                attempt(header)
            except OSError as error:
                return {"errno": error.errno}, b""
            return {"errno": 0}, b""

        return tried

    def where(_header: Header, _payload: bytes) -> tuple[Header, bytes]:
        folder = Path(tempfile.gettempdir())
        return {"folder": str(folder), "mode": folder.stat().st_mode & 0o777, "signal": int(signal.SIGABRT)}, b""

    return {attempt.__name__: method(attempt) for attempt in _TRIES} | {"where": where}


if __name__ == "__main__":
    serve_worker(make_methods, limits=Limits(**json.loads(sys.argv[1]).get("limits", {})))
