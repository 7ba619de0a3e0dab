"""Fetching one model in this thread: all of it or nothing, from where the last try ended, each file checked."""

import contextlib
import os
import shutil
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from xquizit_kit.errors import EngineFailed
from xquizit_kit.models.folder import MARKER, ModelFolder
from xquizit_kit.models.hub import Hub
from xquizit_kit.models.snapshot import ModelFile, Snapshot

Progress = Callable[[int, int], None]
"""Gets the bytes that are on disk and those of the whole model; may go back when a file has to be fetched again."""

_SPARE_BYTES = 64 * 1024 * 1024
"""Left free on the disk."""
_LOOK_S = 0.5
"""While another process fetches the same model, so often is looked how far it is."""
_TRIES = 2
"""Of a file that arrives damaged."""


def download(hub: Hub, repository: str, folder: ModelFolder, progress: Progress, *, thoroughly: bool = False) -> None:
    """Makes `folder` hold the model; returns at once, without asking the hub, when it does.

    Another process that fetches the same model is waited for; what was fetched is never fetched again.

    Args:
        hub: Where from.
        repository: `owner/name`.
        folder: Where to; its parent is made.
        progress: Told before the first byte and then with each piece.
        thoroughly: Compares the hashes of a model that is there already.

    Raises:
        EngineFailed: It cannot be fetched, reasons `hub_unreachable`, `hub_failed`, `no_such_model`, `disk_full`,
            `not_writable`, `bad_checksum`, `in_the_way`. What came is kept for the next try.
    """
    if not folder.problems(thoroughly=thoroughly):
        return
    snapshot = hub.describe(repository, folder.contents)
    try:
        folder.path.parent.mkdir(parents=True, exist_ok=True)
        with _alone(folder, snapshot, progress):
            if not folder.problems(thoroughly=thoroughly):
                return
            _Fetch(hub, snapshot, folder, progress).run()
    except OSError as error:
        raise EngineFailed(f"{folder.path} cannot be written: {error}.", reason="not_writable") from error


@contextmanager
def _alone(folder: ModelFolder, snapshot: Snapshot, progress: Progress) -> Generator[None]:
    """Holds the model's lock, which the kernel takes back from a process that dies.

    Where a file system gives a lock to everybody, as some network disks do, two processes may write one file: then its
    hash is wrong, and it is fetched again.
    """
    lock = FileLock(folder.lock)
    while True:
        with contextlib.suppress(Timeout):
            lock.acquire(timeout=_LOOK_S)
            break
        progress(_size_bytes(folder.partial), snapshot.total_bytes)
    try:
        yield
    finally:
        lock.release()


class _Fetch:
    """One model on its way."""

    def __init__(self, hub: Hub, snapshot: Snapshot, folder: ModelFolder, progress: Progress) -> None:
        self._hub = hub
        self._snapshot = snapshot
        self._folder = folder
        self._partial = folder.partial
        self._progress = progress
        self._done = {file.path: 0 for file in snapshot.files}

    def run(self) -> None:
        self._partial.mkdir(exist_ok=True)
        self._take_over()
        self._tidy()
        for file in self._snapshot.files:
            self._done[file.path] = self._on_disk_bytes(file)
        self._report()
        self._check_space()
        for file in self._snapshot.files:
            self._fetch(file)
        self._snapshot.write(self._partial / MARKER)
        self._partial.rename(self._folder.path)
        _sync(self._folder.path.parent)

    def _take_over(self) -> None:
        """Goes on with a fetched model of which something is missing or damaged; another's folder is left alone."""
        if not self._folder.path.exists():
            return
        if self._folder.snapshot is None and any(self._folder.path.iterdir()):
            raise EngineFailed(f"{self._folder.path} is in the way: it holds no whole model.", reason="in_the_way")
        for path in self._folder.files(self._folder.path):
            target = self._partial / path
            target.parent.mkdir(parents=True, exist_ok=True)
            (self._folder.path / path).replace(target)
        shutil.rmtree(self._folder.path)

    def _tidy(self) -> None:
        """Deletes what the hub no longer has, and what is not as it has it."""
        files = {file.path: file for file in self._snapshot.files}
        parts = {self._part(file): file for file in self._snapshot.files}
        for name in self._folder.files(self._partial):
            path = self._partial / name
            part_of, whole = parts.get(path), files.get(name)
            too_long = part_of is not None and path.stat().st_size > part_of.size_bytes
            if too_long or not (part_of or (whole and whole.is_intact(path))):
                path.unlink()

    def _check_space(self) -> None:
        wanted_bytes = self._snapshot.total_bytes - sum(self._done.values())
        free_bytes = shutil.disk_usage(self._partial).free
        if wanted_bytes and free_bytes < wanted_bytes + _SPARE_BYTES:
            raise EngineFailed(
                f"There is no room for the model in {self._folder.path.parent}: {_mb(wanted_bytes + _SPARE_BYTES)} "
                f"are needed, {_mb(free_bytes)} are free.",
                reason="disk_full",
            )

    def _fetch(self, file: ModelFile) -> None:
        if (self._partial / file.path).exists():
            return
        part = self._part(file)
        part.parent.mkdir(parents=True, exist_ok=True)
        for _ in range(_TRIES):
            self._hub.download(self._snapshot, file, part, lambda size_bytes: self._report(file, size_bytes))
            _sync(part)
            if file.is_intact(part):
                part.rename(self._partial / file.path)
                self._report(file, file.size_bytes)
                return
            part.unlink()
            self._report(file, 0)
        raise EngineFailed(
            f"{file.path} of {self._snapshot.repository} arrived damaged, twice: its checksum is not what the hub "
            "says it is.",
            reason="bad_checksum",
            retry_after_s=60,
        )

    def _part(self, file: ModelFile) -> Path:
        return self._partial / f"{file.path}.{file.key}.part"

    def _on_disk_bytes(self, file: ModelFile) -> int:
        whole, part = self._partial / file.path, self._part(file)
        return file.size_bytes if whole.exists() else part.stat().st_size if part.exists() else 0

    def _report(self, file: ModelFile | None = None, size_bytes: int = 0) -> None:
        if file is not None:
            self._done[file.path] = size_bytes
        self._progress(sum(self._done.values()), self._snapshot.total_bytes)


def _sync(path: Path) -> None:
    """Has what was written outlive a power cut: the marker must not be on disk before what it vouches for."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _size_bytes(folder: Path) -> int:
    size_bytes = 0
    for path in folder.rglob("*") if folder.is_dir() else ():
        with contextlib.suppress(FileNotFoundError):  # it was just renamed
            size_bytes += path.stat().st_size
    return size_bytes


def _mb(size_bytes: int) -> str:
    return f"{size_bytes / 1e6:.0f} MB"
