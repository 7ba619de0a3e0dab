"""Has answers assessed beside the interview: after the next question is out, never before it, and never in its way."""

import asyncio

from xquizit_interview import events
from xquizit_interview.port import AssessmentRequest, InterviewEngine
from xquizit_interview.reporting.evidence import judged, unassessed
from xquizit_interview.sessions import Sessions
from xquizit_interview.state import Interview
from xquizit_interview.state_store import StateStore
from xquizit_kit.cancellation import end, raise_if_cancelled
from xquizit_kit.errors import Unavailable, XquizitError
from xquizit_kit.logs import get_logger

log = get_logger(__name__)

AT_ONCE = 8
"""Sessions whose answers are assessed at the same time; the others wait for their turn."""
FAILURES_IN_A_ROW = 2
"""So many, and the engine is taken to be away."""
MOST_WAITING = 200
"""Sessions looked after at once. Beyond it one is passed over: its next reply, or its report, comes back to it."""


class Assessor:
    """Looks after sessions: one task each, which assesses the answers that have no assessment yet and then ends.

    Nothing is kept here that is not in the interview's state, so whatever dies with a process is found again by the
    next reply or report on any replica; two replicas may assess the same answer, and the first to store it counts.
    An answer whose assessment fails is left for the next reply or report, and does not keep others waiting.
    """

    def __init__(self, engine: InterviewEngine, store: StateStore, sessions: Sessions) -> None:
        """Takes who assesses, where interviews are kept, and how they are stepped."""
        self._engine = engine
        self._store = store
        self._sessions = sessions
        self._room = asyncio.Semaphore(AT_ONCE)
        self._running: dict[str, asyncio.Task[None]] = {}
        self._look_again: set[str] = set()
        """Sessions to which something has happened since their task looked last."""

    def look_after(self, interview: Interview) -> None:
        """Has what is left to assess in `interview` assessed; returns at once."""
        session_id = interview.session_id
        if not (self._engine.assesses and interview.engine.assesses):
            return
        if session_id in self._running:
            self._look_again.add(session_id)
            return
        if len(self._running) >= MOST_WAITING:
            log.warning("assessments put off", sessions=len(self._running))
            return
        # Not in a TaskGroup, which would end the service for one task's mistake, and wrap what its body raises.
        task = asyncio.create_task(self._look(session_id), name=f"assess-{session_id}")
        self._running[session_id] = task
        task.add_done_callback(lambda _: self._forget(session_id))

    async def settle(self, session_id: str, *, within_s: float) -> None:
        """Waits until every answer that can be assessed is, `within_s` at most.

        Raises:
            NotFound: There is no such session.
            Unavailable: Redis stays away.
        """
        if not self._engine.assesses:
            return
        self.look_after(await self._store.load(session_id))
        if task := self._running.get(session_id):
            await asyncio.wait([task], timeout=within_s)

    async def drop(self, session_id: str) -> None:
        """Stops looking after a session."""
        if task := self._running.get(session_id):
            await end(task)

    async def aclose(self) -> None:
        """Stops; what is unassessed then is found again by whoever replies or reports next."""
        await end(*self._running.values())

    def _forget(self, session_id: str) -> None:
        self._running.pop(session_id, None)
        self._look_again.discard(session_id)

    async def _look(self, session_id: str) -> None:
        """Assesses what is unassessed, again and again as long as something happens to the session meanwhile."""
        try:
            async with self._room:
                while True:
                    self._look_again.discard(session_id)
                    await self._assess(await self._store.load(session_id))
                    raise_if_cancelled()
                    if session_id not in self._look_again:
                        return
        except XquizitError as error:
            log.warning("answers left unassessed", session_id=session_id, reason=error.reason)
        except Exception:
            log.exception("assessment failed", session_id=session_id)

    async def _assess(self, interview: Interview) -> None:
        """One try for each answer that is unassessed, until the engine seems to be away."""
        failures = 0
        for turn in unassessed(interview, await asyncio.to_thread(judged, interview)):
            raise_if_cancelled()
            try:
                assessment = await self._engine.assess(AssessmentRequest(interview, turn))
            except Unavailable as error:
                log.warning("answer not assessed", turn=turn, reason=error.reason)
                failures += 1
                if error.retry_after_s is not None or failures == FAILURES_IN_A_ROW:
                    return
                continue
            failures = 0
            interview, _ = await self._sessions.apply(interview.session_id, events.Assessed(turn, assessment))
