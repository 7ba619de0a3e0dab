"""The recognizer that needs no key and no download: pocketsphinx in worker processes, one for each speaker."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

from xquizit_kit.audio import LISTEN_RATE_HZ, SAMPLE_BYTES, duration_s
from xquizit_kit.engine_info import EngineInfo
from xquizit_kit.errors import DeadlineExceeded, EngineFailed
from xquizit_kit.logs import get_logger
from xquizit_kit.worker_pool import WorkerPool
from xquizit_kit.worker_process import WorkerProcess
from xquizit_transcription.answer import Word
from xquizit_transcription.engines.pocketsphinx.gates import LEAST_SPEECH_SAMPLES, believed
from xquizit_transcription.engines.pocketsphinx.models import ModelShelf
from xquizit_transcription.engines.pocketsphinx.noise_floor import with_noise_floor
from xquizit_transcription.port import Closed, Ear, Listener, Recognized, Topic

log = get_logger(__name__)
ResultT = TypeVar("ResultT")

NAME = "pocketsphinx"
_EAR = "xquizit_transcription.engines.pocketsphinx.worker"
_PACKAGES = ("pocketsphinx", "espeakng_loader")
_RECIPE = 1
"""Goes up when models are made in another way, so that old ones on disk are not used."""
_WARM_EARS = 1
_USES_OF_AN_EAR = 32
_ADMISSION_WAIT_S = 2.5
"""A stream that was replaced gives its ear back within a second."""
_MODEL_WAIT_S = 3.0
_TRIES = 3
_CALL_TIMEOUT_S = 20.0
_FINAL_TIMEOUT_FACTOR = 3.0
"""Finals take 0.12 of the audio's length on an idle core."""
_CAVEAT = (
    "For trying out: about 31 words in 100 are wrong on clean read speech, more with noise. "
    "Answers must not be scored by what it heard."
)


class PocketsphinxRecognizer:
    """Hears as many speakers as it has ears."""

    def __init__(self, *, cache_dir: Path, max_speakers: int, model_ttl_s: int, reason: str) -> None:
        """Takes its limits.

        Args:
            cache_dir: Where it may keep models.
            max_speakers: Speakers at once.
            model_ttl_s: An interview's model is kept so long after its last use.
            reason: Why it was chosen.

        Raises:
            ModuleNotFoundError: A package it needs is not installed.
        """
        for package in _PACKAGES:
            if find_spec(package) is None:
                raise ModuleNotFoundError(name=package)
        release = version("pocketsphinx")
        self._info = EngineInfo(NAME, f"en-us of pocketsphinx {release}", reason, _CAVEAT)
        self._shelf = ModelShelf(cache_dir / f"pocketsphinx-{release}-{_RECIPE}", ttl_s=model_ttl_s)
        self._pool = WorkerPool(self._start_ear, warm=_WARM_EARS, limit=max_speakers, max_uses=_USES_OF_AN_EAR)
        self._stack = AsyncExitStack()

    @property
    def info(self) -> EngineInfo:
        """What it is and why it was chosen."""
        return self._info

    def counts(self) -> Mapping[str, float]:
        """Nothing of its own."""
        return {}

    async def warm_up(self) -> None:
        """Makes the general model where it is missing (about 5 s, once) and starts one ear."""
        await self._stack.enter_async_context(self._shelf.running())
        await self._stack.enter_async_context(self._pool.running())

    def prepare(self, topic: Topic) -> None:
        """Begins to make the interview's model."""
        self._shelf.prepare(topic.session_id, topic.texts)

    async def forget(self, session_id: str) -> None:
        """Deletes the interview's models."""
        await self._shelf.forget(session_id)

    @asynccontextmanager
    async def listen(self, topic: Topic) -> AsyncGenerator[Listener]:
        """Lends an ear for one answer."""
        self._shelf.prepare(topic.session_id, topic.texts)
        async with self._pool.worker(wait_s=_ADMISSION_WAIT_S) as worker:
            ear = _Ear(worker, self._start_ear, self._shelf, topic)
            try:
                yield ear
            finally:
                await ear.aclose()

    async def aclose(self) -> None:
        """Ends all processes."""
        await self._stack.aclose()

    async def _start_ear(self) -> WorkerProcess:
        worker = await WorkerProcess.start(_EAR)
        await worker.call("open", {"folder": str(self._shelf.general)}, timeout_s=_CALL_TIMEOUT_S)
        return worker


