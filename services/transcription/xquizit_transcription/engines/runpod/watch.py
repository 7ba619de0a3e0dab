"""Whether workers are up, asked for when a job waits for one."""

from collections.abc import Callable

from xquizit_kit.logs import get_logger
from xquizit_transcription.engines.runpod.api import RunpodApi
from xquizit_transcription.engines.runpod.background import Background
from xquizit_transcription.engines.runpod.failures import RunpodFailed
from xquizit_transcription.engines.runpod.warmth import Warmth

log = get_logger(__name__)

LONG_QUEUE_S = 1.0
"""A job that waits longer for its worker makes us ask whether there is one."""
ASK_EVERY_S = 2.0


class Watch:
    """Keeps what is known of the workers up to date."""

    def __init__(
        self, api: RunpodApi, background: Background, *, idle_timeout_s: float, clock: Callable[[], float]
    ) -> None:
        """Takes whom to ask, who waits for the answer, how long workers stay, and a clock that never goes back."""
        self._api = api
        self._background = background
        self._clock = clock
        self._warmth = Warmth(idle_timeout_s=idle_timeout_s)
        self._asked_s = float("-inf")

    @property
    def is_warm(self) -> bool:
        """Whether a worker should be up."""
        return self._warmth.is_warm(self._clock())

    def completed(self) -> None:
        """A worker finished a job."""
        self._warmth.completed(self._clock())

    def waits(self, since_s: float) -> None:
        """A job that was sent at `since_s` waits for a worker: asks in the background when that is long."""
        now_s = self._clock()
        if now_s - since_s >= LONG_QUEUE_S and now_s - self._asked_s >= ASK_EVERY_S:
            self._asked_s = now_s
            self._background.spawn(self._look(), "runpod-health")

    async def ask(self) -> None:
        """Asks how many workers are up.

        Raises:
            RunpodFailed: It was refused, or not answered.
        """
        self._asked_s = self._clock()
        health = await self._api.health()
        if health is None:
            self._warmth.unknown()
        else:
            self._warmth.workers(self._clock(), is_any_up=health.workers.is_any_up)

    async def _look(self) -> None:
        try:
            await self.ask()
        except RunpodFailed as failed:
            log.debug("runpod health unknown", reason=failed.outcome)
