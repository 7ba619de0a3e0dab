"""Who speaks now, with everything that belongs to them; and how a better voice takes over while calls go on."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from xquizit_kit.engine_info import EngineInfo
from xquizit_kit.errors import XquizitError
from xquizit_kit.logs import get_logger
from xquizit_tts.pieces import PieceMaker
from xquizit_tts.port import SpeechEngine, Voice
from xquizit_tts.scheduler import Scheduler
from xquizit_tts.stand_in import Speakers
from xquizit_tts.synthesizer import Manner, Synthesizer

log = get_logger(__name__)

AGAIN_S = 60.0
AGAIN_LIMIT_S = 3600.0
"""A better voice that did not start is started again after a pause that doubles up to the limit."""


@dataclass(frozen=True, slots=True)
class Mouth:
    """One engine with everything around it."""

    engine: SpeechEngine
    scheduler: Scheduler
    maker: PieceMaker


@dataclass(frozen=True, slots=True)
class Speaking:
    """A warm engine, who stands in for it, and how calls are served by them."""

    mouths: Sequence[Mouth]
    """The chosen engine first."""
    speakers: Speakers
    synthesizer: Synthesizer
    voices: Sequence[Voice]
    """What callers may ask for, the default first."""
    manner: Manner
    """For calls that state none."""

    @property
    def info(self) -> EngineInfo:
        """The chosen engine's; degraded while somebody stands in for it."""
        return replace(self.mouths[0].engine.info, is_degraded=self.speakers.is_stood_in)


class Now:
    """Holds who speaks. A call keeps whom it began with."""

    def __init__(self, speaking: Speaking) -> None:
        self.speaking = speaking

    async def upgrade(
        self,
        engine: SpeechEngine,
        speaking_of: Callable[[SpeechEngine], Awaitable[Speaking]],
        *,
        again_s: float | None = None,
    ) -> None:
        """Warms `engine` up, which may take minutes, and has it speak from then on; tries until it can.

        Args:
            engine: The better one.
            speaking_of: What belongs to it once it is warm.
            again_s: The first pause after a failure; `AGAIN_S` when not given.
        """
        again_s = AGAIN_S if again_s is None else again_s
        while True:
            try:
                await engine.warm_up()
                self.speaking = await speaking_of(engine)
            except XquizitError as error:
                name = engine.info.name
                log.warning("the better voice cannot speak yet", engine=name, reason=error.reason, again_in_s=again_s)
                await engine.aclose()
                await asyncio.sleep(again_s)
                again_s = min(2 * again_s, AGAIN_LIMIT_S)
            else:
                info = self.speaking.info
                log.info("a better voice speaks", engine=info.name, model=info.model, reason=info.reason)
                return
