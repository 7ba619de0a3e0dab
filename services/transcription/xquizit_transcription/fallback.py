"""A recognizer with another one behind it: when the first fails, the same sound is given to the second."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, aclosing, asynccontextmanager, suppress
from dataclasses import replace
from typing import Any

from xquizit_kit.engine_info import EngineInfo
from xquizit_kit.errors import AtCapacity, DeadlineExceeded, Unavailable, XquizitError
from xquizit_kit.logs import get_logger
from xquizit_transcription.port import Closed, Ear, EarState, Listener, Recognized, Recognizer, Topic

log = get_logger(__name__)

LEFT_ALONE_S = 20.0
"""After a failure the second recognizer hears whole utterances, captions included, for so long; then one utterance is
tried with the first. Each failure in a row doubles it."""
MOST_LEFT_ALONE_S = 300.0
RETRY_S = 60.0
"""Between attempts to start a first recognizer that did not start."""


class FallbackRecognizer:
    """Listens with the first while it works, and with the second while it does not.

    It changes between utterances. An utterance that the first has taken and cannot finish is recognized again, whole,
    by the second: what was said is lost in no case, and a caller waits no longer than `patience_s`. A first that does
    not start (a wrong key, no credit) is tried again in the background: who listens badly is better than nobody.
    """

    def __init__(
        self,
        make_first: Callable[[], Recognizer],
        second: Recognizer,
        *,
        patience_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Takes both.

        Args:
            make_first: Makes the chosen one, not yet warm; asked again when that does not start.
            second: Stands in.
            patience_s: A final that takes the first longer is given to the second.
            clock: Seconds that never go back.
        """
        self._make_first = make_first
        self._second = second
        self._patience_s = patience_s
        self._clock = clock
        self._first: Recognizer | None = None
        self._why_not = ""
        self._failures = 0
        self._left_alone_until_s = float("-inf")
        self._is_probing = False
        self._keeping: asyncio.Task[None] | None = None
        self._has_tried = asyncio.Event()
        self._is_over = asyncio.Event()
        self._stood_in = 0

    @property
    def info(self) -> EngineInfo:
        """The first's, or while it is out of order the second's, with the reason."""
        if self._first is None:
            return self._standing_in(f"the chosen engine does not start: {self._why_not}")
        if self.is_out_of_order:
            return self._standing_in(f"{self._first.info.name} is out of order and tried now and then")
        return self._first.info

    def _standing_in(self, reason: str) -> EngineInfo:
        return replace(self._second.info, reason=reason, is_degraded=True)

    @property
    def is_out_of_order(self) -> bool:
        """Whether the first has failed lately and has not worked since."""
        return self._failures > 0

    def counts(self) -> Mapping[str, float]:
        """The first's, the second's under names of their own, and how many utterances that finished for the first."""
        second = {f"stand_in_{what}": count for what, count in self._second.counts().items()}
        return {**(self._first.counts() if self._first is not None else {}), **second, "stood_in": self._stood_in}

    async def warm_up(self) -> None:
        """Gets both ready; returns when it is known whether the first starts."""
        await self._second.warm_up()
        self._keeping = asyncio.create_task(self._keep_first(), name="first-recognizer")
        await self._has_tried.wait()

    def prepare(self, topic: Topic) -> None:
        """Prepares both: the second has no time for it when it is needed."""
        if self._first is not None:
            self._first.prepare(topic)
        self._second.prepare(topic)

    async def forget(self, session_id: str) -> None:
        """Both forget."""
        if self._first is not None:
            await self._first.forget(session_id)
        await self._second.forget(session_id)

    @asynccontextmanager
    async def listen(self, topic: Topic) -> AsyncGenerator[Listener]:
        """Lends an ear of the first; one of the second is taken when it is needed."""
        async with AsyncExitStack() as stack:
            if self._first is None:
                yield await stack.enter_async_context(self._second.listen(topic))
                return
            first = await stack.enter_async_context(self._first.listen(topic))
            second = _StandIn(lambda: stack.enter_async_context(self._second.listen(topic)))
            listener = _FallbackListener(self, first, second, self._patience_s)
            try:
                yield listener
            finally:
                listener.leave()

    async def aclose(self) -> None:
        """Ends both."""
        self._is_over.set()
        if self._keeping is not None:
            await asyncio.wait([self._keeping])
        await self._second.aclose()

    def admits(self) -> bool:
        """Whether an utterance may go to the first; while it is out of order one at a time tries it.

        An utterance that may must be ended by `worked`, `failed` or `abandoned`.
        """
        if not self.is_out_of_order:
            return True
        if self._is_probing or self._clock() < self._left_alone_until_s:
            return False
        self._is_probing = True
        return True

    def failed(self) -> None:
        """The first has failed to finish an utterance; the second does."""
        self._stood_in += 1
        self._failures += 1
        self._is_probing = False
        alone_s = min(MOST_LEFT_ALONE_S, LEFT_ALONE_S * 2 ** min(self._failures - 1, 10))
        self._left_alone_until_s = self._clock() + alone_s

    def worked(self) -> None:
        """The first has finished one."""
        self._failures, self._is_probing = 0, False

    def abandoned(self) -> None:
        """An utterance was given up from outside and says nothing about the first."""
        self._is_probing = False

    async def _keep_first(self) -> None:
        """Starts the first, and keeps it to the end: who warms a recognizer up has to close it."""
        while not self._is_over.is_set():
            try:
                async with aclosing(self._make_first()) as first:
                    await first.warm_up()
                    self._first = first
                    self._has_tried.set()
                    await self._is_over.wait()
            except XquizitError as error:
                self._why_not = error.message
                log.error("recognizer does not start, another one stands in", reason=error.reason, why=error.message)
            finally:
                self._first = None
                self._has_tried.set()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._is_over.wait(), RETRY_S)


