"""The `kokoro` engine's side in the service: its worker processes, one model each, and what they say."""

import os
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, aclosing
from tempfile import TemporaryDirectory

from xquizit_kit.engine_info import EngineInfo
from xquizit_kit.errors import EngineFailed, InvalidInput
from xquizit_kit.worker_process import WorkerProcess
from xquizit_tts.crew import Crew
from xquizit_tts.engines.kokoro.devices import automatic, threads
from xquizit_tts.engines.kokoro.options import AUTO, KokoroOptions
from xquizit_tts.engines.kokoro.presence import look_for_files
from xquizit_tts.engines.kokoro.voices import canonical, offered
from xquizit_tts.port import Piece, Sound, SpokenWord, Voice

MODULE = "xquizit_tts.engines.kokoro.worker"
START_S = 180.0
"""Importing torch and loading takes 5 s from a warm disk, a minute from a cold one on a busy machine ..."""
FETCH_S = 1800.0
"""... and longer when the weights (327 MB) have to be fetched first."""
STOP_S = 1.0
"""A worker that has not stopped after so long is ended; see passes.py for how long it takes."""
_ENVIRONMENT = {
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "OMP_WAIT_POLICY": "PASSIVE",
    "MALLOC_ARENA_MAX": "2",
}
"""Read when a worker starts. Threads that spin while they wait take the cores from the other workers; every piece has
threads of its own, each of which would get an arena of memory that is never given back."""


class KokoroEngine:
    """Speaks through worker processes that hold one model each; one piece at a time for each."""

    def __init__(self, reason: str, options: KokoroOptions | None = None, *, module: str = MODULE) -> None:
        """Takes why it was chosen and how it is to run. Nothing is started until `warm_up`.

        Args:
            reason: Why it was chosen.
            options: How it is to run.
            module: The workers' module; tests have another.
        """
        self._reason = reason
        self._options = options or KokoroOptions()
        self._module = module
        self._voice = self._options.own_voice()
        self._posts = self._options.posts()
        self._model_dir = os.path.expanduser(self._options.model_dir)
        self._automatic = "cpu"
        self._crew = Crew(
            self._start, self._posts, max_uses=self._options.max_uses, max_rss_bytes=self._options.max_rss_bytes
        )
        self._resources = AsyncExitStack()
        self._scratch = ""
        self._available: set[str] = set()
        self._voices: list[Voice] = []
        self.too_loud = 0
        """Samples that had to be limited, since the start."""

    @property
    def info(self) -> EngineInfo:
        """Complete once warm."""
        devices = ", ".join(dict.fromkeys(self._device(post) for post in self._posts)) if self._voices else ""
        return EngineInfo(name="kokoro", model=f"Kokoro-82M on {devices}" if devices else "", reason=self._reason)

    @property
    def slots(self) -> int:
        """One per worker that lives."""
        return max(self._crew.alive, 1)

    @property
    def restarts(self) -> int:
        """Of its workers."""
        return max(self._crew.starts - self._crew.size, 0)

    @property
    def crew(self) -> Crew:
        """Its workers, for the metrics."""
        return self._crew

    def voices(self) -> Sequence[Voice]:
        """The engine's own choice first, then all that lie on this machine."""
        return self._voices

    async def warm_up(self) -> None:
        """Starts the workers; each loads its model and speaks once before it counts as started.

        Raises:
            EngineFailed: None can speak; the message says what is missing and what to do.
        """
        try:
            # Removed with the engine: what killed workers leave behind.
            self._scratch = self._resources.enter_context(TemporaryDirectory(prefix="xquizit-kokoro-"))
            if not self._model_dir:
                found = look_for_files(self._options.usual_dir, self._voice, os.environ)
                self._model_dir = str(found.model_dir or "")
            if AUTO in self._posts:
                self._automatic = automatic(await self._gpus())[0]
            await self._resources.enter_async_context(self._crew.running())
        except OSError as error:
            raise EngineFailed("The voice could not be started.") from error
        self._voices = offered(self._voice, self._available)

    async def synthesize(self, piece: Piece) -> AsyncGenerator[Sound]:
        """Speaks; see the port. A voice may also be a blend that is not among `voices()`.

        Raises:
            InvalidInput: There is no such voice.
        """
        try:
            voice = canonical(piece.voice)
        except ValueError as error:
            raise InvalidInput(f"{error}.", reason="no_such_voice") from None
        header = {"text": piece.text, "voice": voice, "speed": piece.speed}
        async with (
            self._crew.worker() as worker,
            aclosing(worker.stream("speak", header, timeout_s=self._options.piece_timeout_s, stop_s=STOP_S)) as answers,
        ):
            async for answer, pcm in answers:
                self.too_loud += answer["too_loud"]
                yield Sound(pcm, tuple(SpokenWord(*word) for word in answer["words"]))

    async def aclose(self) -> None:
        """Ends the workers."""
        await self._resources.aclose()

    def _device(self, post: str) -> str:
        return self._automatic if post == AUTO else post

    async def _gpus(self) -> int:
        worker = await self._process({})
        try:
            answer, _ = await worker.call("gpus", timeout_s=START_S)
            return answer["gpus"]
        finally:
            await worker.kill()

    async def _start(self, post: str) -> WorkerProcess:
        """A worker that has its model and has spoken."""
        device, devices = self._device(post), tuple(self._device(each) for each in self._posts)
        worker = await self._process({"CUDA_VISIBLE_DEVICES": ""} if device == "cpu" else {})
        opened = False
        try:
            answer, _ = await worker.call(
                "open",
                {
                    "device": device,
                    "model_dir": self._model_dir,
                    "offline": self._options.is_offline,
                    "voice": self._voice,
                    "threads": threads(device, devices, self._options.cores),
                },
                timeout_s=START_S if self._model_dir or self._options.is_offline else FETCH_S,
            )
            self._available = set(answer["voices"])
            opened = True
            return worker
        finally:
            if not opened:
                await worker.kill()

    async def _process(self, extra: dict[str, str]) -> WorkerProcess:
        offline = {"HF_HUB_OFFLINE": "1"} if self._options.is_offline else {}
        environment = {**os.environ, **_ENVIRONMENT, "TMPDIR": self._scratch, **offline, **extra}
        return await WorkerProcess.start(self._module, environment=environment)
