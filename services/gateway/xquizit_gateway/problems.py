"""How the gateway says no: one JSON shape for every error, and the only place that turns errors into answers.

Which status an error has is told by the table in kit/xquizit_kit/errors.py; how errors of services come here over gRPC,
by kit/xquizit_kit/rpc_errors.py.
"""

from collections.abc import Mapping
from math import ceil
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from xquizit_gateway.schemas.values import Problem
from xquizit_kit.errors import XquizitError, http_status
from xquizit_kit.logs import get_logger

log = get_logger(__name__)

RETRY_AFTER_DEFAULT_S = 1.0

_MEANINGS = {
    400: ("bad_request", "A document cannot be read, or the request is malformed."),
    404: ("not_found", "There is nothing under this address; or no such session, or it is gone."),
    405: ("method_not_allowed", "This address does not take that method."),
    409: (
        "wrong_phase",
        "The interview is not where this call makes sense: not started, over, another turn is due, the turn has "
        "another answer, a reply is being made, or no break is left.",
    ),
    413: ("too_large", "More bytes or characters than allowed."),
    415: ("wrong_kind", "Neither PDF nor DOCX."),
    422: ("invalid_request", "A field is missing or cannot be used; the detail names it."),
    429: ("rate_limited", "Too many requests; `Retry-After` says when to come back."),
    500: ("internal", "Something went wrong on our side."),
    503: ("unavailable", "Something that is needed is away or full; `Retry-After` says when to come back."),
}


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route: what each status means and an example."""
    return {
        status: {
            "model": Problem,
            "description": _MEANINGS[status][1],
            "content": {
                "application/json": {"example": {"error": _MEANINGS[status][0], "detail": _MEANINGS[status][1]}}
            },
        }
        for status in statuses
    }


def problem_answer(error: XquizitError) -> JSONResponse:
    """The answer that tells about `error`."""
    status = http_status(error)
    headers: dict[str, str] = {}
    if status in (429, 503):
        headers["Retry-After"] = str(max(1, ceil(error.retry_after_s or RETRY_AFTER_DEFAULT_S)))
    return _answer(status, error.reason, error.message, headers)


def install_problem_answers(app: FastAPI) -> None:
    """Makes every error of the application answer in the one shape."""
    app.add_exception_handler(XquizitError, _on_xquizit_error)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(Exception, _on_mistake)


async def _on_xquizit_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, XquizitError)
    log.info("refused", method=request.method, path=request.url.path, reason=error.reason)
    return problem_answer(error)


async def _on_invalid_request(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    return _answer(422, "invalid_request", " ".join(_sentence(mistake) for mistake in error.errors()))


async def _on_http_exception(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    code, sentence = _MEANINGS.get(error.status_code, ("refused", "The request was refused."))
    if error.status_code == 400:
        sentence = "The request's body cannot be read."
    elif error.status_code == 404:
        sentence = "There is nothing under this address."
    return _answer(error.status_code, code, sentence, error.headers)


async def _on_mistake(_request: Request, _error: Exception) -> JSONResponse:
    return _answer(500, *_MEANINGS[500])  # uvicorn logs the error


def _answer(status: int, code: str, detail: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    return JSONResponse(Problem(error=code, detail=detail).model_dump(), status_code=status, headers=headers)


def _sentence(mistake: Mapping[str, Any]) -> str:
    """What is wrong with one field, in words of ours where a person is likely to meet it."""
    field, problem = _field(mistake["loc"]), str(mistake["msg"]).removeprefix("Value error, ")
    if problem.startswith("Expected UploadFile"):
        return f"{field} must be a file."
    match mistake["type"]:
        case "json_invalid":
            return "The body is not valid JSON."
        case "missing":
            return "The body is missing." if field == "body" else f"{field} is missing."
        case "model_attributes_type" | "dict_type":
            return f"The {field} must be a JSON object." if field == "body" else f"{field} must be a JSON object."
        case _:
            return f"{field}: {problem}."


def _field(location: tuple[int | str, ...]) -> str:
    """`("body", "answer")` → `answer`."""
    return ".".join(str(part) for part in location[1:]) or str(location[0] if location else "request")
