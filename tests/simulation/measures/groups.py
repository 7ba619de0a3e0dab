"""Whether ratings tell known groups apart: strong candidates from weak ones, and those who show nothing."""

from collections.abc import Callable, Iterable

from tests.simulation.gates import EMBEDDED, Record, Score, score
from tests.simulation.measures.reading import exchanges, sentences, words
from xquizit_interview.reporting.ratings import RatingState
from xquizit_interview.reporting.report import TopicFinding

_Marks = dict[str, float]


def strong_above_weak(strong: Record, weak: Record) -> Score:
    """On the topics on which both told something that is labelled: never a lower mark on one, and a higher mean.

    Elsewhere nothing is known of the two that would make one better: neither has done what a nice-to-have asks for,
    or what they know was told before, on another topic. A mark is the rating; of an engine that rates nothing the
    number of parts of a complete answer that were told.
    """
    mark = _parts_told if strong.engine == EMBEDDED else _rating
    ours, theirs = _marks(strong, mark), _marks(weak, mark)
    both = sorted(ours.keys() & theirs.keys() & _known_topics(strong) & _known_topics(weak))
    checks: list[str | None] = [
        f"{strong}: {title}: {ours[title]:g}, but {weak.persona} has {theirs[title]:g}"
        if ours[title] < theirs[title]
        else None
        for title in both
    ]
    if both:
        mean, other = (_mean(marks[title] for title in both) for marks in (ours, theirs))
        checks.append(None if mean > other else f"{strong}: mean {mean:.2f}, but {weak.persona} has {other:.2f}")
    return score(checks)


def nothing_shown(record: Record) -> Score:
    """Every topic says `insufficient evidence`."""
    interview = record.held.interview
    return score(
        [
            None
            if finding.rating.state is RatingState.INSUFFICIENT_EVIDENCE
            else f"{record}: {finding.topic.title}: {finding.rating.state} {finding.rating.value or ''} by "
            f"{[quote.text[:90] for quote in finding.quotes[:2]]}"
            for finding in record.held.report.topics
        ]
        or [f"{record}: no topic among {len(interview.plan.topics)}"]
    )


def _known_topics(record: Record) -> frozenset[str]:
    """The topics on which the candidate told at least a sentence of a fact that is labelled."""
    facts = record.pair.facts.values()
    known = {_plain(sentence) for fact in facts for text in (fact.strong, fact.weak) for sentence in sentences(text)}
    topic, found = "", set[str]()
    for exchange in exchanges(record):
        if topic and any(_plain(sentence) in known for sentence in sentences(exchange.answer)):
            found.add(topic)
        topic = exchange.reply.move.topic_id if exchange.is_question else topic
    return frozenset(found)


def _plain(sentence: str) -> str:
    return " ".join(words(sentence))


def _marks(record: Record, mark: Callable[[TopicFinding], float | None]) -> _Marks:
    found = {finding.topic.topic_id: mark(finding) for finding in record.held.report.topics}
    return {title: value for title, value in found.items() if value is not None}


def _rating(finding: TopicFinding) -> float | None:
    return float(finding.rating.value) if finding.rating.state is RatingState.RATED else None


def _parts_told(finding: TopicFinding) -> float | None:
    has_evidence = finding.rating.state is not RatingState.INSUFFICIENT_EVIDENCE
    return float(len(finding.told)) if has_evidence else None


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed)
