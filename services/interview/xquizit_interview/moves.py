"""Which moves the interviewer may make now, the policy's own choice first."""

from collections.abc import Iterator

from xquizit_interview import limits, time_limits
from xquizit_interview.state import (
    CONVERSATION,
    CandidateKind,
    Conclusion,
    Interview,
    Move,
    MoveKind,
    Point,
    PointKind,
    Priority,
    Topic,
)
from xquizit_interview.timeline import spent_s, timeline_of

CONVERSATION_MOVES = {
    CandidateKind.REPEAT_REQUEST: MoveKind.REPEAT,
    CandidateKind.CLARIFICATION_REQUEST: MoveKind.CLARIFY,
    CandidateKind.THINKING_ALOUD: MoveKind.WAIT,
    CandidateKind.SMALL_TALK: MoveKind.CHAT,
}
"""How a turn that answers nothing is met, while the limit allows."""
_ORDER = list(Priority)
_PRIORITIES_ON_OFFER = 2
"""An engine may take a topic of the next priority first, but none of a lower one: critical comes before low."""
_ALTERNATIVES = 3
"""Questions on offer at once, each on another topic."""


def allowed_moves(interview: Interview, now_s: float) -> tuple[Move, ...]:
    """What may follow the last turn; never empty. The first is the policy's own choice, any of them is legal.

    Args:
        interview: In the phase THINKING: its last turn waits for a reply.
        now_s: When the reply is begun.
    """
    turn = interview.turns[-1]
    if turn.number == 0 or interview.started_at_s is None:
        return (_opening(interview),)
    elapsed_s, limit_s = time_limits.elapsed_s(interview, now_s), time_limits.time_limit_s(interview)
    if turn.candidate_kind is CandidateKind.WANTS_TO_STOP:
        return (_conclude(Conclusion.CANDIDATE_REQUEST),)
    if elapsed_s >= limit_s:
        return (_conclude(Conclusion.TIME),)
    may_converse = interview.conversation_in_a_row < limits.MAX_CONVERSATION_IN_A_ROW
    conversation = CONVERSATION_MOVES.get(turn.candidate_kind or CandidateKind.ANSWER)
    if conversation is not None and may_converse:
        return (_converse(interview, conversation),)
    if elapsed_s >= limit_s - limits.CLOSING_S:
        return (_conclude(Conclusion.TIME),)
    if len(interview.questions) >= limits.MAX_QUESTIONS:
        return (_conclude(Conclusion.QUESTIONS),)
    going_on = _going_on(interview, now_s, limit_s - limits.CLOSING_S - elapsed_s)
    if not may_converse:
        return going_on
    # What the rules take for an answer an engine may still see as a request.
    return (*going_on, *(_converse(interview, kind) for kind in CONVERSATION_MOVES.values()))


def agree(kind: CandidateKind, move: Move) -> bool:
    """Whether a turn of this kind may be met by this move; an engine that names both must not contradict itself."""
    if move.kind in CONVERSATION:
        return CONVERSATION_MOVES.get(kind) is move.kind
    if kind is CandidateKind.SKIP:
        return move.kind is not MoveKind.FOLLOW_UP
    return kind in {CandidateKind.ANSWER, CandidateKind.PARTIAL_ANSWER}


def _going_on(interview: Interview, now_s: float, time_left_s: float) -> tuple[Move, ...]:
    """A follow-up and the next questions, in the order in which the policy likes them; or the end of the plan."""
    used_up = _used_up(interview, now_s)
    left = limits.MAX_QUESTIONS - len(interview.questions)
    outstanding = tuple(_outstanding(interview, used_up))
    must_haves = sum(point.is_must_have for _, point in outstanding)
    questions = _questions(outstanding, must_haves, left) or (_conclude(Conclusion.PLAN_COMPLETE),)
    follow_up = _follow_up(interview)
    if (
        follow_up is None
        or left <= must_haves
        or time_left_s < must_haves * limits.QUESTION_S * time_limits.time_factor(interview)
    ):
        return questions
    has_room = left > must_haves + _untouched(interview) and follow_up.topic_id not in used_up
    if has_room and _is_worth_asking_on(interview):
        return (follow_up, *questions)
    return (*questions, follow_up)


