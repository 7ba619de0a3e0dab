"""Whether what matters is asked: the labelled must-haves, and the critical topics before those of low priority."""

from collections.abc import Sequence

from tests.simulation.gates import Record, Score, score
from tests.simulation.labelled import MustHave
from tests.simulation.labels import covers
from tests.simulation.measures.reading import Exchange, at, questions, rare
from xquizit_interview.state import Priority


def critical_coverage(record: Record) -> Score:
    """Every critical labelled must-have is asked before the end."""
    return _coverage(record, [must for must in record.pair.must_haves if must.critical])


def must_have_coverage(record: Record) -> Score:
    """Every labelled must-have is asked before the end."""
    return _coverage(record, record.pair.must_haves)


def critical_before_low(record: Record) -> Score:
    """No topic of low priority is begun before every critical one was."""
    interview = record.held.interview
    waiting = {topic.topic_id for topic in interview.plan.topics if topic.priority is Priority.CRITICAL}
    low = {topic.topic_id for topic in interview.plan.topics if topic.priority is Priority.LOW}
    checks: list[str | None] = []
    for exchange in questions(record):
        topic_id = exchange.reply.move.topic_id
        waiting.discard(topic_id)
        if topic_id in low:
            checks.append(at(record, exchange, f"{topic_id} is low, {waiting} are open") if waiting else None)
            low.discard(topic_id)
    return score(checks)


def _coverage(record: Record, labels: Sequence[MustHave]) -> Score:
    asked = questions(record)
    return score(
        [
            None
            if any(_asks_about(record, exchange, label) for exchange in asked)
            else f"{record}: {label.name!r} is not asked; the plan: {_plan(record)}"
            for label in labels
        ]
    )


def _asks_about(record: Record, exchange: Exchange, label: MustHave) -> bool:
    """Whether a question is on the label's requirement and speaks of it: by its name or by what the resume shows."""
    plan = record.held.interview.plan
    point = plan.point(exchange.reply.move.point_id)
    if point is None or not point.requirement_id:
        return False
    planned = next(one for one in plan.requirements if one.requirement_id == point.requirement_id)
    if not covers(planned, label):
        return False
    known = (label.name, label.entry or "", *label.evidence, planned.name, planned.text, planned.evidence)
    return bool(rare(exchange.reply.text) & rare(" ".join(known)))


def _plan(record: Record) -> list[str]:
    return [point.subject for topic in record.held.interview.plan.topics for point in topic.points]
