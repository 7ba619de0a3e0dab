"""Listens with what is there at once, and with something better from the next answer on, as soon as there is that."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import replace

from xquizit_kit.engine_info import EngineInfo
from xquizit_kit.errors import XquizitError
from xquizit_kit.logs import get_logger
from xquizit_transcription.port import Listener, Recognizer, Topic

log = get_logger(__name__)

RETRY_S = 60.0
"""Before it is tried again to make the better one; twice as long each time, up to `MOST_RETRY_S`."""
MOST_RETRY_S = 1800.0


class UpgradingRecognizer:
    """An answer is heard to its end by the recognizer that began it."""

    def __init__(
        self, simple: Recognizer, make_better: Callable[[], Awaitable[Recognizer]], *, is_near: bool = False
    ) -> None:
        """Takes what is there, and what fetches the better one, which may take minutes.

        Args:
            simple: Works at once.
            make_better: Returns the better one, not yet warm; raises an XquizitError when there is none.
            is_near: It takes seconds only: starting waits for it.
        """
        self._is_near = is_near
        self._simple = simple
        self._make_better = make_better
        self._better: Recognizer | None = None
        self._keeping: asyncio.Task[None] | None = None
        self._is_settled = asyncio.Event()
        self._is_over = asyncio.Event()
        self._why_not = "a better one is being fetched"

    @property
    def info(self) -> EngineInfo:
        """The one that the next answer is heard by."""
        if self._better is not None:
            return self._better.info
        return replace(self._simple.info, reason=f"{self._simple.info.reason}; {self._why_not}")

    def counts(self) -> Mapping[str, float]:
        """Both's."""
        return {**self._simple.counts(), **(self._better.counts() if self._better is not None else {})}

    async def warm_up(self) -> None:
        """Gets the simple one ready and begins to make the better one."""
        await self._simple.warm_up()
        self._keeping = asyncio.create_task(self._keep_better(), name="better-recognizer")
        if self._is_near:
            await self.settled()

    async def settled(self) -> None:
        """Waits until it is known whether there is a better one."""
        await self._is_settled.wait()

    def prepare(self, topic: Topic) -> None:
        """Prepares both: the better one may come between now and the answer."""
        self._simple.prepare(topic)
        if self._better is not None:
            self._better.prepare(topic)

    async def forget(self, session_id: str) -> None:
        """Both forget."""
        await self._simple.forget(session_id)
        if self._better is not None:
            await self._better.forget(session_id)

    @asynccontextmanager
    async def listen(self, topic: Topic) -> AsyncGenerator[Listener]:
        """Lends an ear of the best that is ready."""
        async with (self._better or self._simple).listen(topic) as listener:
            yield listener

    async def aclose(self) -> None:
        """Ends everything, what is being made too."""
        self._is_over.set()
        if self._keeping is not None:
            if self._better is None:
                self._keeping.cancel()
            await asyncio.wait([self._keeping])
        await self._simple.aclose()

    async def _keep_better(self) -> None:
        """Makes the better one and keeps it to the end: who warms a recognizer up has to close it."""
        pause_s = RETRY_S
        while not self._is_over.is_set():
            try:
                async with aclosing(await self._make_better()) as better:
                    await better.warm_up()
                    self._better = better
                    log.info("engine", engine=better.info.name, model=better.info.model, reason=better.info.reason)
                    self._is_settled.set()
                    await self._is_over.wait()
            except XquizitError as error:
                self._why_not = f"no better one: {error.message}"
                log.warning("no better recognizer", reason=error.reason, why=error.message, again_s=pause_s)
            except Exception:
                self._why_not = "no better one: something went wrong on our side"
                log.exception("no better recognizer")
            finally:
                self._better = None
                self._is_settled.set()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._is_over.wait(), pause_s)
            pause_s = min(2 * pause_s, MOST_RETRY_S)
