"""The recognizer of windows that runs here: Whisper by faster-whisper, in worker processes."""

import asyncio
import os
import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.util import find_spec
from pathlib import Path

from xquizit_kit.audio import sample_count
from xquizit_kit.engine_info import EngineInfo
from xquizit_kit.errors import EngineFailed
from xquizit_transcription.engines.whisper.slot import Slot, SlotRules
from xquizit_transcription.engines.whisper.window_queue import Job, WindowQueue
from xquizit_transcription.port import Topic
from xquizit_transcription.windows.port import Segment, Window

_PACKAGES = ("faster_whisper", "ctranslate2")
_DEVICE = re.compile(r"auto|cpu|cuda(:\d+)?")
_MOST_WAITING = 64
"""Each speaker has a look and up to three finals on their way."""


class WhisperEngine:
    """Recognizes as many windows at once as it has workers; the others wait, finals before looks."""

    def __init__(
        self,
        *,
        model_dir: Path,
        model: str = "",
        reason: str = "",
        device: str = "auto",
        compute_type: str = "",
        language: str = "en",
        workers: int = 1,
        cores: int = 0,
        no_speech_threshold: float = 0.6,
        max_waiting: int = _MOST_WAITING,
        rules: SlotRules | None = None,
    ) -> None:
        """Takes the model and its limits.

        Args:
            model_dir: A whole model, as `models/` fetches it.
            model: Its name, for people; the folder's when not given.
            reason: Why it was chosen.
            device: `auto` (a GPU where there is one that works), `cpu`, `cuda` or `cuda:1`.
            compute_type: CTranslate2's; empty: `int8` on a CPU, `float16` on a GPU.
            language: `en`, `en-US` …, or `auto`: Whisper finds out for windows that do not tell.
            workers: Processes, each with a model of its own in memory.
            cores: CPU cores that they share; 0: all that this process may use.
            no_speech_threshold: A window in which nobody speaks, by Whisper's own word, and whose text is guesswork, is
                dropped.
            max_waiting: Windows that may wait.
            rules: Deadlines, and when a worker is replaced.

        Raises:
            ModuleNotFoundError: A package it needs is not installed.
            ValueError: There is no such device.
        """
        for package in _PACKAGES:
            if find_spec(package) is None:
                raise ModuleNotFoundError(name=package)
        if not _DEVICE.fullmatch(device):
            raise ValueError(f"device is auto, cpu, cuda or cuda:N, not {device}")
        self._info = EngineInfo("whisper", model or model_dir.name, reason)
        opening = {
            "folder": str(model_dir),
            "device": device,
            "compute_type": compute_type,
            "cpu_threads": max(1, (cores or _cores()) // workers),
            "language": None if language == "auto" else language.partition("-")[0],
            "no_speech_threshold": no_speech_threshold,
        }
        self._slots = [Slot(opening, rules or SlotRules()) for _ in range(workers)]
        self._queue = WindowQueue(max_waiting)
        self._is_running = False
        self._stack = AsyncExitStack()

    @property
    def info(self) -> EngineInfo:
        """What it is and why it was chosen."""
        return self._info

    @property
    def is_warm(self) -> bool:
        """Whether at least one worker has loaded the model."""
        return any(slot.is_loaded for slot in self._slots)

    def counts(self) -> Mapping[str, float]:
        """Nothing of its own."""
        return {}

    async def warm_up(self) -> None:
        """Loads the model into one worker, and goes on with the others in the background."""
        await self._stack.enter_async_context(self._running())

    def prepare(self, topic: Topic) -> None:
        """The model is loaded all the time; there is nothing to prepare."""

    async def recognize(self, window: Window) -> Sequence[Segment]:
        """What is said in a window. Cancelling drops one that waits; one that runs is thrown away when it is done."""
        if not sample_count(window.pcm):
            return ()
        if not self._is_running:
            raise _shut_down()
        job = Job(window, asyncio.get_running_loop().create_future())
        self._queue.put(job)
        try:
            return await job.answer
        finally:
            self._queue.drop(job)

    async def aclose(self) -> None:
        """Ends all workers; whoever waits gets `EngineFailed`."""
        await self._stack.aclose()

    @asynccontextmanager
    async def _running(self) -> AsyncGenerator[None]:
        try:
            await self._slots[0].load()
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(slot.serve(self._queue), name="whisper-slot") for slot in self._slots]
                self._is_running = True
                try:
                    yield
                finally:
                    self._is_running = False
                    for task in tasks:
                        task.cancel()
        finally:
            self._queue.fail_all(_shut_down())
            for slot in self._slots:
                await slot.close()


def _shut_down() -> EngineFailed:
    return EngineFailed("This is shutting down. Please try again.", reason="shutting_down", retry_after_s=1.0)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
