"""The details of a report's page: tables, and each topic's claims with the words that show them."""

from collections.abc import Iterable, Sequence
from html import escape

from xquizit_gateway.clients.report_records import (
    AnswerRating,
    Claim,
    Quote,
    Report,
    RequirementCoverage,
    TimelineEntry,
    Told,
    TopicFinding,
)
from xquizit_gateway.renderers.report.phrases import (
    answers,
    circumstances,
    further_quotes,
    is_claimed,
    number,
    place,
    spelled,
    used_scales,
    yes,
)
from xquizit_gateway.renderers.report.rating_words import answer_rating_in_words, rating_in_words, reason_in_words


def scrolling(name: str, inner: str) -> str:
    """What is too wide for a small screen scrolls there by itself, with the keyboard too; `inner` is HTML."""
    return f'<div class="scroll" role="region" aria-label="{escape(name)}" tabindex="0">{inner}</div>'


def topics_table(topics: Sequence[TopicFinding]) -> str:
    """All topics with their full titles."""
    rows = "".join(
        f'<tr><td>{escape(topic.title)}</td><td class="word">{escape(topic.priority)}</td>'
        f"<td>{escape(rating_in_words(topic))}</td>"
        f"{_numbers(topic.questions_asked, topic.minutes_planned, topic.minutes_spent)}</tr>"
        for topic in topics
    )
    header = (
        '<th scope="col">Topic</th><th scope="col">Priority</th><th scope="col">Rating</th>'
        '<th scope="col" class="number">Questions</th><th scope="col" class="number">Minutes<br>planned</th>'
        '<th scope="col" class="number">Minutes<br>spent</th>'
    )
    return _table("Topics", header, rows) if rows else ""


def topic_sections(topics: Iterable[TopicFinding]) -> list[str]:
    """What was found on each topic, every claim followed by its quotes."""
    return [_topic(topic) for topic in topics]


def requirements_table(requirements: Sequence[RequirementCoverage]) -> str:
    """All requirements, as the job description words them, with what was said and what the resume says."""
    rows = "".join(_requirement(item) for item in requirements)
    header = (
        '<th scope="col">Requirement</th><th scope="col">Must<br>have</th><th scope="col">Asked<br>about</th>'
        '<th scope="col">Spoken of</th><th scope="col">In the resume</th>'
    )
    widths = (27, 7, 8, 38, 20)
    return f"<h2>Requirements</h2>{_table('Requirements', header, rows, widths=widths)}" if rows else ""


def timeline_table(timeline: Sequence[TimelineEntry]) -> str:
    """What was talked about when, with full titles."""
    rows = "".join(
        f"<tr>{_numbers(entry.start_s / 60, entry.end_s / 60)}"
        f"<td>{'<em>break</em>' if entry.is_break else escape(entry.title)}</td><td>{answers(entry.turns)}</td></tr>"
        for entry in timeline
    )
    header = (
        '<th scope="col" class="number">From minute</th><th scope="col" class="number">To minute</th>'
        '<th scope="col">Topic</th><th scope="col">Answers</th>'
    )
    return f"<h2>Timeline</h2>{_table('Timeline', header, rows)}" if rows else ""


def scales(report: Report) -> str:
    """What the numbers of the ratings stand for."""
    parts = ""
    for scale in used_scales(report):
        anchors = "".join(f"<li>{escape(anchor)}</li>" for anchor in scale.anchors)
        parts += f"<h3>{escape(spelled(scale.name))}</h3><ol>{anchors}</ol>"
    return f"<h2>Scales</h2>{parts}" if parts else ""


def _topic(topic: TopicFinding) -> str:
    claims = "".join(map(_claim, topic.claims))
    told = "".join(_told(told, topic) for told in topic.told)
    further = "".join(map(_quoted, further_quotes(topic)))
    parts = [
        f"<h3>{escape(topic.title)}</h3><p><strong>{escape(rating_in_words(topic))}</strong></p>"
        f'<p class="quiet">{escape(circumstances(topic))}</p>',
        _answer_ratings(topic),
        f"<ul>{claims}</ul>" if claims else "",
        f"<h4>What the answers tell, found by rules</h4><ul>{told}</ul>" if told else "",
        f"<h4>In the candidate's words</h4>{further}" if further else "",
    ]
    return f"<section>{''.join(parts)}</section>"


def _answer_ratings(topic: TopicFinding) -> str:
    rows = "".join(map(_answer_rating, topic.answer_ratings))
    header = '<th scope="col">Answer</th><th scope="col">Rating</th><th scope="col">To know about it</th>'
    return _table(f"Answers on {topic.title}", header, rows, widths=(14, 31, 55)) if rows else ""


def _answer_rating(answer: AnswerRating) -> str:
    return (
        f"<tr><td>answer {answer.turn}</td><td>{escape(answer_rating_in_words(answer))}</td>"
        f"<td>{escape(reason_in_words(answer.reason))}</td></tr>"
    )


def _claim(claim: Claim) -> str:
    return f"<li>{escape(claim.text)}{''.join(map(_quoted, claim.quotes))}</li>"


def _told(told: Told, topic: TopicFinding) -> str:
    part = escape(spelled(told.part))
    if is_claimed(told.quote, topic):
        return f'<li>{part} <span class="quiet">({place(told.quote)}, quoted above)</span></li>'
    return f"<li>{part}{_quoted(told.quote)}</li>"


def _requirement(item: RequirementCoverage) -> str:
    wording = f'<br><span class="quiet">{escape(item.requirement)}</span>' if item.requirement != item.name else ""
    said = "".join(map(_quoted, item.quotes)) or "no"
    return (
        f"<tr><td><strong>{escape(item.name)}</strong>{wording}</td>"
        f"<td>{yes(item.is_must_have)}</td><td>{yes(item.was_asked)}</td>"
        f"<td>{said}</td><td>{escape(item.resume_evidence) or 'no'}</td></tr>"
    )


def _quoted(quote: Quote) -> str:
    style = ' class="misheard"' if quote.is_uncertain else ""
    return (
        f"<blockquote{style}><bdi>{escape(quote.text)}</bdi> "
        f'<span class="quiet small">({place(quote)})</span></blockquote>'
    )


def _numbers(*values: float) -> str:
    return "".join(f'<td class="number">{number(value)}</td>' for value in values)


def _table(name: str, header: str, rows: str, *, widths: Sequence[int] = ()) -> str:
    """A table that scrolls by itself where it is too wide; `widths` are per cent."""
    columns = "".join(f'<col style="width:{width}%">' for width in widths)
    return scrolling(
        name, f"<table><colgroup>{columns}</colgroup><thead><tr>{header}</tr></thead><tbody>{rows}</tbody></table>"
    )
