"""The interview service's settings."""

from typing import Annotated, Literal

from pydantic import BeforeValidator

from xquizit_kit.settings import Address, ServiceSettings


def _is_installed(value: object) -> object:
    if value == "gemini":
        raise ValueError("gemini needs the extra xquizit-interview[gemini], and this release has no such engine yet")
    return value


class InterviewSettings(ServiceSettings):
    """What the interview service takes from the environment."""

    interview_listen: Address = "127.0.0.1:50051"
    """Where it serves gRPC; port 0 picks a free one."""
    interview_engine: Annotated[Literal["auto", "embedded"], BeforeValidator(_is_installed)] = "auto"
    """Who asks. `auto`: the best engine that is installed and has its key; today that is `embedded`."""
