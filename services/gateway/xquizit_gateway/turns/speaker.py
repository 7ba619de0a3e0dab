"""Lends a turn its voice: starts it anew after a restart, and waits for it at the end, but not for ever."""

import asyncio

from xquizit_gateway.clients.tts import TtsClient
from xquizit_gateway.turns.entry import Progress, TurnKey
from xquizit_gateway.turns.voice import Deliver, Voice
from xquizit_kit.cancellation import end
from xquizit_kit.logs import get_logger

log = get_logger(__name__)

FIRST_AUDIO_S = 3.0
"""When the text is complete and tts has said nothing at all for so long, it will not."""


class Speaker:
    """At most one voice at a time speaks; it runs beside the driver."""

    def __init__(self, tts: TtsClient, key: TurnKey, deliver: Deliver, *, patience_s: float, stall_s: float) -> None:
        """Takes the service, the turn, where pieces go, and how long after the last word tts may be away or silent."""
        self._tts = tts
        self._key = key
        self._deliver = deliver
        self._patience_s = patience_s
        self._stall_s = stall_s
        self._voice: Voice | None = None
        self._speaking: asyncio.Task[None] | None = None

    def start(self, group: asyncio.TaskGroup, progress: Progress) -> None:
        """Speaks what is shown; pieces that are in the log already are not delivered again."""
        self._voice = Voice(
            self._tts, self._key, self._deliver, delivered_pieces=progress.pieces, patience_s=self._patience_s
        )
        if progress.text:
            self._voice.say(progress.text)
        self._speaking = group.create_task(self._voice.run(), name=f"turn-{self._key.turn}-voice")

    def say(self, words: str) -> None:
        """Speaks on."""
        if self._voice is not None:
            self._voice.say(words)

    async def hush(self) -> None:
        """Falls silent at once."""
        if self._speaking is not None:
            await end(self._speaking)
        self._voice = self._speaking = None

    async def is_through(self) -> bool:
        """Waits until everything is spoken; False when some of it will not be."""
        voice, speaking = self._voice, self._speaking
        if voice is None or speaking is None:
            return False
        voice.finish()
        while not speaking.done():
            before = voice.progress
            await asyncio.wait({speaking}, timeout=self._stall_s if before else min(self._stall_s, FIRST_AUDIO_S))
            if not speaking.done() and voice.progress == before:
                log.warning("turn goes on without voice", reason="stalled", turn=self._key.turn)
                await self.hush()
                return False
        return not voice.is_degraded
