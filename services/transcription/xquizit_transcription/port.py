"""What the service needs of a recognizer."""

import asyncio
from collections.abc import Coroutine, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Protocol

from xquizit_kit.engine_info import EngineInfo
from xquizit_transcription.answer import Word
from xquizit_transcription.spoken_language import SpokenLanguage


@dataclass(frozen=True, slots=True)
class Topic:
    """Whose answer it is, and what the speaker is likely to talk about."""

    session_id: str
    texts: tuple[str, ...] = ()
    """Resume, job description, questions."""
    question: str = ""
    """What is being answered; may be empty."""
    language: SpokenLanguage = field(default_factory=SpokenLanguage, compare=False)
    """In which language it is spoken, as far as that had to be found out: who listens goes by it, and adds to it."""


@dataclass(frozen=True, slots=True)
class Closed:
    """An utterance that is whole."""

    start_sample: int
    """Where in the answer it begins."""
    pcm: bytes
    """All of it, 16 kHz s16le mono; may end before what the listener was fed."""
    speech_samples: int
    """How much of it is speech, by voice activity detection."""
    heard_until_sample: int
    """Where in the answer speech was last heard in it."""
    is_cut: bool = False
    """It ends in the middle of speech; the next utterance goes on without a gap."""


@dataclass(frozen=True, slots=True)
class Recognized:
    """What was said in an utterance, and who heard it."""

    words: tuple[Word, ...]
    """In order, positions counted from the answer's start; none when nothing was said."""
    engine: str


class EarState(Enum):
    """How an ear does."""

    LISTENING = "listening"
    """Words come at once."""
    WARMING = "warming"
    """A machine or a model is being started; sound is kept, words come later."""
    STANDING_IN = "standing_in"
    """The chosen engine is out of order and another one listens in its place."""


@dataclass(frozen=True, slots=True)
class Ear:
    """Which engine listens, and how it does."""

    engine: str
    state: EarState = EarState.LISTENING


class Listener(Protocol):
    """The ear lent to one speaker, for one answer; one utterance at a time."""

    @property
    def ear(self) -> Ear:
        """Who listens right now."""
        ...

    @property
    def finals_ahead(self) -> int:
        """How many finals may be on their way while the next utterance is heard; 0: each is awaited first."""
        ...

    @property
    def caption(self) -> str:
        """What was said so far in the open utterance, as far as it is known."""
        ...

    @property
    def news(self) -> asyncio.Event:
        """Set when the caption has changed without anything being fed; whoever looks at it clears it."""
        ...

    async def begin(self) -> None:
        """A new utterance begins; one that was not finished is forgotten.

        Raises:
            EngineFailed: The engine is broken and did not recover.
        """
        ...

    async def feed(self, pcm: bytes) -> str:
        """Takes the next samples of the utterance; returns what was said so far, as far as it is known.

        Args:
            pcm: 16 kHz s16le mono.

        Raises:
            EngineFailed: As above.
        """
        ...

    def pause(self) -> None:
        """Nobody has spoken for a moment: what was fed so far may turn out to be the whole utterance."""
        ...

    def finish(self, closed: Closed) -> Coroutine[Any, Any, Recognized]:
        """Recognizes the whole utterance for good. The next one may begin before this is awaited to its end.

        Raises:
            EngineFailed: As above. The utterance can be finished again.
        """
        ...


class Recognizer(Protocol):
    """Recognizes speech for several speakers at once."""

    @property
    def info(self) -> EngineInfo:
        """What it is and why it was chosen."""
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
        """Makes what it needs to hear about `topic`, in the background; returns at once."""
        ...

    async def forget(self, session_id: str) -> None:
        """Erases what was made for a session outside Redis, also what is being made; an unknown session is fine.

        Until `prepare` or `listen` are called again nothing is made for it, even while its answer is being heard.
        """
        ...

    def listen(self, topic: Topic) -> AbstractAsyncContextManager[Listener]:
        """Prepares for `topic` and lends an ear for one answer; leaving the context, also by cancelling, gives it back.

        Raises:
            AtCapacity: As many speak as it can hear.
        """
        ...

    async def aclose(self) -> None:
        """Ends all its processes and tasks."""
        ...
