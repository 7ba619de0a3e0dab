"""The routes of the emulator: Gemini's own, and those that control and watch it."""

import hashlib
import json
import random
import re
import time
from dataclasses import asdict, dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.emulators.gemini import draft, errors, wire
from tests.emulators.gemini.errors import ApiError
from tests.emulators.gemini.faults import ERRORS, Fault, FaultBook, FaultKind, pick
from tests.emulators.gemini.log import Entry, RequestLog
from tests.emulators.gemini.pace import Pace
from tests.emulators.gemini.persona import STRAYS, Persona
from tests.emulators.gemini.sending import Job, Sending

MODELS = (
    "gemini-2.5-flash", "gemini-2.5-flash-lite", "gemini-2.5-pro", "gemini-2.0-flash", "gemini-2.0-flash-lite",
    "gemini-flash-latest", "gemini-flash-lite-latest", "gemini-pro-latest", "gemini-3-flash-preview",
    "gemini-3-pro-preview",
)  # fmt: skip
"""The models there are."""
_METHODS = ("generateContent", "streamGenerateContent", "countTokens")
_RESOURCE = re.compile(r"(?:projects/[^/]+/locations/[^/]+/)?(?:publishers/google/)?models(?:/([^/:]+)(?::(\w+))?)?")


@dataclass
class State:
    """What the routes share; tests read and set it in-process, others over `/emulator/…`."""

    pace: Pace = field(default_factory=Pace)
    api_key: str = ""
    """The only key that is right; empty: every key is, unless it begins with `invalid`."""
    seed: int = 0
    strays: float = STRAYS
    faults: FaultBook = field(default_factory=FaultBook)
    log: RequestLog = field(default_factory=RequestLog)


def build_app(state: State) -> Starlette:
    """The ASGI application around `state`."""
    control = _Control(state)
    return Starlette(
        routes=[
            Route("/emulator/health", control.health),
            Route("/emulator/faults", control.faults, methods=["GET", "POST", "DELETE"]),
            Route("/emulator/pace", control.pace, methods=["GET", "PUT"]),
            Route("/emulator/log", control.log, methods=["GET", "DELETE"]),
            Route("/{version:str}/{resource:path}", _Api(state).answer, methods=["GET", "POST"]),
        ]
    )


