"""The language models of interviews on disk: made in a worker process, forgotten with their interview or by age."""

import asyncio
import contextlib
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
_MOST_SESSIONS = 200
"""6.6 MB each."""


class ModelShelf:
    """Models by session and the texts they were made of. Use `running` around everything else.

    A model lies in a folder named by a hash of its texts, inside one named by a hash of its session: replicas that
    share a disk share it, preparing the same interview twice costs nothing, and all of a session can be forgotten
    without knowing what it was about. Nobody but the owner can read them, because words of resumes are in them.
    """

    def __init__(self, folder: Path, *, ttl_s: int) -> None:
        """Takes where to keep models.

        Args:
            folder: Is made when it is missing. Another way of making models needs another folder.
            ttl_s: A session's models are deleted so long after their last use.
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

    def prepare(self, session_id: str, texts: Sequence[str]) -> None:
        """Begins to make the model of `texts`, unless it is there or being made."""
        folder = self._folder(session_id, texts)
        if self._group is None or folder in self._making or folder.exists():
            return
        task = self._group.create_task(self._make(folder, texts), name=f"model-{folder.name}")
        self._making[folder] = task
        task.add_done_callback(lambda _: self._making.pop(folder, None))

    async def model(self, session_id: str, texts: Sequence[str], *, wait_s: float) -> Path:
        """The folder of the model of `texts`, or of the general one when it is not ready within `wait_s`.

        Makes nothing: an answer that is still being heard must not bring back what was forgotten.
        """
        folder = self._folder(session_id, texts)
        if (task := self._making.get(folder)) is not None and wait_s > 0:
            await asyncio.wait([task], timeout=wait_s)
        if folder == self.general or not folder.exists():
            return self.general
        with contextlib.suppress(FileNotFoundError):
            os.utime(folder.parent)
        return folder

    async def forget(self, session_id: str) -> None:
        """Deletes a session's models and stops those that are being made; repeating it is harmless."""
        home = self._home(session_id)
        making = [task for folder, task in self._making.items() if folder.parent == home]
        for task in making:
            task.cancel()
        if making:
            await asyncio.wait(making)  # then the process that was writing is gone
        await asyncio.to_thread(shutil.rmtree, home, ignore_errors=True)

    def _home(self, session_id: str) -> Path:
        return self._models / _hash(session_id)

    def _folder(self, session_id: str, texts: Sequence[str]) -> Path:
        if not any(text.strip() for text in texts):
            return self.general
        return self._home(session_id) / _hash("\0".join(texts))

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
        """Deletes the models of sessions that were not used for long, and the oldest when there are too many."""
        ages: list[tuple[float, Path]] = []
        for folder in self._models.iterdir():
            try:
                ages.append((time.time() - folder.stat().st_mtime, folder))
            except FileNotFoundError:  # another replica was faster
                continue
        for rank, (age_s, folder) in enumerate(sorted(ages)):
            if age_s > self._ttl_s or rank >= _MOST_SESSIONS:
                shutil.rmtree(folder, ignore_errors=True)


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:32]
