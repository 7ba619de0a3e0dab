"""The worker's settings, from the environment; all mistakes told at once."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

_NEEDED_FILES = ("config.json", "model.bin", "tokenizer.json")
"""Without a tokenizer faster-whisper would go to the hub for one."""


class WorkerSettings(BaseModel):
    """What the worker takes. A field's name in capitals is its environment variable."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    whisperlive_model: str = Field(default="base.en", min_length=1)
    """The name by which jobs may ask for the model; without `whisper_model_dir` also which one is loaded."""
    whisper_model_dir: Path | None = None
    """A folder with converted weights; None: the hub's cache, where they are fetched if they are not there."""
    whisper_device: Literal["auto", "cpu", "cuda"] = "auto"
    whisper_compute_type: Literal[
        "auto", "int8", "int8_float32", "int8_float16", "int8_bfloat16", "int16", "float16", "bfloat16", "float32"
    ] = "auto"
    """`auto`: float16 on a GPU, int8 on a CPU."""
    whisper_cpu_threads: int = Field(default=0, ge=0, le=256)
    """0: as CTranslate2 thinks best."""
    max_audio_seconds: float = Field(default=120.0, ge=1, le=3600)
    max_audio_mb: float = Field(default=32.0, ge=0.001, le=1024)
    """Of an encoded file, sent or fetched, in 10^6 bytes."""
    download_timeout_s: float = Field(default=30.0, ge=0.1, le=300)
    """For the whole of a file named by its address."""
    max_memory_growth_mb: float = Field(default=2048.0, ge=16)
    """Resident memory gained since the model was loaded; beyond it the worker asks to be replaced after a job."""

    @field_validator("whisper_model_dir")
    @classmethod
    def _has_weights(cls, folder: Path | None) -> Path | None:
        if folder is not None:
            missing = [name for name in _NEEDED_FILES if not (folder / name).is_file()]
            if missing:
                raise ValueError(f"the folder has no {', '.join(missing)}")
        return folder


def load_settings(environment: Mapping[str, str]) -> WorkerSettings:
    """Reads the settings, or ends the process (status 2) with one message that lists every mistake.

    Args:
        environment: Variables by name; empty ones count as not set, others than the settings' are left alone.
    """
    given = {name: environment.get(name.upper(), "").strip() for name in WorkerSettings.model_fields}
    try:
        return WorkerSettings.model_validate({name: value for name, value in given.items() if value})
    except ValidationError as error:
        lines = ["These settings cannot be used:"]
        for mistake in error.errors(include_url=False, include_context=False, include_input=False):
            name = "_".join(str(part) for part in mistake["loc"]).upper()
            lines.append(f"  {name}: {mistake['msg'].removeprefix('Value error, ')}")
        sys.stderr.write("\n".join(lines) + "\n")
        raise SystemExit(2) from None
