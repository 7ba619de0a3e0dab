"""Two makers of pieces; the second speaks when the first cannot: a plain voice at once beats a fine one never."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

from xquizit_kit.errors import AtCapacity, DeadlineExceeded, Unavailable
from xquizit_kit.logs import get_logger
from xquizit_tts.pieces import Made, PieceMaker
from xquizit_tts.port import Piece, Voice

log = get_logger(__name__)


FIRST_SOUND_S = 4.0
"""A turn's first piece must be heard to begin within this time; later ones have the audio before them to wait in."""


class Speakers:
    """The chosen engine, and who stands in for it, if anybody does."""

    def __init__(
        self, chosen: PieceMaker, stand_in: PieceMaker | None, *, first_sound_s: float = FIRST_SOUND_S
    ) -> None:
        """Takes who speaks, who stands in, and how long anybody waits in silence before somebody does."""
        self._first_sound_s = first_sound_s
        self._chosen = chosen
        self._stand_in = stand_in
        self.failures: Counter[str] = Counter()
        """Why somebody had to stand in, or would have had to, by reason."""
        self.is_stood_in = False
        """Whether the chosen engine has failed and made nothing since; what the cache has is spoken all the same."""

    def voices(self) -> Sequence[Voice]:
        """What may be asked for: the chosen engine's."""
        return self._chosen.voices()

    async def make(self, piece: Piece, take: Callable[[bytes], None], *, by_stand_in: bool) -> Made:
        """Makes a piece; see `PieceMaker.make`.

        Args:
            piece: What is to be said, by a voice of the chosen engine.
            take: Gets the audio.
            by_stand_in: The chosen engine is not tried: it failed earlier in this text, which should not end in a third
                change of voice.
        """
        if self._stand_in is None:
            return await self._chosen.make(piece, take)
        if by_stand_in:
            return await self._by_stand_in(self._stand_in, piece, take)
        heard = 0

        def take_and_count(pcm: bytes) -> None:
            nonlocal heard
            heard += len(pcm)
            if not silence.expired():  # else the sound came just too late, and the piece is given up
                silence.reschedule(None)
            take(pcm)

        try:
            async with _told_as_error(asyncio.timeout(self._first_sound_s if piece.is_first else None)) as silence:
                made = await self._chosen.make(piece, take_and_count)
        except (Unavailable, AtCapacity) as error:
            self.failures[error.reason] += 1
            if heard:
                raise  # half a piece by each of two voices is no piece: the caller asks again
            if not self.is_stood_in:
                log.warning("a stand-in speaks", engine=self._chosen.engine, reason=error.reason)
            self.is_stood_in = True
            return await self._by_stand_in(self._stand_in, piece, take)
        if self.is_stood_in and made.is_fresh:
            self.is_stood_in = False
            log.info("the chosen voice speaks again", engine=self._chosen.engine)
        return made

    async def _by_stand_in(self, stand_in: PieceMaker, piece: Piece, take: Callable[[bytes], None]) -> Made:
        spoken = {voice.id: voice.language for voice in self._chosen.voices()}
        voice = nearest(spoken.get(piece.voice, ""), stand_in.voices()).id
        made = await stand_in.make(replace(piece, voice=voice), take)
        return replace(made, standing_in_for=self._chosen.engine)


@asynccontextmanager
async def _told_as_error(silence: asyncio.Timeout) -> AsyncGenerator[asyncio.Timeout]:
    """Within it nobody waits in silence for longer than `silence` allows.

    Raises:
        DeadlineExceeded: It was silent for longer.
    """
    try:
        async with silence:
            yield silence
    except TimeoutError:
        raise DeadlineExceeded("The voice took too long to begin.", reason="silent_too_long") from None


def nearest(language: str, voices: Sequence[Voice]) -> Voice:
    """The first of `voices` that speaks this language as in this country, else this language, else anything."""
    wanted = language.lower()
    same = [voice for voice in voices if voice.language.lower() == wanted]
    kin = [voice for voice in voices if voice.language.lower().partition("-")[0] == wanted.partition("-")[0]]
    return (same or kin or list(voices))[0]
