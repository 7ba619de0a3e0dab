"""Asks the interview service: creates, starts, answers, reads and erases interviews."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import UTC, datetime

from grpc.aio import Channel

from xquizit.interview.v1 import interview_pb2 as pb
from xquizit.interview.v1.interview_pb2_grpc import InterviewServiceStub
from xquizit_gateway.clients.calls import moment, responses, rpc_errors
from xquizit_gateway.clients.interview_records import (
    Accepted,
    Completed,
    Created,
    InterviewStatus,
    Phase,
    Priority,
    Quote,
    ReplyEvent,
    Report,
    RequirementCoverage,
    Restarted,
    Standing,
    TextDelta,
    TopicFinding,
    TranscriptEntry,
    TurnKind,
)
from xquizit_kit.errors import Unavailable

CREATE_DEADLINE_S = 20.0
TURN_DEADLINE_S = 60.0
READ_DEADLINE_S = 5.0
REPORT_DEADLINE_S = 20.0
DELETE_DEADLINE_S = 5.0

_PHASES: dict[int, Phase] = {
    pb.PHASE_READY: "ready",
    pb.PHASE_THINKING: "thinking",
    pb.PHASE_LISTENING: "listening",
    pb.PHASE_CONCLUDED: "concluded",
}
_TURN_KINDS: dict[int, TurnKind] = {
    pb.TURN_KIND_OPENING: "opening",
    pb.TURN_KIND_QUESTION: "question",
    pb.TURN_KIND_FOLLOW_UP: "follow_up",
    pb.TURN_KIND_CONVERSATION: "conversation",
    pb.TURN_KIND_CONCLUSION: "conclusion",
}
_PRIORITIES: dict[int, Priority] = {
    pb.PRIORITY_CRITICAL: "critical",
    pb.PRIORITY_HIGH: "high",
    pb.PRIORITY_MEDIUM: "medium",
    pb.PRIORITY_LOW: "low",
}
_EPOCH = datetime.fromtimestamp(0, UTC)


class InterviewClient:
    """Every call raises NotFound for an unknown session and Unavailable when the service is away."""

    def __init__(self, channel: Channel) -> None:
        self._stub = InterviewServiceStub(channel)

    async def create(self, resume_text: str, job_description_text: str, custom_instructions: str) -> Created:
        """Plans an interview from the documents' text."""
        request = pb.CreateInterviewRequest(
            resume_text=resume_text,
            job_description_text=job_description_text,
            custom_instructions=custom_instructions,
        )
        with rpc_errors("interview"):
            created = await self._stub.CreateInterview(request, timeout=CREATE_DEADLINE_S)
        return Created(
            session_id=created.session_id,
            expires_at=moment(created.expires_at) or _EPOCH,
            topic_titles=tuple(topic.title for topic in created.topics),
            engine=created.engine,
        )

    async def reply(
        self, session_id: str, turn: int, answer: str, *, wait_for_ready: bool
    ) -> AsyncGenerator[ReplyEvent]:
        """Streams the reply to a turn; turn 0 is the opening question. Ends after `Completed`.

        Args:
            session_id: The session.
            turn: 0 starts the interview; k gives answer k.
            answer: The candidate's words; not used for turn 0.
            wait_for_ready: Wait for a service that is away instead of failing at once.

        Raises:
            InvalidInput: The answer is empty or too long.
            WrongPhase: Not started, over, or another turn is due.
            Conflict: Somebody else writes this session; ask again.
            Unavailable: The service is away, or the stream ended before `Completed`.
        """
        if turn == 0:
            start = pb.StartInterviewRequest(session_id=session_id)
            call = self._stub.StartInterview(start, timeout=TURN_DEADLINE_S, wait_for_ready=wait_for_ready)
        else:
            submit = pb.SubmitAnswerRequest(session_id=session_id, turn=turn, answer=answer)
            call = self._stub.SubmitAnswer(submit, timeout=TURN_DEADLINE_S, wait_for_ready=wait_for_ready)
        async with aclosing(responses(call, "interview")) as answers:
            async for answer_part in answers:
                translated = _reply_event(answer_part.event)
                if translated is not None:
                    yield translated
                if isinstance(translated, Completed):
                    return
        raise Unavailable(
            "The interview service broke off. Please try again in a moment.",
            reason="interview_unavailable",
            retry_after_s=1.0,
        )

    async def standing(self, session_id: str) -> Standing:
        """Where the interview stands."""
        with rpc_errors("interview"):
            got = await self._stub.GetInterview(
                pb.GetInterviewRequest(session_id=session_id), timeout=READ_DEADLINE_S, wait_for_ready=True
            )
        return Standing(
            status=_status(got.status),
            current_question=got.current_question,
            pending_answer=got.pending_answer,
            fallbacks=tuple(got.fallbacks),
        )

    async def transcript(self, session_id: str) -> tuple[TranscriptEntry, ...]:
        """Who said what when."""
        with rpc_errors("interview"):
            got = await self._stub.GetTranscript(
                pb.GetTranscriptRequest(session_id=session_id), timeout=READ_DEADLINE_S, wait_for_ready=True
            )
        return tuple(
            TranscriptEntry(
                turn=entry.turn,
                speaker="interviewer" if entry.speaker == pb.SPEAKER_INTERVIEWER else "candidate",
                text=entry.text,
                said_at=moment(entry.said_at),
                kind=_TURN_KINDS.get(entry.kind, ""),
                topic=entry.topic,
            )
            for entry in got.entries
        )

    async def report(self, session_id: str) -> Report:
        """The report, provisional while the interview goes on.

        Raises:
            WrongPhase: The interview has not started.
        """
        with rpc_errors("interview"):
            got = await self._stub.GetReport(pb.GetReportRequest(session_id=session_id), timeout=REPORT_DEADLINE_S)
        return _report(got.report)

    async def delete(self, session_id: str) -> None:
        """Erases the session's state."""
        with rpc_errors("interview"):
            await self._stub.DeleteInterview(
                pb.DeleteInterviewRequest(session_id=session_id), timeout=DELETE_DEADLINE_S, wait_for_ready=True
            )


