"""Where the model's files are: a folder that `make models` filled, or the Hugging Face hub and its cache."""

from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from xquizit_kit.errors import EngineFailed

REPOSITORY = "hexgrad/Kokoro-82M"
CONFIG = "config.json"
WEIGHTS = "kokoro-v1_0.pth"
_ANSWER_S = 10.0


def voice_file(name: str) -> str:
    """The file that holds a voice."""
    return f"voices/{name}.pt"


class Files(Protocol):
    """A place that has the model's files."""

    where: str
    """For people."""

    def path(self, name: str) -> Path:
        """Where a file lies on this machine; it may have to be fetched first.

        Raises:
            EngineFailed: It cannot be had; the message says what to do.
        """
        ...

    def voices(self) -> set[str]:
        """The voices that can be had without fetching anything."""
        ...


class FolderFiles:
    """A folder with config.json, kokoro-v1_0.pth and voices/. Nothing is ever fetched."""

    def __init__(self, folder: Path) -> None:
        """Takes the folder."""
        self._folder = folder
        self.where = str(folder)

    def path(self, name: str) -> Path:
        """See `Files`."""
        path = self._folder / name
        if path.is_file():
            return path
        if name.startswith("voices/") and (self._folder / WEIGHTS).is_file():
            voice = path.stem
            message = f"{self._folder} lacks the voice {voice}: `make models VOICES={voice}` fetches it."
            raise EngineFailed(message, reason="no_such_voice")
        message = f"{self._folder} lacks Kokoro's {name}: `make models` fetches it."
        raise EngineFailed(message, reason="no_model")

    def voices(self) -> set[str]:
        """See `Files`."""
        return {path.stem for path in (self._folder / "voices").glob("*.pt")}


class HubFiles:
    """The cache of the Hugging Face hub (HF_HOME), filled from the hub unless `offline`.

    What is in the cache is taken without asking the hub, so that no start depends on the network.
    """

    def __init__(self, *, offline: bool) -> None:
        """Takes whether nothing may be fetched."""
        self._offline = offline
        self.where = f"the hub's cache of {REPOSITORY}"

    def path(self, name: str) -> Path:
        """See `Files`."""
        from huggingface_hub.errors import LocalEntryNotFoundError

        download: Any = import_module("huggingface_hub").hf_hub_download
        try:
            return Path(download(REPOSITORY, name, local_files_only=True))
        except LocalEntryNotFoundError:
            if self._offline:
                raise _absent(name, "and nothing is fetched offline: `make models` with a network fetches it") from None
        _ask_the_hub(name)
        try:
            return Path(download(REPOSITORY, name))
        except Exception as error:  # a full disk, a connection that breaks: the library has a dozen classes for them
            raise _not_fetched(name, error) from None

    def voices(self) -> set[str]:
        """See `Files`."""
        from huggingface_hub import constants

        folder = Path(constants.HF_HUB_CACHE) / f"models--{REPOSITORY.replace('/', '--')}" / "snapshots"
        return {path.stem for path in folder.glob("*/voices/*.pt")}


def _absent(name: str, why: str) -> EngineFailed:
    reason = "no_such_voice" if name.startswith("voices/") else "offline"
    return EngineFailed(f"Kokoro's {name} is not on this machine, {why}.", reason=reason)


def _ask_the_hub(name: str) -> None:
    """Looks whether the hub answers and has the file; the download itself would try for 23 s to find out.

    Raises:
        EngineFailed: It does not, or has not.
    """
    from huggingface_hub.errors import EntryNotFoundError, HfHubHTTPError, OfflineModeIsEnabled

    hub: Any = import_module("huggingface_hub")  # typed in part only
    try:
        hub.get_hf_file_metadata(hub.hf_hub_url(REPOSITORY, name), timeout=_ANSWER_S)
    except OfflineModeIsEnabled:
        raise _absent(name, "and HF_HUB_OFFLINE is set: unset it, or run `make models`") from None
    except EntryNotFoundError:
        reason = "no_such_voice" if name.startswith("voices/") else "no_such_model"
        raise EngineFailed(f"The Hugging Face hub has no {name} in {REPOSITORY}.", reason=reason) from None
    except HfHubHTTPError as error:
        raise _not_fetched(name, error) from None
    except Exception as error:
        message = (
            f"Kokoro's {name} is not on this machine and the Hugging Face hub cannot be reached "
            f"({type(error).__name__}): check the network or HF_ENDPOINT, or run `make models`."
        )
        raise EngineFailed(message, reason="hub_unreachable", retry_after_s=60) from None


def _not_fetched(name: str, error: Exception) -> EngineFailed:
    message = f"Kokoro's {name} could not be fetched from the Hugging Face hub ({type(error).__name__})."
    return EngineFailed(message, reason="hub_failed", retry_after_s=60)
