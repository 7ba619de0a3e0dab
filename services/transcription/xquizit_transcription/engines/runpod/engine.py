"""The engine of windows that asks Whisper on RunPod serverless."""

import asyncio
import time
from collections.abc import Callable, Mapping

from xquizit_kit.audio import LISTEN_RATE_HZ, SAMPLE_BYTES, duration_s, sample_count
from xquizit_kit.engine_info import EngineInfo
from xquizit_kit.errors import EngineFailed
from xquizit_kit.logs import get_logger
from xquizit_transcription.engines.runpod.client import RunpodClient
from xquizit_transcription.engines.runpod.counters import Counters, Kind
from xquizit_transcription.engines.runpod.failures import RunpodFailed
from xquizit_transcription.engines.runpod.payload import MOST_RUN_BYTES, MOST_RUNSYNC_BYTES, job_input, request_body
from xquizit_transcription.engines.runpod.reply import segments_of
from xquizit_transcription.engines.runpod.settings import RunpodSettings
from xquizit_transcription.port import Topic
from xquizit_transcription.windows.port import Segment, Window

log = get_logger(__name__)

_SILENCE = Window(bytes(LISTEN_RATE_HZ * SAMPLE_BYTES // 2), is_final=False)
"""Half a second of it starts a worker and makes it load its model."""


class RunpodEngine:
    """Recognizes windows on RunPod, several at once."""

    def __init__(
        self, settings: RunpodSettings, *, reason: str = "", clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Takes its settings, why it was chosen, and a clock that never goes back; connects to nothing yet."""
        self._settings = settings
        self._info = EngineInfo("runpod", settings.model, reason)
        self._client = RunpodClient(settings, clock=clock)
        self._warming: asyncio.Task[None] | None = None
        self._is_closed = False

    @property
    def info(self) -> EngineInfo:
        """What it is and why it was chosen."""
        return self._info

    @property
    def is_warm(self) -> bool:
        """Whether a worker should be up, by the last replies; False while one is being started for a job."""
        return self._client.is_warm

    @property
    def counters(self) -> Counters:
        """What it has done so far."""
        return self._client.counters

    def counts(self) -> Mapping[str, float]:
        """Jobs, retries, cancelled jobs, calls by outcome, and the seconds of worker time that are paid for."""
        now = self.counters.snapshot()
        calls = {f"runpod_{kind}_{outcome}": float(count) for (kind, outcome), count in now.calls.items()}
        return {
            "runpod_jobs": now.jobs,
            "runpod_retries": now.retries,
            "runpod_cancelled": now.cancelled,
            "runpod_worker_seconds": now.worker_s,
            "runpod_queue_seconds": now.queue_s,
            **calls,
        }

    async def warm_up(self) -> None:
        """Asks RunPod once how the endpoint is; that it cannot be reached now is only said.

        Raises:
            EngineFailed: Key, endpoint or account are wrong; the message names what to correct.
        """
        try:
            await self._client.open()
        except RunpodFailed as failed:
            if failed.meaning.breaker == "opens":
                await self.aclose()
                raise EngineFailed(failed.meaning.advice, reason=f"runpod_{failed.outcome}") from failed
            log.warning("runpod not reached", reason=failed.outcome, advice=failed.meaning.advice)

    def prepare(self, topic: Topic) -> None:
        """Sends half a second of silence, unless a worker should be up, or a job is on its way that starts one."""
        is_warming = self._warming is not None and not self._warming.done()
        if not (self.is_warm or is_warming or self._client.is_asking or self._is_closed):
            self._warming = asyncio.create_task(self._warm(), name="runpod-warm-up")

    async def recognize(self, window: Window) -> tuple[Segment, ...]:
        """What is said in a window; a final is tried again where that may help, a partial is not.

        Cancelling cancels the job on RunPod, too, as soon as its id is known.

        Raises:
            EngineFailed: There is no result; `reason` is `runpod_` and an `Outcome`.
            AtCapacity: RunPod limits our requests, or as many jobs as allowed are on their way.
        """
        try:
            return await self._recognized(Kind.FINAL if window.is_final else Kind.PARTIAL, window)
        except RunpodFailed as failed:
            raise failed.for_caller() from failed

    async def aclose(self) -> None:
        """Ends its tasks, jobs that were given up first, and closes connections and log."""
        self._is_closed = True
        if self._warming is not None:
            self._warming.cancel()
            await asyncio.wait([self._warming])
        await self._client.aclose()

    async def _warm(self) -> None:
        try:
            await self._recognized(Kind.WARM_UP, _SILENCE)
        except RunpodFailed as failed:
            log.info("runpod not warmed", reason=failed.outcome)

    async def _recognized(self, kind: Kind, window: Window) -> tuple[Segment, ...]:
        samples = sample_count(window.pcm)
        is_final = kind is Kind.FINAL
        body = request_body(
            job_input(window, self._settings),
            deadline_s=self._settings.partial_deadline_s if kind is Kind.PARTIAL else self._settings.final_deadline_s,
            most_bytes=MOST_RUNSYNC_BYTES if is_final else MOST_RUN_BYTES,
        )
        return await self._client.call(
            kind,
            body,
            audio_s=duration_s(samples, LISTEN_RATE_HZ),
            read=lambda output: segments_of(
                output, window_samples=samples, finds_language=self._settings.finds_language(window.language)
            ),
        )
