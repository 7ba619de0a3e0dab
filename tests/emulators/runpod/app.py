"""The routes of the API."""

import asyncio
import hmac
import time
from functools import partial

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from tests.emulators.runpod import errors
from tests.emulators.runpod.control import control_routes
from tests.emulators.runpod.errors import ApiError, Json
from tests.emulators.runpod.faults import ERRORS, Fault, FaultKind, pick
from tests.emulators.runpod.jobs import FINAL, RETRIABLE, Job, Status
from tests.emulators.runpod.limits import Limits
from tests.emulators.runpod.log import Entry, sound_of
from tests.emulators.runpod.sending import Sending
from tests.emulators.runpod.state import State
from tests.emulators.runpod.whisper_input import WhisperInput, read_input
from tests.emulators.runpod.wire import Submission, parse_submission, parse_wait

_OF_ENDPOINT = {"run": ["POST"], "runsync": ["POST"], "health": ["GET"], "purge-queue": ["POST"]}
_OF_JOB = {"status": ["GET", "POST"], "stream": ["GET", "POST"], "cancel": ["POST"], "retry": ["POST"]}
_MAKES_JOB = ("run", "runsync")
_Read = tuple[Submission, WhisperInput] | ApiError | None
"""What the body of a request says; None where it says nothing."""


def build_app(state: State) -> Starlette:
    """The ASGI application around `state`."""
    answer = _Api(state).answer
    of_endpoint = [Route(f"/v2/{{endpoint}}/{r}", partial(answer, r), methods=m) for r, m in _OF_ENDPOINT.items()]
    of_job = [Route(f"/v2/{{endpoint}}/{r}/{{job}}", partial(answer, r), methods=m) for r, m in _OF_JOB.items()]
    return Starlette(routes=[*control_routes(state), *of_endpoint, *of_job])


