"""RunPod's REST API: one request each, no attempts, no waiting; every failure is a `RunpodFailed`."""

from datetime import UTC, datetime
from typing import Literal, TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel, ValidationError

from xquizit_transcription.engines.runpod.failures import Outcome, RunpodFailed, outcome_of_status, retry_after_s
from xquizit_transcription.engines.runpod.job import Health, JobReply
from xquizit_transcription.engines.runpod.settings import RunpodSettings

ModelT = TypeVar("ModelT", bound=BaseModel)

_CONNECT_S = 5.0
_WRITE_S = 10.0
_QUICK_S = 5.0
"""For requests that have nothing to wait for."""
_LEAST_WAIT_MS, _MOST_WAIT_MS = 1_000, 300_000
"""What `/runsync?wait=` takes."""
_MAY_ASK = frozenset({Outcome.RATE_LIMITED, Outcome.SERVER_ERROR})
"""Whose `Retry-After` is followed."""
_KEPT_CONNECTIONS = 64
_KEEP_ALIVE_S = 60.0
"""Longer than an answer's pauses, so that the next window finds its connection open."""


class RunpodApi:
    """The one HTTP client of a process."""

    def __init__(self, settings: RunpodSettings) -> None:
        """Takes where to ask; connects when it is asked first."""
        self._is_local = not settings.endpoint_id
        self._status_method: Literal["GET", "POST"] = "GET"
        self._is_status_method_known = False
        self._pace = settings.pace
        self._final_deadline_s = settings.final_deadline_s
        key = settings.api_key.get_secret_value().strip()
        self._client = httpx.AsyncClient(
            base_url=f"{settings.base_url.rstrip('/')}/{settings.endpoint_id}",
            headers={"Authorization": f"Bearer {key}"} if key else {},
            # How many jobs there are at once is limited where they are made: here none may wait for another's end.
            limits=httpx.Limits(
                max_connections=None, max_keepalive_connections=_KEPT_CONNECTIONS, keepalive_expiry=_KEEP_ALIVE_S
            ),
        )

    async def run(self, body: bytes) -> JobReply:
        """Queues a job; the reply names it."""
        return _job(await self._post("run", body, read_s=self._pace.reply_margin_s), is_about_job=False)

    async def run_sync(self, body: bytes) -> JobReply:
        """Queues a job and waits a while for its end: the reply may still be unfinished."""
        wait_ms = min(max(round(1000 * self._pace.sync_wait_s), _LEAST_WAIT_MS), _MOST_WAIT_MS)
        # The local API takes no `wait`: it answers when the job is done.
        read_s = self._final_deadline_s if self._is_local else wait_ms / 1000 + self._pace.reply_margin_s
        return _job(await self._post("runsync", body, read_s=read_s, params={"wait": wait_ms}), is_about_job=False)

    async def status(self, job_id: str) -> JobReply:
        """How a job is.

        The local API takes POST only; which one is right is found out once.
        """
        path = f"status/{quote(job_id, safe='')}"
        response = await self._send(self._status_method, path, read_s=self._status_read_s)
        if response.status_code in {404, 405} and not self._is_status_method_known:
            other = await self._send("POST", path, read_s=self._status_read_s)
            if other.is_success:
                self._status_method, self._is_status_method_known, response = "POST", True, other
        self._is_status_method_known |= response.is_success
        return _job(response, is_about_job=True)

    async def cancel(self, job_id: str) -> bool:
        """Ends a job; returns whether there is such a request: the local API has none."""
        response = await self._send("POST", f"cancel/{quote(job_id, safe='')}", read_s=_QUICK_S)
        if response.status_code in {404, 405}:
            return False
        _raise_for_status(response, is_about_job=True)
        return True

    async def health(self) -> Health | None:
        """How many workers are up; None: this cannot be asked here."""
        response = await self._send("GET", "health", read_s=_QUICK_S)
        if response.status_code == 405 or (response.status_code == 404 and self._is_local):
            return None
        _raise_for_status(response, is_about_job=False)
        return _parsed(Health, response)

    async def aclose(self) -> None:
        """Closes all connections."""
        await self._client.aclose()

    @property
    def _status_read_s(self) -> float:
        """The local API works on a job while its status is asked for."""
        return self._final_deadline_s if self._is_local else self._pace.reply_margin_s

    async def _post(
        self, path: str, body: bytes, *, read_s: float, params: dict[str, int] | None = None
    ) -> httpx.Response:
        return await self._send("POST", path, read_s=read_s, body=body, params=params)

    async def _send(
        self, method: str, path: str, *, read_s: float, body: bytes | None = None, params: dict[str, int] | None = None
    ) -> httpx.Response:
        if self._client.is_closed:
            raise RunpodFailed(Outcome.TRANSPORT)
        timeout = httpx.Timeout(connect=_CONNECT_S, write=_WRITE_S, read=read_s, pool=_CONNECT_S)
        headers = {"Content-Type": "application/json"} if body is not None else {}
        try:
            return await self._client.request(
                method, path, content=body, params=params, headers=headers, timeout=timeout
            )
        except httpx.TimeoutException as error:
            raise RunpodFailed(Outcome.NO_ANSWER) from error
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise RunpodFailed(Outcome.TRANSPORT) from error


def _raise_for_status(response: httpx.Response, *, is_about_job: bool) -> None:
    if response.is_success:
        return
    status = response.status_code
    asked_s = retry_after_s(response.headers.get("retry-after"), now=datetime.now(UTC))
    outcome = outcome_of_status(status, is_about_job=is_about_job, text=response.text)
    raise RunpodFailed(outcome, http_status=status, retry_after_s=asked_s if outcome in _MAY_ASK else None)


def _parsed(model: type[ModelT], response: httpx.Response) -> ModelT:
    try:
        return model.model_validate_json(response.content)
    except ValidationError:
        # Not chained: its text has what was sent, and that may be what a candidate said.
        raise RunpodFailed(Outcome.GARBAGE, http_status=response.status_code) from None


def _job(response: httpx.Response, *, is_about_job: bool) -> JobReply:
    _raise_for_status(response, is_about_job=is_about_job)
    reply = _parsed(JobReply, response)
    if not (reply.is_finished or reply.id or is_about_job):
        raise RunpodFailed(Outcome.GARBAGE, http_status=response.status_code)
    return reply
