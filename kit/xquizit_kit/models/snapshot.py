"""What a repository holds of a model at one revision, and whether a file on disk is what it should be."""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

_PIECE_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file, and how to know that it is the right one."""

    path: str
    size_bytes: int
    sha256: str = ""
    """Of its content; empty for small files that the hub keeps in git."""
    git_sha1: str = ""
    """Of its content as git counts it; empty for large files."""

    @property
    def key(self) -> str:
        """Differs where the content does, as far as the hub tells."""
        return (self.sha256 or self.git_sha1 or str(self.size_bytes))[:16]

    def has_size(self, path: Path) -> bool:
        """Whether the file at `path` is there and as long as it should be."""
        return path.is_file() and path.stat().st_size == self.size_bytes

    def is_intact(self, path: Path) -> bool:
        """Whether the file at `path` is this one; reads all of it (about 2 s for a gigabyte)."""
        if not self.has_size(path):
            return False
        if not (expected := self.sha256 or self.git_sha1):
            return True
        digest = hashlib.sha256()
        if not self.sha256:
            digest = hashlib.sha1(b"blob %d\0" % self.size_bytes, usedforsecurity=False)
        with path.open("rb") as file:
            while piece := file.read(_PIECE_BYTES):
                digest.update(piece)
        return digest.hexdigest() == expected


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The files of a model at one revision of its repository."""

    repository: str
    revision: str
    files: tuple[ModelFile, ...]

    @property
    def total_bytes(self) -> int:
        """Of all files together."""
        return sum(file.size_bytes for file in self.files)

    def write(self, path: Path) -> None:
        """Writes it down; the file is there wholly or not at all."""
        draft = path.with_name(f".{path.name}")
        with draft.open("w") as file:
            json.dump(asdict(self), file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)

    @classmethod
    def read(cls, path: Path) -> "Snapshot | None":
        """What `write` wrote; None where there is nothing, or something else."""
        try:
            fields: dict[str, Any] = json.loads(path.read_bytes())
            files = tuple(ModelFile(**file) for file in fields.pop("files"))
            return cls(**fields, files=files)
        except (FileNotFoundError, NotADirectoryError, ValueError, KeyError, TypeError, AttributeError):
            return None
