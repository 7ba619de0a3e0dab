"""How fast the emulated endpoint is: seconds of a job, of a cold start, of loading a model, until idle workers go."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

RATE_HZ = 16_000
"""Samples per second of everything that is heard."""


@dataclass(frozen=True, slots=True)
class Pace:
    """The speed of the endpoint. Zero means: at once."""

    job_s: float = 0.3
    """Of every job, whatever it hears."""
    audio_share: float = 0.0
    """Seconds more for each second of audio."""
    jitter: float = 0.0
    """A job takes up to this share longer or shorter, by chance."""
    model_load_s: float = 0.0
    """More for a worker's first job with a model: it loads the model then, not before."""
    cold_start_s: float = 0.0
    """From a cold worker to one that takes a job."""
    idle_timeout_s: float = 5.0
    """A worker without a job for so long goes cold."""

    def __post_init__(self) -> None:
        if min(getattr(self, field.name) for field in fields(self)) < 0 or self.jitter > 1:
            raise ValueError("a pace is not negative, and jitter is at most 1")

    def changed(self, changes: Mapping[str, object]) -> "Pace":
        """This pace with other values for the fields that `changes` names.

        Raises:
            ValueError: A field is unknown or its value is no number in range.
        """
        known = {field.name for field in fields(self)}
        if unknown := set(changes) - known:
            raise ValueError(f"a pace has {', '.join(sorted(known))}; not {', '.join(sorted(unknown))}")
        return replace(self, **{name: float(str(value)) for name, value in changes.items()})

    def execution_s(self, samples: int, *, loads_model: bool, chance: random.Random) -> float:
        """How long a worker is at a job.

        Args:
            samples: Of its audio.
            loads_model: The worker has not used this model yet.
            chance: For the jitter.
        """
        working = self.job_s + self.audio_share * samples / RATE_HZ
        return working * chance.uniform(1 - self.jitter, 1 + self.jitter) + self.model_load_s * loads_model


INSTANT = Pace(job_s=0)
"""For tests: no wait anywhere."""
