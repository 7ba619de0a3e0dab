"""A share of the work: one engine's interviews on one pair, held and put through the gates in a process of its own."""

import asyncio
import multiprocessing
import time
import traceback
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace

from tests.emulators.gemini.log import Entry
from tests.emulators.gemini.server import GeminiEmulator
from tests.fakes.redis_process import RedisProcess
from tests.simulation.gates import GEMINI, EngineContext, Gate, Record, Score
from tests.simulation.interviews import Clock, hold
from tests.simulation.labelled import Pair, load
from tests.simulation.personas import BY_NAME, Persona
from tests.simulation.scorecard import GATES
from xquizit_interview.answers.evidence import NoEvidence
from xquizit_interview.reporting.evidence import judged
from xquizit_interview.state import Documents
from xquizit_kit.logs import configure_logs
from xquizit_kit.redis_client import connect

HELD = "held to the end"
"""The row for interviews that broke off by an error or did not end."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one process does at a time."""

    engine: str
    pair_id: str
    personas: tuple[str, ...]
    seed: int
    gates: tuple[str, ...]
    """Names of the gates to be run."""
    is_first: bool = False
    """Of its engine."""


@dataclass(slots=True)
class Tally:
    """What interviews took, counted."""

    interviews: int = 0
    answers: int = 0
    questions: int = 0
    replies_by_model: int = 0
    """Streaming calls: those that stand between an answer and the reply to it."""
    plans: int = 0
    assessments: int = 0
    prompt_tokens: int = 0
    reply_tokens: int = 0
    mended: Counter[str] = field(default_factory=Counter[str])
    """What was wrong with a model's words, by reason."""
    fallbacks: int = 0
    """Replies that another engine worded."""
    unseen: Counter[str] = field(default_factory=Counter[str])
    """Answers of cooperative candidates that count as no evidence, by reason; requests and thinking aloud left out."""

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a share."""

    share: Share
    scores: dict[str, Score]
    """By the gate's name."""
    tally: Tally
    took_s: float


def hold_shares(shares: Sequence[Share], *, processes: int) -> Iterator[Outcome]:
    """Does shares in processes of their own, several at a time; each outcome as it comes."""
    pool = ProcessPoolExecutor(min(processes, len(shares)), mp_context=multiprocessing.get_context("spawn"))
    try:
        for future in as_completed([pool.submit(hold_share, share) for share in shares]):
            yield future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def scores_of(outcomes: Sequence[Outcome], engine: str) -> dict[str, Score]:
    """The scores of an engine's shares, added up, by the gate's name; of several seeds each failure says its own."""
    scores: dict[str, Score] = {}
    several = len({outcome.share.seed for outcome in outcomes}) > 1
    for outcome in outcomes:
        if outcome.share.engine == engine:
            for name, score in outcome.scores.items():
                lead = f"seed {outcome.share.seed}: " if several else ""
                failures = tuple(f"{lead}{failure}" for failure in score.failures)
                scores[name] = scores.get(name, Score()) + replace(score, failures=failures)
    return scores


def hold_share(share: Share) -> Outcome:
    """Does a share, with a Redis and an emulator of its own."""
    configure_logs("simulation", level="error", style="auto")
    return asyncio.run(_hold_share(share))


async def _hold_share(share: Share) -> Outcome:
    began_s = time.perf_counter()
    pair = next(pair for pair in load() if pair.id == share.pair_id)
    async with _context(share, pair) as context:
        scores = {HELD: await _hold_all(context, [BY_NAME[name] for name in share.personas])}
        tally = sum((_tally(record) for record in context.records), Tally())
        if context.emulator is not None:
            tally += _calls(await context.emulator.log.settled())
        for gate in GATES:
            if gate.name in share.gates:
                scores[gate.name] = await _run(gate, context)
    return Outcome(share, scores, tally, time.perf_counter() - began_s)


@asynccontextmanager
async def _context(share: Share, pair: Pair) -> AsyncIterator[EngineContext]:
    async with AsyncExitStack() as stack:
        server = stack.enter_context(RedisProcess())
        redis = await stack.enter_async_context(connect(server.url))
        is_gemini = share.engine == GEMINI
        emulator = await stack.enter_async_context(GeminiEmulator(seed=share.seed)) if is_gemini else None
        yield EngineContext(share.engine, share.seed, (pair,), redis, emulator, is_first=share.is_first)


async def _hold_all(context: EngineContext, personas: Sequence[Persona]) -> Score:
    """Holds the interviews; one that breaks off is a failure and no record."""
    failures: list[str] = []
    for persona in personas:
        for pair in context.pairs:
            try:
                context.records.append(await _hold_one(context, persona, pair))
            except Exception as error:
                failures.append(f"{context.engine}/{pair.id}/{persona.name}: {_described(error)}")
    return Score(len(context.records), len(context.records) + len(failures), tuple(failures))


async def _hold_one(context: EngineContext, persona: Persona, pair: Pair) -> Record:
    clock = Clock()
    documents = Documents(resume=pair.resume, job_description=pair.job_description)
    candidate = persona.candidate(pair, context.seed)
    async with context.interviewer(clock) as ask:
        held = await hold(ask, clock, documents, candidate, extra_time_percent=persona.extra_time_percent)
    return Record(pair, persona.name, context.engine, held)


async def _run(gate: Gate, context: EngineContext) -> Score:
    """Runs a gate; one that breaks off has failed."""
    try:
        return await gate.run(context)
    except Exception as error:
        return Score(0, 1, (f"{context.engine}/{context.pairs[0].id}: the gate broke off: {_described(error)}",))


def _described(error: Exception) -> str:
    return f"{error!r}\n{''.join(traceback.format_tb(error.__traceback__)[-2:])}"


def _tally(record: Record) -> Tally:
    interview = record.held.interview
    tally = Tally(interviews=1, answers=len(record.held.said), questions=len(interview.questions))
    for reply in interview.replies:
        tally.mended.update(reply.mended)
        tally.fallbacks += reply.engine != interview.engine.name
    if not BY_NAME[record.persona].is_degenerate:
        why = (one.why_not for one in judged(interview) if not one.counts)
        tally.unseen.update(str(one) for one in why if one not in {None, NoEvidence.NOT_AN_ANSWER})
    return tally


def _calls(entries: Sequence[Entry]) -> Tally:
    tally = Tally()
    for entry in entries:
        tally.prompt_tokens += entry.prompt_tokens
        tally.reply_tokens += entry.reply_tokens
        if entry.method == "streamGenerateContent":
            tally.replies_by_model += 1
        elif entry.method == "generateContent":
            is_plan = "topics" in str(entry.body)[-3000:] and "sufficient_evidence" not in str(entry.body)
            tally.plans += is_plan
            tally.assessments += not is_plan
    return tally
