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


class SpeechEngine(Protocol):
    """Makes speech of text. Safe to call from many tasks at once; each call gets only its own audio."""

    @property
    def info(self) -> EngineInfo:
        """What this engine is and why it was chosen."""
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

    def synthesize(self, text: str, *, voice: str, speed: float) -> AsyncGenerator[bytes]:
        """Speaks `text`: 24 kHz s16le mono in chunks of whole samples, each as soon as it is made.

        Args:
            text: Plain text with at least one letter or digit.
            voice: An id of `voices()`.
            speed: `SPEED_MIN`..`SPEED_MAX`; 1 is the voice's own pace.

        Closing the generator, or cancelling the task that iterates it, stops the engine within 100 ms.

        Raises:
            EngineFailed: The engine broke. An engine that makes no audio simply yields none.
            AtCapacity: Nothing was free to speak in time.
        """
        ...

    async def aclose(self) -> None:
        """Ends the engine; nothing it started stays behind."""
        ...
