"""The interview service's settings."""

from importlib.util import find_spec
from typing import Literal, Self

from pydantic import AnyHttpUrl, Field, SecretStr, TypeAdapter, field_validator, model_validator

from xquizit_kit.settings import Address, ServiceSettings

_URL = TypeAdapter(AnyHttpUrl)


def gemini_is_installed() -> bool:
    """Whether the extra `xquizit-interview[gemini]` is there; looks without importing it."""
    return find_spec("google") is not None and find_spec("google.genai") is not None


class InterviewSettings(ServiceSettings):
    """What the interview service takes from the environment."""

    interview_listen: Address = "127.0.0.1:50051"
    """Where it serves gRPC; port 0 picks a free one."""
    interview_engine: Literal["auto", "gemini", "embedded"] = "auto"
    """Who asks. `auto`: `gemini` when it is installed and has a key or a Vertex AI project, else `embedded`."""

    gemini_api_key: SecretStr = SecretStr("")
    """Of the Gemini API; empty: none."""
    gemini_model: str = Field(default="gemini-2.5-flash", pattern=r"^[\w./-]+$")
    gemini_base_url: str = ""
    """Another address of the API (a proxy, an emulator); empty: Google's."""
    gemini_vertex_project: str = ""
    """The Google Cloud project; with it Vertex AI is used, with the machine's own Google credentials."""
    gemini_vertex_location: str = "us-central1"
    gemini_thinking_budget: int = Field(default=0, ge=-1, le=32768)
    """Tokens the model may think before it speaks: 0 none (the quickest), -1 as many as it likes."""
    gemini_include_thoughts: bool = False
    """Ask for summaries of the thoughts; they are never spoken, only counted in the log."""
    gemini_max_output_tokens: int = Field(default=1024, ge=64, le=65536)
    """Of one reply, thoughts included."""
    gemini_temperature: float = Field(default=0.7, ge=0, le=2)
    gemini_first_token_s: float = Field(default=4.0, gt=0, le=60)
    """A reply that has not begun after this, attempts included, is the embedded engine's."""
    gemini_next_token_s: float = Field(default=3.0, gt=0, le=60)
    """A reply that has fallen silent for this long is made anew by the embedded engine."""
    gemini_plan_s: float = Field(default=12.0, gt=0, le=60)
    """How long the plan of an interview may take."""
    gemini_assess_s: float = Field(default=20.0, gt=0, le=120)
    """How long the assessment of an answer may take; nobody waits for it but a report."""

    @field_validator("gemini_base_url")
    @classmethod
    def _is_url(cls, value: str) -> str:
        if value:
            _URL.validate_python(value)
        return value

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> Self:
        if self.interview_engine == "gemini" and not self.has_gemini_access:
            raise ValueError("INTERVIEW_ENGINE=gemini needs GEMINI_API_KEY, or GEMINI_VERTEX_PROJECT for Vertex AI")
        if self.interview_engine == "gemini" and not gemini_is_installed():
            raise ValueError("INTERVIEW_ENGINE=gemini needs the extra xquizit-interview[gemini] to be installed")
        return self

    @property
    def has_gemini_access(self) -> bool:
        """Whether there is a way to a Gemini model."""
        return bool(self.gemini_api_key.get_secret_value().strip() or self.gemini_vertex_project)
