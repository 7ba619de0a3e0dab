"""What the SDK, its transport and the model's answers can come to, told apart by what to do about it."""

import json
import re
from typing import Any, cast

import httpx
from google.auth.exceptions import GoogleAuthError
from google.genai import errors

from xquizit_kit.errors import EngineFailed

FAILURES = (
    errors.APIError,
    errors.UnknownApiResponseError,
    httpx.HTTPError,
    httpx.StreamError,
    TimeoutError,
    json.JSONDecodeError,
    GoogleAuthError,
)
"""Everything that a call may raise because of the provider or the way to it."""
_RETRIED_CODES = frozenset({408, 429, 500, 502, 503, 504})
_NOTICE = "The interviewer's language model is not available right now."


class GeminiFailed(EngineFailed):
    """The provider failed; `reason` says how.

    `gemini_timeout`, `gemini_quota`, `gemini_http_<code>`, `gemini_transport`, `gemini_garbage`, `gemini_auth`,
    `gemini_open` (it was not even asked), `gemini_blocked`, `gemini_truncated`, `gemini_empty`.
    """

    def __init__(self, how: str, *, retry_after_s: float | None = None, may_retry: bool = False) -> None:
        """Takes how it failed, how long the provider asks to be left alone, and whether another try may help."""
        super().__init__(_NOTICE, reason=f"gemini_{how}", retry_after_s=retry_after_s)
        self.may_retry = may_retry


class UnusableReply(EngineFailed):
    """The provider answered, but not what may be used; `reason` says what was wrong. No failure of the provider's."""

    def __init__(self, why: str) -> None:
        """Takes what was wrong."""
        super().__init__(_NOTICE, reason=f"gemini_{why}")


def failure_of(error: BaseException) -> GeminiFailed:
    """One of `FAILURES` as our own error; never with the provider's text."""
    match error:
        case errors.APIError():
            code = error.code or 0
            if code == 429:
                return GeminiFailed("quota", retry_after_s=_retry_after_s(error), may_retry=True)
            return GeminiFailed(f"http_{code}", may_retry=code in _RETRIED_CODES)
        case TimeoutError() | httpx.TimeoutException():
            return GeminiFailed("timeout")
        case httpx.HTTPError():
            return GeminiFailed("transport", may_retry=True)
        case GoogleAuthError():
            return GeminiFailed("auth")
        case _:
            return GeminiFailed("garbage")


def _retry_after_s(error: errors.APIError) -> float | None:
    """The delay that a 429 names in its RetryInfo; None when it names none."""
    body = cast(Any, error.details)  # pyright: ignore[reportUnknownMemberType] # JSON
    try:
        for detail in body["error"]["details"]:
            if match := re.fullmatch(r"(\d+(?:\.\d+)?)s", str(detail.get("retryDelay", ""))):
                return float(match.group(1))
    except (KeyError, TypeError, AttributeError):
        return None
    return None
