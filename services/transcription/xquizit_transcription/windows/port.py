"""What is needed of a recognizer that takes one window of sound at a time: Whisper, here or far away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from xquizit_kit.engine_info import EngineInfo
from xquizit_transcription.answer import Word
from xquizit_transcription.port import Topic


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of sound, and what may help to understand it."""

    pcm: bytes
    """16 kHz s16le mono, at most `RUNPOD_MAX_BUFFER_SECONDS` long."""
    is_final: bool
    """True: what is found becomes the final, or may (a look at a pause). False: a look at an utterance that goes on,
    which goes behind finals. Both may be given up by cancelling."""
    prompt: str = ""
    """What was said just before, or is likely to be said; may be empty."""
    language: str = ""
    """What an engine goes by that would have to find out the language; empty: it has to."""


@dataclass(frozen=True, slots=True)
class Segment:
    """What was recognized in a part of a window, and how far it is to be believed (Whisper's own measures)."""

    text: str
    words: tuple[Word, ...]
    """Positions are samples from the window's start; confidence is 0..1."""
    avg_logprob: float
    """Mean log probability of its tokens; 0 is certain, below -1 is guesswork."""
    compression_ratio: float
    """Length over its length when zipped; above 2.4 it goes round in circles."""
    no_speech_prob: float
    """0..1, that nobody speaks in it."""
    language: str = ""
    """In which language its window was found to be, e.g. `de`; empty: that was told, or cannot be found out."""
    language_probability: float | None = None
    """0..1, that it is this language; None: not told."""


class WindowEngine(Protocol):
    """Recognizes windows, several at once; every call stands alone."""

    @property
    def info(self) -> EngineInfo:
        """What it is and why it was chosen."""
        ...

    @property
    def is_warm(self) -> bool:
        """Whether a window is recognized at once; False: a machine, or a model, has to be started first."""
        ...

    def counts(self) -> Mapping[str, float]:
        """What it has done since its start, by a machine's word each; they only grow."""
        ...

    async def warm_up(self) -> None:
        """Gets ready; must be called once, before anything else, by the task that will call `aclose`.

        Raises:
            EngineFailed: It cannot work here.
        """
        ...

    def prepare(self, topic: Topic) -> None:
        """An interview was created: whatever can be warmed is warmed, in the background; returns at once."""
        ...

    async def recognize(self, window: Window) -> Sequence[Segment]:
        """What is said in a window, in order; empty when nothing is.

        Cancelling gives the work up wherever it is done.

        Raises:
            EngineFailed: It broke, refused or did not answer in time, and trying again did not help.
            AtCapacity: It has no room now.
        """
        ...

    async def aclose(self) -> None:
        """Ends all its processes, connections and tasks."""
        ...
