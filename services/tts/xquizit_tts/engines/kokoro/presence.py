"""Whether Kokoro could speak on this machine at once, without fetching anything; looks at files, imports nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from xquizit_tts.engines.kokoro.files import CONFIG, REPOSITORY, WEIGHTS, voice_file
from xquizit_tts.engines.kokoro.packages import missing
from xquizit_tts.engines.kokoro.voices import parts_of


@dataclass(frozen=True, slots=True)
class Presence:
    """What was found."""

    lacking: str
    """The first thing that is missing, for an operator; empty when it can speak."""
    model_dir: Path | None = None
    """The folder to take; None: the hub's cache."""
    could_be_fetched: bool = False
    """Only files are missing, which the hub has."""


def look(model_dir: Path, voice: str, environment: Mapping[str, str]) -> Presence:
    """Looks for the packages, then for the files; see `look_for_files`.

    Raises:
        ValueError: There is no such voice.
    """
    if packages := missing():
        return Presence(f"the package {packages[0]} is not installed")
    return look_for_files(model_dir, voice, environment)


def look_for_files(model_dir: Path, voice: str, environment: Mapping[str, str]) -> Presence:
    """Looks for the files in `model_dir`, then for them in the hub's cache.

    Args:
        model_dir: Where `make models` puts them.
        voice: A name or a blend.
        environment: The variables of the process: where the hub's cache is.

    Raises:
        ValueError: There is no such voice.
    """
    names = [CONFIG, WEIGHTS, *map(voice_file, parts_of(voice))]
    in_folder = [name for name in names if not (model_dir / name).is_file()]
    if not in_folder:
        return Presence("", model_dir)
    snapshot = _cached_snapshot(environment)
    if snapshot and all((snapshot / name).is_file() for name in names):
        return Presence("")
    # A folder that has the model is the one that `make models` would complete.
    has_model = WEIGHTS not in in_folder
    return Presence(f"{in_folder[0]} is not in {model_dir}", model_dir if has_model else None, could_be_fetched=True)


def _cached_snapshot(environment: Mapping[str, str]) -> Path | None:
    """The newest revision in the hub's cache, found as huggingface_hub finds it."""
    home = Path(environment.get("HF_HOME") or Path(environment.get("XDG_CACHE_HOME") or "~/.cache") / "huggingface")
    cache = Path(environment.get("HF_HUB_CACHE") or home / "hub").expanduser()
    repository = cache / f"models--{REPOSITORY.replace('/', '--')}"
    try:
        return repository / "snapshots" / (repository / "refs/main").read_text().strip()
    except OSError:
        return None
