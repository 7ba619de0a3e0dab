"""From a RunPod job to its output; every failure becomes the job's error text, and nothing of a job is logged."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

from xquizit_runpod_worker import audio, download
from xquizit_runpod_worker.audio import RATE_HZ, Samples
from xquizit_runpod_worker.config import WorkerSettings
from xquizit_runpod_worker.errors import Refused
from xquizit_runpod_worker.memory import resident_mb
from xquizit_runpod_worker.schema import JobInput, read_input

log = logging.getLogger(__name__)

FAILED = "The worker failed."


class Output(dict[str, Any]):
    """What a job came to; the `runpod` package logs it (at DEBUG), so it does not print its content."""

    def __repr__(self) -> str:
        return f"<{len(self)} fields>"


class JobRecognizer(Protocol):
    """Speech recognition for one job at a time; see `Recognizer`."""

    def check(self, job: JobInput) -> None:
        """Raises `BadInput` when it cannot do the job."""
        ...

    def recognize(self, job: JobInput, samples: Samples, stop: threading.Event) -> dict[str, Any]:
        """The job's output."""
        ...


class JobHandler:
    """Does jobs one after the other, in a thread, so that the event loop stays free."""

    def __init__(
        self,
        recognizer: JobRecognizer,
        settings: WorkerSettings,
        *,
        memory_mb: Callable[[], float] = resident_mb,
    ) -> None:
        """Takes a recognizer that is loaded: memory is compared with what it is now."""
        self._recognizer = recognizer
        self._settings = settings
        self._memory_mb = memory_mb
        self._most_memory_mb = memory_mb() + settings.max_memory_growth_mb
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="recognition")

    async def handle(self, job: dict[str, Any]) -> dict[str, Any]:
        """The job's output, or `{"error": "<one sentence>"}`; `refresh_worker` when memory has grown too much.

        Cancelling ends recognition after the segment it is at.
        """
        stop = threading.Event()
        try:
            output = Output(await asyncio.get_running_loop().run_in_executor(self._thread, self._do, job, stop))
        except asyncio.CancelledError:
            stop.set()
            raise
        except Refused as refused:
            log.info("job refused")
            output = Output(error=str(refused))
        except Exception as error:
            # Its text may hold what was said or sent.
            log.error("job failed: %s", _place(error))
            output = Output(error=FAILED)
        if self._memory_mb() > self._most_memory_mb:
            log.warning("memory has grown by more than %g MB", self._settings.max_memory_growth_mb)
            output["refresh_worker"] = True
        return output

    def close(self) -> None:
        """Waits for the job that runs."""
        self._thread.shutdown()

    def _do(self, job: dict[str, Any], stop: threading.Event) -> dict[str, Any]:
        began_s = time.monotonic()
        asked = read_input(job.get("input"))
        self._recognizer.check(asked)
        samples = self._samples(asked)
        output = self._recognizer.recognize(asked, samples, stop)
        how = "stopped" if stop.is_set() else "done"
        log.info("job %s: %.1f s of audio in %.2f s", how, len(samples) / RATE_HZ, time.monotonic() - began_s)
        return output

    def _samples(self, job: JobInput) -> Samples:
        most_bytes, most_s = round(1e6 * self._settings.max_audio_mb), self._settings.max_audio_seconds
        if job.audio_pcm_base64 is not None:
            data = audio.from_base64(job.audio_pcm_base64, field="audio_pcm_base64", max_bytes=most_bytes)
            return audio.from_pcm(data, max_seconds=most_s)
        if job.audio_base64 is not None:
            data = audio.from_base64(job.audio_base64, field="audio_base64", max_bytes=most_bytes)
        else:
            timeout_s = self._settings.download_timeout_s
            data = download.fetch(job.audio or "", max_bytes=most_bytes, timeout_s=timeout_s)
        return audio.from_file(data, max_seconds=most_s)


def _place(error: BaseException) -> str:
    """The kind of an error and where it was raised."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f" in {trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace is not None else ""
    return f"{type(error).__name__}{where}"
