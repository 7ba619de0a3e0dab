"""Keeps the words of every interview made, so that who waits for them hears them at once."""

import asyncio
from collections.abc import Callable

from xquizit_kit.errors import XquizitError
from xquizit_kit.logs import get_logger
from xquizit_kit.redis_keys import AUDIO_TTL_S
from xquizit_tts.chunker import Chunker
from xquizit_tts.port import Piece, Voice
from xquizit_tts.previews import FIXED_PHRASES
from xquizit_tts.speakable import speakable
from xquizit_tts.speaking import Speaking
from xquizit_tts.stand_in import Speakers

log = get_logger(__name__)

AGAIN_S = AUDIO_TTL_S / 3
"""Read so often, a cached piece does not expire."""


async def keep_warm(now: Callable[[], Speaking]) -> None:
    """Makes the fixed phrases now and again and again; runs until cancelled."""
    while True:
        speaking = now()
        await make_ahead(speaking.speakers, speaking.voices[0], speaking.manner.speed)
        await asyncio.sleep(AGAIN_S)


async def make_ahead(speakers: Speakers, voice: Voice, speed: float) -> None:
    """Makes the fixed phrases. Pieces of real turns go first."""
    for phrase in FIXED_PHRASES:
        for piece in pieces_of(phrase, voice, speed):
            try:
                await speakers.make(piece, _nobody, by_stand_in=False)
            except XquizitError as error:
                log.info("a fixed phrase was not made", reason=error.reason)


def pieces_of(text: str, voice: Voice, speed: float) -> list[Piece]:
    """The pieces that `text` is spoken in, as a turn's own."""
    chunker = Chunker()
    written = [*chunker.push(text), *chunker.finish()]
    said = [speakable(piece, voice.language) for piece in written]
    return [Piece(words, voice.id, speed) for words in said if words]


def _nobody(_pcm: bytes) -> None:
    """Nobody is listening."""
