"""An engine that lets another stand in when it fails: the same port around two engines."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from xquizit_interview.port import AssessmentRequest, Choice, InterviewEngine, Mended, ReplyPart, ReplyRequest
from xquizit_interview.state import Assessment, Documents, Plan
from xquizit_kit.engine_info import EngineInfo
from xquizit_kit.errors import XquizitError
from xquizit_kit.logs import get_logger

log = get_logger(__name__)


class StandIn:
    """Asks `chosen`; when it fails, or chooses what is not allowed, `substitute` does the work instead.

    A failure after the first words voids them: the substitute's choice then is the second in the stream. Every choice
    and plan names the engine that made it.
    """

    def __init__(self, chosen: InterviewEngine, substitute: InterviewEngine) -> None:
        """Takes the engine to ask and the one that never fails."""
        self._chosen = chosen
        self._substitute = substitute

    @property
    def info(self) -> EngineInfo:
        """The chosen engine's."""
        return self._chosen.info

    @property
    def prompt_version(self) -> str:
        """The chosen engine's."""
        return self._chosen.prompt_version

    async def warm_up(self) -> None:
        """Warms both; a chosen engine that cannot be warmed may still recover later."""
        await self._substitute.warm_up()
        try:
            await self._chosen.warm_up()
        except XquizitError as error:
            log.warning("engine is not ready", engine=self.info.name, reason=error.reason)

    async def plan(self, documents: Documents) -> Plan:
        """The chosen engine's plan, or the substitute's."""
        try:
            return await self._chosen.plan(documents)
        except XquizitError as error:
            self._log(error.reason, "plan")
            return await self._substitute.plan(documents)

    async def reply(self, request: ReplyRequest) -> AsyncGenerator[ReplyPart]:
        """The chosen engine's reply, or the substitute's."""
        try:
            async with aclosing(self._chosen.reply(request)) as parts:
                has_text = False
                async for part in parts:
                    if isinstance(part, Choice) and part.move not in request.moves:
                        yield self._told("illegal_move")
                        request = ReplyRequest(request.interview, request.moves[:1])
                        break
                    has_text = has_text or isinstance(part, str)
                    yield part
                else:
                    if has_text:
                        return
                    yield self._told("no_text")
        except XquizitError as error:
            yield self._told(error.reason)
        async with aclosing(self._substitute.reply(request)) as parts:
            async for part in parts:
                yield part

    @property
    def assesses(self) -> bool:
        """Whether the chosen engine does."""
        return self._chosen.assesses

    async def assess(self, request: AssessmentRequest) -> Assessment:
        """The chosen engine's assessment; nobody stands in for a judgement."""
        return await self._chosen.assess(request)

    async def aclose(self) -> None:
        """Closes both."""
        await self._chosen.aclose()
        await self._substitute.aclose()

    def _told(self, why: str) -> Mended:
        self._log(why, "reply")
        return Mended(why)

    def _log(self, why: str, work: str) -> None:
        log.warning("stands in", engine=self._substitute.info.name, for_engine=self.info.name, why=why, work=work)
