"""Lends a turn its voice: starts it anew after a restart, keeps its pace, and waits for it at the end, not for ever."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from xquizit_gateway.clients.tts import TtsClient
from xquizit_gateway.turns.entry import Progress, TurnKey
from xquizit_gateway.turns.heard import Playback
from xquizit_gateway.turns.pace import Pace
from xquizit_gateway.turns.piece import SpokenPiece
from xquizit_gateway.turns.playout import Playout, References
from xquizit_gateway.turns.voice import Voice
from xquizit_kit.cancellation import end
from xquizit_kit.logs import get_logger

log = get_logger(__name__)

FIRST_AUDIO_S = 6.0
"""When the text is complete and tts has said nothing at all for so long, it will not: a stand-in would have."""

Ending = Literal["whole", "cut", "stopped"]
"""Everything was spoken; not everything, the voice was away; not everything, nobody wants to hear it."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a turn is spoken."""

    ahead_s: float
    """How long before it is heard audio may leave; 0: at once."""
    patience_s: float
    """How long after the last word tts may be away."""
    stall_s: float
    """How long after the last word tts may be silent."""


class Speaker:
    """At most one voice at a time speaks; it runs beside the driver."""

    def __init__(
        self,
        tts: TtsClient,
        key: TurnKey,
        manner: Manner,
        *,
        shelve: Callable[[SpokenPiece], References],
        release: Callable[[References], Awaitable[None]],
    ) -> None:
        """Takes the service, the turn, how to speak, who keeps audio, and where it goes when it is due."""
        self._tts = tts
        self._key = key
        self._manner = manner
        self._shelve = shelve
        self._release = release
        self._is_stopped = self._is_wanted_whole = False
        self._told: tuple[int, int] | None = None
        """The place that the page has told last."""
        self._voice: Voice | None = None
        self._pace = Pace(0)
        self._playout: Playout | None = None
        self._tasks: tuple[asyncio.Task[None], ...] = ()

    def start(self, group: asyncio.TaskGroup, progress: Progress) -> None:
        """Speaks what is shown; pieces that are in the log already are not spoken again, and their pace is kept."""
        if self._is_stopped:
            return
        self._pace = self._pace_of(progress)
        self._playout = playout = Playout(self._pace, shelve=self._shelve, release=self._release)
        self._voice = voice = Voice(
            self._tts,
            self._key,
            playout.put,
            delivered_pieces=progress.pieces,
            patience_s=self._manner.patience_s,
        )
        if progress.text:
            voice.say(progress.text)
        name = f"turn-{self._key.turn}"
        reading = group.create_task(_read(voice, playout), name=f"{name}-voice")
        self._tasks = (reading, group.create_task(playout.run(), name=f"{name}-playout"))

    def say(self, words: str) -> None:
        """Speaks on."""
        if self._voice is not None:
            self._voice.say(words)

    def finish(self) -> None:
        """No more words will come."""
        if self._voice is not None:
            self._voice.finish()

    async def heed(self, playback: Playback) -> None:
        """Does what the candidate's page, or somebody who waits for all audio, has told."""
        if playback.is_over:
            await self._stop()
        if playback.is_wanted_whole:
            self.hurry()
        if self._playout is None:
            return
        told = (playback.index, playback.played_ms)
        if told != self._told:
            self._pace.acknowledged(told[0], told[1] / 1000, _now_s(), is_old=self._told is None)
            self._told = told
        self._playout.look_again()

    def hurry(self) -> None:
        """From now on all audio leaves as soon as it is there."""
        self._is_wanted_whole = True
        self._pace.ahead_s = 0
        if self._playout is not None:
            self._playout.look_again()

    async def hush(self) -> None:
        """Falls silent at once."""
        await end(*self._tasks)
        self._voice = self._playout = None
        self._tasks = ()

    async def through(self) -> Ending:
        """Waits until everything has left, or it is known that some of it will not."""
        voice, playout, tasks = self._voice, self._playout, self._tasks
        if voice is not None and playout is not None:
            reading, playing = tasks
            is_stalled = not await self._is_read(voice, playout, reading)
            await asyncio.wait({playing})
            if not self._is_stopped:
                return "cut" if is_stalled or voice.is_degraded else "whole"
        return "stopped" if self._is_stopped else "cut"

    async def _is_read(self, voice: Voice, playout: Playout, reading: asyncio.Task[None]) -> bool:
        """Waits until tts has sent all there is; ends it, and is False, when tts has fallen silent."""
        voice.finish()
        while not reading.done():
            before, stall_s = voice.progress, self._manner.stall_s
            # While the candidate still has something to hear, nobody notices that tts is silent.
            unheard_s = self._pace.unheard_s(_now_s()) + playout.waiting_s
            await asyncio.wait({reading}, timeout=stall_s + unheard_s if before else min(stall_s, FIRST_AUDIO_S))
            if not reading.done() and voice.progress == before and not playout.is_full:
                log.warning("turn goes on without voice", reason="stalled", turn=self._key.turn)
                await end(reading)
                return False
        return True

    async def _stop(self) -> None:
        """Nobody wants to hear the rest; without a rest that is nothing."""
        if self._tasks and all(task.done() for task in self._tasks):
            return
        self._is_stopped = True
        await self.hush()

    def _pace_of(self, progress: Progress) -> Pace:
        """The pace after what is in the log, which another process may have written."""
        pace = Pace(0 if self._is_wanted_whole else self._manner.ahead_s)
        wall_s, now_s = time.time(), _now_s()
        for audio in progress.audio:
            pace.sent(audio.index, audio.length_s, now_s - max(0.0, wall_s - audio.at_s))
        return pace


async def _read(voice: Voice, playout: Playout) -> None:
    try:
        await voice.run()
    finally:
        playout.finish()


def _now_s() -> float:
    return asyncio.get_running_loop().time()
