"""A report as CSV: one row for everything in it; quotes follow what they show."""

from collections.abc import Iterable, Iterator

from xquizit_gateway.clients.report_records import AnswerRating, Quote, Report, RequirementCoverage, TopicFinding
from xquizit_gateway.renderers.format import table
from xquizit_gateway.renderers.report.phrases import (
    PURPOSE,
    answers,
    facts,
    in_order,
    minutes,
    number,
    spelled,
    used_scales,
    yes,
)
from xquizit_gateway.renderers.report.rating_words import answer_rating_in_words, rating_in_words, reason_in_words

_COLUMNS = (
    "part",
    "about",
    "text",
    "priority",
    "rating_state",
    "rating",
    "scale",
    "reason",
    "questions_asked",
    "minutes_planned",
    "minutes_spent",
    "is_must_have",
    "was_asked",
    "resume_evidence",
    "turn",
    "start",
    "end",
    "is_uncertain",
)
_Row = dict[str, object]


def as_csv(report: Report) -> str:
    """The whole report."""
    return table(_COLUMNS, ([row.get(column, "") for column in _COLUMNS] for row in _rows(report)))


def _rows(report: Report) -> Iterator[_Row]:
    yield _row("note", "", PURPOSE)
    for note in report.notes:
        yield _row("note", "", note)
    for name, told in facts(report):
        yield _row("summary", name, told)
    for topic in report.topics:
        yield from _topic(topic)
    for item in in_order(report.requirements):
        yield from _requirement(item)
    for entry in report.timeline:
        about = "break" if entry.is_break else entry.title
        when = f"minute {minutes(entry.start_s)} to {minutes(entry.end_s)}; answers: {answers(entry.turns)}"
        yield _row("timeline", about, when)
    for scale in used_scales(report):
        for index, anchor in enumerate(scale.anchors, 1):
            yield {**_row("anchor", scale.name, anchor), "rating": index}


def _topic(topic: TopicFinding) -> Iterator[_Row]:
    yield {
        **_row("topic", topic.title, rating_in_words(topic)),
        **_rating(topic),
        "priority": topic.priority,
        "questions_asked": topic.questions_asked,
        "minutes_planned": number(topic.minutes_planned),
        "minutes_spent": number(topic.minutes_spent),
    }
    for answer in topic.answer_ratings:
        words = ": ".join(filter(None, (answer_rating_in_words(answer), reason_in_words(answer.reason))))
        yield {
            **_row("answer rating", topic.title, words),
            **_rating(answer),
            "reason": answer.reason,
            "turn": answer.turn,
        }
    for claim in topic.claims:
        yield _row("claim", topic.title, claim.text)
        yield from _quotes(topic.title, claim.quotes)
    for told in topic.told:
        yield _row("told", topic.title, spelled(told.part))
        yield from _quotes(topic.title, [told.quote])
    if topic.quotes:
        yield _row("telling words", topic.title, "")
        yield from _quotes(topic.title, topic.quotes)


def _rating(rated: TopicFinding | AnswerRating) -> _Row:
    rating = "" if rated.rating is None else rated.rating
    return {"rating_state": rated.rating_state, "rating": rating, "scale": rated.scale}


def _requirement(item: RequirementCoverage) -> Iterator[_Row]:
    yield {
        **_row("requirement", item.name, item.requirement),
        "is_must_have": yes(item.is_must_have),
        "was_asked": yes(item.was_asked),
        "resume_evidence": item.resume_evidence,
    }
    yield from _quotes(item.name, item.quotes)


def _quotes(about: str, quotes: Iterable[Quote]) -> Iterator[_Row]:
    for quote in quotes:
        yield {
            **_row("quote", about, quote.text),
            "turn": quote.turn,
            "start": quote.start,
            "end": quote.end,
            "is_uncertain": yes(quote.is_uncertain),
        }


def _row(part: str, about: str, words: str) -> _Row:
    return {"part": part, "about": about, "text": words}