class _Api:
    """RunPod's own routes."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def answer(self, route: str, request: Request) -> Response:
        """Reads a request, writes it down, and leaves the rest to the sending."""
        entry = self._begin(route, request)
        faults = self._state.faults.of_request(route)
        entry.faults = sorted(fault.kind for fault in faults)
        read: _Read = None
        if not pick(faults, FaultKind.DROP_BEFORE_READ):
            try:
                read = await self._read(route, request, entry)
            except ClientDisconnect:
                self._state.log.end(entry, "disconnected")
                return Response(status_code=499)  # nobody reads it
            self._state.log.received(entry)
        return Sending(partial(self._work, route, request, read, faults, entry), faults, entry, self._state.log)

    def _begin(self, route: str, request: Request) -> Entry:
        query = request.url.query
        entry = self._state.log.begin(
            time_s=time.time(),
            method=request.method,
            route=route,
            path=request.url.path + (f"?{query}" if query else ""),
            headers=dict(request.headers),
        )
        entry.job_id = request.path_params.get("job", "")
        return entry

    async def _read(self, route: str, request: Request, entry: Entry) -> _Read:
        """Reads all of the body, also of one that is too long: what a client sends must go somewhere."""
        most = self._state.limits.body_bytes(route)
        body = bytearray()
        async for chunk in request.stream():
            entry.body_bytes += len(chunk)
            if entry.body_bytes <= most:
                body += chunk
        if entry.body_bytes > most:
            return errors.too_large(most, self._state.limits.oversize_status)
        if route not in _MAKES_JOB:
            return None
        try:
            submission = parse_submission(bytes(body))
        except ApiError as error:
            return error
        asked = read_input(submission.input, self._state.dialect)
        entry.policy, entry.sound = submission.policy, sound_of(submission.input, asked)
        return submission, asked

    async def _work(self, route: str, request: Request, read: _Read, faults: frozenset[Fault], entry: Entry) -> Json:
        """The body of the reply."""
        if error := pick(faults, *ERRORS):
            raise _error(error, route, self._state.limits)
        self._check(route, request)
        if isinstance(read, ApiError):
            raise read
        if read is not None:
            wait_s = self._state.limits.waiting_s(parse_wait(request.query_params.get("wait")))
            job = self._submit(route, read, entry)
            if route == "run":
                return {"id": job.id, "status": Status.IN_QUEUE.value}
            return await _finished(job, 0.0 if pick(faults, FaultKind.UNFINISHED) else wait_s)
        if route == "health":
            return self._state.fleet.health()
        if route == "purge-queue":
            return {"removed": self._state.fleet.purge(), "status": "completed"}
        job = self._state.jobs.get(entry.job_id)
        if job is None:
            raise errors.unknown_job()
        return await self._about(route, job, faults)

    def _check(self, route: str, request: Request) -> None:
        """Whether the request may come in at all."""
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        right = self._state.api_key
        is_right = hmac.compare_digest(key.encode(), right.encode()) if right else not key.startswith("invalid")
        if scheme.lower() != "bearer" or not key or not is_right:
            raise errors.unauthorized()
        if request.path_params["endpoint"] != self._state.endpoint_id:
            raise errors.unknown_endpoint()
        if not self._state.rates.allows(route, self._state.clock()):
            raise errors.too_many_requests(self._state.limits.retry_after_s)

    def _submit(self, route: str, read: tuple[Submission, WhisperInput], entry: Entry) -> Job:
        if self._state.is_queue_full:
            raise errors.too_many_requests(self._state.limits.retry_after_s)
        job = self._state.new_job(route, *read)
        entry.job_id = job.id
        entry.faults += sorted(fault.kind for fault in job.faults)
        return job

    async def _about(self, route: str, job: Job, faults: frozenset[Fault]) -> Json:
        """What is said of, or done with, one job."""
        match route:
            case "status":
                return await _status(job, pick(faults, FaultKind.STALE_STATUS))
            case "stream":
                # Only of handlers that are generators there is more to say.
                return {"status": job.status.value, "stream": []}
            case "cancel":
                if pick(faults, FaultKind.CANCEL_TOO_LATE):
                    await job.ended.wait()
                self._state.fleet.cancel(job)
                return {"id": job.id, "status": job.status.value}
            case _:
                if job.status not in RETRIABLE:
                    raise errors.bad_request("only jobs that failed or timed out can be retried")
                job.requeue(self._state.clock())
                self._state.fleet.submit(job)
                return {"id": job.id, "status": Status.IN_QUEUE.value}


async def _finished(job: Job, wait_s: float) -> Json:
    """The job once it has ended, or as it is after `wait_s`."""
    if job.status not in FINAL and wait_s > 0:
        try:
            async with asyncio.timeout(wait_s):
                await job.ended.wait()
        except TimeoutError:
            pass
    return job.wire()


async def _status(job: Job, stale: Fault | None) -> Json:
    """The job as it is; where `stale`, as it was said to be before, late."""
    if stale is not None:
        said = job.last_reply or {"id": job.id, "status": Status.IN_QUEUE.value}
        await asyncio.sleep(stale.delay_s)
        return said
    job.last_reply = job.wire()
    return job.last_reply


def _error(fault: Fault, route: str, limits: Limits) -> ApiError:
    match fault.kind:
        case FaultKind.HTTP_400:
            return errors.bad_request(fault.text or "the request is malformed")
        case FaultKind.HTTP_401:
            error = errors.unauthorized()
        case FaultKind.HTTP_402:
            error = errors.out_of_credit()
        case FaultKind.HTTP_404:
            error = errors.unknown_job() if route in _OF_JOB else errors.unknown_endpoint()
        case FaultKind.HTTP_413:
            error = errors.too_large(limits.body_bytes(route), limits.oversize_status)
        case FaultKind.HTTP_429:
            error = errors.too_many_requests(fault.retry_after_s)
        case FaultKind.HTTP_502:
            error = errors.bad_gateway()
        case FaultKind.HTTP_503:
            error = errors.unavailable(fault.retry_after_s)
        case FaultKind.HTTP_504:
            error = errors.gateway_timeout()
        case _:
            error = errors.internal()
    return ApiError(error.status, {"error": fault.text}, error.headers) if fault.text else error
