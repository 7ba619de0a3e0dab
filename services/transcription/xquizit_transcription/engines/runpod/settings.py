"""What the engine has to be told."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import SecretStr

Dialect = Literal["marketplace", "ours"]
"""How the endpoint's worker wants its input: as RunPod's own Faster Whisper does, or as the worker of this project."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long to wait for what."""

    sync_wait_s: float = 5.0
    """A final's request is held open so long; 1 to 300 (RunPod's limits). Warm workers answer in 1 to 3 s."""
    reply_margin_s: float = 10.0
    """Any reply may take so much longer than it should."""
    first_poll_s: float = 0.1
    """From sending a job to asking for it, at least; each next time a quarter longer, up to `last_poll_s`. What jobs
    usually take is learned (job_times.py)."""
    last_poll_s: float = 1.0
    first_backoff_s: float = 0.3
    """Between attempts: a random while up to this, twice as much each time, up to `last_backoff_s`."""
    last_backoff_s: float = 5.0
    closing_s: float = 2.0
    """At the end jobs that were given up have so long to be cancelled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunpodSettings:
    """What the engine works with.

    Raises:
        ValueError: A value can be no part of a URL or header; the message names its variable, and never says the key.
    """

    endpoint_id: str
    """Empty: the worker's own local API, which has no endpoints, no keys, no cancelling and no health."""
    api_key: SecretStr
    base_url: str = "https://api.runpod.ai/v2"
    model: str
    """As the worker calls it: tiny … large-v3, turbo."""
    language: str = "en"
    """`auto` lets Whisper find out."""
    use_vad: bool = True
    """Whether the worker leaves out what is no speech."""
    no_speech_threshold: float = 0.45
    dialect: Dialect = "marketplace"
    log_dir: Path | None = None
    """Where the log of jobs is kept; None: there is none."""
    partial_deadline_s: float = 10.0
    final_deadline_s: float = 90.0
    """Further attempts included; a cold start may take 42 s."""
    most_partials: int = 32
    """On their way at once; one more is refused. Each asks 2 to 3 times for its job, and RunPod takes 200 questions in
    a second."""
    most_finals: int = 64
    """On their way at once; one more waits."""
    idle_timeout_s: float = 60.0
    """The endpoint's idle timeout: so long a worker stays after its last job."""
    pace: Pace = field(default_factory=Pace)

    def language_told(self, found: str) -> str | None:
        """What a job is told to be in; None: Whisper has to find out.

        Args:
            found: What was found out about the interview; counts with `auto` only, and where there is a choice.
        """
        if self.language != "auto":
            return self.language.partition("-")[0].lower()
        return None if self.is_english_only or not found else found

    def finds_language(self, found: str) -> bool:
        """Whether what a job says about the language was found in its sound."""
        return self.language_told(found) is None and not self.is_english_only

    @property
    def is_english_only(self) -> bool:
        """Whether the model knows no other language, and says `en` whatever is spoken."""
        return self.model.endswith(".en")

    def __post_init__(self) -> None:
        key = self.api_key.get_secret_value()
        if not key.strip().isascii() or not key.strip().isprintable():
            raise ValueError("RUNPOD_API_KEY has characters that no key has")
        if not re.fullmatch(r"[\w-]*", self.endpoint_id, re.ASCII):
            raise ValueError("RUNPOD_ENDPOINT_ID has characters that no endpoint's id has")
        if not re.match(r"https?://[^/\s]+", self.base_url):
            raise ValueError("RUNPOD_ENDPOINT_BASE_URL is no address that begins with http:// or https://")
