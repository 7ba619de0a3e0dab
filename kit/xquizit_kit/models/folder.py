"""A folder that holds a model, fetched by us or laid there by somebody else."""

from pathlib import Path

from xquizit_kit.models.contents import Contents
from xquizit_kit.models.snapshot import Snapshot

MARKER = "xquizit-model.json"
"""Written last into a fetched folder: which files it has, from where, with their hashes."""


class ModelFolder:
    """A place for a model. Looking at it touches nothing."""

    def __init__(self, path: Path, contents: Contents) -> None:
        """Takes the folder, which need not be there, and what belongs into it."""
        self.path = path
        self.contents = contents

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

    @staticmethod
    def files(folder: Path) -> list[str]:
        """The files below `folder` by their paths in it; none where it is not there."""
        return [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()]

    def problems(self, *, thoroughly: bool = False) -> list[str]:
        """What is wrong with it, a few words each; empty when nothing is.

        Args:
            thoroughly: Compares hashes too, where it was fetched: about 2 s for a gigabyte.
        """
        if not self.path.is_dir():
            return ["it is not there"]
        lacking = self.contents.missing(self.files(self.path))
        if lacking:
            return [f"{pattern} is missing" for pattern in lacking]
        snapshot = self.snapshot
        return [
            f"{file.path} is {'damaged' if file.has_size(self.path / file.path) else 'not as long as it should be'}"
            for file in (snapshot.files if snapshot else ())
            if not (file.is_intact if thoroughly else file.has_size)(self.path / file.path)
        ]
