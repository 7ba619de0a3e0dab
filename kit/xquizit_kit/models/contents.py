"""Which files of a repository a model is made of; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True, slots=True)
class Contents:
    """The files of one kind of model, as patterns such as `vocabulary.*` or `voices/*.pt`."""

    what: str
    """With its article, for people: `a Whisper model for faster-whisper`."""
    wanted: tuple[str, ...]
    """What is fetched, where the repository has it."""
    needed: tuple[str, ...]
    """What no model can do without."""

    def is_wanted(self, path: str) -> bool:
        """Whether a file of a repository belongs to the model; a pattern never reaches into another folder."""
        return any(_matches(path, pattern) for pattern in self.wanted)

    def missing(self, paths: Iterable[str]) -> list[str]:
        """What is needed and not among `paths`."""
        known = list(paths)
        return [pattern for pattern in self.needed if not any(_matches(path, pattern) for path in known)]


def _matches(path: str, pattern: str) -> bool:
    return path.count("/") == pattern.count("/") and fnmatchcase(path, pattern)
