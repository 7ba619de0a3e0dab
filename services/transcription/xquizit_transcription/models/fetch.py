"""Getting a Whisper model by name: the one on disk, or one that is fetched."""

from collections.abc import Callable
from pathlib import Path

from xquizit_kit.models import fetch as kit_fetch
from xquizit_transcription.models.catalog import repository_of
from xquizit_transcription.models.folder import ModelFolder


async def fetch(
    name: str,
    into: Path,
    *,
    offline: bool = False,
    thoroughly: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> ModelFolder:
    """The folder of a model, which is fetched when it is not there; see kit's `fetch`.

    Args:
        name: Of the catalog, or `owner/name` of a repository on the hub.
        into: The folder of models.
        offline: Nothing is fetched.
        thoroughly: Compares the hashes of a fetched model that is there.
        progress: Gets the bytes on disk and the bytes of the whole model.

    Raises:
        EngineFailed: It is not there and cannot be fetched.
        ModuleNotFoundError: It has to be fetched, and huggingface_hub is not installed.
    """
    repository, folder = repository_of(name), ModelFolder.of(name, into)
    await kit_fetch.fetch(
        f"Whisper's {name}", repository, folder, offline=offline, thoroughly=thoroughly, progress=progress
    )
    return folder