class _Api:
    """Gemini's own routes, for the versions v1, v1beta and (Vertex AI) v1beta1."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._persona = Persona(state.seed, state.strays)

    async def answer(self, request: Request) -> Response:
        match = _RESOURCE.fullmatch(request.path_params["resource"])
        if request.path_params["version"] not in {"v1", "v1beta", "v1beta1"} or match is None:
            return Response("Not Found", 404, media_type="text/html; charset=UTF-8")
        model, method = match.group(1) or "", match.group(2) or "get"
        entry = self._begin(request, model, method)
        try:
            response = await self._answer(request, model, method, entry)
        except ApiError as error:
            entry.status = error.code
            self._state.log.end(entry, "error")
            return JSONResponse(error.body(), error.code)
        except ClientDisconnect:
            self._state.log.end(entry, "disconnected")
            return Response(status_code=499)  # nobody reads it
        if not isinstance(response, Sending):
            entry.status = response.status_code
            self._state.log.end(entry, "complete")
        return response

    def _begin(self, request: Request, model: str, method: str) -> Entry:
        query = "&".join(f"{k}={v}" for k, v in request.query_params.multi_items() if k != "key")
        return self._state.log.begin(
            time_s=time.time(),
            method=method,
            path=request.url.path + (f"?{query}" if query else ""),
            model=model,
            headers=dict(request.headers),
        )

    async def _answer(self, request: Request, model: str, method: str, entry: Entry) -> Response:
        raw = await request.body()
        entry.body = _readable(raw)
        self._check_key(request)
        if request.method == "GET":
            return self._describe(request, model, method)
        if model not in MODELS or method not in _METHODS:
            raise errors.unknown_model(model, request.path_params["version"], method)
        body = wire.parse_body(raw)
        asked = wire.parse_generate(body.get("generateContentRequest") or body if method == "countTokens" else body)
        entry.prompt_tokens = asked.prompt_tokens
        faults = self._faults(request, method, asked.text)
        entry.faults = sorted(fault.kind for fault in faults)
        if error := pick(faults, *ERRORS):
            raise _error(error, model)
        if method == "countTokens":
            counted = asked.prompt_tokens
            details = [{"modality": "TEXT", "tokenCount": counted}]
            return JSONResponse({"totalTokens": counted, "promptTokensDetails": details})
        return self._send(request, asked, model, method, faults, entry)

    def _send(
        self,
        request: Request,
        asked: wire.GenerateRequest,
        model: str,
        method: str,
        faults: frozenset[Fault],
        entry: Entry,
    ) -> Response:
        made = draft.make(asked, model, self._persona, faults)
        entry.reply, entry.finish_reason = made.text, made.block_reason or made.finish_reason
        entry.thoughts_tokens, entry.reply_tokens = made.thoughts, len(made.pieces)
        is_sse = request.query_params.get("alt") == "sse"
        name = hashlib.sha256(f"{self._state.seed}|{entry.number}|{asked.text}".encode()).hexdigest()
        job = Job(
            draft=made,
            model=model,
            response_id=name[:22],
            prompt_tokens=asked.prompt_tokens,
            pace=_pace(request, self._state.pace),
            faults=faults,
            framing="whole" if method == "generateContent" else "sse" if is_sse else "array",
            chance=random.Random(name),
        )
        return Sending(job, entry, self._state.log)

    def _check_key(self, request: Request) -> None:
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        key = request.headers.get("x-goog-api-key") or request.query_params.get("key") or bearer
        if not key:
            raise errors.key_missing()
        if (self._state.api_key and key != self._state.api_key) or key.startswith("invalid"):
            raise errors.key_invalid()

    def _describe(self, request: Request, model: str, method: str) -> Response:
        if not model:
            return JSONResponse({"models": [_model(name) for name in MODELS]})
        if model not in MODELS or method != "get":
            raise errors.unknown_model(model, request.path_params["version"], method)
        return JSONResponse(_model(model))

    def _faults(self, request: Request, method: str, text: str) -> frozenset[Fault]:
        if named := request.headers.get("x-emulator-fault"):
            try:
                return frozenset(Fault(FaultKind(name.strip())) for name in named.split(","))
            except ValueError as error:
                raise errors.invalid(f"x-emulator-fault: {error}") from error
        return self._state.faults.take(method, text)


class _Control:
    """The routes below `/emulator`."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def health(self, _: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def faults(self, request: Request) -> Response:
        if request.method == "DELETE":
            self._state.faults.clear()
        elif request.method == "POST":
            try:
                self._state.faults.add(**await request.json())
            except (ValueError, TypeError) as error:
                return JSONResponse({"error": str(error), "kinds": list(FaultKind)}, 422)
        return JSONResponse(self._state.faults.as_json(), 201 if request.method == "POST" else 200)

    async def pace(self, request: Request) -> Response:
        if request.method == "PUT":
            try:
                self._state.pace = self._state.pace.changed(await request.json())
            except ValueError as error:
                return JSONResponse({"error": str(error)}, 422)
        return JSONResponse(asdict(self._state.pace))

    async def log(self, request: Request) -> Response:
        if request.method == "DELETE":
            self._state.log.clear()
        elif request.query_params.get("settled"):
            await self._state.log.settled()
        return JSONResponse(self._state.log.as_json())


def _error(fault: Fault, model: str) -> ApiError:
    match fault.kind:
        case FaultKind.HTTP_400:
            return errors.invalid("Request contains an invalid argument.")
        case FaultKind.HTTP_403:
            return errors.permission_denied()
        case FaultKind.HTTP_429:
            return errors.quota_exhausted(model, fault.retry_delay_s)
        case FaultKind.HTTP_503:
            return errors.overloaded()
        case FaultKind.HTTP_504:
            return errors.deadline_exceeded()
        case _:
            return errors.internal()


def _pace(request: Request, pace: Pace) -> Pace:
    header = request.headers.get("x-emulator-pace")
    try:
        return pace.from_header(header) if header else pace
    except ValueError as error:
        raise errors.invalid(f"x-emulator-pace: {error}") from error


def _model(name: str) -> wire.Json:
    return {
        "name": f"models/{name}",
        "version": "001",
        "displayName": name.replace("-", " ").title(),
        "description": "An emulated model.",
        "inputTokenLimit": 1048576,
        "outputTokenLimit": 65536,
        "supportedGenerationMethods": list(_METHODS),
        "temperature": 1,
        "topP": 0.95,
        "topK": 64,
        "maxTemperature": 2,
        "thinking": "2.0" not in name,
    }


def _readable(raw: bytes) -> Any:
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return raw.decode(errors="replace")
