"""Which answers show something, on which topic, and which of them nobody has assessed yet."""

from xquizit_interview.answers.evidence import NoEvidence, why_no_evidence
from xquizit_interview.state import REAL_QUESTIONS, Interview, Move, MoveKind, Turn


def question_before(interview: Interview, turn: Turn) -> Move:
    """The question that a turn answers: the last real one before it. A follow-up stands for its point."""
    topic_id = point_id = ""
    for earlier in interview.turns[: turn.number]:
        if earlier.reply is not None and earlier.reply.move.kind in REAL_QUESTIONS:
            topic_id = earlier.reply.move.topic_id
            point_id = earlier.reply.move.point_id or point_id
    return Move(kind=MoveKind.QUESTION, topic_id=topic_id, point_id=point_id)


def asked_before(interview: Interview, turn: Turn) -> str:
    """The words of that question; empty when there is none."""
    questions = [
        earlier.reply.text
        for earlier in interview.turns[: turn.number]
        if earlier.reply is not None and earlier.reply.move.kind in REAL_QUESTIONS
    ]
    return questions[-1] if questions else ""


def no_evidence_in(interview: Interview, turn: Turn) -> NoEvidence | None:
    """Why a turn shows nothing; None when it may."""
    return why_no_evidence(
        turn.answer,
        turn.candidate_kind,
        question=asked_before(interview, turn),
        documents=interview.documents,
        earlier=tuple(before.answer for before in interview.turns[1 : turn.number]),
    )


def evidence_in(interview: Interview) -> list[Turn]:
    """The turns that may show something, in order."""
    return [turn for turn in interview.turns[1:] if no_evidence_in(interview, turn) is None]


def answers_to_assess(interview: Interview) -> list[int]:
    """The turns that an engine should assess and nobody has; those that wait for their reply are not ready."""
    return [turn.number for turn in evidence_in(interview) if turn.assessment is None and turn.reply is not None]
