"""A report as Markdown, CSV and a printable page; pure."""

from collections.abc import Iterable
from html import escape

from xquizit_gateway.clients.interview_records import Quote, Report, TopicFinding
from xquizit_gateway.renderers.format import markdown_text, page, table

_TITLE = "Interview report"
_PROVISIONAL = "Provisional: the interview is still going on."


def as_markdown(report: Report) -> str:
    """Headings per topic, quotes as block quotes."""
    lines = [f"# {_TITLE}", ""]
    if not report.is_final:
        lines += [f"*{_PROVISIONAL}*", ""]
    lines += [markdown_text(_summary(report)), ""]
    for topic in report.topics:
        lines += [f"## {markdown_text(topic.title)}", "", f"{markdown_text(_verdict(topic))}", ""]
        lines += [f"- {markdown_text(claim)}" for claim in topic.claims]
        lines += [""] if topic.claims else []
        for quote in topic.quotes:
            lines += [f"> {markdown_text(quote.text)} ({_place(quote)})", ""]
    lines += ["## Requirements", "", "| Requirement | Must have | Asked | Evidence |", "|---|---|---|---|"]
    lines += [
        f"| {markdown_text(item.requirement)} | {_yes(item.is_must_have)} | {_yes(item.was_asked)} "
        f"| {_places(item.quotes)} |"
        for item in report.requirements
    ]
    lines += ["", f"{markdown_text(_makers(report))}", ""]
    lines += [f"- {markdown_text(note)}" for note in report.notes]
    return "\n".join(lines) + "\n"


def as_csv(report: Report) -> str:
    """One row per finding, claim, quote and requirement."""
    return table(("part", "about", "priority", "rating", "text", "turn", "start", "end"), _rows(report))


def as_html(report: Report) -> str:
    """A page that prints well."""
    parts: list[str] = []
    if not report.is_final:
        parts.append(f"<p><em>{_PROVISIONAL}</em></p>")
    parts.append(f"<p>{escape(_summary(report))}</p>")
    for topic in report.topics:
        claims = "".join(f"<li>{escape(claim)}</li>" for claim in topic.claims)
        quotes = "".join(
            f'<blockquote>{escape(quote.text)} <span class="quiet">({_place(quote)})</span></blockquote>'
            for quote in topic.quotes
        )
        parts.append(
            f"<section><h2>{escape(topic.title)}</h2><p>{escape(_verdict(topic))}</p>"
            f"{f'<ul>{claims}</ul>' if claims else ''}{quotes}</section>"
        )
    rows = "".join(
        f"<tr><td>{escape(item.requirement)}</td><td>{_yes(item.is_must_have)}</td><td>{_yes(item.was_asked)}</td>"
        f"<td>{_places(item.quotes)}</td></tr>"
        for item in report.requirements
    )
    parts.append(
        "<section><h2>Requirements</h2><table><tr><th>Requirement</th><th>Must have</th><th>Asked</th>"
        f"<th>Evidence</th></tr>{rows}</table></section>"
    )
    notes = "".join(f"<li>{escape(note)}</li>" for note in report.notes)
    parts.append(f'<p class="quiet">{escape(_makers(report))}</p>{f"<ul>{notes}</ul>" if notes else ""}')
    return page(_TITLE, "".join(parts))


def _rows(report: Report) -> Iterable[tuple[object, ...]]:
    for topic in report.topics:
        rating = topic.rating or ""
        yield ("topic", topic.title, topic.priority, rating, topic.rating_label, "", "", "")
        for claim in topic.claims:
            yield ("claim", topic.title, topic.priority, rating, claim, "", "", "")
        for quote in topic.quotes:
            yield ("quote", topic.title, topic.priority, rating, quote.text, quote.turn, quote.start, quote.end)
    for item in report.requirements:
        priority = "must have" if item.is_must_have else ""
        yield ("requirement", item.requirement, priority, "", "asked" if item.was_asked else "not asked", "", "", "")
        for quote in item.quotes:
            yield ("quote", item.requirement, priority, "", quote.text, quote.turn, quote.start, quote.end)


def _summary(report: Report) -> str:
    minutes = round(report.status.time_elapsed_s / 60)
    return f"{report.status.questions_asked} questions in {minutes} minutes."


def _verdict(topic: TopicFinding) -> str:
    rating = f"{topic.rating} of 5, {topic.rating_label}" if topic.rating else topic.rating_label
    return f"Priority {topic.priority}. {rating[:1].upper()}{rating[1:]}. Questions asked: {topic.questions_asked}."


def _makers(report: Report) -> str:
    parts = [f"Engine: {report.engine}"]
    parts += [f"model: {report.model}"] if report.model else []
    parts += [f"prompts: {report.prompt_version}"] if report.prompt_version else []
    parts += [f"stand-ins: {', '.join(report.fallbacks)}"] if report.fallbacks else []
    return "; ".join(parts) + ". This report never says hire or reject; people decide."


def _place(quote: Quote) -> str:
    return f"answer {quote.turn}, characters {quote.start} to {quote.end}"


def _places(quotes: Iterable[Quote]) -> str:
    return ", ".join(f"answer {turn}" for turn in sorted({quote.turn for quote in quotes})) or "none"


def _yes(value: bool) -> str:
    return "yes" if value else "no"
