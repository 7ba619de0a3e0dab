"""What becomes final of an answer, in the order of its audio, however its recognitions overtake each other."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Coroutine
from dataclasses import dataclass
from typing import Any

from xquizit_kit.errors import EngineFailed
from xquizit_transcription.answer import Final, final_of
from xquizit_transcription.port import Recognized


@dataclass(slots=True, eq=False)
class PendingUtterance:
    """An utterance on its way to its final."""

    start: int
    end: int
    caption: str
    """What was last shown of it."""
    recognition: asyncio.Task[Recognized]
    closed_at_s: float
    """When it was whole, by the event loop's clock."""


@dataclass(frozen=True, slots=True)
class Decided:
    """All before `end` is decided: the utterance that ends there has become a final, or there was nothing."""

    end: int
    final: Final | None = None
    utterance: PendingUtterance | None = None
    """None: a stretch without speech."""


class Commits:
    """Utterances and stretches without speech in order, each handed out when all before it were."""

    def __init__(self, *, finals_ahead: int) -> None:
        """Takes how many recognitions may be on their way beside the one that is handed out next."""
        self._room = asyncio.Semaphore(max(1, finals_ahead))
        self._items: deque[PendingUtterance | int] = deque()
        self._changed = asyncio.Event()
        self._progress = asyncio.Event()
        self._is_closed = False

    def pending(self, *, beside: PendingUtterance | None = None) -> list[PendingUtterance]:
        """The utterances that are not handed out yet, in order; `beside` is left out."""
        return [item for item in self._items if isinstance(item, PendingUtterance) and item is not beside]

    async def add(
        self, start: int, end: int, caption: str, recognition: Coroutine[Any, Any, Recognized]
    ) -> PendingUtterance:
        """Starts a recognition; waits first while as many as allowed are on their way."""
        closed_at_s = asyncio.get_running_loop().time()
        try:
            await self._room.acquire()
        except BaseException:
            recognition.close()
            raise
        task = asyncio.create_task(recognition, name=f"final-{start}")
        utterance = PendingUtterance(start, end, caption, task, closed_at_s)
        self._put(utterance)
        return utterance

    async def progress(self) -> None:
        """Waits until one more utterance was handed out."""
        self._progress.clear()
        await self._progress.wait()

    def no_speech(self, end: int) -> None:
        """Nothing before `end` is left but what was added."""
        if self._items and isinstance(self._items[-1], int):
            self._items[-1] = end
            self._changed.set()
        else:
            self._put(end)

    def close(self) -> None:
        """Nothing more comes."""
        self._is_closed = True
        self._changed.set()

    async def decided(self) -> AsyncGenerator[Decided]:
        """What is decided, in order, as it comes, to the end; an utterance is pending until the next is asked for.

        Raises:
            XquizitError: A recognition failed; what comes after it is not decided.
        """
        while True:
            while not self._items:
                if self._is_closed:
                    return
                self._changed.clear()
                await self._changed.wait()
            item = self._items[0]
            if isinstance(item, int):
                self._items.popleft()
                yield Decided(item)
                continue
            heard = await _recognized(item)
            final = final_of(heard.words, start_sample=item.start, end_sample=item.end, engine=heard.engine)
            yield Decided(item.end, final, item)
            self._items.popleft()
            self._room.release()
            self._progress.set()

    async def aclose(self) -> None:
        """Gives up what is on its way."""
        tasks = [item.recognition for item in self._items if isinstance(item, PendingUtterance)]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)  # what failed behind the first failure is told by that

    def _put(self, item: PendingUtterance | int) -> None:
        self._items.append(item)
        self._changed.set()


async def _recognized(utterance: PendingUtterance) -> Recognized:
    """Its recognition; one that was cancelled from inside has failed, and does not look like our own end."""
    try:
        return await utterance.recognition
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
        raise EngineFailed("Listening broke off. Please say the last sentence again.", retry_after_s=1.0) from None
