"""The engine of the interviewer that asks by Gemini: one streaming call for each answer that needs a model."""

import asyncio
import secrets
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing

from xquizit_interview.config import InterviewSettings
from xquizit_interview.engines.gemini.assessments import (
    ASSESSMENT_PROMPT_VERSION,
    Found,
    assessment_prompt,
    assessment_task,
    read_assessment,
)
from xquizit_interview.engines.gemini.client import GeminiClient
from xquizit_interview.engines.gemini.failures import UnusableReply
from xquizit_interview.engines.gemini.plans import merged
from xquizit_interview.engines.gemini.prompts import PROMPT_VERSION, Prompt, plan_prompt, turn_prompt
from xquizit_interview.engines.gemini.replies import NAME, needs_no_model, own_words, read_reply
from xquizit_interview.planning import make_plan
from xquizit_interview.port import AssessmentRequest, Mended, ReplyPart, ReplyRequest
from xquizit_interview.recruiter_questions import confidences
from xquizit_interview.state import Assessment, Documents, Plan
from xquizit_kit.engine_info import EngineInfo
from xquizit_kit.logs import get_logger

log = get_logger(__name__)

_ASSESSMENT_TRIES = 2


class GeminiEngine:
    """Asks by a model within what the policy allows, and guards what the model says.

    It fails rather than say what the guard stops; `StandIn` then lets the embedded engine speak.
    """

    def __init__(self, settings: InterviewSettings, *, reason: str) -> None:
        """Takes the settings and why it was chosen.

        Raises:
            GeminiFailed: There are no credentials for Vertex AI.
        """
        self._client = GeminiClient(settings, clock=time.monotonic)
        self._plan_s = settings.gemini_plan_s
        self._assess_s = settings.gemini_assess_s
        self._canary = f"K{secrets.token_hex(6)}"
        """In every system instruction of this process; nobody may ever hear it."""
        where = "Vertex AI" if settings.gemini_vertex_project else "the Gemini API"
        self._info = EngineInfo(
            name=NAME,
            model=settings.gemini_model,
            reason=reason,
            caveat=f"Resume, job description and answers are sent to {where}.",
        )

    @property
    def info(self) -> EngineInfo:
        """What it is."""
        return self._info

    @property
    def prompt_version(self) -> str:
        """The versions of `prompts.py` and of the assessment's prompt."""
        return f"{PROMPT_VERSION}, {ASSESSMENT_PROMPT_VERSION}"

    async def warm_up(self) -> None:
        """Checks key and model, and opens a connection."""
        await self._client.check()

    async def plan(self, documents: Documents) -> Plan:
        """Our own plan, enriched by the model's."""
        ours = await asyncio.to_thread(make_plan, documents, engine=NAME)
        prompt = await asyncio.to_thread(plan_prompt, documents, canary=self._canary)
        answer = await self._client.whole(prompt, deadline_s=self._plan_s)
        text = f"{documents.resume}\n{documents.job_description}"
        return merged(ours, answer.value, engine=NAME, documents=text, secrets=self._secrets(prompt, documents))

    async def reply(self, request: ReplyRequest) -> AsyncGenerator[ReplyPart]:
        """One call, or none where our own words serve as well."""
        move, interview = request.moves[0], request.interview
        if len(request.moves) == 1 and needs_no_model(move, interview):
            choice, text = own_words(move, interview)
            yield choice
            yield text
            return
        # In a thread: documents may be long, and cleaning them takes its time.
        prompt = await asyncio.to_thread(turn_prompt, interview, request.moves, canary=self._canary)
        async with (
            aclosing(self._client.stream(prompt)) as texts,
            aclosing(read_reply(request, texts, secrets=self._secrets(prompt, interview.documents))) as parts,
        ):
            async for part in parts:
                if isinstance(part, Mended):
                    log.warning("reply mended", what=part.what, turn=interview.turns[-1].number)
                yield part

    @property
    def assesses(self) -> bool:
        """It does."""
        return True

    async def assess(self, request: AssessmentRequest) -> Assessment:
        """One call, with the answer in its parts and the scale of what was asked; a second when the first is unusable.

        What the model cannot be brought to judge (blocked, say) is settled as that: asking for ever would help nobody.
        """
        task = await asyncio.to_thread(assessment_task, request)
        prompt = await asyncio.to_thread(assessment_prompt, task, canary=self._canary)
        model, found = self._info.model, Found(None, "", ())
        for _ in range(_ASSESSMENT_TRIES):
            try:
                answer = await self._client.whole(prompt, deadline_s=self._assess_s, can_wait=True)
                model = answer.model or model
                found = await asyncio.to_thread(
                    read_assessment, answer.value, task, secrets=(self._canary, prompt.system)
                )
                break
            except UnusableReply as error:
                found = Found(None, error.reason, ())
        if found.reason:
            log.warning("assessment mended", what=found.reason, turn=request.turn)
        return Assessment(
            engine=NAME,
            model=model,
            prompt_version=ASSESSMENT_PROMPT_VERSION,
            scale=task.scale.name,
            rating=found.rating,
            reason=found.reason,
            claims=found.claims,
        )

    def _secrets(self, prompt: Prompt, documents: Documents) -> tuple[str, ...]:
        """What the model has been told and nobody may hear."""
        return (self._canary, prompt.system, *confidences(documents))

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._client.aclose()
