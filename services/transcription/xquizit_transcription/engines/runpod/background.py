"""Tasks that nobody waits for, and their end."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from xquizit_kit.cancellation import end

ResultT = TypeVar("ResultT")


class Background:
    """Keeps its tasks referenced and ends them."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def spawn(self, work: Coroutine[Any, Any, ResultT], name: str) -> asyncio.Task[ResultT]:
        """Starts `work`."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def aclose(self, *, wait_s: float) -> None:
        """Lets them work for `wait_s` at most, then cancels what is left; returns when all have ended."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=wait_s)
        while self._tasks:  # one that is cancelled may start another
            await end(*self._tasks)