class _StandIn:
    """The second's ear, taken at its first use; does one thing at a time, and may finish utterances it never heard."""

    def __init__(self, take: Callable[[], Coroutine[Any, Any, Listener]]) -> None:
        self._take = take
        self._listener: Listener | None = None
        self._live = bytearray()
        self._is_hearing = False
        self._begun = 0
        self._lock = asyncio.Lock()

    @property
    def ear(self) -> Ear | None:
        """None until it was used."""
        return None if self._listener is None else Ear(self._listener.ear.engine, EarState.STANDING_IN)

    @property
    def begun(self) -> int:
        """How many utterances it has begun: the number of the one that it hears."""
        return self._begun

    async def begin(self) -> None:
        """Starts an utterance; one that is still to be finished is finished from its sound."""
        async with self._lock:
            listener = await self._ready()
            self._live.clear()
            self._is_hearing = True
            self._begun += 1
            await listener.begin()

    async def feed(self, pcm: bytes) -> str:
        """Hears on."""
        async with self._lock:
            self._live += pcm
            return await (await self._ready()).feed(pcm)

    @property
    def caption(self) -> str:
        """Of the utterance that it hears."""
        return "" if self._listener is None else self._listener.caption

    def pause(self) -> None:
        """Passes it on."""
        if self._listener is not None and self._is_hearing:
            self._listener.pause()

    async def finish(self, closed: Closed, *, number: int = 0) -> Recognized:
        """Recognizes an utterance; another one than it hears now interrupts that, which is then resumed.

        Args:
            closed: The utterance.
            number: What `begun` was when it ended; 0: this ear did not hear it.
        """
        async with self._lock:
            listener = await self._ready()
            if number == self._begun and self._is_hearing:
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
        self._is_open = False
        """Whether the first has begun an utterance that is not being finished yet."""

    @property
    def ear(self) -> Ear:
        return (self._second.ear if self._is_seconds else None) or self._first.ear

    @property
    def finals_ahead(self) -> int:
        return self._first.finals_ahead

    @property
    def caption(self) -> str:
        return self._second.caption if self._is_seconds else self._first.caption

    @property
    def news(self) -> asyncio.Event:
        return self._first.news  # the second's captions come as it is fed

    async def begin(self) -> None:
        self.leave()
        self._is_seconds = not self._both.admits()
        if self._is_seconds:
            try:
                await self._second.begin()
            except XquizitError as error:
                # Nobody is there to stand in: the first may work again when the utterance is whole.
                log.warning("nobody stands in", reason=error.reason)
                self._is_seconds = False
        if not self._is_seconds:
            self._is_open = True
            await self._first.begin()

    def leave(self) -> None:
        """An utterance that the first has begun is not finished."""
        if self._is_open:
            self._is_open = False
            self._both.abandoned()

    async def feed(self, pcm: bytes) -> str:
        return await (self._second if self._is_seconds else self._first).feed(pcm)

    def pause(self) -> None:
        (self._second if self._is_seconds else self._first).pause()

    def finish(self, closed: Closed) -> Coroutine[Any, Any, Recognized]:
        if self._is_seconds:
            return self._second.finish(closed, number=self._second.begun)
        self._is_open = False
        return self._finish(self._first.finish(closed), closed)

    async def _finish(self, recognition: Coroutine[Any, Any, Recognized], closed: Closed) -> Recognized:
        try:
            recognized = await self._patiently(recognition)
        except asyncio.CancelledError:
            self._both.abandoned()
            raise
        except (Unavailable, AtCapacity) as error:
            self._both.failed()
            log.warning("second recognizer stands in", first=self._first.ear.engine, reason=error.reason)
            try:
                return await self._second.finish(closed)
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
