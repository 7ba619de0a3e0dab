"""Waiting for something to become true, without looking again and again."""

import asyncio
from collections.abc import Callable


class Changes:
    """Those who change something say so; those who wait look again then."""

    def __init__(self) -> None:
        self._next = asyncio.Event()

    def notify(self) -> None:
        """Something has changed."""
        self._next.set()
        self._next = asyncio.Event()

    async def until(self, is_true: Callable[[], bool]) -> None:
        """Waits until `is_true`; returns at once where it is already."""
        while not is_true():
            await self._next.wait()
