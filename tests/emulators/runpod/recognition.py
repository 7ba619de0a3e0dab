"""The ear that really recognizes: pocketsphinx in one worker process, with the model of interviews in general."""

import asyncio
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.emulators.runpod.hearing import HeardWord
from xquizit_kit.worker_process import WorkerProcess
from xquizit_transcription.engines.pocketsphinx.models import ModelShelf
from xquizit_transcription.engines.pocketsphinx.noise_floor import with_noise_floor

_EAR = "xquizit_transcription.engines.pocketsphinx.worker"
_CALL_TIMEOUT_S = 60.0
_MODEL_TTL_S = 3600


class Pocketsphinx:
    """An async context manager that hears one window after the other; entering makes the model, once (5 s)."""

    def __init__(self, cache_dir: Path) -> None:
        """Takes where to keep the model."""
        self._folder = cache_dir / f"runpod-emulator-pocketsphinx-{version('pocketsphinx')}"
        self._model = Path()
        self._worker: WorkerProcess | None = None
        self._one_at_a_time = asyncio.Lock()

    async def __aenter__(self) -> Self:
        async with ModelShelf(self._folder, ttl_s=_MODEL_TTL_S).running() as shelf:
            self._model = shelf.general
        self._worker = await self._start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._worker is not None:
            await self._worker.close()

    async def __call__(self, pcm: bytes) -> list[HeardWord]:
        """The words it recognizes; none in digital silence.

        Raises:
            XquizitError: The process died or was too slow. The next window has another one.
        """
        if not any(pcm):
            return []
        async with self._one_at_a_time:
            if self._worker is None or not self._worker.alive:  # a job that is cancelled kills it
                self._worker = await self._start()
            audible = with_noise_floor(pcm, at_sample=0)
            answer, _ = await self._worker.call("finish", payload=audible, timeout_s=_CALL_TIMEOUT_S)
        return [HeardWord(text, start, end, probability) for text, start, end, probability in answer["words"]]

    async def _start(self) -> WorkerProcess:
        return await WorkerProcess.start(_EAR, {"folder": str(self._model)})
