"""What a gate of the simulated interviews is, what it looks at, and what it answers."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

from redis.asyncio import Redis

from tests.emulators.gemini.server import GeminiEmulator
from tests.simulation.interviews import Clock, Held, interviewer
from tests.simulation.labelled import Pair
from xquizit_interview.config import InterviewSettings
from xquizit_interview.engines.embedded import EmbeddedEngine
from xquizit_interview.engines.gemini.engine import GeminiEngine
from xquizit_interview.interviewer import Interviewer
from xquizit_interview.port import InterviewEngine

EMBEDDED = "embedded"
GEMINI = "gemini"
ENGINES = (EMBEDDED, GEMINI)


@dataclass(frozen=True, slots=True)
class Score:
    """What came out: how many checks there were, how many held, and what did not, in words that lead to it."""

    passed: int = 0
    total: int = 0
    failures: tuple[str, ...] = ()

    def __add__(self, other: "Score") -> "Score":
        return Score(self.passed + other.passed, self.total + other.total, (*self.failures, *other.failures))

    @property
    def share(self) -> float:
        """How much held, 0..1; nothing checked is nothing failed."""
        return self.passed / self.total if self.total else 1.0


def score(checks: Sequence[str | None]) -> Score:
    """The score of checks, each None where it held and else what was wrong."""
    failures = tuple(wrong for wrong in checks if wrong is not None)
    return Score(len(checks) - len(failures), len(checks), failures)


@dataclass(frozen=True, slots=True)
class Record:
    """One interview that was held."""

    pair: Pair
    persona: str
    engine: str
    held: Held

    def __str__(self) -> str:
        return f"{self.engine}/{self.pair.id}/{self.persona}"


@dataclass(slots=True)
class EngineContext:
    """What a gate may look at and use: one engine and its share of the pairs.

    Work is shared out by pairs over processes: every gate is run once in each share, on the interviews of its pairs,
    and the scores are added up. What needs to be done once only looks at `is_first`.
    """

    engine: str
    """One of `ENGINES`."""
    seed: int
    pairs: tuple[Pair, ...]
    redis: Redis
    """Empty but for this share's own sessions."""
    emulator: GeminiEmulator | None = None
    """The emulated model of this share, with its log and faults; None for the embedded engine."""
    records: list[Record] = field(default_factory=list[Record])
    """The interviews held with every persona, before any gate is run."""
    is_first: bool = True

    def new_engine(self) -> InterviewEngine:
        """A fresh engine; whoever asks for it closes it."""
        if self.emulator is None:
            return EmbeddedEngine(reason="simulation")
        settings = {"interview_engine": GEMINI, "gemini_api_key": "any", "gemini_base_url": self.emulator.base_url}
        return GeminiEngine(InterviewSettings.model_validate(settings), reason="simulation")

    @asynccontextmanager
    async def interviewer(self, clock: Clock) -> AsyncIterator[Interviewer]:
        """A fresh interviewer of this engine on `clock`; for the gemini engine the embedded one stands in."""
        engine = self.new_engine()
        try:
            async with interviewer(self.redis, clock, None if self.engine == EMBEDDED else engine) as ask:
                yield ask
        finally:
            await engine.aclose()


class Gate(Protocol):
    """One row of the scorecard."""

    @property
    def name(self) -> str:
        """In a few words."""
        ...

    @property
    def definition(self) -> str:
        """What is checked, so that two people would check the same."""
        ...

    @property
    def threshold(self) -> float:
        """The least share of checks that must hold, 0..1."""
        ...

    async def run(self, context: EngineContext) -> Score:
        """Checks; may hold interviews of its own."""
        ...
