"""The `espeak` engine's side in the service: its worker processes, and what they say."""

import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, aclosing

from xquizit_kit.engine_info import EngineInfo
from xquizit_kit.errors import EngineFailed
from xquizit_kit.worker_process import WorkerProcess
from xquizit_tts.crew import Crew
from xquizit_tts.engines.espeak.library import LibraryVoice
from xquizit_tts.engines.espeak.voices import DEFAULT_VOICE, offered
from xquizit_tts.port import Piece, Sound, SpokenWord, Voice

WORDS_PER_MINUTE = 165
"""At speed 1; half and double lie inside what eSpeak takes (80 to 450)."""
MODULE = "xquizit_tts.engines.espeak.worker"
START_S = 20.0
ANSWER_S = 5.0
"""A piece takes milliseconds; a worker that says nothing for so long hangs."""
STOP_S = 0.5
MAX_USES = 50_000
MAX_RSS_BYTES = 256 * 1024 * 1024
"""A fresh worker holds 55 MB."""


class EspeakEngine:
    """Speaks through worker processes that hold one eSpeak each; one piece at a time for each."""

    def __init__(self, reason: str, *, workers: int = 1) -> None:
        """Takes why it was chosen and how many processes it has. Nothing is started until `warm_up`."""
        self._reason = reason
        self._crew = Crew(
            _start, tuple(f"espeak-{n}" for n in range(workers)), max_uses=MAX_USES, max_rss_bytes=MAX_RSS_BYTES
        )
        self._resources = AsyncExitStack()
        self._voices: list[Voice] = []
        self._files: dict[str, str] = {}
        self._version = ""

    @property
    def info(self) -> EngineInfo:
        """Complete once warm."""
        return EngineInfo(
            name="espeak",
            model=f"eSpeak NG {self._version}".strip(),
            reason=self._reason,
            caveat="A plain robotic voice; choose kokoro for a natural one.",
        )

    @property
    def slots(self) -> int:
        """One per worker that lives."""
        return max(self._crew.alive, 1)

    @property
    def restarts(self) -> int:
        """Of its workers."""
        return max(self._crew.starts - self._crew.size, 0)

    def voices(self) -> Sequence[Voice]:
        """American English first."""
        return self._voices

    async def warm_up(self) -> None:
        """Starts the workers, learns their voices and speaks a word.

        Raises:
            EngineFailed: The library cannot be loaded or makes no sound.
        """
        try:
            await self._resources.enter_async_context(self._crew.running())
            async with self._crew.worker() as worker:
                header, payload = await worker.call("voices", timeout_s=ANSWER_S)
        except OSError as error:
            raise EngineFailed("The voice could not be started.") from error
        self._version = header["version"]
        found = offered([LibraryVoice(**voice) for voice in json.loads(payload)])
        self._files = {voice.id: file for voice, file in found}
        self._voices = [voice for voice, _ in found]
        heard = 0
        async for sound in self.synthesize(Piece("Ready.", DEFAULT_VOICE, 1.0)):
            heard += len(sound.pcm)
        if not heard:
            raise EngineFailed("The voice makes no sound.")

    async def synthesize(self, piece: Piece) -> AsyncGenerator[Sound]:
        """Speaks; see the port."""
        header = {
            "text": piece.text.replace("\x00", " "),
            "voice": self._files[piece.voice],
            "words_per_minute": round(WORDS_PER_MINUTE * piece.speed),
        }
        async with (
            self._crew.worker() as worker,
            aclosing(worker.stream("speak", header, timeout_s=ANSWER_S, stop_s=STOP_S)) as answers,
        ):
            async for answer, pcm in answers:
                yield Sound(pcm, tuple(SpokenWord(*word) for word in answer["words"]))

    async def aclose(self) -> None:
        """Ends the workers."""
        await self._resources.aclose()


async def _start(_post: str) -> WorkerProcess:
    return await WorkerProcess.start(MODULE, ready_timeout_s=START_S)