class _Ear:
    """A worker and what it must be told again when it dies: the model, and the samples of the open utterance."""

    ear = Ear(NAME)
    finals_ahead = 0
    """The worker does one thing at a time."""

    def __init__(
        self,
        worker: WorkerProcess,
        start: Callable[[], Awaitable[WorkerProcess]],
        shelf: ModelShelf,
        topic: Topic,
    ) -> None:
        """Takes the lent worker and how to start another in its place."""
        self._worker = worker
        self._replacement: WorkerProcess | None = None
        self._start = start
        self._shelf = shelf
        self._topic = topic
        self._folder: Path | None = None
        self._open = False
        self._fed = bytearray()
        self._caption = ""
        self.news = asyncio.Event()
        """Never set: the caption changes by feeding only."""

    async def begin(self) -> None:
        """Starts an utterance, with the interview's model as soon as there is one: partials do not wait for it."""
        self._open = False
        self._fed.clear()
        self._caption = ""
        folder = await self._shelf.model(self._topic.session_id, self._topic.texts, wait_s=0)

        async def begin() -> None:
            await self._load(folder)
            await self._worker.call("begin", timeout_s=_CALL_TIMEOUT_S)

        await self._surely(begin)
        self._open = True

    @property
    def caption(self) -> str:
        """What was heard by the last feed."""
        return self._caption

    async def feed(self, pcm: bytes) -> str:
        """Hears on."""
        audible = with_noise_floor(pcm, at_sample=len(self._fed) // SAMPLE_BYTES)

        async def feed() -> str:
            answer, _ = await self._worker.call("feed", payload=audible, timeout_s=_CALL_TIMEOUT_S)
            return str(answer["text"])

        self._caption = await self._surely(feed)
        self._fed += audible
        return self._caption

    def pause(self) -> None:
        """Does nothing: a second decode costs a core that others need, and may have to be done again."""

    async def finish(self, closed: Closed) -> Recognized:
        """Decodes the whole utterance; waits a little for the interview's model, which makes finals much better.

        The audio is kept meanwhile, so waiting costs nothing but a moment, and only when somebody answers within
        seconds of the session's preparation.
        """
        self._open = False
        self._fed.clear()
        if closed.speech_samples < LEAST_SPEECH_SAMPLES:
            return Recognized((), NAME)
        folder = await self._shelf.model(self._topic.session_id, self._topic.texts, wait_s=_MODEL_WAIT_S)
        audible = with_noise_floor(closed.pcm, at_sample=0)
        seconds = duration_s(len(closed.pcm) // SAMPLE_BYTES, LISTEN_RATE_HZ)
        timeout_s = _CALL_TIMEOUT_S + _FINAL_TIMEOUT_FACTOR * seconds

        async def finish() -> Sequence[Word]:
            await self._load(folder)
            answer, _ = await self._worker.call("finish", payload=audible, timeout_s=timeout_s)
            at = closed.start_sample
            return [Word(text, at + start, at + end, p) for text, start, end, p in answer["words"]]

        return Recognized(tuple(believed(await self._surely(finish))), NAME)

    async def aclose(self) -> None:
        """Ends the worker that replaced a dead one; the lent one goes back to its pool."""
        if self._replacement is not None:
            await self._replacement.close()

    async def _surely(self, work: Callable[[], Awaitable[ResultT]]) -> ResultT:
        """Does `work` with the worker; when that dies, with another one that has been told everything again."""
        for attempt in range(1, _TRIES + 1):
            try:
                if not self._worker.alive:
                    await self._replace()
                return await work()
            except (EngineFailed, DeadlineExceeded) as error:
                await self._worker.kill()
                if attempt == _TRIES:
                    raise EngineFailed(
                        "Listening broke off. Please say the last sentence again.", retry_after_s=1.0
                    ) from error
                log.warning("ear replaced", attempt=attempt, reason=error.reason)
        raise AssertionError("the last attempt returns or raises")

    async def _replace(self) -> None:
        # The pool's own slot stays taken by the dead worker, so nobody else can have it meanwhile.
        self._replacement = self._worker = await self._start()
        folder, self._folder = self._folder, None
        if folder is not None:
            await self._load(folder)
        if self._open:
            await self._worker.call("begin", timeout_s=_CALL_TIMEOUT_S)
            if self._fed:
                await self._worker.call("feed", payload=bytes(self._fed), timeout_s=_CALL_TIMEOUT_S)

    async def _load(self, folder: Path) -> None:
        if folder != self._folder:
            await self._worker.call("open", {"folder": str(folder)}, timeout_s=_CALL_TIMEOUT_S)
            self._folder = folder
