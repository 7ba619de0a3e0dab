"""What is told about hearing a turn, on its way to the turn's voice, whichever process it was told to."""

import asyncio
from contextlib import aclosing

from xquizit_gateway.turns.entry import TurnKey
from xquizit_gateway.turns.follower import TurnFollower
from xquizit_gateway.turns.playbacks import Playbacks
from xquizit_gateway.turns.speaker import Speaker
from xquizit_kit.cancellation import raise_if_cancelled
from xquizit_kit.errors import Unavailable
from xquizit_kit.logs import get_logger

log = get_logger(__name__)


class Hearing:
    """Belongs to one driver: `run` it beside, and `begin` when the turn is spoken."""

    def __init__(self, key: TurnKey, speaker: Speaker, playbacks: Playbacks, follower: TurnFollower) -> None:
        """Takes the turn, its voice, where things are told, and who knows when."""
        self._key = key
        self._speaker = speaker
        self._playbacks = playbacks
        self._follower = follower
        self._has_begun = asyncio.Event()

    async def recall(self) -> None:
        """Heeds what was told to the driver before us: a voice that was stopped does not begin again."""
        try:
            await self._speaker.heed(await self._playbacks.read(self._key))
        except Unavailable as error:
            log.warning("playback not recalled", reason=error.reason, turn=self._key.turn)

    def begin(self) -> None:
        """From now on what is told means this attempt."""
        self._has_begun.set()

    async def run(self) -> None:
        """Heeds what is told until cancelled."""
        await self._has_begun.wait()
        async with aclosing(self._follower.follow_playback(self._key, self._playbacks)) as told:
            async for playback in told:
                await self._speaker.heed(playback)
                raise_if_cancelled()

    async def make_void(self, *, is_tried_again: bool) -> None:
        """What was heard has become void; with `is_tried_again` the turn is spoken even if it was stopped before.

        Raises:
            Unavailable: Redis is away.
        """
        await self._playbacks.tell(self._key, "again" if is_tried_again else "restart")

    async def end_turn_before(self) -> None:
        """With the acceptance of an answer nobody listens to its question any more."""
        try:
            await self._playbacks.tell(TurnKey(self._key.session_id, self._key.turn - 1), "answered")
        except Unavailable as error:
            log.warning("voice not stopped", reason=error.reason, turn=self._key.turn - 1)