def _untouched(interview: Interview) -> int:
    """Topics without must-haves that nothing was asked on yet: each shall have a question."""
    return sum(
        interview.questions_on(topic.topic_id) == 0 and not any(point.is_must_have for point in topic.points)
        for topic in interview.plan.topics
    )


def _used_up(interview: Interview, now_s: float) -> frozenset[str]:
    """The topics that have had their minutes and their least questions: what else they hold comes last."""
    talked = timeline_of(interview, until_s=now_s)
    return frozenset(
        topic.topic_id
        for topic in interview.plan.topics
        if interview.questions_on(topic.topic_id) >= topic.min_questions
        and spent_s(talked, topic.topic_id) > 60 * topic.minutes * time_limits.time_factor(interview)
    )


def _outstanding(interview: Interview, used_up: frozenset[str]) -> Iterator[tuple[Topic, Point]]:
    """What is still to be asked: by topic, but of topics that have had their time only must-haves before the others."""
    asked = interview.asked_points
    left = [(topic, p) for topic in interview.plan.topics for p in topic.points if p.point_id not in asked]
    can_wait = [topic.topic_id in used_up and not point.is_must_have for topic, point in left]
    yield from (entry for entry, waits in zip(left, can_wait, strict=True) if not waits)
    yield from (entry for entry, waits in zip(left, can_wait, strict=True) if waits)


def _questions(outstanding: tuple[tuple[Topic, Point], ...], must_haves: int, left: int) -> tuple[Move, ...]:
    """The next point and the first of the next topics; only must-haves once there is room for nothing else."""
    if left <= must_haves:
        outstanding = tuple((topic, point) for topic, point in outstanding if point.is_must_have)
    first_of_topic: dict[str, Move] = {}
    least = min((_ORDER.index(topic.priority) for topic, _ in outstanding), default=0) + _PRIORITIES_ON_OFFER
    for topic, point in outstanding:
        if _ORDER.index(topic.priority) >= least:
            continue
        move = Move(kind=MoveKind.QUESTION, topic_id=topic.topic_id, point_id=point.point_id)
        first_of_topic.setdefault(topic.topic_id, move)
    return tuple(first_of_topic.values())[:_ALTERNATIVES]


def _follow_up(interview: Interview) -> Move | None:
    question = interview.open_question
    topic = interview.plan.topic(question.move.topic_id) if question else None
    kind = interview.turns[-1].candidate_kind
    if topic is None or kind not in {CandidateKind.ANSWER, CandidateKind.PARTIAL_ANSWER}:
        return None
    if interview.follow_ups(topic.topic_id) >= limits.MAX_FOLLOW_UPS_PER_TOPIC:
        return None
    if interview.questions_on(topic.topic_id) >= topic.max_questions:
        return None
    return Move(kind=MoveKind.FOLLOW_UP, topic_id=topic.topic_id)


def _is_worth_asking_on(interview: Interview) -> bool:
    """Once after each question, after a partial answer again; a formal requirement is met or not."""
    last = interview.open_question
    point = interview.plan.point(last.move.point_id) if last else None
    if point is not None and point.kind is PointKind.CREDENTIAL:
        return False
    is_first = last is not None and last.move.kind is not MoveKind.FOLLOW_UP
    return is_first or interview.turns[-1].candidate_kind is CandidateKind.PARTIAL_ANSWER


def _opening(interview: Interview) -> Move:
    for topic in interview.plan.topics:
        for point in topic.points:
            if point.kind is PointKind.OPENING:
                return Move(kind=MoveKind.OPEN, topic_id=topic.topic_id, point_id=point.point_id)
    return Move(kind=MoveKind.OPEN, topic_id=interview.plan.topics[0].topic_id)


def _converse(interview: Interview, kind: MoveKind) -> Move:
    question = interview.open_question
    return Move(kind=kind, topic_id=question.move.topic_id if question else "")


def _conclude(conclusion: Conclusion) -> Move:
    return Move(kind=MoveKind.CONCLUDE, conclusion=conclusion)
