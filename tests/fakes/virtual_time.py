"""An event loop whose clock jumps to the next thing to do: minutes take no time, and always the same steps."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

ResultT = TypeVar("ResultT")


class _JumpingSelector(selectors.DefaultSelector):
    """Instead of waiting it moves the clock."""

    jumped_s = 0.0

    def select(self, timeout: float | None = None) -> Any:
        ready = super().select(0)
        if not ready and timeout is not None:
            self.jumped_s += max(0.0, timeout)
            return []
        return ready or super().select(timeout)


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """Its `time` stands still while anything can be done, and never waits."""

    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.jumped_s


def in_virtual_time(work: Coroutine[Any, Any, ResultT]) -> ResultT:
    """Runs `work` in a loop of its own."""
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(work)
