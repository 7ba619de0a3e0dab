"""Whole calls: room, the breaker, attempts, deadlines, warmth, and what is written down of each."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt, wait_random_exponential

from xquizit_kit.breaker import MAX_OPEN_S, OPEN_S, Breaker
from xquizit_kit.logs import get_logger
from xquizit_transcription.engines.runpod.api import RunpodApi
from xquizit_transcription.engines.runpod.background import Background
from xquizit_transcription.engines.runpod.counters import Counters, Kind
from xquizit_transcription.engines.runpod.failures import Outcome, RunpodFailed, outcome_of_job
from xquizit_transcription.engines.runpod.job import JobReply
from xquizit_transcription.engines.runpod.job_log import JobLine, JobLog
from xquizit_transcription.engines.runpod.remote import RemoteJobs
from xquizit_transcription.engines.runpod.settings import RunpodSettings
from xquizit_transcription.engines.runpod.watch import Watch

log = get_logger(__name__)
ResultT = TypeVar("ResultT")

FINAL_ATTEMPTS = 4
"""In all. Partials and warm-ups have one: the next partial comes soon, and a worker that starts is warm anyhow."""

LONGEST_REST_S = 10.0
"""RunPod may ask for a rest: one up to this is nobody's failure, and finals wait it out. A longer one opens the
breaker, so that somebody else may listen meanwhile."""


@dataclass(slots=True)
class _Call:
    """One call while it goes on."""

    kind: Kind
    body: bytes
    began_s: float
    deadline_s: float
    line: JobLine
    tries: Counter[Outcome] = field(default_factory=Counter[Outcome])
    """How often it ended badly so far, by how."""
    sent_s: float = 0.0
    is_probe: bool = False
    """The breaker was not closed when it let this call go."""


class RunpodClient:
    """Makes calls, several at once; finals never wait behind partials."""

    def __init__(self, settings: RunpodSettings, *, clock: Callable[[], float]) -> None:
        """Takes the settings and a clock that never goes back."""
        self.counters = Counters()
        self._settings = settings
        self._clock = clock
        self._api = RunpodApi(settings)
        self._background = Background()
        self._jobs = RemoteJobs(self._api, self._background, pace=settings.pace, counters=self.counters)
        self._breaker = Breaker()
        self._watch = Watch(self._api, self._background, idle_timeout_s=settings.idle_timeout_s, clock=clock)
        self._log = JobLog(settings.log_dir)
        self._rooms = {
            Kind.PARTIAL: asyncio.Semaphore(settings.most_partials),
            Kind.FINAL: asyncio.Semaphore(settings.most_finals),
            Kind.WARM_UP: asyncio.Semaphore(1),
        }
        self._deadlines_s = {
            Kind.PARTIAL: settings.partial_deadline_s,
            Kind.FINAL: settings.final_deadline_s,
            Kind.WARM_UP: settings.final_deadline_s,
        }
        self._on_their_way = 0
        self._rest_until_s = float("-inf")
        self._backoff = wait_random_exponential(
            multiplier=settings.pace.first_backoff_s, max=settings.pace.last_backoff_s
        )

    @property
    def is_warm(self) -> bool:
        """Whether a worker should be up."""
        return self._watch.is_warm

    @property
    def is_asking(self) -> bool:
        """Whether a call is on its way, which starts a worker where there is none."""
        return self._on_their_way > 0

    async def open(self) -> None:
        """Asks once how the workers are.

        Raises:
            RunpodFailed: RunPod cannot be asked, or refused.
        """
        self._log.open()
        await self._watch.ask()

    async def call(self, kind: Kind, body: bytes, *, audio_s: float, read: Callable[[object], ResultT]) -> ResultT:
        """Runs one job, as often as it takes, and reads its output; cancelling cancels the job.

        Args:
            kind: Its deadline, its room and its number of attempts.
            body: The request.
            audio_s: How much sound is in it; for the log.
            read: The result in the job's output; raises `RunpodFailed` when it is of no use.

        Raises:
            RunpodFailed: There is no result.
        """
        line = JobLine(kind, round(audio_s, 3), bytes=len(body))
        call = _Call(kind, body, self._clock(), self._deadlines_s[kind], line)
        self._on_their_way += 1
        try:
            result = await self._in_time(call, read)
            line.outcome, line.http_status = "completed", 200
            self._breaker.succeeded()
            return result
        except RunpodFailed as failed:
            line.outcome, line.http_status = failed.outcome, failed.http_status
            self._failed(call, failed)
            raise
        finally:
            self._on_their_way -= 1
            if call.is_probe:
                self._breaker.abandoned()
            self._write_down(call)

    async def aclose(self) -> None:
        """Ends what runs in the background, closes connections and log; calls should have ended before."""
        await self._background.aclose(wait_s=self._settings.pace.closing_s)
        await self._api.aclose()
        await self._log.aclose()

    async def _in_time(self, call: _Call, read: Callable[[object], ResultT]) -> ResultT:
        try:
            async with asyncio.timeout(call.deadline_s), self._room(call.kind):
                await self._rest(call)
                self._admit(call)
                return await self._attempts(call, read)
        except TimeoutError:
            raise RunpodFailed(Outcome.DEADLINE if call.line.attempts else Outcome.FULL) from None

    @asynccontextmanager
    async def _room(self, kind: Kind) -> AsyncGenerator[None]:
        """Finals wait for room; a partial that would have to is out of date when its turn comes."""
        room = self._rooms[kind]
        if kind is not Kind.FINAL and room.locked():
            raise RunpodFailed(Outcome.FULL)
        async with room:
            yield

    async def _rest(self, call: _Call) -> None:
        """A final waits while RunPod wants to be left alone for a moment; others are out of date by then."""
        rest_s = self._rest_until_s - self._clock()
        if rest_s > 0:
            if call.kind is not Kind.FINAL:
                raise RunpodFailed(Outcome.LEFT_ALONE, retry_after_s=rest_s)
            await asyncio.sleep(rest_s)

    def _admit(self, call: _Call) -> None:
        is_open = not self._breaker.is_closed
        admits = self._breaker.admits if call.kind is Kind.FINAL else self._breaker.admits_waiting
        if not admits(self._clock()):
            raise RunpodFailed(Outcome.LEFT_ALONE, retry_after_s=OPEN_S)
        call.is_probe = is_open

    async def _attempts(self, call: _Call, read: Callable[[object], ResultT]) -> ResultT:
        def is_worth_it(error: BaseException) -> bool:
            if not isinstance(error, RunpodFailed) or call.tries[error.outcome] > error.meaning.retries:
                return False
            return (error.retry_after_s or 0.0) < call.began_s + call.deadline_s - self._clock()

        retrying = AsyncRetrying(
            retry=retry_if_exception(is_worth_it),
            wait=self._wait_s,
            stop=stop_after_attempt(FINAL_ATTEMPTS if call.kind is Kind.FINAL else 1),
            reraise=True,
        )
        return await retrying(self._attempt, call, read)

    async def _attempt(self, call: _Call, read: Callable[[object], ResultT]) -> ResultT:
        call.line.attempts += 1
        self.counters.retries += call.line.attempts > 1
        call.sent_s = self._clock()
        try:
            reply = await self._jobs.run(
                call.body, is_sync=call.kind is Kind.FINAL, on_reply=lambda reply: self._note(call, reply)
            )
            if outcome := outcome_of_job(reply):
                raise RunpodFailed(outcome, http_status=200)
            self._watch.completed()
            return read(reply.output)
        except RunpodFailed as failed:
            call.tries[failed.outcome] += 1
            log.debug("runpod attempt failed", kind=call.kind, reason=failed.outcome, attempt=call.line.attempts)
            raise

    def _wait_s(self, state: RetryCallState) -> float:
        """Before the next attempt: a random while that grows, and no less than RunPod asks for."""
        error = state.outcome.exception() if state.outcome else None
        asked_s = error.retry_after_s if isinstance(error, RunpodFailed) else None
        return max(self._backoff(state), asked_s or 0.0)

    def _note(self, call: _Call, reply: JobReply) -> None:
        line = call.line
        line.job_id, line.worker_id = reply.id, reply.worker_id
        line.delay_ms, line.execution_ms = reply.delay_ms, reply.execution_ms
        if reply.is_finished:
            self.counters.jobs += 1
            self.counters.queue_ms += reply.delay_ms or 0.0
            self.counters.worker_ms += reply.execution_ms or 0.0
        elif reply.is_queued:
            self._watch.waits(call.sent_s)

    def _failed(self, call: _Call, failed: RunpodFailed) -> None:
        meaning, is_final = failed.meaning, call.kind is Kind.FINAL
        log.log(
            meaning.level if is_final else logging.DEBUG,
            "runpod gave no result",
            kind=call.kind,
            reason=failed.outcome,
            http_status=failed.http_status,
            attempts=call.line.attempts,
            advice=meaning.advice,
        )
        if meaning.breaker == "ignores":
            return
        asked_s = MAX_OPEN_S if meaning.breaker == "opens" else failed.retry_after_s
        if asked_s is not None and asked_s <= LONGEST_REST_S:
            self._rest_until_s, asked_s = max(self._rest_until_s, self._clock() + asked_s), None
        # Finals have tried again, and long enough for a cold start, before they say that something is wrong; the
        # others have not.
        is_telling = is_final or asked_s is not None or (call.is_probe and failed.outcome is not Outcome.DEADLINE)
        if is_telling and self._breaker.failed(self._clock(), asked_s):
            log.log(meaning.level, "runpod is left alone", reason=failed.outcome, advice=meaning.advice)

    def _write_down(self, call: _Call) -> None:
        call.line.latency_ms = round(1000 * (self._clock() - call.began_s))
        self.counters.calls[call.kind, call.line.outcome] += 1
        if call.line.attempts:
            self._log.write(call.line)
