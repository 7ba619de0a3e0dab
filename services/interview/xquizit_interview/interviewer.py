"""Holds interviews: loads the state, asks the policy, stores, has the engine word the reply, stores again."""

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing

from xquizit_interview import events, limits, policy
from xquizit_interview.answers.recognition import RecognizedWord, recognition_of
from xquizit_interview.assessor import Assessor
from xquizit_interview.moves import allowed_moves
from xquizit_interview.port import Choice, InterviewEngine, Mended, ReplyRequest
from xquizit_interview.reporting.report import Report, make_report
from xquizit_interview.sessions import Sessions, refusal
from xquizit_interview.state import Documents, EngineRecord, Heard, Interview, Phase, Reply, Spoken
from xquizit_interview.state_store import StateStore
from xquizit_interview.status import status_at
from xquizit_interview.terms import check
from xquizit_interview.turn_events import Accepted, Completed, Delta, Restarted, TurnEvent, View
from xquizit_kit.errors import EngineFailed, InvalidInput, TooLarge
from xquizit_kit.logs import get_logger

log = get_logger(__name__)

_NAME = re.compile(r"[a-z0-9_-]{1,40}")
_REPORT_PATIENCE_S = 8.0
"""A report waits so long for assessments that are under way; whoever comes later gets them."""


