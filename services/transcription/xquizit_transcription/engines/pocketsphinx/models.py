"""The language models of interviews on disk: made in a worker process, shared by content, forgotten by age."""

import asyncio
import hashlib
import json
import os
import shutil
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from xquizit_kit.errors import XquizitError
from xquizit_kit.logs import get_logger
from xquizit_kit.worker_process import WorkerProcess

log = get_logger(__name__)

_BUILDER = "xquizit_transcription.engines.pocketsphinx.builder"
_BUILD_TIMEOUT_S = 120.0
_MOST_MODELS = 200
"""6.6 MB each."""


class ModelShelf:
    """Models by the texts they were made of. Use `running` around everything else.

    A model lies in a folder named by a hash of its texts: replicas that share a disk share it, and preparing the same
    interview twice costs nothing. Nobody but the owner can read the folders, because words of resumes are in them.
    """

    def __init__(self, folder: Path, *, ttl_s: int) -> None:
        """Takes where to keep models.

        Args:
            folder: Is made when it is missing. Another way of making models needs another folder.
            ttl_s: A model is deleted so long after its last use.
        """
        self._background = folder / "background.npz"
        self._models = folder / "interviews"
        self.general = folder / "general"
        """The model of interviews in general; there once `running`."""
        self._ttl_s = ttl_s
        self._one_at_a_time = asyncio.Lock()
        self._making: dict[Path, asyncio.Task[None]] = {}
        self._group: asyncio.TaskGroup | None = None

    @asynccontextmanager
    async def running(self) -> AsyncGenerator["ModelShelf"]:
        """Makes the general model where it is missing; at exit stops what is being made.

        Raises:
            EngineFailed: Models cannot be made here.
        """
        self._models.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not self.general.exists():
            await self._build(self.general, ())
        async with asyncio.TaskGroup() as group:
            self._group = group
            try:
                yield self
            finally:
                self._group = None
                for task in self._making.values():
                    task.cancel()

    def prepare(self, texts: Sequence[str]) -> None:
        """Begins to make the model of `texts`, unless it is there or being made."""
        folder = self._folder(texts)
        if self._group is None or folder in self._making or folder.exists():
            return
        task = self._group.create_task(self._make(folder, texts), name=f"model-{folder.name}")
        self._making[folder] = task
        task.add_done_callback(lambda _: self._making.pop(folder, None))

    async def model(self, texts: Sequence[str], *, wait_s: float) -> Path:
        """The folder of the model of `texts`, or of the general one when it is not ready within `wait_s`.

        Models that are missing (another replica was asked to prepare) are being made from then on.
        """
        folder = self._folder(texts)
        if not folder.exists():
            self.prepare(texts)
            if (task := self._making.get(folder)) is not None and wait_s > 0:
                await asyncio.wait([task], timeout=wait_s)
        try:
            os.utime(folder)
        except FileNotFoundError:
            return self.general
        return folder

    def _folder(self, texts: Sequence[str]) -> Path:
        if not any(text.strip() for text in texts):
            return self.general
        return self._models / hashlib.sha256("\0".join(texts).encode()).hexdigest()[:32]

    async def _make(self, folder: Path, texts: Sequence[str]) -> None:
        began = time.monotonic()
        try:
            await self._build(folder, texts)
        except (XquizitError, OSError) as error:
            # The interview goes on with the general model; the next answer tries again.
            log.warning("no model of this interview", model=folder.name, error=str(error))
            return
        log.info("model made", model=folder.name, took_s=round(time.monotonic() - began, 2))
        await asyncio.to_thread(self._clean)

    async def _build(self, folder: Path, texts: Sequence[str]) -> None:
        async with self._one_at_a_time:
            worker = await WorkerProcess.start(_BUILDER)
            try:
                await worker.call("background", {"path": str(self._background)}, timeout_s=_BUILD_TIMEOUT_S)
                header = {"background": str(self._background), "folder": str(folder)}
                await worker.call("model", header, json.dumps(list(texts)).encode(), timeout_s=_BUILD_TIMEOUT_S)
            finally:
                await worker.close()

    def _clean(self) -> None:
        """Deletes models that were not used for long, and the oldest ones when there are too many."""
        ages: list[tuple[float, Path]] = []
        for folder in self._models.iterdir():
            try:
                ages.append((time.time() - folder.stat().st_mtime, folder))
            except FileNotFoundError:  # another replica was faster
                continue
        for rank, (age_s, folder) in enumerate(sorted(ages)):
            if age_s > self._ttl_s or rank >= _MOST_MODELS:
                shutil.rmtree(folder, ignore_errors=True)
