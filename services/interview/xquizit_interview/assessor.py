"""Has answers assessed beside the interview: after the next question is out, never before it, and never in its way."""

import asyncio

from xquizit_interview import events
from xquizit_interview.port import AssessmentRequest, InterviewEngine
from xquizit_interview.reporting.evidence import answers_to_assess
from xquizit_interview.sessions import Sessions
from xquizit_interview.state import Interview
from xquizit_interview.state_store import StateStore
from xquizit_kit.errors import XquizitError
from xquizit_kit.logs import get_logger

log = get_logger(__name__)

AT_ONCE = 8
"""Sessions whose answers are assessed at the same time; the others wait for their turn."""
MOST_WAITING = 200
"""Sessions looked after at once. Beyond it one is passed over: its next reply, or its report, comes back to it."""


class Assessor:
    """Looks after sessions: one task each, which assesses the answers that have no assessment yet and then ends.

    Nothing is kept here that is not in the interview's state, so whatever dies with a process is found again by the
    next reply or report on any replica. A failure leaves the answer unassessed until then.
    """

    def __init__(self, engine: InterviewEngine, store: StateStore, sessions: Sessions) -> None:
        """Takes who assesses, where interviews are kept, and how they are stepped."""
        self._engine = engine
        self._store = store
        self._sessions = sessions
        self._room = asyncio.Semaphore(AT_ONCE)
        self._running: dict[str, asyncio.Task[None]] = {}

    def look_after(self, interview: Interview) -> None:
        """Has what is left to assess in `interview` assessed, unless somebody is at it."""
        session_id = interview.session_id
        if not self._engine.assesses or session_id in self._running or not answers_to_assess(interview):
            return
        if len(self._running) >= MOST_WAITING:
            log.warning("assessments put off", sessions=len(self._running))
            return
        # Not in a TaskGroup, which would end the service for one task's mistake, and wrap what its body raises.
        task = asyncio.create_task(self._assess(session_id), name=f"assess-{session_id}")
        self._running[session_id] = task
        task.add_done_callback(lambda _: self._running.pop(session_id, None))

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
            task.cancel()
            await asyncio.wait([task])

    async def aclose(self) -> None:
        """Stops; what is unassessed then is found again by whoever replies or reports next."""
        for session_id in list(self._running):
            await self.drop(session_id)

    async def _assess(self, session_id: str) -> None:
        """Assesses what is unassessed, one answer after the other, until nothing is left or the engine fails."""
        try:
            async with self._room:
                while waiting := answers_to_assess(interview := await self._store.load(session_id)):
                    await self._assess_one(interview, waiting[0])
        except XquizitError as error:
            log.warning("answers left unassessed", session_id=session_id, reason=error.reason)
        except Exception:
            log.exception("assessment failed", session_id=session_id)

    async def _assess_one(self, interview: Interview, turn: int) -> None:
        assessment = await self._engine.assess(AssessmentRequest(interview, turn))
        await self._sessions.apply(interview.session_id, events.Assessed(turn, assessment))
