"""A place for one worker: loads it, gives it one window after another, replaces it when it dies, hangs or grows."""

import asyncio
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass

from xquizit_kit.audio import LISTEN_RATE_HZ, duration_s, sample_count
from xquizit_kit.errors import DeadlineExceeded, EngineFailed, XquizitError
from xquizit_kit.logs import get_logger
from xquizit_kit.worker_frames import Header
from xquizit_kit.worker_process import WorkerProcess
from xquizit_transcription.engines.whisper.segments import segments_of
from xquizit_transcription.engines.whisper.window_queue import Job, WindowQueue
from xquizit_transcription.windows.port import Segment

log = get_logger(__name__)

_WORKER = "xquizit_transcription.engines.whisper.worker"
_ENVIRONMENT = {"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
"""Models are fetched by `models/` only; whatever is missing, a worker must not ask the hub for it."""
_TRIES = 2


@dataclass(frozen=True, slots=True)
class SlotRules:
    """How long a worker may take, and how long it lives."""

    deadline_s: float = 10.0
    deadline_factor: float = 3.0
    """A window must be recognized within `deadline_s` and so many times its own length."""
    load_timeout_s: float = 180.0
    """Three gigabytes of a large model from a slow disk."""
    most_windows: int = 2000
    """A worker is replaced after so many, as soon as nothing waits."""
    most_growth_bytes: int = 1024 * 1024 * 1024
    """A worker is replaced when it has grown so much since its first window. Every window is made 30 s long before it
    is encoded, so the first one takes what all take."""
    least_grace_s: float = 2.0
    """A window that nobody waits for any more may take so long, or as long as loading the model took, before its worker
    is killed."""


class Slot:
    """One worker at a time. `serve` runs until it is cancelled; then call `close`."""

    def __init__(self, opening: Header, rules: SlotRules) -> None:
        """Takes what the worker's `open` takes, and the limits."""
        self._opening = opening
        self._rules = rules
        self._worker: WorkerProcess | None = None
        self._load_s = 0.0
        self._windows = 0
        self._first_rss_bytes = 0

    @property
    def is_loaded(self) -> bool:
        """Whether its worker can take a window at once."""
        return self._worker is not None and self._worker.alive

    async def load(self) -> None:
        """Starts a worker and has it load the model.

        Raises:
            EngineFailed: The model cannot be used here, or was not loaded in time.
        """
        await self.close()
        began_s = time.monotonic()
        worker = await WorkerProcess.start(_WORKER, environment={**os.environ, **_ENVIRONMENT})
        try:
            opened, _ = await worker.call("open", self._opening, timeout_s=self._rules.load_timeout_s)
        except DeadlineExceeded as error:
            message = f"Whisper was not loaded within {self._rules.load_timeout_s:.0f} s."
            raise EngineFailed(message, reason="too_slow") from error
        except XquizitError as error:
            await worker.kill()
            if error.reason != "worker_died":
                raise
            message = f"Whisper's process ended while it loaded {self._opening['folder']}: is there enough memory?"
            raise EngineFailed(message, reason="worker_died") from error
        self._worker, self._windows, self._first_rss_bytes = worker, 0, 0
        self._load_s = time.monotonic() - began_s
        if opened["note"]:
            log.warning("whisper uses the CPU", because=opened["note"])
        log.info(
            "whisper loaded",
            device=opened["device"],
            compute_type=opened["compute_type"],
            took_s=round(self._load_s, 2),
            rss_mb=worker.rss_bytes // 1_000_000,
        )

    async def serve(self, queue: WindowQueue) -> None:
        """Recognizes what waits, one window after another, for ever; a worker that is gone is replaced at once."""
        while True:
            if self._is_spent(queue):
                log.info("whisper is loaded anew", windows=self._windows, rss_mb=self._rss_bytes() // 1_000_000)
                await self.close()
            if not self.is_loaded:
                try:
                    await self.load()
                except (XquizitError, OSError) as error:  # the next window tries again, and tells its caller
                    log.error("whisper did not load", error=str(error))
            await self._answer(await queue.get())

    async def close(self) -> None:
        """Ends the worker."""
        if self._worker is not None:
            await self._worker.kill()
            self._worker = None

    async def _answer(self, job: Job) -> None:
        """Recognizes a window; once more, with another worker, when that fails."""
        try:
            for attempt in range(1, _TRIES + 1):
                try:
                    job.succeed(await self._recognize(job))
                    return
                except (XquizitError, OSError) as error:
                    await self.close()
                    reason = error.reason if isinstance(error, XquizitError) else str(error)
                    log.warning("window failed", attempt=attempt, is_final=job.window.is_final, reason=reason)
                if not job.is_wanted:
                    return
            message = "Listening broke off. Please say the last sentence again."
            job.fail(EngineFailed(message, retry_after_s=1.0))
        finally:
            job.fail(
                EngineFailed("This is shutting down. Please try again.", reason="shutting_down", retry_after_s=1.0)
            )

    async def _recognize(self, job: Job) -> Sequence[Segment]:
        if not self.is_loaded:
            await self.load()
        worker = self._worker
        assert worker is not None
        samples = sample_count(job.window.pcm)
        limit_s = self._rules.deadline_s + self._rules.deadline_factor * duration_s(samples, LISTEN_RATE_HZ)
        header = {"is_final": job.window.is_final, "prompt": job.window.prompt, "language": job.window.language}
        call = asyncio.create_task(worker.call("recognize", header, job.window.pcm, timeout_s=limit_s), name="window")
        try:
            await asyncio.wait({call, job.answer}, return_when=asyncio.FIRST_COMPLETED)
            if not call.done():
                # Nobody waits any more: the usual end of a look, and of a final at a pause after which the speaker went
                # on. The model cannot be stopped in the middle; killing its process costs loading it again. So the work
                # may go on, its result is thrown away, and this slot takes no other window meanwhile: there is never
                # more than one such window for each worker. It is killed only when that took as long as loading would
                # have: whatever it needs, no more than twice the time of the better choice is lost.
                await asyncio.wait({call}, timeout=max(self._load_s, self._rules.least_grace_s))
        finally:
            if not call.done():
                call.cancel()  # kills the worker
                await asyncio.wait({call})
        if call.cancelled():
            return ()
        answer, _ = call.result()
        self._windows += 1
        self._first_rss_bytes = self._first_rss_bytes or self._rss_bytes()
        return segments_of(
            answer["segments"],
            samples=samples,
            language=answer["language"],
            language_probability=answer["language_probability"],
        )

    def _is_spent(self, queue: WindowQueue) -> bool:
        if not self.is_loaded or not self._windows:
            return False
        if self._windows >= self._rules.most_windows and not len(queue):
            return True
        return self._rss_bytes() - self._first_rss_bytes > self._rules.most_growth_bytes

    def _rss_bytes(self) -> int:
        return self._worker.rss_bytes if self._worker else 0
