"""What the tts service needs of a speech engine."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Protocol

from xquizit_kit.engine_info import EngineInfo

SPEED_MIN = 0.5
SPEED_MAX = 2.0
"""How much slower or faster than an engine's own pace it can be asked to speak."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One way of speaking."""

    id: str
    """What `synthesize` takes."""
    language: str
    """BCP 47, e.g. `en-US`."""
    description: str
    """For people."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing to be said: a first clause or some sentences."""

    text: str
    """Plain text with at least one letter or digit."""
    voice: str
    """An id of `voices()`."""
    speed: float
    """`SPEED_MIN`..`SPEED_MAX`; 1 is the voice's own pace."""
    session_id: str = ""
    """Who will hear it."""
    is_first: bool = False
    """Nothing of this turn has been heard yet, so somebody waits in silence."""
    deadline_s: float | None = None
    """By the clock `time.monotonic`: nobody waits for it any longer."""


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """When a word is heard."""

    start: int
    end: int
    """Where it stands in the text that was to be said, in code points, end excluded."""
    start_ms: int
    end_ms: int
    """When it is heard, from the start of the piece's audio."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Some audio of a piece, and the words that are known to be in the piece by now and were not told before."""

    pcm: bytes
    """24 kHz s16le mono, whole samples; empty where only words are told."""
    words: tuple[SpokenWord, ...] = ()


class SpeechEngine(Protocol):
    """Makes speech of text. Safe to call from many tasks at once; each call gets only its own audio."""

    @property
    def info(self) -> EngineInfo:
        """What this engine is and why it was chosen."""
        ...

    @property
    def slots(self) -> int:
        """How many pieces it can make at once now, at least one; more wait inside it, in the order of asking."""
        ...

    @property
    def restarts(self) -> int:
        """How often something of it had to be started again."""
        ...

    def voices(self) -> Sequence[Voice]:
        """Every voice, known after `warm_up`; the first is the engine's own choice."""
        ...

    async def warm_up(self) -> None:
        """Loads what is needed and speaks once, so that the first caller does not wait.

        Raises:
            EngineFailed: It cannot speak.
        """
        ...

    def synthesize(self, piece: Piece) -> AsyncGenerator[Sound]:
        """Speaks a piece, each part as soon as it is made.

        Closing the generator, or cancelling the task that iterates it, stops the engine within 100 ms.

        Raises:
            EngineFailed: The engine broke. An engine that makes no audio simply yields none.
            AtCapacity: Nothing was free to speak in time.
        """
        ...

    async def aclose(self) -> None:
        """Ends the engine; nothing it started stays behind."""
        ...
