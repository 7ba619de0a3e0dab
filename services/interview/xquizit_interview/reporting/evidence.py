"""Which answers show something, on which topic and question, and which of them nobody has assessed yet."""

from dataclasses import dataclass

from xquizit_interview.answers.evidence import CAN_BE_OVERRULED, Asked, NoEvidence, grounds_of, why_no_evidence
from xquizit_interview.state import REAL_QUESTIONS, Interview, Move, MoveKind, Phase, PointKind, Turn
from xquizit_interview.wording.wording_checks import tokens

_PREPARED = frozenset({MoveKind.OPEN, MoveKind.QUESTION})


@dataclass(frozen=True, slots=True)
class Judged:
    """A turn of the candidate's, and whether our rules see anything in it."""

    turn: Turn
    why_not: NoEvidence | None
    """Why it shows nothing; None when it may."""

    @property
    def counts(self) -> bool:
        """Whether it is evidence: where the rules cannot be sure, an assessment that found something decides."""
        if self.why_not is None:
            return True
        assessment = self.turn.assessment
        return self.why_not in CAN_BE_OVERRULED and assessment is not None and assessment.rating is not None


def judged(interview: Interview) -> tuple[Judged, ...]:
    """Every turn of the candidate's, in order. Costs some milliseconds an answer: not for the event loop."""
    grounds = grounds_of(interview.documents)
    said: list[frozenset[str]] = []
    found: list[Judged] = []
    on_matter: set[str] = set()
    for turn in interview.turns[1:]:
        question = question_before(interview, turn)
        asked = Asked(
            f"{asked_before(interview, turn)} {_heard_before(interview, turn)}",
            is_formal=_is_formal(interview, turn),
            is_follow_up=_is_follow_up(interview, turn) and question.topic_id in on_matter,
        )
        why_not = why_no_evidence(turn.answer, turn.candidate_kind, asked, grounds, tuple(said))
        if why_not is None:
            on_matter.add(question.topic_id)
        found.append(Judged(turn, why_not))
        said.append(tokens(turn.answer))
    return tuple(found)


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


def chain(interview: Interview, turn: Turn) -> list[Turn]:
    """The answers to one prepared question and its follow-ups, up to and with `turn`: they are one answer in parts."""
    begins = max(
        (
            earlier.number
            for earlier in interview.turns[: turn.number]
            if earlier.reply is not None and earlier.reply.move.kind in _PREPARED
        ),
        default=0,
    )
    return [one for one in interview.turns if begins < one.number <= turn.number]


def unassessed(interview: Interview, judgements: tuple[Judged, ...]) -> list[int]:
    """The turns that an engine should assess and none has; one that waits for its reply is not ready.

    None at all where the interview's engine does not rate, whoever asks now.
    """
    if not interview.engine.assesses:
        return []
    is_over = interview.phase is Phase.CONCLUDED
    return [
        one.turn.number
        for one in judgements
        if one.turn.assessment is None
        and (one.why_not is None or one.why_not in CAN_BE_OVERRULED)
        and (one.turn.reply is not None or is_over)
    ]


def _heard_before(interview: Interview, turn: Turn) -> str:
    """The interviewer's words just before, whatever they were."""
    reply = interview.turns[turn.number - 1].reply
    return reply.text if reply is not None else ""


def _is_follow_up(interview: Interview, turn: Turn) -> bool:
    """Whether the last real question before an answer is one that asks on."""
    for earlier in reversed(interview.turns[: turn.number]):
        if earlier.reply is not None and earlier.reply.move.kind in REAL_QUESTIONS:
            return earlier.reply.move.kind is MoveKind.FOLLOW_UP
    return False


def _is_formal(interview: Interview, turn: Turn) -> bool:
    point = interview.plan.point(question_before(interview, turn).point_id)
    return point is not None and point.kind is PointKind.CREDENTIAL
