"""The interview service's messages as records of the gateway: one function for each that is received."""

from datetime import UTC, datetime

from xquizit.interview.v1 import interview_pb2 as pb
from xquizit_gateway.clients.calls import moment
from xquizit_gateway.clients.interview_records import (
    Accepted,
    Completed,
    Created,
    Heard,
    InterviewStatus,
    Phase,
    Recognition,
    ReplyEvent,
    Restarted,
    Span,
    Spoken,
    Standing,
    TextDelta,
    TranscriptEntry,
    TurnKind,
)

_PHASES: dict[int, Phase] = {
    pb.PHASE_READY: "ready",
    pb.PHASE_THINKING: "thinking",
    pb.PHASE_LISTENING: "listening",
    pb.PHASE_PAUSED: "paused",
    pb.PHASE_CONCLUDED: "concluded",
}
_TURN_KINDS: dict[int, TurnKind] = {
    pb.TURN_KIND_OPENING: "opening",
    pb.TURN_KIND_QUESTION: "question",
    pb.TURN_KIND_FOLLOW_UP: "follow_up",
    pb.TURN_KIND_CONVERSATION: "conversation",
    pb.TURN_KIND_CONCLUSION: "conclusion",
}
_EPOCH = datetime.fromtimestamp(0, UTC)


def created_of(created: pb.CreateInterviewResponse) -> Created:
    """A new interview."""
    return Created(
        session_id=created.session_id,
        expires_at=moment(created.expires_at) or _EPOCH,
        topic_titles=tuple(topic.title for topic in created.topics),
        engine=created.engine,
    )


def reply_event_of(event: pb.TurnEvent) -> ReplyEvent | None:
    """One step of a reply; None for an event of a newer release."""
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
                status=status_of(done.status),
                engine=done.engine,
                mended=tuple(done.mended),
            )
        case _:
            return None


def status_of(status: pb.InterviewStatus) -> InterviewStatus:
    """Where an interview is."""
    return InterviewStatus(
        phase=_PHASES.get(status.phase, "ready"),
        turn=status.turn,
        questions_asked=status.questions_asked,
        max_questions=status.max_questions,
        is_concluded=status.is_concluded,
        conclusion_reason=status.conclusion_reason,
        time_elapsed_s=status.time_elapsed_s,
        time_remaining_s=status.time_remaining_s,
        time_limit_s=status.time_limit_s,
        pause_remaining_s=status.pause_remaining_s,
        start_time=moment(status.start_time),
        expires_at=moment(status.expires_at),
    )


def standing_of(got: pb.GetInterviewResponse) -> Standing:
    """Where an interview is, and what is being talked about."""
    return Standing(
        status=status_of(got.status),
        current_question=got.current_question,
        pending_answer=got.pending_answer,
        fallbacks=tuple(got.fallbacks),
    )


def entry_of(entry: pb.TranscriptEntry) -> TranscriptEntry:
    """One thing said."""
    return TranscriptEntry(
        turn=entry.turn,
        speaker="interviewer" if entry.speaker == pb.SPEAKER_INTERVIEWER else "candidate",
        text=entry.text,
        said_at=moment(entry.said_at),
        kind=_TURN_KINDS.get(entry.kind, ""),
        topic=entry.topic,
        recognition=_recognition(entry.recognition) if entry.HasField("recognition") else None,
        spoken=_spoken(entry.spoken) if entry.HasField("spoken") else None,
        heard=_heard(entry.heard) if entry.HasField("heard") else None,
    )


def _recognition(recognition: pb.Recognition) -> Recognition:
    return Recognition(
        confidence=recognition.confidence,
        uncertain=tuple(Span(span.start, span.end) for span in recognition.uncertain),
        engines=tuple(recognition.engines),
    )


def _spoken(spoken: pb.Spoken) -> Spoken:
    return Spoken(tuple(spoken.engines), spoken.stood_in_for, spoken.is_cut)


def _heard(heard: pb.Heard) -> Heard:
    return Heard(heard.characters, heard.is_complete, heard.is_interrupted)
