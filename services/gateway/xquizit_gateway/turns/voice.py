"""The voice of one attempt at a turn: speaks the text as it comes and hands on the pieces that the log lacks."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing

from xquizit_gateway.clients.tts import TtsClient
from xquizit_gateway.turns.entry import TurnKey
from xquizit_gateway.turns.piece import Rendering, SpokenPiece
from xquizit_kit.cancellation import raise_if_cancelled
from xquizit_kit.errors import AtCapacity, Unavailable, XquizitError
from xquizit_kit.logs import get_logger

log = get_logger(__name__)

RETRY_PAUSE_S = 0.2
RETRY_PAUSE_LIMIT_S = 0.5

Deliver = Callable[[SpokenPiece], Awaitable[None]]
"""Takes the next piece."""


class Voice:
    """Speaks one text. `say` its words, `finish`, and await `run`.

    Each piece is delivered whole, once its last chunk has come: pages play what comes with one event in one go, and the
    first piece of a text is short by design. When tts breaks, the text is spoken again on whatever replica there is,
    and the pieces that were delivered are skipped: the same text gives the same pieces, though not the same bytes.
    """

    def __init__(
        self, tts: TtsClient, key: TurnKey, deliver: Deliver, *, delivered_pieces: int, patience_s: float
    ) -> None:
        """Takes the service, the turn, where the audio goes, how many pieces are there already, and the patience.

        While the text is still being written there is time to wait for tts; the patience counts after its end.
        """
        self._tts = tts
        self._key = key
        self._deliver = deliver
        self._delivered = delivered_pieces
        self._patience_s = patience_s
        self._words: list[str] = []
        self._is_finished = False
        self._changed = asyncio.Event()
        self.progress = 0
        """Counts up with every chunk that tts sends."""
        self.is_degraded = False
        """Some of the text was not spoken."""

    def say(self, words: str) -> None:
        """Adds the next words."""
        self._words.append(words)
        self._changed.set()

    def finish(self) -> None:
        """No more words will come."""
        self._is_finished = True
        self._changed.set()

    async def run(self) -> None:
        """Speaks until everything is delivered, or gives up (`is_degraded`)."""
        loop = asyncio.get_running_loop()
        failing_since_s: float | None = None
        pause_s = RETRY_PAUSE_S
        while True:
            before = self.progress
            try:
                await self._speak()
                return
            except (Unavailable, AtCapacity) as error:
                now_s = loop.time()
                if failing_since_s is None or self.progress != before:
                    failing_since_s, pause_s = now_s, RETRY_PAUSE_S
                if self._is_finished and now_s - failing_since_s >= self._patience_s:
                    return self._give_up(error)
            except XquizitError as error:
                return self._give_up(error)
            raise_if_cancelled()
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, RETRY_PAUSE_LIMIT_S)

    async def _speak(self) -> None:
        pcm = bytearray()
        async with aclosing(self._tts.synthesize(self._key.session_id, self._key.turn, self._texts())) as chunks:
            async for chunk in chunks:
                raise_if_cancelled()
                self.progress += 1
                if chunk.sentence_index < self._delivered:
                    continue
                pcm += chunk.pcm
                if chunk.is_last:
                    piece = Rendering(bytes(pcm), chunk.words, chunk.engine, chunk.standing_in_for)
                    await self._deliver(SpokenPiece(chunk.sentence_index, chunk.text, piece, chunk.cache_key))
                    self._delivered = chunk.sentence_index + 1
                    pcm.clear()
                    raise_if_cancelled()

    async def _texts(self) -> AsyncIterator[str]:
        said = 0
        while True:
            self._changed.clear()
            while said < len(self._words):
                said += 1
                yield self._words[said - 1]
            if self._is_finished:
                return
            await self._changed.wait()

    def _give_up(self, error: XquizitError) -> None:
        self.is_degraded = True
        log.warning("turn goes on without voice", reason=error.reason, turn=self._key.turn)
