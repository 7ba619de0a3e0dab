"""The composition root: builds the interview service from its settings."""

import time
import uuid
from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager

from xquizit_interview.config import InterviewSettings
from xquizit_interview.engines import choose_engine
from xquizit_interview.engines.embedded import EmbeddedEngine
from xquizit_interview.interviewer import Interviewer
from xquizit_interview.servicer import DESCRIPTOR, InterviewServicer, add_to_server
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
    substitute = EmbeddedEngine(reason="stands in when the chosen engine fails")
    engine = chosen if isinstance(chosen, EmbeddedEngine) else StandIn(chosen, substitute)
    log.info("engine", engine=engine.info.name, model=engine.info.model, reason=engine.info.reason)
    async with aclosing(engine), connect(settings.redis_url) as redis:
        await engine.warm_up()
        store = StateStore(redis, ttl_s=settings.session_ttl_s)
        interviewer = Interviewer(engine, store, clock=time.time, new_id=lambda: str(uuid.uuid4()))
        server = RpcServer("interview", settings.interview_listen)
        server.add(add_to_server, InterviewServicer(interviewer), DESCRIPTOR)
        server.describe(engine.info)
        yield server
