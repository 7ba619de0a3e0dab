"""The errors of the Gemini API, worded and detailed as the real ones."""

from typing import Any

Json = dict[str, Any]

_TYPE = "type.googleapis.com/google.rpc."
_SERVICE = "generativelanguage.googleapis.com"


class ApiError(Exception):
    """A refusal: HTTP status, Google's status name, a message and typed details."""

    def __init__(self, code: int, status: str, message: str, details: list[Json] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.status = status
        self.message = message
        self.details = details or []

    def body(self) -> Json:
        """As it stands on the wire."""
        error: Json = {"code": self.code, "message": self.message, "status": self.status}
        return {"error": {**error, "details": self.details} if self.details else error}


def invalid(message: str, field: str = "") -> ApiError:
    """400: the request is not as it must be; `field` names what."""
    violation = {"field": field, "description": message} if field else None
    details = [{"@type": _TYPE + "BadRequest", "fieldViolations": [violation]}] if violation else []
    return ApiError(400, "INVALID_ARGUMENT", message, details)


def key_missing() -> ApiError:
    """403: nobody says who asks."""
    return ApiError(
        403,
        "PERMISSION_DENIED",
        "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other "
        "form of API consumer identity to call this API.",
    )


def key_invalid() -> ApiError:
    """400: the real one answers a wrong key like this, not by 401."""
    message = "API key not valid. Please pass a valid API key."
    return ApiError(
        400,
        "INVALID_ARGUMENT",
        message,
        [
            {
                "@type": _TYPE + "ErrorInfo",
                "reason": "API_KEY_INVALID",
                "domain": "googleapis.com",
                "metadata": {"service": _SERVICE},
            },
            {"@type": _TYPE + "LocalizedMessage", "locale": "en-US", "message": message},
        ],
    )


def permission_denied() -> ApiError:
    """403: the key is known, but may not."""
    return ApiError(
        403,
        "PERMISSION_DENIED",
        "Your project has been denied access. Please contact support.",
        [{"@type": _TYPE + "ErrorInfo", "reason": "CONSUMER_INVALID", "domain": "googleapis.com"}],
    )


def unknown_model(model: str, version: str, method: str) -> ApiError:
    """404: no such model."""
    return ApiError(
        404,
        "NOT_FOUND",
        f"models/{model} is not found for API version {version}, or is not supported for {method}. Call ListModels to "
        "see the list of available models and their supported methods.",
    )


def quota_exhausted(model: str, retry_delay_s: int) -> ApiError:
    """429 with the quota that is used up and when to come back."""
    metric = f"{_SERVICE}/generate_content_free_tier_requests"
    return ApiError(
        429,
        "RESOURCE_EXHAUSTED",
        "You exceeded your current quota, please check your plan and billing details.\n"
        f"* Quota exceeded for metric: {metric}, limit: 10, model: {model}\nPlease retry in {retry_delay_s}s.",
        [
            {
                "@type": _TYPE + "QuotaFailure",
                "violations": [
                    {
                        "quotaMetric": metric,
                        "quotaId": "GenerateRequestsPerMinutePerProjectPerModel-FreeTier",
                        "quotaDimensions": {"location": "global", "model": model},
                        "quotaValue": "10",
                    }
                ],
            },
            {
                "@type": _TYPE + "Help",
                "links": [
                    {
                        "description": "Learn more about Gemini API quotas",
                        "url": "https://ai.google.dev/gemini-api/docs/rate-limits",
                    }
                ],
            },
            {"@type": _TYPE + "RetryInfo", "retryDelay": f"{retry_delay_s}s"},
        ],
    )


def internal() -> ApiError:
    """500."""
    return ApiError(
        500,
        "INTERNAL",
        "An internal error has occurred. Please retry or report in "
        "https://developers.generativeai.google/guide/troubleshooting",
    )


def overloaded() -> ApiError:
    """503: the usual one."""
    return ApiError(503, "UNAVAILABLE", "The model is overloaded. Please try again later.")


def deadline_exceeded() -> ApiError:
    """504."""
    return ApiError(504, "DEADLINE_EXCEEDED", "Deadline expired before operation could complete.")
