"""The `espeak` engine: eSpeak NG from the espeakng-loader wheel; no model, no key, 1000 times faster than speech."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import soxr

from xquizit_kit.audio import SPEAK_RATE_HZ
from xquizit_kit.engine_info import EngineInfo
from xquizit_kit.errors import EngineFailed
from xquizit_tts.engines.espeak_library import LibraryVoice, espeak_library
from xquizit_tts.port import Voice

WORDS_PER_MINUTE = 165
"""At speed 1; half and double lie inside what eSpeak takes (80 to 450)."""
DEFAULT_VOICE = "en-us"
_ENGLISH_TIMBRES = {
    "f2": "female 2",
    "f3": "female 3",
    "f4": "female 4",
    "m3": "male 3",
    "m7": "male 7",
    "klatt": "Klatt synthesizer; recognizers understand it best",
}
"""The variants offered with American and British English; eSpeak has a hundred, most of them jokes."""
_LEFT_OUT = frozenset("en-shaw xex piqd jbo qdb qya sjn py fo kaa cv chr-US-Qaaa-x-west".split())
"""Voices of no use in an interview: tests, invented languages, and those that the wheel lacks the words for."""


class EspeakEngine:
    """Speaks through the process's one eSpeak instance, in one thread of its own; calls take turns, piece by piece."""

    def __init__(self, reason: str) -> None:
        """Takes why it was chosen. Nothing is loaded until `warm_up`."""
        self._reason = reason
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="espeak")
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

    def voices(self) -> Sequence[Voice]:
        """American English first."""
        return self._voices

    async def warm_up(self) -> None:
        """Loads the library and its voices and speaks a word.

        Raises:
            EngineFailed: The library cannot be loaded or makes no sound.
        """
        try:
            library = await asyncio.get_running_loop().run_in_executor(self._thread, espeak_library)
        except OSError as error:
            raise EngineFailed("The voice could not be started.") from error
        self._version = library.version()
        offered = _offered(library.voices())
        self._files = {voice.id: file for voice, file in offered}
        self._voices = [voice for voice, _ in offered]
        heard = 0
        async for chunk in self.synthesize("Ready.", voice=DEFAULT_VOICE, speed=1.0):
            heard += len(chunk)
        if not heard:
            raise EngineFailed("The voice makes no sound.")

    async def synthesize(self, text: str, *, voice: str, speed: float) -> AsyncGenerator[bytes]:
        """Speaks; see the port. A piece takes milliseconds, so its chunks wait here rather than hold up the thread."""
        loop = asyncio.get_running_loop()
        # Bounded by the length of the text: one piece of speech.
        made: asyncio.Queue[bytes | None] = asyncio.Queue()
        stop = threading.Event()
        resampler = soxr.ResampleStream(espeak_library().rate_hz, SPEAK_RATE_HZ, 1, dtype="int16", quality="HQ")

        def take(samples: bytes, *, is_last: bool = False) -> bool:
            if stop.is_set():
                return False
            resampled = resampler.resample_chunk(np.frombuffer(samples, dtype="<i2"), last=is_last)
            if resampled.size:
                loop.call_soon_threadsafe(made.put_nowait, resampled.tobytes())
            return True

        def speak() -> bool:
            try:
                if stop.is_set():
                    return True
                accepted = espeak_library().synthesize(
                    text.replace("\x00", " "), self._files[voice], round(WORDS_PER_MINUTE * speed), take
                )
                take(b"", is_last=True)
                return accepted
            finally:
                loop.call_soon_threadsafe(made.put_nowait, None)

        work = self._thread.submit(speak)
        try:
            while (chunk := await made.get()) is not None:
                yield chunk
            if not await asyncio.wrap_future(work):
                raise EngineFailed("The voice could not speak that.", retry_after_s=1.0)
        finally:
            stop.set()
            work.cancel()

    async def aclose(self) -> None:
        """Waits for the piece in work, a few milliseconds, and ends the thread; the library stays with the process."""
        await asyncio.to_thread(self._thread.shutdown, wait=True, cancel_futures=True)


def _offered(found: list[LibraryVoice]) -> list[tuple[Voice, str]]:
    """The voices to offer, the default first, then English, then the rest, each with its file."""
    plain = {
        _id(voice): (Voice(_id(voice), _bcp47(voice.language), voice.name), voice.file)
        for voice in found
        if voice.language not in _LEFT_OUT
    }
    timbres = [
        (
            Voice(f"{accent}+{timbre}", _bcp47(accent), f"{plain[accent][0].description}, {description}"),
            f"{file}+{timbre}",
        )
        for accent in ("en-us", "en-gb")
        for file in (plain[accent][1],)
        for timbre, description in _ENGLISH_TIMBRES.items()
    ]
    ranked = sorted(plain.items(), key=lambda item: (item[0] != DEFAULT_VOICE, not item[0].startswith("en"), item[0]))
    english = [voice for name, voice in ranked if name.startswith("en")]
    others = [voice for name, voice in ranked if not name.startswith("en")]
    return [*english, *timbres, *others]


def _id(voice: LibraryVoice) -> str:
    """Its language, or its file where two voices share a language (Cantonese)."""
    return voice.file.lower() if voice.file.lower().startswith(f"{voice.language.lower()}-") else voice.language.lower()


def _bcp47(language: str) -> str:
    """`en-us` as `en-US`, `cmn-latn-pinyin` as `cmn-Latn-pinyin` (RFC 5646 §2.1.1)."""
    first, *rest = language.lower().split("-")
    parts = [first]
    for index, part in enumerate(rest):
        in_private_use = "x" in rest[:index]
        parts.append(
            part if in_private_use else part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part
        )
    return "-".join(parts)
