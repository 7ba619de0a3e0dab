"""The interview service's report as records of the gateway."""

from xquizit.interview.v1 import interview_pb2 as pb
from xquizit_gateway.clients.interview_messages import status_of
from xquizit_gateway.clients.report_records import (
    AnswerRating,
    Claim,
    Mended,
    Priority,
    Quote,
    RatingScale,
    RatingState,
    Report,
    RequirementCoverage,
    TimelineEntry,
    Told,
    TopicFinding,
)

_PRIORITIES: dict[int, Priority] = {
    pb.PRIORITY_CRITICAL: "critical",
    pb.PRIORITY_HIGH: "high",
    pb.PRIORITY_MEDIUM: "medium",
    pb.PRIORITY_LOW: "low",
}
_RATING_STATES: dict[int, RatingState] = {
    pb.RATING_STATE_NOT_RATED: "not_rated",
    pb.RATING_STATE_INSUFFICIENT_EVIDENCE: "insufficient_evidence",
    pb.RATING_STATE_RECOGNITION_UNCERTAIN: "recognition_uncertain",
}
"""Those without a number."""


def report_of(report: pb.Report) -> Report:
    """The whole report."""
    return Report(
        session_id=report.session_id,
        is_final=report.is_final,
        status=status_of(report.status),
        topics=tuple(map(_topic, report.topics)),
        requirements=tuple(map(_requirement, report.requirements)),
        scales=tuple(RatingScale(scale.name, tuple(scale.anchors)) for scale in report.scales),
        timeline=tuple(map(_timeline_entry, report.timeline)),
        engine=report.engine,
        model=report.model,
        prompt_version=report.prompt_version,
        fallbacks=tuple(report.fallbacks),
        mended=tuple(Mended(mended.what, mended.times) for mended in report.mended),
        unassessed_answers=report.unassessed_answers,
        extra_time_percent=report.extra_time_percent,
        notes=tuple(report.notes),
    )


def _topic(topic: pb.TopicFinding) -> TopicFinding:
    state, rating = _rating(topic.rating_state, topic.rating)
    return TopicFinding(
        topic_id=topic.topic_id,
        title=topic.title,
        priority=_PRIORITIES.get(topic.priority, ""),
        rating_state=state,
        rating=rating,
        rating_label=topic.rating_label,
        scale=topic.scale,
        answer_ratings=tuple(map(_answer_rating, topic.answer_ratings)),
        claims=tuple(Claim(claim.text, tuple(map(_quote, claim.quotes))) for claim in topic.claims),
        told=tuple(Told(told.part, _quote(told.quote)) for told in topic.told),
        quotes=tuple(map(_quote, topic.quotes)),
        questions_asked=topic.questions_asked,
        minutes_planned=topic.minutes_planned,
        minutes_spent=topic.minutes_spent,
    )


def _answer_rating(answer: pb.AnswerRating) -> AnswerRating:
    state, rating = _rating(answer.rating_state, answer.rating)
    return AnswerRating(
        turn=answer.turn, rating_state=state, rating=rating, scale=answer.scale, reason=answer.reason.strip()
    )


def _rating(state: int, rating: int) -> tuple[RatingState, int | None]:
    """The state, and the number only where that says so; what is not on the scale is no rating."""
    if state == pb.RATING_STATE_RATED and 1 <= rating <= 5:
        return "rated", rating
    return _RATING_STATES.get(state, "not_rated"), None


def _requirement(item: pb.RequirementCoverage) -> RequirementCoverage:
    return RequirementCoverage(
        name=item.name or item.requirement,
        requirement=item.requirement,
        is_must_have=item.is_must_have,
        was_asked=item.was_asked,
        resume_evidence=item.resume_evidence,
        quotes=tuple(map(_quote, item.quotes)),
    )


def _timeline_entry(entry: pb.TimelineEntry) -> TimelineEntry:
    return TimelineEntry(
        topic_id=entry.topic_id,
        title=entry.title,
        start_s=entry.start_s,
        end_s=entry.end_s,
        turns=tuple(entry.turns),
        is_break=entry.is_break,
    )


def _quote(quote: pb.Quote) -> Quote:
    return Quote(turn=quote.turn, start=quote.start, end=quote.end, text=quote.text, is_uncertain=quote.is_uncertain)
