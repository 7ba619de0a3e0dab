"""Asks the interview service: creates, starts, answers, pauses, reads and erases interviews."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from grpc.aio import Channel

from xquizit.interview.v1 import interview_pb2 as pb
from xquizit.interview.v1.interview_pb2_grpc import InterviewServiceStub
from xquizit_gateway.clients.calls import responses, rpc_errors
from xquizit_gateway.clients.interview_messages import (
    created_of,
    entry_of,
    reply_event_of,
    standing_of,
    status_of,
)
from xquizit_gateway.clients.interview_records import (
    Completed,
    Created,
    Heard,
    InterviewStatus,
    ReplyEvent,
    Spoken,
    Standing,
    TranscriptEntry,
)
from xquizit_gateway.clients.report_messages import report_of
from xquizit_gateway.clients.report_records import Report
from xquizit_gateway.clients.transcription import RecognizedAnswer
from xquizit_kit.errors import Unavailable

CREATE_DEADLINE_S = 20.0
MOST_HEADINGS, MOST_NOTES = 100, 20
"""What the interview service takes."""
TURN_DEADLINE_S = 60.0
READ_DEADLINE_S = 5.0
REPORT_DEADLINE_S = 20.0
PAUSE_DEADLINE_S = 5.0
DELETE_DEADLINE_S = 5.0
RECORD_DEADLINE_S = 5.0
MAX_RECOGNIZED_WORDS = 5000
"""More than anybody says in the longest answer; the interview service refuses more."""


class InterviewClient:
    """Every call raises NotFound for an unknown session and Unavailable when the service is away."""

    def __init__(self, channel: Channel) -> None:
        self._stub = InterviewServiceStub(channel)

    async def create(
        self,
        resume_text: str,
        job_description_text: str,
        custom_instructions: str,
        *,
        questions: Sequence[str] = (),
        extra_time_percent: int = 0,
        headings: Sequence[tuple[str, str]] = (),
        notes: Sequence[str] = (),
    ) -> Created:
        """Plans an interview from the documents' text.

        Args:
            resume_text: What the resume says.
            job_description_text: What the job description says.
            custom_instructions: What the recruiter wants asked or minded.
            questions: The question bank: asked word for word, at most 8.
            extra_time_percent: Longer time for a candidate who needs it, 0..100.
            headings: Title and kind of the resume's sections, as far as they are known.
            notes: What a reader of the report must know of how the documents were read.

        Raises:
            InvalidInput: A text is empty or too long, or a question cannot be asked (reason `bad_question`).
        """
        request = pb.CreateInterviewRequest(
            resume_text=resume_text,
            job_description_text=job_description_text,
            custom_instructions=custom_instructions,
            questions=questions,
            extra_time_percent=extra_time_percent,
            resume_headings=[pb.ResumeHeading(title=title, kind=kind) for title, kind in headings[:MOST_HEADINGS]],
            document_notes=notes[:MOST_NOTES],
        )
        with rpc_errors("interview"):
            created = await self._stub.CreateInterview(request, timeout=CREATE_DEADLINE_S)
        return created_of(created)

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
                translated = reply_event_of(answer_part.event)
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
        return standing_of(got)

    async def pause(self, session_id: str) -> InterviewStatus:
        """Begins a break: the clock stands still until `resume`, the next answer, or the end of its time.

        Pausing a paused interview changes nothing.

        Raises:
            WrongPhase: Not started (`not_started`), over (`concluded`), or no break is left (`no_pause_left`).
            Conflict: A reply is being made; ask again when it is there.
        """
        with rpc_errors("interview"):
            got = await self._stub.PauseInterview(
                pb.PauseInterviewRequest(session_id=session_id), timeout=PAUSE_DEADLINE_S, wait_for_ready=True
            )
        return status_of(got.status)

    async def resume(self, session_id: str) -> InterviewStatus:
        """Ends the break; without one it changes nothing.

        Raises:
            WrongPhase: Not started (`not_started`), or over (`concluded`).
            Conflict: Somebody else writes this session; ask again.
        """
        with rpc_errors("interview"):
            got = await self._stub.ResumeInterview(
                pb.ResumeInterviewRequest(session_id=session_id), timeout=PAUSE_DEADLINE_S, wait_for_ready=True
            )
        return status_of(got.status)

    async def transcript(self, session_id: str) -> tuple[TranscriptEntry, ...]:
        """Who said what when."""
        with rpc_errors("interview"):
            got = await self._stub.GetTranscript(
                pb.GetTranscriptRequest(session_id=session_id), timeout=READ_DEADLINE_S, wait_for_ready=True
            )
        return tuple(map(entry_of, got.entries))

    async def report(self, session_id: str) -> Report:
        """The report, provisional while the interview goes on.

        Raises:
            WrongPhase: The interview has not started.
        """
        with rpc_errors("interview"):
            got = await self._stub.GetReport(pb.GetReportRequest(session_id=session_id), timeout=REPORT_DEADLINE_S)
        return report_of(got.report)

    async def record_recognition(self, session_id: str, turn: int, recognized: RecognizedAnswer) -> None:
        """Notes how surely an answer was recognized, and by whom; the first note counts.

        Args:
            session_id: The session.
            turn: 1 or more.
            recognized: The answer; of very many words the first `MAX_RECOGNIZED_WORDS` are noted.

        Raises:
            WrongPhase: There is no such answer.
        """
        request = pb.RecordRecognitionRequest(
            session_id=session_id,
            turn=turn,
            words=[
                pb.RecognizedWord(text=word.text, confidence=word.confidence)
                for word in recognized.words[:MAX_RECOGNIZED_WORDS]
            ],
            engines=recognized.engines,
        )
        with rpc_errors("interview"):
            await self._stub.RecordRecognition(request, timeout=RECORD_DEADLINE_S, wait_for_ready=True)

    async def record_playback(self, session_id: str, turn: int, spoken: Spoken | None, heard: Heard | None) -> None:
        """Notes how a reply was spoken (the first note counts), and how much of it was heard (that only grows).

        Raises:
            WrongPhase: There is no such turn.
        """
        request = pb.RecordPlaybackRequest(session_id=session_id, turn=turn)
        if spoken is not None:
            request.spoken.CopyFrom(
                pb.Spoken(engines=spoken.engines, stood_in_for=spoken.stood_in_for, is_cut=spoken.is_cut)
            )
        if heard is not None:
            request.heard.CopyFrom(
                pb.Heard(
                    characters=heard.characters, is_complete=heard.is_complete, is_interrupted=heard.is_interrupted
                )
            )
        with rpc_errors("interview"):
            await self._stub.RecordPlayback(request, timeout=RECORD_DEADLINE_S, wait_for_ready=True)

    async def delete(self, session_id: str) -> None:
        """Erases the session's state."""
        with rpc_errors("interview"):
            await self._stub.DeleteInterview(
                pb.DeleteInterviewRequest(session_id=session_id), timeout=DELETE_DEADLINE_S, wait_for_ready=True
            )
