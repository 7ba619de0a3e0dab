"""The refusals of the API, before there is a job: status, body and headers."""

import math
from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]

_EDGE_PAGE = (
    '<!DOCTYPE html>\n<html lang="en-US">\n<head><title>api.runpod.ai | {status}: {title}</title></head>\n'
    '<body><div id="cf-wrapper"><h1>{title} <span>Error code {status}</span></h1></div></body>\n</html>\n'
)


class ApiError(Exception):
    """A refusal: JSON by the API itself, HTML by the edge before it."""

    def __init__(self, status: int, body: Json | str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(f"{status} {body}")
        self.status = status
        self.body = body
        self.headers = dict(headers or {})


def bad_request(what: str) -> ApiError:
    """400."""
    return ApiError(400, {"error": f"bad request: {what}"})


def unauthorized() -> ApiError:
    """401: no key, or not the right one."""
    return ApiError(401, {"error": "unauthorized"}, {"WWW-Authenticate": "Bearer"})


def out_of_credit() -> ApiError:
    """402."""
    return ApiError(402, {"error": "insufficient balance: add credits to run jobs"})


def unknown_endpoint() -> ApiError:
    """404."""
    return ApiError(404, {"error": "endpoint not found"})


def unknown_job() -> ApiError:
    """404: there never was such a job, or its result is forgotten."""
    return ApiError(404, {"error": "job not found"})


def too_large(limit_bytes: int, status: int = 413) -> ApiError:
    """413; with this very text the real one has been seen to answer 400, too."""
    limit = f"{limit_bytes / 2**20:g}MiB"
    return ApiError(status, {"error": f"bad request: body: exceeded max body size of {limit}"})


def too_many_requests(retry_after_s: float | None = None) -> ApiError:
    """429: by the rate of requests, or by the length of the queue."""
    return ApiError(429, {"error": "too many requests"}, _retry_after(retry_after_s))


def internal() -> ApiError:
    """500."""
    return ApiError(500, {"error": "internal server error"})


def bad_gateway() -> ApiError:
    """502, by the edge."""
    return ApiError(502, edge_page(502, "Bad gateway"))


def unavailable(retry_after_s: float | None = None) -> ApiError:
    """503."""
    return ApiError(503, {"error": "service unavailable"}, _retry_after(retry_after_s))


def gateway_timeout() -> ApiError:
    """504, by the edge."""
    return ApiError(504, edge_page(504, "Gateway time-out"))


def edge_page(status: int, title: str) -> str:
    """The page of the edge in front of the API."""
    return _EDGE_PAGE.format(status=status, title=title)


def _retry_after(seconds: float | None) -> dict[str, str]:
    # The header has whole seconds only.
    return {} if seconds is None else {"Retry-After": str(math.ceil(seconds))}
