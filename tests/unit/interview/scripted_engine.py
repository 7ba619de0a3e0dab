"""An engine of the interviewer that says what a test tells it to, when the test lets it."""

import asyncio
from collections.abc import AsyncGenerator

from xquizit_interview.planning import make_plan
from xquizit_interview.port import AssessmentRequest, Choice, ReplyPart, ReplyRequest
from xquizit_interview.state import Assessment, Documents, Plan
from xquizit_kit.engine_info import EngineInfo
from xquizit_kit.errors import EngineFailed

FAIL = "<fail>"
"""In a script: the engine breaks here."""
PAUSE = "<pause>"
"""In a script: the engine waits here until `proceed` is set."""
ILLEGAL = "<illegal>"
"""In a script: the engine chooses a move that is not on offer."""


class ScriptedEngine:
    """Each reply takes the next script: its pieces are the deltas."""

    prompt_version = "test-1"

    def __init__(self, *scripts: list[str], name: str = "scripted") -> None:
        self.info = EngineInfo(name=name, model="script")
        self.scripts = list(scripts)
        self.requests: list[ReplyRequest] = []
        self.proceed = asyncio.Event()
        self.paused = asyncio.Event()
        self.closed = 0
        """Replies whose generator was ended, by whatever."""
        self.plan_fails = False
        self.assessments: list[Assessment] = []
        self.assessed: list[int] = []
        """The turns it was asked to assess, in order."""
        self.may_assess = asyncio.Event()
        self.may_assess.set()

    async def warm_up(self) -> None:
        """Is warm."""

    async def plan(self, documents: Documents) -> Plan:
        if self.plan_fails:
            raise EngineFailed("No plan.")
        return make_plan(documents, engine=self.info.name)

    async def reply(self, request: ReplyRequest) -> AsyncGenerator[ReplyPart]:
        self.requests.append(request)
        move = request.moves[0]
        try:
            script = self.scripts.pop(0)
            if script[:1] == [FAIL]:
                raise EngineFailed("It broke before it began.")
            yield Choice(move.model_copy(update={"topic_id": "t77"}) if ILLEGAL in script else move, self.info.name)
            for piece in script:
                if piece == FAIL:
                    raise EngineFailed("It broke.")
                if piece == PAUSE:
                    self.paused.set()
                    await self.proceed.wait()
                elif piece != ILLEGAL:
                    yield piece
        finally:
            self.closed += 1

    assesses = False

    async def assess(self, request: AssessmentRequest) -> Assessment:
        """Takes the next of `assessments`; fails when there is none."""
        self.assessed.append(request.turn)
        if not self.assessments:
            raise EngineFailed("No assessment.")
        await self.may_assess.wait()
        return self.assessments.pop(0)

    async def aclose(self) -> None:
        """Holds nothing."""
