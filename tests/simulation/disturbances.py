"""What can happen on the way of a turn: callers and replicas that go away, come twice, or get mixed up."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from redis.asyncio import Redis

from tests.emulators.gemini.server import GeminiEmulator
from tests.simulation.gates import EMBEDDED, GEMINI
from tests.simulation.interviews import Clock, heard, interviewer, turn
from xquizit_interview.config import InterviewSettings
from xquizit_interview.engines.gemini.engine import GeminiEngine
from xquizit_interview.interviewer import Interviewer
from xquizit_interview.port import InterviewEngine
from xquizit_interview.turn_events import Accepted, TurnEvent
from xquizit_kit.errors import Conflict, WrongPhase


@dataclass(slots=True)
class Replicas:
    """The service as replicas on one Redis: one at a time, or several beside each other, each of which can die."""

    redis: Redis
    clock: Clock
    engines: tuple[InterviewEngine | None, ...]
    """Of the replicas, in turn; None: the embedded engine."""
    _born: int = 0

    @asynccontextmanager
    async def one(self, redis: Any = None) -> AsyncIterator[Interviewer]:
        """The next replica. What it has running ends with it, like its process."""
        self._born += 1
        engine = self.engines[self._born % len(self.engines)]
        async with interviewer(redis or self.redis, self.clock, engine) as ask:
            yield ask


@asynccontextmanager
async def replicas(engine: str, redis: Redis, *, seeds: tuple[int, ...] = (0, 0)) -> AsyncIterator[Replicas]:
    """Replicas by twos. The emulated models of different seeds word things differently."""
    async with AsyncExitStack() as stack:
        engines: list[InterviewEngine | None] = []
        for seed in seeds:
            if engine == EMBEDDED:
                engines.append(None)
                continue
            emulator = await stack.enter_async_context(GeminiEmulator(seed=seed))
            settings = {"interview_engine": GEMINI, "gemini_api_key": "any", "gemini_base_url": emulator.base_url}
            asks = GeminiEngine(InterviewSettings.model_validate(settings), reason="simulation")
            engines.append(await stack.enter_async_context(aclosing(asks)))
        yield Replicas(redis, Clock(), tuple(engines))


Disturbance = Callable[["Course"], Awaitable[None]]
"""Takes the turn that is due, with what shall go wrong on the way; the clock stands still meanwhile."""


@dataclass(slots=True)
class Course:
    """One interview on its way: the next thing to be sent, and what everybody heard of each turn."""

    service: Replicas
    session_id: str
    answer: str | None = None
    """None: the start is due."""
    number: int = 0
    told: dict[int, list[str]] = field(default_factory=dict[int, list[str]])
    """By turn: the words that its callers had in the end."""
    faults: list[str] = field(default_factory=list[str])
    points: int = 0
    """At how many points something was disturbed."""

    async def whole(self, ask: Interviewer) -> list[TurnEvent]:
        """The turn that is due, to its end."""
        events = await turn(ask, self.session_id, self.answer, self.number or None)
        self.told.setdefault(self.number, []).append(heard(events))
        return events

    def stream(self, ask: Interviewer) -> AsyncGenerator[TurnEvent]:
        """The turn that is due, event by event."""
        if self.answer is None:
            return ask.start(self.session_id)
        return ask.submit(self.session_id, self.answer, self.number)

    async def again(self, ask: Interviewer, number: int, answer: str) -> None:
        """An earlier turn, sent late or once more."""
        events = await turn(ask, self.session_id, answer if number else None, number or None)
        if not (isinstance(events[0], Accepted) and events[0].is_replay):
            self.faults.append(f"turn {number} was taken anew")
        self.told[number].append(heard(events))

    async def is_refused(self, ask: Interviewer, answer: str, number: int | None, kind: type[WrongPhase]) -> None:
        """An answer that nobody may take now."""
        try:
            await turn(ask, self.session_id, answer, number)
            self.faults.append(f"turn {number} was taken beside turn {self.number}")
        except kind:
            pass


async def undisturbed(course: Course) -> None:
    """Nothing goes wrong."""
    async with course.service.one() as ask:
        await course.whole(ask)


async def cut_everywhere(course: Course) -> None:
    """After each event in turn the caller and the replica are gone; another replica goes on."""
    seen = 0
    while True:
        async with course.service.one() as ask, aclosing(course.stream(ask)) as events:
            got = [event async for event in _first(events, seen)]
        course.points += 1
        if len(got) < seen:
            break
        seen += 1
    async with course.service.one() as ask:
        await course.whole(ask)


async def _first(events: AsyncGenerator[TurnEvent], count: int) -> AsyncIterator[TurnEvent]:
    for _ in range(count):
        event = await anext(events, None)
        if event is None:
            return
        yield event


async def dead_at_every_command(course: Course) -> None:
    """The replica dies before each command to Redis, and after each before it hears of it."""
    is_through = False
    at = 0
    while not is_through:
        for is_done in (False, True):
            mortal = _MortalRedis(course.service.redis, at, is_done=is_done)
            async with course.service.one(mortal) as ask:
                try:
                    async with aclosing(course.stream(ask)) as events:
                        async for _ in events:
                            pass
                except _Died:
                    course.points += 1
            is_through = not mortal.has_died
        at += 1
    async with course.service.one() as ask:
        await course.whole(ask)


class _Died(asyncio.CancelledError):
    """The process is gone: nothing that catches errors sees it."""


class _MortalRedis:
    """A way to Redis on which the process dies at one command; nothing of it does anything after that."""

    def __init__(self, redis: Redis, at: int, *, is_done: bool) -> None:
        self._redis = redis
        self._left = at
        self._is_done = is_done
        """Whether Redis still does that command."""
        self.has_died = False

    async def getex(self, *keys: Any, **settings: Any) -> Any:
        return await self._do(lambda: self._redis.getex(*keys, **settings))

    def register_script(self, text: str) -> Callable[..., Awaitable[Any]]:
        script = self._redis.register_script(text)
        return lambda **arguments: self._do(lambda: script(**arguments))

    async def _do(self, command: Callable[[], Awaitable[Any]]) -> Any:
        self._left -= 1
        if self._left >= 0 and not self.has_died:
            return await command()
        if self._is_done and not self.has_died:
            self.has_died = True
            await command()
        self.has_died = True
        raise _Died


async def doubled(course: Course) -> None:
    """Two callers at two replicas send the same at once, and a third comes in between and goes away again."""
    async with course.service.one() as one, course.service.one() as other:
        async with aclosing(course.stream(other)) as events:
            await anext(events)
            course.points += 1
            await asyncio.gather(course.whole(one), course.whole(other))


async def mixed_up(course: Course) -> None:
    """Old turns, other answers and turns that are not due come before, amid and after the one that is."""
    async with course.service.one() as ask, course.service.one() as other:
        await course.is_refused(other, "This comes too early.", course.number + 1, WrongPhase)
        if course.number:
            await course.again(other, course.number - 1, "Not what I said.")
        async with aclosing(course.stream(ask)) as events:
            await anext(events)
            course.points += 1
            await course.is_refused(other, "Something quite different.", None, Conflict)
            await course.is_refused(other, "This comes too early.", course.number + 1, WrongPhase)
            if course.number:
                await course.again(other, 0, "")
            await course.whole(other)
        for number in range(max(0, course.number - 1), course.number + 1):
            await course.again(ask, number, "Not what I said.")


DISTURBANCES: tuple[Disturbance, ...] = (undisturbed, cut_everywhere, dead_at_every_command, doubled, mixed_up)
"""Each on every turn of an interview. Even undisturbed, the replica dies between a reply and its assessment."""
