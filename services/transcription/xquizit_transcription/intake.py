"""The audio of one stream between its arrival and its recognition: bounded, coalesced when recognition is behind."""

import asyncio
from collections import deque

from xquizit_kit.audio import SAMPLE_BYTES
from xquizit_kit.errors import XquizitError


class Intake:
    """A queue of PCM with one writer and one reader; the writer waits while it is full."""

    def __init__(self, *, most_samples: int) -> None:
        """Takes how many samples may wait."""
        self._most_bytes = most_samples * SAMPLE_BYTES
        self._frames: deque[bytes] = deque()
        self._bytes = 0
        self._closed = False
        self._failure: XquizitError | None = None
        self._changed = asyncio.Event()
        self.is_doubted = False
        """Whether the newest sound was probably captured at another rate than it should be."""

    async def put(self, pcm: bytes) -> None:
        """Adds samples; waits first while more than the limit are there, which stops reading from the network."""
        while self._bytes >= self._most_bytes:
            await self._change()
        self._frames.append(pcm)
        self._bytes += len(pcm)
        self._changed.set()

    def close(self, failure: XquizitError | None = None) -> None:
        """No more samples come; with `failure` the reader raises it when it has taken the rest."""
        self._closed = True
        self._failure = failure
        self._changed.set()

    async def take(self, *, least_samples: int, most_samples: int, wait_s: float) -> bytes | None:
        """The next samples, in order.

        Args:
            least_samples: Waits for so many, except at the end.
            most_samples: Takes about so many at most (at least one frame).
            wait_s: Waits so long.

        Returns:
            PCM; empty when `wait_s` passed first; None at the end.

        Raises:
            XquizitError: What the writer closed it with.
        """
        try:
            async with asyncio.timeout(wait_s):
                while self._bytes < least_samples * SAMPLE_BYTES and not self._closed:
                    await self._change()
        except TimeoutError:
            return b""
        if not self._frames:
            if self._failure is not None:
                raise self._failure
            return None
        taken: list[bytes] = []
        size = 0
        while self._frames and (not taken or size + len(self._frames[0]) <= most_samples * SAMPLE_BYTES):
            taken.append(self._frames.popleft())
            size += len(taken[-1])
        self._bytes -= size
        self._changed.set()
        return b"".join(taken)

    async def _change(self) -> None:
        self._changed.clear()
        await self._changed.wait()
