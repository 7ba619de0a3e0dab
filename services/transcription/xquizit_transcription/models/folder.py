"""A folder that holds a Whisper model, fetched by us or laid there by somebody else."""

from pathlib import Path

from xquizit_transcription.models.catalog import folder_name
from xquizit_transcription.models.snapshot import Snapshot, missing

MARKER = "xquizit-model.json"
"""Written last into a fetched folder: which files it has, from where, with their hashes."""


class ModelFolder:
    """A place for a model. Looking at it touches nothing."""

    def __init__(self, path: Path) -> None:
        """Takes the folder, which need not be there."""
        self.path = path

    @classmethod
    def of(cls, name: str, into: Path) -> "ModelFolder":
        """Where the model of that name is, or would be, below `into`.

        Raises:
            EngineFailed: There is no such name (reason `no_such_model`).
        """
        return cls(into / folder_name(name))

    @property
    def snapshot(self) -> Snapshot | None:
        """What was fetched into it; None where somebody else laid the model there."""
        return Snapshot.read(self.path / MARKER)

    @property
    def partial(self) -> Path:
        """Where it is fetched; renamed to `path` when all of it is there, so a half-fetched one is never used."""
        return self.path.with_name(f"{self.path.name}.partial")

    @property
    def lock(self) -> Path:
        """Held by the process that fetches it."""
        return self.path.with_name(f".{self.path.name}.lock")

    @property
    def is_usable(self) -> bool:
        """Whether a model can be loaded from it, as far as names and sizes tell."""
        return not self.problems()

    def problems(self, *, thoroughly: bool = False) -> list[str]:
        """What is wrong with it, a few words each; empty when nothing is.

        Args:
            thoroughly: Compares hashes too, where it was fetched: about 2 s for a gigabyte.
        """
        if not self.path.is_dir():
            return ["it is not there"]
        lacking = missing([path.name for path in self.path.iterdir()])
        if lacking:
            return [f"{pattern} is missing" for pattern in lacking]
        snapshot = self.snapshot
        return [
            f"{file.path} is {'damaged' if file.has_size(self.path / file.path) else 'not as long as it should be'}"
            for file in (snapshot.files if snapshot else ())
            if not (file.is_intact if thoroughly else file.has_size)(self.path / file.path)
        ]
