"""The Whisper models that have a name, and where on the Hugging Face hub each lies; pure."""

import re
from dataclasses import dataclass

from xquizit_kit.errors import EngineFailed

_REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")


@dataclass(frozen=True, slots=True)
class Model:
    """A model by its usual name."""

    name: str
    repository: str
    """`owner/name` on the hub."""
    about_mb: int
    """What is fetched, in 10^6 bytes, roughly; the hub tells exactly before it is fetched."""
    languages: str
    """`English` or `many`."""


MODELS = {
    model.name: model
    for model in (
        Model("tiny.en", "Systran/faster-whisper-tiny.en", 78, "English"),
        Model("tiny", "Systran/faster-whisper-tiny", 78, "many"),
        Model("base.en", "Systran/faster-whisper-base.en", 148, "English"),
        Model("base", "Systran/faster-whisper-base", 148, "many"),
        Model("small.en", "Systran/faster-whisper-small.en", 486, "English"),
        Model("small", "Systran/faster-whisper-small", 486, "many"),
        Model("medium.en", "Systran/faster-whisper-medium.en", 1530, "English"),
        Model("medium", "Systran/faster-whisper-medium", 1530, "many"),
        Model("large-v1", "Systran/faster-whisper-large-v1", 3090, "many"),
        Model("large-v2", "Systran/faster-whisper-large-v2", 3090, "many"),
        Model("large-v3", "Systran/faster-whisper-large-v3", 3090, "many"),
        Model("large-v3-turbo", "mobiuslabsgmbh/faster-whisper-large-v3-turbo", 1620, "many"),
        Model("distil-small.en", "Systran/faster-distil-whisper-small.en", 336, "English"),
        Model("distil-medium.en", "Systran/faster-distil-whisper-medium.en", 793, "English"),
        Model("distil-large-v2", "Systran/faster-distil-whisper-large-v2", 1520, "many"),
        Model("distil-large-v3", "Systran/faster-distil-whisper-large-v3", 1520, "many"),
        Model("distil-large-v3.5", "distil-whisper/distil-large-v3.5-ct2", 1520, "many"),
    )
}
"""By name, small ones first."""
ALIASES = {"large": "large-v3", "turbo": "large-v3-turbo"}
"""Other names of the same models."""


def repository_of(name: str) -> str:
    """Where a model lies: by its name, or as `owner/name` of any repository that holds one.

    Raises:
        EngineFailed: There is no such name (reason `no_such_model`).
    """
    if (model := MODELS.get(ALIASES.get(name, name))) is not None:
        return model.repository
    if _REPOSITORY.fullmatch(name):
        return name
    raise EngineFailed(
        f"There is no Whisper model “{name}”: use one of {', '.join([*MODELS, *ALIASES])}, "
        "or owner/name of a repository on the Hugging Face hub.",
        reason="no_such_model",
    )


def folder_name(name: str) -> str:
    """What a model's folder is called; the same for all names of one model.

    Raises:
        EngineFailed: As `repository_of`.
    """
    repository_of(name)
    return ALIASES.get(name, name).replace("/", "--")