class Interviewer:
    """Every use of an interview, from planning to erasing.

    Raises, beside what each method names: `NotFound` for an unknown session, `Unavailable` when Redis stays away.
    """

    def __init__(
        self,
        engine: InterviewEngine,
        store: StateStore,
        sessions: Sessions,
        assessor: Assessor,
        *,
        clock: Callable[[], float],
        new_id: Callable[[], str],
    ) -> None:
        """Takes who words the replies, where interviews are kept and how they are stepped, who has answers assessed,
        the time (Unix seconds) and new session ids.
        """
        self._engine = engine
        self._store = store
        self._sessions = sessions
        self._assessor = assessor
        self._clock = clock
        self._new_id = new_id

    async def create(self, documents: Documents, *, extra_time_percent: int = 0) -> View:
        """Plans an interview and stores it.

        Raises:
            InvalidInput: A text is empty or too long, or a question of the bank cannot be asked.
        """
        check(documents, extra_time_percent)
        plan = await self._engine.plan(documents)
        chosen = self._engine.info
        fallbacks = () if plan.engine == chosen.name else (f"interview: {chosen.name} -> {plan.engine}",)
        interview = Interview(
            version=1,
            session_id=self._new_id(),
            documents=documents,
            engine=EngineRecord(
                name=chosen.name,
                model=chosen.model,
                prompt_version=self._engine.prompt_version,
                assesses=self._engine.assesses,
            ),
            plan=plan,
            fallbacks=fallbacks,
            extra_time_percent=extra_time_percent,
        )
        await self._store.create(interview)
        log.info("planned", session_id=interview.session_id, topics=len(plan.topics), engine=plan.engine)
        return self._view(interview)

    def start(self, session_id: str) -> AsyncGenerator[TurnEvent]:
        """Turn 0: begins the interview, or says the opening again."""
        return self._turn(session_id, events.Start())

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
        return self._turn(session_id, events.Answer(answer, turn))

    async def pause(self, session_id: str) -> View:
        """Stops the clock for a break.

        Raises:
            WrongPhase: Not started, over, or no time left for breaks.
            Conflict: A reply is being made.
        """
        return self._view((await self._sessions.apply(session_id, events.Pause()))[0])

    async def resume(self, session_id: str) -> View:
        """Ends the break, if there is one.

        Raises:
            WrongPhase: Not started, or over.
        """
        return self._view((await self._sessions.apply(session_id, events.Resume()))[0])

    async def note_recognition(
        self, session_id: str, turn: int, words: Sequence[RecognizedWord], engines: Sequence[str] = ()
    ) -> None:
        """Notes how surely a spoken answer was recognized, and by whom.

        Raises:
            WrongPhase: There is no such answer.
            InvalidInput: There are too many words, or a confidence is not one; or those are no names of engines.
        """
        _check_names(engines)
        if len(words) > limits.MAX_RECOGNIZED_WORDS or not all(0 <= word.confidence <= 1 for word in words):
            raise InvalidInput(
                f"At most {limits.MAX_RECOGNIZED_WORDS} words, each with a confidence of 0 to 1.", reason="bad_words"
            )
        interview = await self._store.load(session_id)
        if not 1 <= turn < len(interview.turns):
            raise refusal("wrong_turn")
        answer = interview.turns[turn].answer
        recognition = await asyncio.to_thread(recognition_of, answer, words)
        if recognition is not None:
            recognition = recognition.model_copy(update={"engines": tuple(engines)})
            await self._sessions.apply(session_id, events.Recognized(turn, recognition))

    async def note_playback(self, session_id: str, turn: int, spoken: Spoken | None, heard: Heard | None) -> None:
        """Notes how a reply was spoken, and how much of it was heard.

        Raises:
            WrongPhase: Not started, or there is no such turn.
            InvalidInput: Those are no names of engines.
        """
        if spoken is not None:
            _check_names([*spoken.engines, *filter(None, [spoken.stood_in_for])])
        await self._sessions.apply(session_id, events.Played(turn, spoken, heard))

    async def view(self, session_id: str) -> View:
        """Where an interview stands."""
        return self._view(await self._store.load(session_id))

    async def report(self, session_id: str) -> tuple[Report, View]:
        """What the interview has shown so far; answers still being assessed are waited for, a while.

        Raises:
            WrongPhase: It has not begun.
        """
        await self._assessor.settle(session_id, within_s=_REPORT_PATIENCE_S)
        view = self._view(await self._store.load(session_id))
        if view.status.phase is Phase.READY:
            raise refusal("not_started")
        is_final = view.status.phase is Phase.CONCLUDED
        return await asyncio.to_thread(make_report, view.interview, is_final=is_final), view

    async def delete(self, session_id: str) -> None:
        """Erases everything held about a session."""
        await self._store.delete(await self._store.load(session_id))
        await self._assessor.drop(session_id)
        log.info("erased", session_id=session_id)

    async def _turn(self, session_id: str, event: events.Start | events.Answer) -> AsyncGenerator[TurnEvent]:
        interview, effect = await self._sessions.apply(session_id, event)
        assert effect is not None, "a caller's event always has an effect"
        yield Accepted(effect.turn, is_replay=isinstance(effect, events.SayAgain))
        if isinstance(effect, events.SayAgain):
            reply = _reply_of(interview, effect.turn)
            yield Delta(reply.text)
            yield self._completed(interview, reply)
            return
        async with aclosing(self._make_reply(interview, effect.turn)) as told:
            async for turn_event in told:
                yield turn_event

    async def _make_reply(self, interview: Interview, turn: int) -> AsyncGenerator[TurnEvent]:
        """Lets the engine word the reply, stores it, and tells. When somebody else was first, theirs is told."""
        began_at_s = self._clock()
        choice, said = None, ""
        mended: list[str] = []
        async with aclosing(self._engine.reply(ReplyRequest(interview, allowed_moves(interview, began_at_s)))) as parts:
            async for part in parts:
                match part:
                    case Choice():
                        if said:
                            yield Restarted()
                        choice, said = part, ""
                    case Mended(what):
                        mended.append(what)
                    case str():
                        said += part
                        yield Delta(part)
        if choice is None or not said.strip():
            raise EngineFailed("The interviewer could not find words. Please try again.", retry_after_s=1.0)
        made = events.ReplyMade(
            turn,
            choice.move,
            said.strip(),
            choice.quote,
            choice.engine,
            began_at_s,
            choice.candidate_kind,
            tuple(mended),
        )
        stored, _ = await self._sessions.apply(interview.session_id, made)
        self._assessor.look_after(stored)
        reply = _reply_of(stored, turn)
        if reply.text != made.text:
            yield Restarted()
            yield Delta(reply.text)
        yield self._completed(stored, reply)

    def _completed(self, interview: Interview, reply: Reply) -> Completed:
        topic = interview.plan.topic(reply.move.topic_id)
        return Completed(
            text=reply.text,
            kind=reply.move.kind,
            topic=topic.title if topic else "",
            view=self._view(interview),
            engine=reply.engine,
            mended=reply.mended,
        )

    def _view(self, interview: Interview) -> View:
        now_s = self._clock()
        # What the clock alone has brought about is shown, though nobody has written it down yet.
        interview, _ = policy.step(interview, events.TimePassed(), now_s)
        return View(interview, status_at(interview, now_s), expires_at_s=now_s + self._store.ttl_s)


def _check_names(engines: Sequence[str]) -> None:
    if len(engines) > limits.MAX_ENGINES or not all(_NAME.fullmatch(engine) for engine in engines):
        raise InvalidInput("Those are no names of engines.", reason="bad_engines")


def _reply_of(interview: Interview, turn: int) -> Reply:
    reply = interview.turns[turn].reply
    assert reply is not None, "only the last turn can be without a reply"
    return reply
