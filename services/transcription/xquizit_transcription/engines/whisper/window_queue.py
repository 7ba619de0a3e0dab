"""The windows that wait for a worker: finals before looks, each in the order in which they came."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from xquizit_kit.errors import AtCapacity, XquizitError
from xquizit_transcription.windows.port import Segment, Window


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """A window and who waits for it."""

    window: Window
    answer: asyncio.Future[Sequence[Segment]]
    """Cancelled when nobody waits any more."""

    @property
    def is_wanted(self) -> bool:
        """Whether somebody still waits."""
        return not self.answer.done()

    def succeed(self, segments: Sequence[Segment]) -> None:
        """Gives the answer, if somebody waits."""
        if self.is_wanted:
            self.answer.set_result(segments)

    def fail(self, error: XquizitError) -> None:
        """Tells what went wrong, if somebody waits."""
        if self.is_wanted:
            self.answer.set_exception(error)


class WindowQueue:
    """Takes jobs from many, gives them to the workers."""

    def __init__(self, most: int) -> None:
        """Takes how many may wait."""
        self._most = most
        self._finals: deque[Job] = deque()
        self._looks: deque[Job] = deque()
        self._filled = asyncio.Event()

    def __len__(self) -> int:
        return len(self._finals) + len(self._looks)

    def put(self, job: Job) -> None:
        """Has a job wait.

        Raises:
            AtCapacity: Too many do.
        """
        if len(self) >= self._most:
            raise AtCapacity("More is being said right now than can be written down.", retry_after_s=2.0)
        (self._finals if job.window.is_final else self._looks).append(job)
        self._filled.set()

    async def get(self) -> Job:
        """The next one, as soon as there is one."""
        while not len(self):
            self._filled.clear()
            await self._filled.wait()
        return (self._finals or self._looks).popleft()

    def drop(self, job: Job) -> None:
        """Forgets a job that waits; one that was taken already is left to its worker."""
        for waiting in (self._finals, self._looks):
            if job in waiting:
                waiting.remove(job)

    def fail_all(self, error: XquizitError) -> None:
        """Ends the waiting of all."""
        while len(self):
            (self._finals or self._looks).popleft().fail(error)
