"""Holds whole interviews with scripted candidates: the real interviewer, real Redis, any engine, their own clock."""

from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

from redis.asyncio import Redis

from xquizit_interview.engines.embedded import EmbeddedEngine
from xquizit_interview.interviewer import Interviewer
from xquizit_interview.port import InterviewEngine
from xquizit_interview.reporting.report import Report
from xquizit_interview.server import interviewing, with_stand_in
from xquizit_interview.state import Documents, Interview, Phase
from xquizit_interview.turn_events import Completed, Delta, Restarted, TurnEvent, View
from xquizit_kit.errors import InvalidInput, WrongPhase

MOST_TURNS = 80
"""More than 16 questions with three conversational turns each; whoever talks on beyond it hangs."""
STARTED_AT_S = 1_800_000_000.0


class Clock:
    """A clock that only a test moves. Unix seconds."""

    def __init__(self, now_s: float = STARTED_AT_S) -> None:
        self.now_s = now_s

    def __call__(self) -> float:
        return self.now_s

    def pass_s(self, seconds: float) -> None:
        """Lets time pass."""
        self.now_s += seconds


@dataclass(frozen=True, slots=True)
class Said:
    """What a candidate does when asked."""

    text: str | None
    """None: nothing at all; only time passes."""
    after_s: float = 60.0
    """Seconds from the question's first word to the answer's last."""


class Candidate(Protocol):
    """Somebody who is interviewed; knows no more than what is heard."""

    def answer(self, heard: str, view: View) -> Said:
        """What is said to the interviewer's words `heard`. `view` is where the interview stands."""
        ...


@dataclass(slots=True)
class Held:
    """An interview from start to end."""

    documents: Documents
    interview: Interview
    report: Report
    view: View
    events: list[list[TurnEvent]] = field(default_factory=list[list[TurnEvent]])
    """Of each turn, in order."""
    said: list[str] = field(default_factory=list[str])
    """What the candidate said in turns 1, 2, …: their own words, before anybody kept them."""
    refused: list[str] = field(default_factory=list[str])
    """Reasons for which answers were refused (an empty answer, say)."""

    @property
    def heard(self) -> list[str]:
        """The interviewer's words, turn by turn, as a listener has them in the end."""
        return [heard(events) for events in self.events]


def heard(events: list[TurnEvent]) -> str:
    """The words that a listener has after these events."""
    text = ""
    for event in events:
        match event:
            case Delta(piece):
                text += piece
            case Restarted():
                text = ""
            case _:
                continue
    return text.strip()


@asynccontextmanager
async def interviewer(
    redis: Redis, clock: Callable[[], float], engine: InterviewEngine | None = None
) -> AsyncIterator[Interviewer]:
    """The service's own interviewer; without an engine the embedded one asks, with one it stands in for it."""
    chosen = EmbeddedEngine(reason="simulation") if engine is None else with_stand_in(engine)
    async with interviewing(chosen, redis, ttl_s=3600, clock=clock) as ready:
        yield ready


async def turn(ask: Interviewer, session_id: str, answer: str | None, number: int | None = None) -> list[TurnEvent]:
    """One turn, whole; without an answer the start."""
    stream = ask.start(session_id) if answer is None else ask.submit(session_id, answer, number)
    async with aclosing(stream) as events:
        return [event async for event in events]


async def hold(
    ask: Interviewer, clock: Clock, documents: Documents, candidate: Candidate, *, extra_time_percent: int = 0
) -> Held:
    """A whole interview. A candidate whose answer is refused (empty, say) is asked nothing new and speaks again.

    Raises:
        AssertionError: It does not end.
    """
    session_id = (await ask.create(documents, extra_time_percent=extra_time_percent)).interview.session_id
    events = [await turn(ask, session_id, None)]
    taken: list[str] = []
    refused: list[str] = []
    view = await ask.view(session_id)
    for _ in range(MOST_TURNS):
        if view.status.phase is Phase.CONCLUDED:
            break
        said = candidate.answer(heard(events[-1]), view)
        clock.pass_s(said.after_s)
        if said.text is not None:
            try:
                events.append(await turn(ask, session_id, said.text))
                taken.append(said.text)
            except (InvalidInput, WrongPhase) as error:
                refused.append(error.reason)
        view = await ask.view(session_id)
    assert view.status.phase is Phase.CONCLUDED, "the interview does not end"
    report, view = await ask.report(session_id)
    return Held(documents, view.interview, report, view, events, taken, refused)


def is_complete(events: list[TurnEvent]) -> bool:
    """Whether a turn came to its end."""
    return bool(events) and isinstance(events[-1], Completed)
