"""Whisper's weights: which repository of the Hugging Face hub a name stands for, and getting them.

`python -m xquizit_runpod_worker.model_files base.en /model` fetches them into a folder; images are built so.
"""

import sys
from pathlib import Path
from typing import Any

import huggingface_hub
from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

from xquizit_runpod_worker.errors import ModelUnavailable

REPOSITORIES = {
    **{
        name: f"Systran/faster-whisper-{name}"
        for name in ("tiny.en", "tiny", "base.en", "base", "small.en", "small", "medium.en", "medium")
    },
    **{name: f"Systran/faster-whisper-{name}" for name in ("large-v1", "large-v2", "large-v3")},
    "large": "Systran/faster-whisper-large-v3",
    "large-v3-turbo": "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
    "turbo": "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
    "distil-small.en": "Systran/faster-distil-whisper-small.en",
    "distil-medium.en": "Systran/faster-distil-whisper-medium.en",
    "distil-large-v2": "Systran/faster-distil-whisper-large-v2",
    "distil-large-v3": "Systran/faster-distil-whisper-large-v3",
    "distil-large-v3.5": "distil-whisper/distil-large-v3.5-ct2",
}
"""By name."""

_FILES = ["config.json", "model.bin", "tokenizer.json", "vocabulary.*", "preprocessor_config.json"]


def repository_of(name: str) -> str:
    """Where a model lies; a name that is not known is taken for a repository itself."""
    return REPOSITORIES.get(name, name)


def fetch(name: str, folder: Path | None = None, *, revision: str | None = None) -> Path:
    """Fetches a model, or finds it where it was fetched to before.

    Args:
        name: One of `REPOSITORIES`, or `owner/name` on the hub.
        folder: None: the hub's cache (`HF_HOME`); with `HF_HUB_OFFLINE=1` it is only looked for there.
        revision: A branch, tag or commit of the repository.

    Raises:
        ModelUnavailable: It is not there and cannot be fetched.
    """
    hub: Any = huggingface_hub  # its types are not all known
    try:
        return Path(
            hub.snapshot_download(repository_of(name), local_dir=folder, revision=revision, allow_patterns=_FILES)
        )
    except HFValidationError:
        raise ModelUnavailable(f"There is no model named {name}.") from None
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        raise ModelUnavailable(f"The model {name} cannot be fetched ({type(error).__name__}).") from error


if __name__ == "__main__":
    fetch(sys.argv[1], Path(sys.argv[2]), revision=sys.argv[3] if len(sys.argv) > 3 else None)
