"""Translates between the wire (xquizit.interview.v1) and the interviewer; nothing else."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp
from grpc import aio

from xquizit.interview.v1 import interview_pb2 as wire
from xquizit.interview.v1 import interview_pb2_grpc as wire_grpc
from xquizit_interview import limits
from xquizit_interview.answers.recognition import RecognizedWord
from xquizit_interview.interviewer import Interviewer
from xquizit_interview.reporting.quotes import Quote
from xquizit_interview.reporting.ratings import RatingState
from xquizit_interview.reporting.report import Report, TopicFinding
from xquizit_interview.state import Documents, Heard, MoveKind, Phase, Priority, Recognition, Spoken, Topic
from xquizit_interview.transcript import Entry, transcript_of
from xquizit_interview.turn_events import Accepted, Completed, Delta, Restarted, TurnEvent, View
from xquizit_kit.errors import InvalidInput

DESCRIPTOR = wire.DESCRIPTOR.services_by_name["InterviewService"]
"""What the server lists in reflection and health."""
add_to_server = wire_grpc.add_InterviewServiceServicer_to_server
Context = aio.ServicerContext[Any, Any]

_PHASES = {
    Phase.READY: wire.PHASE_READY,
    Phase.THINKING: wire.PHASE_THINKING,
    Phase.LISTENING: wire.PHASE_LISTENING,
    Phase.PAUSED: wire.PHASE_PAUSED,
    Phase.CONCLUDED: wire.PHASE_CONCLUDED,
}
_PRIORITIES = {
    Priority.CRITICAL: wire.PRIORITY_CRITICAL,
    Priority.HIGH: wire.PRIORITY_HIGH,
    Priority.MEDIUM: wire.PRIORITY_MEDIUM,
    Priority.LOW: wire.PRIORITY_LOW,
}
_KINDS = {
    MoveKind.OPEN: wire.TURN_KIND_OPENING,
    MoveKind.QUESTION: wire.TURN_KIND_QUESTION,
    MoveKind.FOLLOW_UP: wire.TURN_KIND_FOLLOW_UP,
    MoveKind.REPEAT: wire.TURN_KIND_CONVERSATION,
    MoveKind.CLARIFY: wire.TURN_KIND_CONVERSATION,
    MoveKind.WAIT: wire.TURN_KIND_CONVERSATION,
    MoveKind.CHAT: wire.TURN_KIND_CONVERSATION,
    MoveKind.CONCLUDE: wire.TURN_KIND_CONCLUSION,
}


_RATING_STATES = {
    RatingState.RATED: wire.RATING_STATE_RATED,
    RatingState.NOT_RATED: wire.RATING_STATE_NOT_RATED,
    RatingState.INSUFFICIENT_EVIDENCE: wire.RATING_STATE_INSUFFICIENT_EVIDENCE,
    RatingState.RECOGNITION_UNCERTAIN: wire.RATING_STATE_RECOGNITION_UNCERTAIN,
}


MOST_HEADINGS, MOST_NOTES = 100, 20


class InterviewServicer(wire_grpc.InterviewServiceServicer):
    """The rpcs, in the order of the proto file."""

    def __init__(self, interviewer: Interviewer) -> None:
        """Takes who does the work."""
        self._interviewer = interviewer

    async def CreateInterview(
        self, request: wire.CreateInterviewRequest, context: Context
    ) -> wire.CreateInterviewResponse:
        """Plans and stores an interview."""
        documents = Documents(
            resume=request.resume_text,
            job_description=request.job_description_text,
            custom_instructions=request.custom_instructions,
            questions=tuple(" ".join(question.split()) for question in request.questions),
            headings=tuple((heading.title, heading.kind) for heading in request.resume_headings[:MOST_HEADINGS]),
            notes=tuple(request.document_notes[:MOST_NOTES]),
        )
        view = await self._interviewer.create(documents, extra_time_percent=request.extra_time_percent)
        return wire.CreateInterviewResponse(
            session_id=view.interview.session_id,
            expires_at=_timestamp(view.expires_at_s),
            topics=[_topic(topic) for topic in view.interview.plan.topics],
            engine=view.interview.engine.name,
        )

    async def StartInterview(
        self, request: wire.StartInterviewRequest, context: Context
    ) -> AsyncIterator[wire.StartInterviewResponse]:
        """Streams turn 0."""
        async with aclosing(self._interviewer.start(request.session_id)) as events:
            async for event in events:
                yield wire.StartInterviewResponse(event=_turn_event(event))

    async def SubmitAnswer(
        self, request: wire.SubmitAnswerRequest, context: Context
    ) -> AsyncIterator[wire.SubmitAnswerResponse]:
        """Streams the reply to an answer."""
        turn = request.turn if request.HasField("turn") else None
        async with aclosing(self._interviewer.submit(request.session_id, request.answer, turn)) as events:
            async for event in events:
                yield wire.SubmitAnswerResponse(event=_turn_event(event))

    async def PauseInterview(
        self, request: wire.PauseInterviewRequest, context: Context
    ) -> wire.PauseInterviewResponse:
        """Stops the clock."""
        return wire.PauseInterviewResponse(status=_status(await self._interviewer.pause(request.session_id)))

    async def ResumeInterview(
        self, request: wire.ResumeInterviewRequest, context: Context
    ) -> wire.ResumeInterviewResponse:
        """Lets the clock go on."""
        return wire.ResumeInterviewResponse(status=_status(await self._interviewer.resume(request.session_id)))

    async def RecordRecognition(
        self, request: wire.RecordRecognitionRequest, context: Context
    ) -> wire.RecordRecognitionResponse:
        """Notes how surely an answer was recognized."""
        words = [RecognizedWord(word.text, word.confidence) for word in request.words]
        await self._interviewer.note_recognition(request.session_id, request.turn, words, request.engines)
        return wire.RecordRecognitionResponse()

    async def RecordPlayback(
        self, request: wire.RecordPlaybackRequest, context: Context
    ) -> wire.RecordPlaybackResponse:
        """Notes how a reply was spoken and how much of it was heard."""
        spoken = _spoken_of(request.spoken) if request.HasField("spoken") else None
        heard = _heard_of(request.heard) if request.HasField("heard") else None
        await self._interviewer.note_playback(request.session_id, request.turn, spoken, heard)
        return wire.RecordPlaybackResponse()

    async def GetInterview(self, request: wire.GetInterviewRequest, context: Context) -> wire.GetInterviewResponse:
        """Tells where an interview stands."""
        view = await self._interviewer.view(request.session_id)
        replies = view.interview.replies
        is_thinking = view.status.phase is Phase.THINKING
        return wire.GetInterviewResponse(
            status=_status(view),
            current_question=replies[-1].text if replies else "",
            pending_answer=view.interview.turns[-1].answer if is_thinking else "",
            fallbacks=view.interview.fallbacks,
        )

    async def GetTranscript(self, request: wire.GetTranscriptRequest, context: Context) -> wire.GetTranscriptResponse:
        """Tells who said what when."""
        view = await self._interviewer.view(request.session_id)
        return wire.GetTranscriptResponse(entries=[_entry(entry) for entry in transcript_of(view.interview)])

    async def GetReport(self, request: wire.GetReportRequest, context: Context) -> wire.GetReportResponse:
        """Reports."""
        report, view = await self._interviewer.report(request.session_id)
        return wire.GetReportResponse(report=_report(report, view))

    async def DeleteInterview(
        self, request: wire.DeleteInterviewRequest, context: Context
    ) -> wire.DeleteInterviewResponse:
        """Erases."""
        await self._interviewer.delete(request.session_id)
        return wire.DeleteInterviewResponse()


def _turn_event(event: TurnEvent) -> wire.TurnEvent:
    match event:
        case Accepted(turn, is_replay):
            return wire.TurnEvent(accepted=wire.TurnAccepted(turn=turn, is_replay=is_replay))
        case Delta(text):
            return wire.TurnEvent(text_delta=text)
        case Restarted():
            return wire.TurnEvent(restarted=wire.TurnRestarted())
        case Completed(text, kind, topic, view, engine, mended):
            completed = wire.TurnCompleted(
                text=text, kind=_KINDS[kind], topic=topic, status=_status(view), engine=engine, mended=mended
            )
            return wire.TurnEvent(completed=completed)


def _status(view: View) -> wire.InterviewStatus:
    status = view.status
    return wire.InterviewStatus(
        phase=_PHASES[status.phase],
        turn=status.turn,
        questions_asked=status.questions_asked,
        max_questions=limits.MAX_QUESTIONS,
        is_concluded=status.phase is Phase.CONCLUDED,
        conclusion_reason=status.conclusion or "",
        time_elapsed_s=status.time_elapsed_s,
        time_remaining_s=status.time_remaining_s,
        start_time=None if status.started_at_s is None else _timestamp(status.started_at_s),
        expires_at=_timestamp(view.expires_at_s),
        time_limit_s=status.time_limit_s,
        pause_remaining_s=status.pause_remaining_s,
    )


def _topic(topic: Topic) -> wire.Topic:
    return wire.Topic(
        topic_id=topic.topic_id,
        title=topic.title,
        priority=_PRIORITIES[topic.priority],
        minutes=topic.minutes,
        min_questions=topic.min_questions,
        max_questions=topic.max_questions,
        goals=topic.goals,
        must_have_skills=topic.must_have_skills,
        risk_areas=topic.risk_areas,
    )


def _entry(entry: Entry) -> wire.TranscriptEntry:
    return wire.TranscriptEntry(
        turn=entry.turn,
        speaker=wire.SPEAKER_CANDIDATE if entry.kind is None else wire.SPEAKER_INTERVIEWER,
        text=entry.text,
        said_at=_timestamp(entry.said_at_s),
        kind=wire.TURN_KIND_UNSPECIFIED if entry.kind is None else _KINDS[entry.kind],
        topic=entry.topic,
        recognition=None if entry.recognition is None else _recognition(entry.recognition),
        spoken=None if entry.spoken is None else _spoken(entry.spoken),
        heard=None if entry.heard is None else _heard(entry.heard),
    )


def _recognition(recognition: Recognition) -> wire.Recognition:
    spans = [wire.TextSpan(start=span.start, end=span.end) for span in recognition.uncertain]
    return wire.Recognition(confidence=recognition.confidence, uncertain=spans, engines=recognition.engines)


def _spoken(spoken: Spoken) -> wire.Spoken:
    return wire.Spoken(engines=spoken.engines, stood_in_for=spoken.stood_in_for, is_cut=spoken.is_cut)


def _spoken_of(spoken: wire.Spoken) -> Spoken:
    return Spoken(engines=tuple(spoken.engines), stood_in_for=spoken.stood_in_for, is_cut=spoken.is_cut)


def _heard(heard: Heard) -> wire.Heard:
    return wire.Heard(characters=heard.characters, is_complete=heard.is_complete, is_interrupted=heard.is_interrupted)


def _heard_of(heard: wire.Heard) -> Heard:
    if heard.characters < 0:
        raise InvalidInput("Nobody hears less than nothing.", reason="bad_characters")
    return Heard(characters=heard.characters, is_complete=heard.is_complete, is_interrupted=heard.is_interrupted)


def _report(report: Report, view: View) -> wire.Report:
    interview = view.interview
    return wire.Report(
        session_id=interview.session_id,
        is_final=report.is_final,
        status=_status(view),
        topics=[_finding(finding) for finding in report.topics],
        requirements=[
            wire.RequirementCoverage(
                requirement=coverage.requirement.text,
                is_must_have=coverage.requirement.is_must_have,
                was_asked=coverage.was_asked,
                quotes=[_quote(quote) for quote in coverage.quotes],
                name=coverage.requirement.name,
                resume_evidence=coverage.requirement.evidence,
            )
            for coverage in report.requirements
        ],
        engine=interview.engine.name,
        model=interview.engine.model,
        prompt_version=interview.engine.prompt_version,
        fallbacks=interview.fallbacks,
        notes=report.notes,
        scales=[wire.RatingScale(name=scale.name, anchors=scale.anchors) for scale in report.scales],
        timeline=[
            wire.TimelineEntry(
                topic_id=stretch.topic_id,
                title=stretch.title,
                start_s=stretch.start_s,
                end_s=stretch.end_s,
                turns=stretch.turns,
                is_break=stretch.is_break,
            )
            for stretch in report.timeline
        ],
        mended=[wire.Mended(what=what, times=times) for what, times in report.mended],
        unassessed_answers=report.unassessed,
        extra_time_percent=interview.extra_time_percent,
    )


def _finding(finding: TopicFinding) -> wire.TopicFinding:
    return wire.TopicFinding(
        topic_id=finding.topic.topic_id,
        title=finding.topic.title,
        priority=_PRIORITIES[finding.topic.priority],
        rating=finding.rating.value,
        rating_label=finding.rating.label,
        rating_state=_RATING_STATES[finding.rating.state],
        scale=finding.rating.scale.name,
        answer_ratings=[
            wire.AnswerRating(
                turn=answer.turn,
                rating=answer.value,
                rating_state=_RATING_STATES[answer.state],
                scale=answer.scale,
                reason=answer.reason,
            )
            for answer in finding.rating.answers
        ],
        claims=[wire.Claim(text=claim.text, quotes=map(_quote, claim.quotes)) for claim in finding.claims],
        quotes=[_quote(quote) for quote in finding.quotes],
        told=[wire.Told(part=told.part, quote=_quote(told.quote)) for told in finding.told],
        questions_asked=finding.questions_asked,
        minutes_planned=finding.planned_s / 60,
        minutes_spent=finding.spent_s / 60,
    )


def _quote(quote: Quote) -> wire.Quote:
    return wire.Quote(
        turn=quote.turn,
        start=quote.span.start,
        end=quote.span.end,
        text=quote.text,
        is_uncertain=quote.is_uncertain,
    )


def _timestamp(at_s: float) -> Timestamp:
    stamp = Timestamp()
    stamp.FromMilliseconds(round(at_s * 1000))
    return stamp
