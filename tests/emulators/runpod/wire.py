"""The body of a request that makes a job, and what the API itself checks of it."""

import json
from dataclasses import dataclass
from typing import Any, cast

from tests.emulators.runpod.errors import Json, bad_request

_EXECUTION_TIMEOUT_MS = (5_000, 7 * 86_400_000)
_TTL_MS = (10_000, 7 * 86_400_000)
_DEFAULT_TTL_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Submission:
    """A request for a job."""

    input: Json
    policy: Json | None
    """As it was sent."""
    execution_timeout_s: float | None
    """None: the endpoint's own."""
    ttl_s: float


def parse_submission(raw: bytes) -> Submission:
    """Reads a body.

    Raises:
        ApiError: 400; it is no JSON object, has no `input`, or a policy that is out of range.
    """
    try:
        body: Any = json.loads(raw)
    except ValueError as error:
        raise bad_request(f"body: {error}") from error
    if not isinstance(body, dict):
        raise bad_request("body: must be an object")
    asked = _object(cast("Json", body), "input")
    if asked is None:
        raise bad_request("input: is required")
    policy = _object(cast("Json", body), "policy")
    timeout_ms = _milliseconds(policy, "executionTimeout", _EXECUTION_TIMEOUT_MS)
    ttl_ms = _milliseconds(policy, "ttl", _TTL_MS)
    return Submission(
        input=asked,
        policy=policy,
        execution_timeout_s=None if timeout_ms is None else timeout_ms / 1000,
        ttl_s=(_DEFAULT_TTL_MS if ttl_ms is None else ttl_ms) / 1000,
    )


def parse_wait(wait: str | None) -> int | None:
    """The query's `wait`, milliseconds; None when it is not there.

    Raises:
        ApiError: 400; it is no number.
    """
    if wait is None:
        return None
    if not wait.isdecimal():
        raise bad_request("wait: must be a number of milliseconds")
    return int(wait)


def _object(body: Json, name: str) -> Json | None:
    value = body.get(name)
    if value is not None and not isinstance(value, dict):
        raise bad_request(f"{name}: must be an object")
    return cast("Json | None", value)


def _milliseconds(policy: Json | None, name: str, limits: tuple[int, int]) -> int | None:
    value = (policy or {}).get(name)
    if value is None:
        return None
    least, most = limits
    if type(value) is not int or not least <= value <= most:
        raise bad_request(f"policy.{name}: must be a number from {least} to {most}")
    return value
