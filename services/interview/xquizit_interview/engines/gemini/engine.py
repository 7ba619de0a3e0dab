"""The engine of the interviewer that asks by Gemini: one streaming call for each answer that needs a model."""

import asyncio
import secrets
import time
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import aclosing

from xquizit_interview.config import InterviewSettings
from xquizit_interview.engines.gemini.client import GeminiClient
from xquizit_interview.engines.gemini.plans import merged
from xquizit_interview.engines.gemini.prompts import PROMPT_VERSION, plan_prompt, turn_prompt
from xquizit_interview.engines.gemini.replies import NAME, needs_no_model, own_words, read_reply
from xquizit_interview.planning import make_plan
from xquizit_interview.port import ReplyPart, ReplyRequest
from xquizit_interview.state import Documents, Plan
from xquizit_kit.engine_info import EngineInfo
from xquizit_kit.logs import get_logger

log = get_logger(__name__)


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
        self._canary = f"K{secrets.token_hex(6)}"
        """In every system instruction of this process; nobody may ever hear it."""
        self.stopped: Counter[str] = Counter()
        """What the guard and the tag's check had to mend or stop, by name, since the start."""
        where = "Vertex AI" if settings.gemini_vertex_project else "the Gemini API"
        self._info = EngineInfo(
            name=NAME,
            model=settings.gemini_model,
            reason=reason,
            caveat=f"Resume, job description and answers are sent to {where}. It gives no ratings.",
        )

    @property
    def info(self) -> EngineInfo:
        """What it is."""
        return self._info

    @property
    def prompt_version(self) -> str:
        """The version of `prompts.py`."""
        return PROMPT_VERSION

    async def warm_up(self) -> None:
        """Checks key and model, and opens a connection."""
        await self._client.check()

    async def plan(self, documents: Documents) -> Plan:
        """Our own plan, enriched by the model's."""
        ours = await asyncio.to_thread(make_plan, documents, engine=NAME)
        prompt = plan_prompt(documents, canary=self._canary)
        answer = await self._client.whole(prompt, deadline_s=self._plan_s)
        text = f"{documents.resume}\n{documents.job_description}"
        return merged(ours, answer, engine=NAME, documents=text, secrets=(self._canary, prompt.system))

    async def reply(self, request: ReplyRequest) -> AsyncGenerator[ReplyPart]:
        """One call, or none where our own words serve as well."""
        move, interview = request.moves[0], request.interview
        if len(request.moves) == 1 and needs_no_model(move, interview):
            choice, text = own_words(move, interview)
            yield choice
            yield text
            return
        prompt = turn_prompt(interview, request.moves, canary=self._canary)
        async with (
            aclosing(self._client.stream(prompt)) as texts,
            aclosing(read_reply(request, texts, secrets=(self._canary, prompt.system), note=self._note)) as parts,
        ):
            async for part in parts:
                yield part

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._client.aclose()

    def _note(self, what: str) -> None:
        self.stopped[what] += 1
        log.warning("reply mended or stopped", what=what, times=self.stopped[what])
