"""The emulator on a socket, inside the process of a test."""

import time
from collections.abc import Callable
from types import TracebackType

from tests.emulators.runpod.app import build_app
from tests.emulators.runpod.faults import FaultBook
from tests.emulators.runpod.fleet import Fleet
from tests.emulators.runpod.hearing import Fixed, Transcriber
from tests.emulators.runpod.jobs import Job
from tests.emulators.runpod.limits import Limits
from tests.emulators.runpod.log import RequestLog
from tests.emulators.runpod.pace import INSTANT, Pace
from tests.emulators.runpod.state import State
from tests.emulators.runpod.whisper_input import Dialect
from tests.emulators.socket_server import SocketServer

TEXT = "I split a large program into eleven services."
"""What is heard where nobody says otherwise."""


class RunpodEmulator(SocketServer):
    """An async context manager: the emulator on a free port of this machine, without any wait unless told so."""

    def __init__(
        self,
        transcriber: Transcriber | None = None,
        *,
        endpoint_id: str = "whisper",
        api_key: str = "right",
        dialect: Dialect = "marketplace",
        pace: Pace = INSTANT,
        max_workers: int = 3,
        min_workers: int = 0,
        execution_timeout_s: float = 600.0,
        limits: Limits | None = None,
        seed: int = 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Takes what it hears with (a fixed text when not given) and the settings of `State`."""
        self.state = State(
            transcriber or Fixed(TEXT),
            endpoint_id=endpoint_id,
            api_key=api_key,
            dialect=dialect,
            pace=pace,
            max_workers=max_workers,
            min_workers=min_workers,
            execution_timeout_s=execution_timeout_s,
            limits=limits or Limits(),
            seed=seed,
            clock=clock,
        )
        super().__init__(build_app(self.state))

    @property
    def base_url(self) -> str:
        """What RUNPOD_ENDPOINT_BASE_URL takes."""
        return f"{self.url}/v2"

    @property
    def endpoint_id(self) -> str:
        """What RUNPOD_ENDPOINT_ID takes."""
        return self.state.endpoint_id

    @property
    def api_key(self) -> str:
        """What RUNPOD_API_KEY takes."""
        return self.state.api_key

    @property
    def log(self) -> RequestLog:
        """What was asked of it."""
        return self.state.log

    @property
    def faults(self) -> FaultBook:
        """What shall go wrong."""
        return self.state.faults

    @property
    def fleet(self) -> Fleet:
        """Its workers: `pace` can be set, `cool()` makes the idle ones cold, `health()` is what the route says."""
        return self.state.fleet

    @property
    def jobs(self) -> list[Job]:
        """All that are remembered, the oldest first."""
        return self.state.jobs.all()

    async def job_queued(self, number: int = 1) -> Job:
        """Waits until the `number`-th job since the start came into the queue; that job."""
        return await self._nth(self.fleet.queued, number)

    async def job_started(self, number: int = 1) -> Job:
        """Waits until a worker took a job for the `number`-th time; that job. One that is retried starts again."""
        return await self._nth(self.fleet.started, number)

    async def job_ended(self, number: int = 1) -> Job:
        """Waits until the `number`-th job since the start ended, however; that job."""
        return await self._nth(self.fleet.ended, number)

    async def _nth(self, jobs: list[Job], number: int) -> Job:
        await self.fleet.changes.until(lambda: len(jobs) >= number)
        return jobs[number - 1]

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await super().__aexit__(kind, error, trace)
        await self.fleet.close()
