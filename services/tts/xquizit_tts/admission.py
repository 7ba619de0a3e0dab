"""How many texts are spoken at once, and how long one more waits for its turn."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from xquizit_kit.errors import AtCapacity


class Admission:
    """A bounded number of slots, given in the order of asking."""

    def __init__(self, slots: int, wait_s: float) -> None:
        """Takes how many slots there are and how long a caller waits for one."""
        self._free = asyncio.Semaphore(slots)
        self._wait_s = wait_s

    @asynccontextmanager
    async def slot(self) -> AsyncGenerator[None]:
        """Holds a slot.

        Raises:
            AtCapacity: None came free in time.
        """
        try:
            async with asyncio.timeout(self._wait_s):
                await self._free.acquire()
        except TimeoutError:
            raise AtCapacity("Too much is being spoken right now.", retry_after_s=2.0) from None
        try:
            yield
        finally:
            self._free.release()
