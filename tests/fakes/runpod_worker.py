"""The real RunPod worker as a process, behind the `runpod` package's local API, with hand-made Whisper weights."""

import asyncio
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.fakes.whisper_weights import speaking_weights

START_S = 60.0
_PASSED_ON = ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV", "COVERAGE_PROCESS_START")


class RunningWorker:
    """A worker that serves `/run`, `/runsync` and `/status/{id}`, all POST, without endpoint or key.

    `with RunningWorker(text="hello there") as url:` or `async with` the same; the process ends with the block.
    """

    def __init__(
        self,
        weights: Path | None = None,
        *,
        text: str = "I built the service, and it ran.",
        queue: "JobQueue | None" = None,
        **environment: str,
    ) -> None:
        """Takes what it says and how it is set.

        Args:
            weights: A folder from `speaking_weights` or `silent_weights`; None: one that says `text`.
            text: Said whenever there is sound.
            queue: Where it takes its jobs from, as on RunPod; it then serves no API, and `url` stays empty.
            environment: Further variables of the process. Nothing but paths is taken over from this process.
        """
        self.url = ""
        self._weights = weights
        self._text = text
        self._queue = queue
        self._environment = environment
        self._stack = ExitStack()
        self._lines: list[str] = []
        self._printed = threading.Condition()
        self._is_mute = False
        self._process: subprocess.Popen[str] | None = None

    @property
    def process(self) -> subprocess.Popen[str]:
        """The process, while it runs."""
        assert self._process is not None, "the worker has not been started"
        return self._process

    @property
    def log(self) -> str:
        """Everything it has printed so far."""
        return "".join(self._lines)

    def __enter__(self) -> str:
        try:
            self._start()
        except BaseException:
            self._stack.close()
            raise
        return self.url

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    async def __aenter__(self) -> str:
        return await asyncio.to_thread(self.__enter__)

    async def __aexit__(self, *_: object) -> None:
        await asyncio.to_thread(self._stack.close)

    def wait_for(self, text: str, times: int = 1) -> None:
        """Blocks until it has printed `text` so often.

        Raises:
            AssertionError: It did not within `START_S`, or ended before.
        """
        with self._printed:
            self._printed.wait_for(lambda: self._is_mute or self.log.count(text) >= times, START_S)
            assert self.log.count(text) >= times, f"the worker has not printed {text}:\n{self.log}"

    def terminate(self) -> int:
        """Asks it to end (SIGTERM) and waits; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)

    def _start(self) -> None:
        weights = self._weights
        if weights is None:
            folder = self._stack.enter_context(tempfile.TemporaryDirectory(prefix="weights-"))
            weights = speaking_weights(Path(folder), self._text)
        port = _free_port()
        arguments = ["--rp_serve_api", "--rp_api_host", "127.0.0.1", "--rp_api_port", str(port)]
        if self._queue is not None:
            arguments = []
        environment = {
            **{name: os.environ[name] for name in _PASSED_ON if name in os.environ},
            "PYTHONUNBUFFERED": "1",
            "HF_HUB_OFFLINE": "1",
            "WHISPER_MODEL_DIR": str(weights),
            "WHISPER_DEVICE": "cpu",
            "WHISPER_CPU_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            **(self._queue.environment if self._queue else {}),
            **self._environment,
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "xquizit_runpod_worker", *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        self._stack.callback(self._end)
        reader = threading.Thread(target=self._read, name="worker-output", daemon=True)
        reader.start()
        self._stack.callback(reader.join)
        self._stack.callback(self._kill)
        if self._queue is not None:
            self.wait_for("Starting Serverless Worker")
            return
        self.wait_for("Uvicorn running on")
        self.url = f"http://127.0.0.1:{port}"

    def _read(self) -> None:
        output = self.process.stdout
        assert output is not None
        for line in output:
            with self._printed:
                self._lines.append(line)
                self._printed.notify_all()
        with self._printed:
            self._is_mute = True
            self._printed.notify_all()

    def _kill(self) -> None:
        """Ends it politely, or else at once; the reader then ends by itself."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def _end(self) -> None:
        if self.process.stdout is not None:
            self.process.stdout.close()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that went away are no error here."""


class JobQueue:
    """RunPod's side of a serverless worker: hands out jobs and takes their results."""

    def __init__(self) -> None:
        """Has no jobs yet."""
        self._jobs: list[dict[str, Any]] = []
        self._results: dict[str, dict[str, Any]] = {}
        self._changed = threading.Condition()
        queue = self

        class Answering(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                job = queue._take() if self.path.startswith("/job-take/") else None
                body = json.dumps(job).encode() if job else b""
                self.send_response(200 if job else 204)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                queue._note(self.path.partition("?")[0].rpartition("/")[2], json.loads(body))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = _Server(("127.0.0.1", 0), Answering)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        url = f"http://127.0.0.1:{self._server.server_port}"
        self.environment = {
            "RUNPOD_WEBHOOK_GET_JOB": f"{url}/job-take/$ID?gpu=none",
            "RUNPOD_WEBHOOK_POST_OUTPUT": f"{url}/job-done/$RUNPOD_POD_ID/$ID?gpu=none",
            "RUNPOD_WEBHOOK_PING": f"{url}/ping/$RUNPOD_POD_ID",
            "RUNPOD_AI_API_KEY": "a-key",
            "RUNPOD_POD_ID": "a-pod",
            "RUNPOD_ENDPOINT_ID": "an-endpoint",
            "RUNPOD_SKIP_AUTO_SYSTEM_CHECKS": "true",  # one of them connects to the internet
            "RUNPOD_SKIP_GPU_CHECK": "true",
        }
        """What RunPod tells a worker."""

    def __enter__(self) -> "JobQueue":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def put(self, job_id: str, job: Any) -> None:
        """Queues a job."""
        with self._changed:
            self._jobs.append({"id": job_id, "input": job})
            self._changed.notify_all()

    def result(self, job_id: str) -> dict[str, Any]:
        """What the worker posted for a job; blocks until it has."""
        with self._changed:
            assert self._changed.wait_for(lambda: job_id in self._results, START_S), f"no result of {job_id}"
            return self._results[job_id]

    def _take(self) -> dict[str, Any] | None:
        """The next job; held open for a moment when there is none, as RunPod does for longer."""
        with self._changed:
            self._changed.wait_for(lambda: self._jobs, 0.3)
            return self._jobs.pop(0) if self._jobs else None

    def _note(self, job_id: str, result: dict[str, Any]) -> None:
        with self._changed:
            self._results[job_id] = result
            self._changed.notify_all()


class AudioHost:
    """An https server on this machine with files at its paths; `certificate` is what a client must trust."""

    def __init__(self, folder: Path, answers: dict[str, Callable[[BaseHTTPRequestHandler], None]]) -> None:
        """Takes where its certificate may be kept, and what it does when a path is asked for."""
        self.certificate = folder / "certificate.pem"
        key = folder / "key.pem"
        _write_certificate(self.certificate, key)

        class Answering(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self.close_connection = True
                answers.get(self.path, missing)(self)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = _Server(("127.0.0.1", 0), Answering)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, key)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self.url = f"https://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "AudioHost":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def file(data: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    """Answers with `data`."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(len(data)))
        request.end_headers()
        request.wfile.write(data)

    return answer


def redirect(location: str) -> Callable[[BaseHTTPRequestHandler], None]:
    """Sends the client on."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(302)
        request.send_header("Location", location)
        request.send_header("Content-Length", "0")
        request.end_headers()

    return answer


def endless(piece: bytes, gap_s: float = 0.0) -> Callable[[BaseHTTPRequestHandler], None]:
    """Sends `piece` again and again, until the client has enough."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        pause = threading.Event()
        while True:
            request.wfile.write(piece)
            pause.wait(gap_s)

    return answer


def missing(request: BaseHTTPRequestHandler) -> None:
    """There is nothing."""
    request.send_response(404)
    request.send_header("Content-Length", "0")
    request.end_headers()


def _write_certificate(certificate: Path, key_file: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
