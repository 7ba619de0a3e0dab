"""Text deltas in, spoken chunks out: the pieces of a text are made in order while the text is still coming."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace

from xquizit_kit.errors import InvalidInput
from xquizit_tts.admission import Admission
from xquizit_tts.alignment import align
from xquizit_tts.chunker import Chunker
from xquizit_tts.frames import Framer
from xquizit_tts.port import SPEED_MAX, SPEED_MIN, Piece, SpokenWord, Voice
from xquizit_tts.speakable import speakable
from xquizit_tts.stand_in import Speakers

MAX_TEXT_CHARS = 20_000
"""One call speaks no more."""
PIECES_AHEAD = 3
"""So many pieces at most are made before the caller has taken them: about 3 MB."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a text is to be spoken."""

    voice: str
    """A voice id; empty for the service's own."""
    speed: float
    """0.5..2.0; 0 for the service's own."""
    session_id: str = ""
    """For whom."""
    deadline_s: float | None = None
    """By the clock `time.monotonic`: nobody listens any longer."""


@dataclass(frozen=True, slots=True)
class SpokenChunk:
    """Some audio of one piece."""

    piece_index: int
    chunk_index: int
    text: str
    """The piece as it was written."""
    pcm: bytes
    """24 kHz s16le mono, not empty."""
    is_last: bool
    cache_key: str = ""
    """Where the whole piece lies; only on the last chunk, because earlier it is not there yet."""
    engine: str = ""
    """Who spoke the piece; only on the last chunk."""
    words: tuple[SpokenWord, ...] = ()
    """When the words of `text` are heard; only on the last chunk."""
    standing_in_for: str = ""
    """The engine that should have spoken, where another one did; only on the last chunk."""


class Synthesizer:
    """Speaks texts, several at a time up to the admission's limit."""

    def __init__(self, speakers: Speakers, admission: Admission, voices: list[Voice], default: Manner) -> None:
        """Takes who makes single pieces, the limit, the known voices and the manner for who states none."""
        self._speakers = speakers
        self._admission = admission
        self._voices = {voice.id: voice for voice in voices}
        self._default = default

    async def speak(self, deltas: AsyncGenerator[str], manner: Manner) -> AsyncGenerator[SpokenChunk]:
        """Speaks a text while it is being written. Closing the generator stops the engine.

        Raises:
            InvalidInput: Unknown voice, speed out of range, or more than `MAX_TEXT_CHARS`.
            AtCapacity: Too many texts are being spoken.
            EngineFailed: The engine broke or made no audio.
        """
        manner = self._checked(manner)
        async with self._admission.slot():
            outbox = _Outbox()
            maker = asyncio.create_task(self._make(deltas, manner, outbox), name="tts-make-pieces")
            try:
                while (chunk := await outbox.take()) is not None:
                    yield chunk
                await maker  # raises what it raised
            finally:
                await _end(maker)

    def _checked(self, manner: Manner) -> Manner:
        voice = manner.voice or self._default.voice
        if voice not in self._voices:
            raise InvalidInput("There is no such voice; ListVoices names those there are.", reason="unknown_voice")
        speed = manner.speed or self._default.speed
        if not SPEED_MIN <= speed <= SPEED_MAX:
            raise InvalidInput(f"The speed must lie between {SPEED_MIN} and {SPEED_MAX}.", reason="bad_speed")
        return replace(manner, voice=voice, speed=speed)

    async def _make(self, deltas: AsyncGenerator[str], manner: Manner, outbox: "_Outbox") -> None:
        try:
            index, by_stand_in = 0, False
            async with aclosing(_cut(deltas)) as texts:
                async for text in texts:
                    words = speakable(text, self._voices[manner.voice].language)
                    if words:
                        await outbox.room()
                        piece = Piece(
                            words,
                            manner.voice,
                            manner.speed,
                            manner.session_id,
                            is_first=index == 0,
                            deadline_s=manner.deadline_s,
                        )
                        by_stand_in = await self._make_piece(index, text, piece, outbox, by_stand_in=by_stand_in)
                        index += 1
        finally:
            outbox.close()

    async def _make_piece(self, index: int, text: str, piece: Piece, outbox: "_Outbox", *, by_stand_in: bool) -> bool:
        """Makes one piece; tells whether the stand-in speaks from here on."""
        framer = Framer()
        count = 0

        def take(pcm: bytes) -> None:
            nonlocal count
            for frame in framer.push(pcm):
                outbox.put(SpokenChunk(index, count, text, frame, is_last=False))
                count += 1

        made = await self._speakers.make(piece, take, by_stand_in=by_stand_in)
        outbox.put(
            SpokenChunk(
                index,
                count,
                text,
                framer.last(),
                is_last=True,
                cache_key=made.cache_key,
                engine=made.engine,
                words=align(text, piece.text, made.words),
                standing_in_for=made.standing_in_for,
            )
        )
        return bool(made.standing_in_for)


async def _cut(deltas: AsyncGenerator[str]) -> AsyncGenerator[str]:
    """The pieces of a text as it comes."""
    chunker = Chunker()
    length = 0
    async with aclosing(deltas):
        async for delta in deltas:
            length += len(delta)
            if length > MAX_TEXT_CHARS:
                raise InvalidInput(f"The text is longer than {MAX_TEXT_CHARS} characters.", reason="text_too_long")
            for piece in chunker.push(delta):
                yield piece
    for piece in chunker.finish():
        yield piece


async def _end(task: asyncio.Task[None]) -> None:
    """Cancels `task` and waits until it is over, even when the waiting one is cancelled again meanwhile."""
    task.cancel()
    cancelled_again: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as error:
            cancelled_again = error
    if not task.cancelled():
        task.exception()  # seen: the caller has it, or is gone
    if cancelled_again is not None:
        raise cancelled_again


class _Outbox:
    """Chunks on their way out, bounded by pieces and not by chunks: making a piece never waits for who takes it,
    because others may be waiting for the same piece."""

    def __init__(self) -> None:
        self._chunks: asyncio.Queue[SpokenChunk | None] = asyncio.Queue()
        self._rooms = asyncio.Semaphore(PIECES_AHEAD)

    async def room(self) -> None:
        """Waits until another piece may be made."""
        await self._rooms.acquire()

    def put(self, chunk: SpokenChunk) -> None:
        self._chunks.put_nowait(chunk)

    def close(self) -> None:
        """Says that nothing more comes."""
        self._chunks.put_nowait(None)

    async def take(self) -> SpokenChunk | None:
        """The next chunk; None after the last."""
        chunk = await self._chunks.get()
        if chunk is not None and chunk.is_last:
            self._rooms.release()
        return chunk
