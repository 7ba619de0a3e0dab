"""The composition root: builds the interview service from its settings."""

import time
import uuid
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, asynccontextmanager

from redis.asyncio import Redis

from xquizit_interview.assessor import Assessor
from xquizit_interview.config import InterviewSettings
from xquizit_interview.engines import choose_engine
from xquizit_interview.engines.embedded import EmbeddedEngine
from xquizit_interview.interviewer import Interviewer
from xquizit_interview.port import InterviewEngine
from xquizit_interview.servicer import DESCRIPTOR, InterviewServicer, add_to_server
from xquizit_interview.sessions import Sessions
from xquizit_interview.stand_in import StandIn
from xquizit_interview.state_store import StateStore
from xquizit_kit.logs import get_logger
from xquizit_kit.redis_client import connect
from xquizit_kit.rpc_server import RpcServer

log = get_logger(__name__)


@asynccontextmanager
async def compose(settings: InterviewSettings) -> AsyncGenerator[RpcServer]:
    """Builds everything, warms the engine, yields the server (not yet started), and cleans up."""
    chosen = choose_engine(settings)
    engine = chosen if isinstance(chosen, EmbeddedEngine) else with_stand_in(chosen)
    log.info("engine", engine=engine.info.name, model=engine.info.model, reason=engine.info.reason)
    async with (
        aclosing(engine),
        connect(settings.redis_url) as redis,
        interviewing(engine, redis, ttl_s=settings.session_ttl_s) as interviewer,
    ):
        await engine.warm_up()
        server = RpcServer("interview", settings.interview_listen)
        server.add(add_to_server, InterviewServicer(interviewer), DESCRIPTOR)
        server.describe(lambda: engine.info)
        yield server


def with_stand_in(chosen: InterviewEngine) -> InterviewEngine:
    """The engine, with the embedded one standing in when it fails."""
    return StandIn(chosen, EmbeddedEngine(reason="stands in when the chosen engine fails"))


@asynccontextmanager
async def interviewing(
    engine: InterviewEngine, redis: Redis, *, ttl_s: int, clock: Callable[[], float] = time.time
) -> AsyncGenerator[Interviewer]:
    """An interviewer around an engine and a Redis; its assessments end with it.

    Args:
        engine: Who asks; not closed here.
        redis: Where interviews are kept; not closed here.
        ttl_s: An interview is forgotten this long after its last use.
        clock: The time in Unix seconds.
    """
    store = StateStore(redis, ttl_s=ttl_s)
    sessions = Sessions(store, clock=clock)
    async with aclosing(Assessor(engine, store, sessions)) as assessor:
        yield Interviewer(engine, store, sessions, assessor, clock=clock, new_id=lambda: str(uuid.uuid4()))
