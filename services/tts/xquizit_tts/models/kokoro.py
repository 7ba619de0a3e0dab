"""Kokoro's files: which they are, where they lie, and having them here."""

from collections.abc import Callable, Iterable
from pathlib import Path

from xquizit_kit.models.contents import Contents
from xquizit_kit.models.fetch import fetch
from xquizit_kit.models.folder import ModelFolder
from xquizit_tts.engines.kokoro.files import CONFIG, REPOSITORY, WEIGHTS, voice_file
from xquizit_tts.engines.kokoro.voices import DEFAULT_VOICE, NAMES, parts_of

USUAL_VOICES = (DEFAULT_VOICE, "af_sarah", "am_adam", "am_michael")
"""Fetched when nobody asks for others; 0.5 MB each."""
ABOUT_MB = 330


def contents(voices: Iterable[str]) -> Contents:
    """What a folder with these voices is made of."""
    names = (CONFIG, WEIGHTS, *map(voice_file, sorted(set(voices))))
    return Contents("Kokoro's model with these voices", names, names)


def folder_of(path: Path, voices: Iterable[str] = (DEFAULT_VOICE,)) -> ModelFolder:
    """A place for Kokoro. Its `problems()` are what is missing to speak with `voices`."""
    return ModelFolder(path, contents(voices))


def voices_in(path: Path) -> set[str]:
    """The voices that lie in a folder and can be spoken."""
    return {file.stem for file in (path / "voices").glob("*.pt")} & set(NAMES)


def names_of(voices: Iterable[str]) -> set[str]:
    """The voices that names and blends are made of.

    Raises:
        ValueError: One of them is no voice.
    """
    return {name for voice in voices for name in parts_of(voice)}


async def fetch_kokoro(
    path: Path,
    voices: Iterable[str] = USUAL_VOICES,
    *,
    offline: bool = False,
    thoroughly: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> ModelFolder:
    """Has a folder hold Kokoro with these voices; those that are there already stay.

    Raises:
        EngineFailed: Something is not there and cannot be fetched; see kit's `fetch`.
        ModuleNotFoundError: It has to be fetched, and huggingface_hub is not installed.
        ValueError: One of them is no voice.
    """
    folder = folder_of(path, names_of(voices) | voices_in(path) | voices_in(folder_of(path).partial))
    await fetch("Kokoro", REPOSITORY, folder, offline=offline, thoroughly=thoroughly, progress=progress)
    return folder
