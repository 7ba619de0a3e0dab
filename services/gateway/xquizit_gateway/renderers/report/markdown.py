"""A report as Markdown: tables for the overview, block quotes for the candidate's words."""

from collections.abc import Iterable, Sequence

from xquizit_gateway.clients.report_records import AnswerRating, Quote, Report, RequirementCoverage, TopicFinding
from xquizit_gateway.renderers.format import markdown_text
from xquizit_gateway.renderers.report.phrases import (
    PROVISIONAL,
    PURPOSE,
    TITLE,
    answers,
    circumstances,
    facts,
    further_quotes,
    in_order,
    is_claimed,
    minutes,
    number,
    place,
    spelled,
    used_scales,
    yes,
)
from xquizit_gateway.renderers.report.rating_words import answer_rating_in_words, rating_in_words, reason_in_words


def as_markdown(report: Report) -> str:
    """The whole report."""
    lines = [f"# {TITLE}", ""]
    if not report.is_final:
        lines += [f"**{PROVISIONAL}**", ""]
    lines += [PURPOSE, ""]
    lines += [f"- {name}: {markdown_text(told)}" for name, told in facts(report)]
    if report.notes:
        lines += ["", "## Before relying on it", "", *(f"- {markdown_text(note)}" for note in report.notes)]
    lines += ["", *_topics(report.topics)]
    lines += _requirements(in_order(report.requirements))
    lines += _timeline(report)
    for scale in used_scales(report):
        lines += [f"## Scale: {markdown_text(spelled(scale.name))}", ""]
        lines += [f"{index}. {markdown_text(anchor)}" for index, anchor in enumerate(scale.anchors, 1)]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _topics(topics: Sequence[TopicFinding]) -> list[str]:
    if not topics:
        return []
    overview = _table(
        ("Topic", "Priority", "Rating", "Questions", "Minutes planned", "Minutes spent"),
        (
            (
                topic.title,
                topic.priority,
                rating_in_words(topic),
                str(topic.questions_asked),
                number(topic.minutes_planned),
                number(topic.minutes_spent),
            )
            for topic in topics
        ),
    )
    return ["## Topics", "", *overview, "", *(line for topic in topics for line in _topic(topic))]


def _topic(topic: TopicFinding) -> list[str]:
    lines = [f"### {markdown_text(topic.title)}", "", f"**{markdown_text(rating_in_words(topic))}**", ""]
    lines += [markdown_text(circumstances(topic)), ""]
    lines += _answer_ratings(topic.answer_ratings)
    for claim in topic.claims:
        lines += [f"- {markdown_text(claim.text)}", ""]
        for quote in claim.quotes:
            lines += [f"  {_quoted(quote)}", ""]
    if topic.told:
        lines += ["What the answers tell, found by rules:", ""]
        for told in topic.told:
            part = markdown_text(spelled(told.part))
            if is_claimed(told.quote, topic):
                lines += [f"- {part}: {place(told.quote)}, quoted above", ""]
            else:
                lines += [f"- {part}:", "", f"  {_quoted(told.quote)}", ""]
    further = further_quotes(topic)
    if further:
        lines += ["In the candidate's words:", ""]
        for quote in further:
            lines += [_quoted(quote), ""]
    return lines


def _answer_ratings(ratings: Sequence[AnswerRating]) -> list[str]:
    if not ratings:
        return []
    rows = ((str(one.turn), answer_rating_in_words(one), reason_in_words(one.reason)) for one in ratings)
    return [*_table(("Answer", "Rating", "To know about it"), rows), ""]


def _requirements(requirements: Sequence[RequirementCoverage]) -> list[str]:
    if not requirements:
        return []
    lines = ["## Requirements", ""]
    lines += _table(
        ("Requirement", "Must have", "Asked about", "Spoken of", "In the resume"),
        (
            (
                item.name,
                yes(item.is_must_have),
                yes(item.was_asked),
                yes(bool(item.quotes)),
                yes(bool(item.resume_evidence)),
            )
            for item in requirements
        ),
    )
    lines.append("")
    for item in requirements:
        if not (item.quotes or item.resume_evidence or item.requirement != item.name):
            continue
        lines += [f"### {markdown_text(item.name)}", ""]
        lines += [f"Asked for: {markdown_text(item.requirement)}", ""] if item.requirement != item.name else []
        lines += [f"The resume says: {markdown_text(item.resume_evidence)}", ""] if item.resume_evidence else []
        for quote in item.quotes:
            lines += [_quoted(quote), ""]
    return lines


def _timeline(report: Report) -> list[str]:
    if not report.timeline:
        return []
    return [
        "## Timeline",
        "",
        *_table(
            ("From minute", "To minute", "Topic", "Answers"),
            (
                (
                    minutes(entry.start_s),
                    minutes(entry.end_s),
                    "break" if entry.is_break else entry.title,
                    answers(entry.turns),
                )
                for entry in report.timeline
            ),
        ),
        "",
    ]


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [header, ["---"] * len(header), *([markdown_text(cell) for cell in row] for row in rows)]
    return [f"| {' | '.join(cells)} |" for cells in lines]


def _quoted(quote: Quote) -> str:
    return f"> {markdown_text(quote.text)} ({place(quote)})"
