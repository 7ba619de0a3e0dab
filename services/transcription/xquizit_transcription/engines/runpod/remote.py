"""Jobs on RunPod, from sending them to their end; one that nobody waits for any more is cancelled there too."""

import asyncio
from collections.abc import Callable

from xquizit_kit.cancellation import is_cancelled
from xquizit_kit.logs import get_logger
from xquizit_transcription.engines.runpod.api import RunpodApi
from xquizit_transcription.engines.runpod.background import Background
from xquizit_transcription.engines.runpod.counters import Counters
from xquizit_transcription.engines.runpod.failures import Outcome, RunpodFailed
from xquizit_transcription.engines.runpod.job import JobReply
from xquizit_transcription.engines.runpod.job_times import JobTimes
from xquizit_transcription.engines.runpod.settings import Pace

log = get_logger(__name__)

_FAILED_POLLS = 3
"""So many in a row are put up with: the job goes on meanwhile."""
_PASSING = frozenset(
    {Outcome.TRANSPORT, Outcome.NO_ANSWER, Outcome.SERVER_ERROR, Outcome.RATE_LIMITED, Outcome.GARBAGE}
)
_GIVING_UP_S = 10.0
"""Beyond the time that a request may take anyhow."""
_CANCELS = 20
"""At once; RunPod takes no more. Source: docs.runpod.io/serverless/endpoints/send-requests, "Rate limits"."""


class RemoteJobs:
    """Runs jobs, several at once."""

    def __init__(self, api: RunpodApi, background: Background, *, pace: Pace, counters: Counters) -> None:
        """Takes what to ask, who ends jobs that were given up, how long to wait, and where to count."""
        self._api = api
        self._background = background
        self._pace = pace
        self._counters = counters
        self._times = JobTimes(pace)
        self._cancels = asyncio.Semaphore(_CANCELS)

    async def run(self, body: bytes, *, is_sync: bool, on_reply: Callable[[JobReply], None]) -> JobReply:
        """The reply that says how the job ended; cancelling it, or a failure on the way, cancels the job.

        Finals go by `/runsync`: one request, and no time is lost between the job's end and the next question for it.
        Partials go by `/run` and `/status`: they are given up often, and a job can only be cancelled by its id, which
        `/runsync` does not tell before the job's end, or that of its `wait`.

        Args:
            body: The request.
            is_sync: Whether it is a final.
            on_reply: Told of every reply.

        Raises:
            RunpodFailed: There is no such reply.
        """
        # Its own task, because it must outlive a caller who gives up: its reply has the id of the job to cancel.
        sent_s = asyncio.get_running_loop().time()
        sending = self._background.spawn(self._api.run_sync(body) if is_sync else self._api.run(body), "runpod-send")
        try:
            reply = await asyncio.shield(sending)
        except asyncio.CancelledError:
            if sending.cancelled() and not is_cancelled():  # not the caller gave it up: this is being closed
                raise RunpodFailed(Outcome.TRANSPORT) from None
            self._background.spawn(self._give_up(sending), "runpod-give-up")
            raise
        on_reply(reply)
        if reply.is_finished:
            return reply
        reply = await self._followed(reply.id, sent_s, on_reply)
        if not is_sync and reply.is_completed:  # what `/runsync` did not wait for takes unusually long
            self._times.took(_seconds(reply, asyncio.get_running_loop().time() - sent_s))
        return reply

    async def _followed(self, job_id: str, sent_s: float, on_reply: Callable[[JobReply], None]) -> JobReply:
        failed = 0
        try:
            for pause_s in self._times.pauses(elapsed_s=asyncio.get_running_loop().time() - sent_s):
                await asyncio.sleep(pause_s)
                try:
                    reply = await self._api.status(job_id)
                except RunpodFailed as error:
                    failed += 1
                    if error.outcome not in _PASSING or failed == _FAILED_POLLS:
                        raise
                    await asyncio.sleep(error.retry_after_s or 0.0)
                    continue
                failed = 0
                on_reply(reply)
                if reply.is_finished:
                    return reply
        except asyncio.CancelledError:
            self._background.spawn(self._cancel(job_id), "runpod-cancel")
            raise
        except RunpodFailed as error:
            if error.outcome is not Outcome.JOB_GONE:
                self._background.spawn(self._cancel(job_id), "runpod-cancel")
            raise
        raise AssertionError("there is always another pause")

    async def _give_up(self, sending: asyncio.Task[JobReply]) -> None:
        """Waits until the job's id is known, and cancels it."""
        try:
            async with asyncio.timeout(self._pace.sync_wait_s + self._pace.reply_margin_s + _GIVING_UP_S):
                reply = await sending
        except (RunpodFailed, TimeoutError):
            return
        if not reply.is_finished:
            await self._cancel(reply.id)

    async def _cancel(self, job_id: str) -> None:
        try:
            async with self._cancels:
                self._counters.cancelled += await self._api.cancel(job_id)
        except RunpodFailed as error:  # its time to live ends it
            log.info("runpod job not cancelled", job_id=job_id, reason=error.outcome, http_status=error.http_status)


def _seconds(reply: JobReply, seen_s: float) -> float:
    """From sending a job to its end, as RunPod says; where it does not, when it was seen to have ended."""
    if reply.delay_ms is None or reply.execution_ms is None:
        return seen_s
    return min((reply.delay_ms + reply.execution_ms) / 1000, seen_s)