def _reply_event(event: pb.TurnEvent) -> ReplyEvent | None:
    match event.WhichOneof("event"):
        case "accepted":
            return Accepted(turn=event.accepted.turn, is_replay=event.accepted.is_replay)
        case "text_delta":
            return TextDelta(event.text_delta)
        case "restarted":
            return Restarted()
        case "completed":
            done = event.completed
            return Completed(
                text=done.text,
                kind=_TURN_KINDS.get(done.kind, ""),
                topic=done.topic,
                status=_status(done.status),
            )
        case _:  # an event of a newer release
            return None


def _status(status: pb.InterviewStatus) -> InterviewStatus:
    return InterviewStatus(
        phase=_PHASES.get(status.phase, "ready"),
        turn=status.turn,
        questions_asked=status.questions_asked,
        max_questions=status.max_questions,
        is_concluded=status.is_concluded,
        conclusion_reason=status.conclusion_reason,
        time_elapsed_s=status.time_elapsed_s,
        time_remaining_s=status.time_remaining_s,
        start_time=moment(status.start_time),
        expires_at=moment(status.expires_at),
    )


def _quote(quote: pb.Quote) -> Quote:
    return Quote(turn=quote.turn, start=quote.start, end=quote.end, text=quote.text)


def _report(report: pb.Report) -> Report:
    return Report(
        session_id=report.session_id,
        is_final=report.is_final,
        status=_status(report.status),
        topics=tuple(
            TopicFinding(
                topic_id=topic.topic_id,
                title=topic.title,
                priority=_PRIORITIES.get(topic.priority, ""),
                rating=topic.rating,
                rating_label=topic.rating_label,
                claims=tuple(topic.claims),
                quotes=tuple(map(_quote, topic.quotes)),
                questions_asked=topic.questions_asked,
            )
            for topic in report.topics
        ),
        requirements=tuple(
            RequirementCoverage(
                requirement=item.requirement,
                is_must_have=item.is_must_have,
                was_asked=item.was_asked,
                quotes=tuple(map(_quote, item.quotes)),
            )
            for item in report.requirements
        ),
        engine=report.engine,
        model=report.model,
        prompt_version=report.prompt_version,
        fallbacks=tuple(report.fallbacks),
        notes=tuple(report.notes),
    )
