"""Holds interviews: loads the state, asks the policy, stores, has the engine word the reply, stores again."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from xquizit_interview import limits, policy
from xquizit_interview.moves import allowed_moves
from xquizit_interview.port import Choice, InterviewEngine, ReplyRequest
from xquizit_interview.reporting.report import Report, make_report
from xquizit_interview.state import Documents, EngineRecord, Interview, Phase, Reply
from xquizit_interview.state_store import StaleVersion, StateStore
from xquizit_interview.status import status_at
from xquizit_interview.turn_events import Accepted, Completed, Delta, Restarted, TurnEvent, View
from xquizit_kit.errors import Conflict, EngineFailed, InvalidInput, TooLarge, WrongPhase
from xquizit_kit.logs import get_logger

log = get_logger(__name__)

_WRITE_ATTEMPTS = 5
"""Each failed one means that another writer came first; five in a row do not happen to honest callers."""
_REFUSALS = {
    "not_started": "The interview has not been started yet.",
    "concluded": "The interview is over.",
    "wrong_turn": "This is not the turn that comes next.",
    "conflict": "Another answer is being replied to right now.",
}


class Interviewer:
    """Every use of an interview, from planning to erasing.

    Raises, beside what each method names: `NotFound` for an unknown session, `Unavailable` when Redis stays away.
    """

    def __init__(
        self, engine: InterviewEngine, store: StateStore, *, clock: Callable[[], float], new_id: Callable[[], str]
    ) -> None:
        """Takes who words the replies, where interviews are kept, the time (Unix seconds) and new session ids."""
        self._engine = engine
        self._store = store
        self._clock = clock
        self._new_id = new_id

    async def create(self, documents: Documents) -> View:
        """Plans an interview and stores it.

        Raises:
            InvalidInput: A text is empty or too long.
        """
        _check(documents)
        plan = await self._engine.plan(documents)
        chosen = self._engine.info
        fallbacks = () if plan.engine == chosen.name else (f"interview: {chosen.name} -> {plan.engine}",)
        interview = Interview(
            version=1,
            session_id=self._new_id(),
            documents=documents,
            engine=EngineRecord(name=chosen.name, model=chosen.model, prompt_version=self._engine.prompt_version),
            plan=plan,
            fallbacks=fallbacks,
        )
        await self._store.create(interview)
        log.info("planned", session_id=interview.session_id, topics=len(plan.topics), engine=plan.engine)
        return self._view(interview)

    def start(self, session_id: str) -> AsyncGenerator[TurnEvent]:
        """Turn 0: begins the interview, or says the opening again."""
        return self._turn(session_id, policy.Start())

    def submit(self, session_id: str, answer: str, turn: int | None) -> AsyncGenerator[TurnEvent]:
        """Takes the answer of a turn and makes the reply; an incomplete one is made anew, a complete one said again.

        Cancelling stops the engine; the stored answer stays.

        Raises:
            InvalidInput: An empty or overlong answer, or a turn below 1.
            WrongPhase: Not started, over, or not the turn.
            Conflict: Another answer is being replied to.
        """
        if not answer.strip():
            raise InvalidInput("The answer is empty.", reason="empty_answer")
        if len(answer) > limits.MAX_ANSWER_CHARS:
            raise TooLarge(
                f"An answer may have {limits.MAX_ANSWER_CHARS} characters at most.", reason="answer_too_long"
            )
        if turn is not None and turn < 1:
            raise InvalidInput("Answers are turns 1 and up.", reason="bad_turn")
        return self._turn(session_id, policy.Answer(answer, turn))

    async def view(self, session_id: str) -> View:
        """Where an interview stands."""
        return self._view(await self._store.load(session_id))

    async def report(self, session_id: str) -> tuple[Report, View]:
        """What the interview has shown so far.

        Raises:
            WrongPhase: It has not begun.
        """
        view = self._view(await self._store.load(session_id))
        if view.status.phase is Phase.READY:
            raise _refusal("not_started")
        is_final = view.status.phase is Phase.CONCLUDED
        return await asyncio.to_thread(make_report, view.interview, is_final=is_final), view

    async def delete(self, session_id: str) -> None:
        """Erases everything held about a session."""
        await self._store.delete(await self._store.load(session_id))
        log.info("erased", session_id=session_id)

    async def _turn(self, session_id: str, event: policy.Start | policy.Answer) -> AsyncGenerator[TurnEvent]:
        interview, effect = await self._apply(session_id, event)
        assert effect is not None, "a caller's event always has an effect"
        yield Accepted(effect.turn, is_replay=isinstance(effect, policy.SayAgain))
        if isinstance(effect, policy.SayAgain):
            reply = _reply_of(interview, effect.turn)
            yield Delta(reply.text)
            yield self._completed(interview, reply)
            return
        async with aclosing(self._make_reply(interview, effect.turn)) as events:
            async for turn_event in events:
                yield turn_event

    async def _make_reply(self, interview: Interview, turn: int) -> AsyncGenerator[TurnEvent]:
        """Lets the engine word the reply, stores it, and tells. When somebody else was first, theirs is told."""
        began_at_s = self._clock()
        choice, said = None, ""
        async with aclosing(self._engine.reply(ReplyRequest(interview, allowed_moves(interview, began_at_s)))) as parts:
            async for part in parts:
                if isinstance(part, Choice):
                    if said:
                        yield Restarted()
                    choice, said = part, ""
                else:
                    said += part
                    yield Delta(part)
        if choice is None or not said.strip():
            raise EngineFailed("The interviewer could not find words. Please try again.", retry_after_s=1.0)
        made = policy.ReplyMade(
            turn, choice.move, said.strip(), choice.quote, choice.engine, began_at_s, choice.candidate_kind
        )
        stored, _ = await self._apply(interview.session_id, made)
        reply = _reply_of(stored, turn)
        if reply.text != made.text:
            yield Restarted()
            yield Delta(reply.text)
        yield self._completed(stored, reply)

    async def _apply(
        self, session_id: str, event: policy.Event
    ) -> tuple[Interview, policy.MakeReply | policy.SayAgain | None]:
        """Steps the stored interview and stores what became of it; again when another writer was first."""
        for _ in range(_WRITE_ATTEMPTS):
            before = await self._store.load(session_id)
            after, effects = policy.step(before, event, self._clock())
            if after is not before:
                try:
                    await self._store.replace(after)
                except StaleVersion:
                    continue
            effect = effects[0] if effects else None
            if isinstance(effect, policy.Refuse):
                raise _refusal(effect.reason)
            return after, effect
        raise _refusal("conflict")

    def _completed(self, interview: Interview, reply: Reply) -> Completed:
        topic = interview.plan.topic(reply.move.topic_id)
        return Completed(
            text=reply.text,
            kind=reply.move.kind,
            topic=topic.title if topic else "",
            view=self._view(interview),
        )

    def _view(self, interview: Interview) -> View:
        now_s = self._clock()
        return View(interview, status_at(interview, now_s), expires_at_s=now_s + self._store.ttl_s)


def _reply_of(interview: Interview, turn: int) -> Reply:
    reply = interview.turns[turn].reply
    assert reply is not None, "only the last turn can be without a reply"
    return reply


def _check(documents: Documents) -> None:
    for name, text in (("resume", documents.resume), ("job description", documents.job_description)):
        if not text.strip():
            raise InvalidInput(f"The {name} has no text.", reason="empty_document")
        if len(text) > limits.MAX_DOCUMENT_CHARS:
            raise TooLarge(f"The {name} may have {limits.MAX_DOCUMENT_CHARS} characters at most.")
    if len(documents.custom_instructions) > limits.MAX_INSTRUCTIONS_CHARS:
        raise TooLarge(f"The instructions may have {limits.MAX_INSTRUCTIONS_CHARS} characters at most.")


def _refusal(reason: str) -> WrongPhase:
    if reason == "conflict":
        return Conflict(_REFUSALS[reason], retry_after_s=0.5)
    return WrongPhase(_REFUSALS[reason], reason=reason)
