"""A recognizer with another one behind it: when the first fails, the same sound is given to the second."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import Any

from xquizit_kit.engine_info import EngineInfo
from xquizit_kit.errors import AtCapacity, DeadlineExceeded, Unavailable, XquizitError
from xquizit_kit.logs import get_logger
from xquizit_transcription.port import Closed, Ear, EarState, Listener, Recognized, Recognizer, Topic

log = get_logger(__name__)

LEFT_ALONE_S = 20.0
"""After a failure the second recognizer hears whole utterances, captions included, for so long."""


class FallbackRecognizer:
    """Listens with the first while it works, and with the second while it does not.

    It changes between utterances. An utterance that the first has taken and cannot finish is recognized again, whole,
    by the second: what was said is lost in no case, and a caller waits no longer than `patience_s`.
    """

    def __init__(
        self,
        first: Recognizer,
        second: Recognizer,
        *,
        patience_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Takes both.

        Args:
            first: The chosen one.
            second: Stands in.
            patience_s: A final that takes the first longer is given to the second.
            clock: Seconds that never go back.
        """
        self._first = first
        self._second = second
        self._patience_s = patience_s
        self._clock = clock
        self._left_alone_until_s = float("-inf")
        self._stack = AsyncExitStack()
        self.stood_in = 0
        """Utterances that the second recognized because the first had failed."""

    @property
    def info(self) -> EngineInfo:
        """The first's, or while it is left alone the second's, with the reason."""
        if self.is_out_of_order:
            reason = f"{self._first.info.name} is out of order; it is tried again every {LEFT_ALONE_S:.0f} s"
            return replace(self._second.info, reason=reason)
        return self._first.info

    @property
    def is_out_of_order(self) -> bool:
        """Whether the first has failed lately."""
        return self._clock() < self._left_alone_until_s

    def counts(self) -> Mapping[str, float]:
        """Both's, and how often the second stood in."""
        return {**self._second.counts(), **self._first.counts(), "stood_in": self.stood_in}

    async def warm_up(self) -> None:
        """Gets both ready."""
        for recognizer in (self._second, self._first):
            self._stack.push_async_callback(recognizer.aclose)
            await recognizer.warm_up()

    def prepare(self, topic: Topic) -> None:
        """Prepares both: the second has no time for it when it is needed."""
        self._first.prepare(topic)
        self._second.prepare(topic)

    async def forget(self, session_id: str) -> None:
        """Both forget."""
        await self._first.forget(session_id)
        await self._second.forget(session_id)

    @asynccontextmanager
    async def listen(self, topic: Topic) -> AsyncGenerator[Listener]:
        """Lends an ear of the first; one of the second is taken when it is needed."""
        async with AsyncExitStack() as stack:
            first = await stack.enter_async_context(self._first.listen(topic))
            second = _StandIn(lambda: stack.enter_async_context(self._second.listen(topic)))
            yield _FallbackListener(self, first, second, self._patience_s)

    async def aclose(self) -> None:
        """Ends both."""
        await self._stack.aclose()

    def failed(self) -> None:
        """The first has failed to finish an utterance."""
        self.stood_in += 1
        self._left_alone_until_s = self._clock() + LEFT_ALONE_S

    def worked(self) -> None:
        """The first has finished one."""
        self._left_alone_until_s = float("-inf")


class _StandIn:
    """The second's ear, taken at its first use; does one thing at a time, and may finish utterances it never heard."""

    def __init__(self, take: Callable[[], Coroutine[Any, Any, Listener]]) -> None:
        self._take = take
        self._listener: Listener | None = None
        self._live = bytearray()
        self._is_hearing = False
        self._lock = asyncio.Lock()

    @property
    def ear(self) -> Ear | None:
        """None until it was used."""
        return None if self._listener is None else Ear(self._listener.ear.engine, EarState.STANDING_IN)

    async def begin(self) -> None:
        """Starts an utterance."""
        async with self._lock:
            listener = await self._ready()
            self._live.clear()
            self._is_hearing = True
            await listener.begin()

    async def feed(self, pcm: bytes) -> str:
        """Hears on."""
        async with self._lock:
            self._live += pcm
            return await (await self._ready()).feed(pcm)

    def pause(self) -> None:
        """Passes it on."""
        if self._listener is not None and self._is_hearing:
            self._listener.pause()

    async def finish(self, closed: Closed, *, is_live: bool) -> Recognized:
        """Recognizes an utterance; one that it did not hear interrupts the one that it hears, which is then resumed."""
        async with self._lock:
            listener = await self._ready()
            if is_live:
                self._is_hearing = False
                return await listener.finish(closed)
            await listener.begin()
            recognized = await listener.finish(closed)
            if self._is_hearing:
                await listener.begin()
                if self._live:
                    await listener.feed(bytes(self._live))
            return recognized

    async def _ready(self) -> Listener:
        if self._listener is None:
            self._listener = await self._take()
        return self._listener


class _FallbackListener:
    """One answer's ears. Whose an utterance is, is decided when it begins."""

    def __init__(self, both: FallbackRecognizer, first: Listener, second: _StandIn, patience_s: float) -> None:
        self._both = both
        self._first = first
        self._second = second
        self._patience_s = patience_s
        self._is_seconds = False

    @property
    def ear(self) -> Ear:
        return (self._second.ear if self._is_seconds else None) or self._first.ear

    @property
    def finals_ahead(self) -> int:
        return self._first.finals_ahead

    async def begin(self) -> None:
        self._is_seconds = self._both.is_out_of_order
        if self._is_seconds:
            try:
                await self._second.begin()
            except AtCapacity:
                # Nobody is there to stand in: the first may work again when the utterance is whole.
                self._is_seconds = False
        if not self._is_seconds:
            await self._first.begin()

    async def feed(self, pcm: bytes) -> str:
        return await (self._second if self._is_seconds else self._first).feed(pcm)

    def pause(self) -> None:
        (self._second if self._is_seconds else self._first).pause()

    def finish(self, closed: Closed) -> Coroutine[Any, Any, Recognized]:
        if self._is_seconds:
            return self._second.finish(closed, is_live=True)
        return self._finish(self._first.finish(closed), closed)

    async def _finish(self, recognition: Coroutine[Any, Any, Recognized], closed: Closed) -> Recognized:
        try:
            recognized = await self._patiently(recognition)
        except (Unavailable, AtCapacity) as error:
            self._both.failed()
            log.warning("second recognizer stands in", first=self._first.ear.engine, reason=error.reason)
            try:
                return await self._second.finish(closed, is_live=False)
            except XquizitError:
                raise error from None  # the first's trouble is the one to tell about
        self._both.worked()
        return recognized

    async def _patiently(self, recognition: Coroutine[Any, Any, Recognized]) -> Recognized:
        try:
            async with asyncio.timeout(self._patience_s):
                return await recognition
        except TimeoutError:
            raise DeadlineExceeded("Listening took too long.", retry_after_s=1.0) from None
