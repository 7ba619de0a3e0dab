"""What several requests and answers of the HTTP API share: session ids, the error, how examples are given."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints

SessionId = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
EXAMPLE_ID = "5c0f5a2e-7f0b-4a56-9d0e-3b8a1f6c2d11"
"""The session of all examples."""


def example(**values: Any) -> ConfigDict:
    """A model's configuration with one example."""
    return ConfigDict(json_schema_extra={"examples": [values]})


class Problem(BaseModel):
    """Every error."""

    error: str
    """A machine code."""
    detail: str
    """A sentence that a person can act on."""
