"""The log of jobs: a line of JSON for each, in files that are rotated, written by a thread of its own."""

import asyncio
import json
import logging
import queue
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from logging.handlers import QueueHandler, QueueListener, RotatingFileHandler
from pathlib import Path

from xquizit_kit.logs import get_logger
from xquizit_transcription.engines.runpod.counters import Kind

log = get_logger(__name__)

FILE_NAME = "jobs.log"
MOST_BYTES = 10_000_000
"""Of one file."""
FILES = 5
"""Old ones beside the one that is being written."""


@dataclass(slots=True)
class JobLine:
    """One call, with all its attempts; never what was said, for whom, or with which key."""

    kind: Kind
    audio_s: float
    bytes: int = 0
    """Of the request."""
    attempts: int = 0
    outcome: str = "cancelled"
    """`completed`, `cancelled`, or an `Outcome`."""
    http_status: int = 0
    """Of the answer that ended it; 0: there was none."""
    job_id: str = ""
    """Of the last attempt; empty when it was never learned."""
    worker_id: str = ""
    delay_ms: float | None = None
    """How long the last attempt's job waited for a worker, as RunPod says."""
    execution_ms: float | None = None
    """How long its worker took, as RunPod says."""
    latency_ms: int = 0
    """From the call to its end, seen from here."""


class JobLog:
    """Writes lines without ever making the caller wait; without a directory it writes none."""

    def __init__(self, folder: Path | None) -> None:
        """Takes where to write; nothing is touched before `open`."""
        self._folder = folder
        self._listener: QueueListener | None = None
        self._handler: QueueHandler | None = None

    def open(self) -> None:
        """Begins; a directory that cannot be written to is said once, and then there is no log."""
        if self._folder is None or self._listener is not None:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            file = _File(self._folder / FILE_NAME, maxBytes=MOST_BYTES, backupCount=FILES, encoding="utf-8")
        except OSError as error:
            log.warning("no log of runpod jobs", folder=str(self._folder), error=type(error).__name__)
            return
        lines: queue.SimpleQueue[logging.LogRecord] = queue.SimpleQueue()
        self._handler = QueueHandler(lines)
        self._listener = QueueListener(lines, file)
        self._listener.start()

    def write(self, line: JobLine) -> None:
        """Adds a line."""
        if self._handler is not None:
            text = json.dumps({"time": datetime.now(UTC).isoformat(timespec="milliseconds"), **asdict(line)})
            self._handler.handle(logging.makeLogRecord({"msg": text}))

    async def aclose(self) -> None:
        """Writes what is left and closes the file."""
        listener, self._listener, self._handler = self._listener, None, None
        if listener is not None:
            await asyncio.to_thread(listener.stop)
            for handler in listener.handlers:
                handler.close()


class _File(RotatingFileHandler):
    """A file that says once that it cannot be written to, for instance because the disk is full."""

    _has_failed = False

    def handleError(self, record: logging.LogRecord) -> None:
        """Instead of a traceback on stderr for every line."""
        if not self._has_failed:
            self._has_failed = True
            log.warning("the log of runpod jobs cannot be written", file=self.baseFilename)
