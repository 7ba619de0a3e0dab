"""Whether every quoted span is what the candidate said, letter by letter, at its place."""

from collections.abc import Iterator

from tests.simulation.gates import Record, Score, score
from xquizit_interview.reporting.quotes import Quote


def evidence(record: Record) -> Score:
    """Quotes of claims, topics, told parts and requirements, and the words that follow-ups build on."""
    said = ("", *record.held.said)
    checks: list[str | None] = []
    for where, quote in _quotes(record):
        answer = said[quote.turn] if 0 < quote.turn < len(said) else ""
        checks.append(_fault(record, where, quote.turn, quote.span.start, quote.span.end, answer, quote.text))
    for turn in record.held.interview.turns:
        if turn.reply is not None and turn.reply.quote is not None:
            span, answer = turn.reply.quote, said[turn.number] if turn.number < len(said) else ""
            checks.append(_fault(record, "follow-up", turn.number, span.start, span.end, answer, None))
    return score(checks)


def _quotes(record: Record) -> Iterator[tuple[str, Quote]]:
    report = record.held.report
    for finding in report.topics:
        name = finding.topic.title
        yield from ((f"quote on {name}", quote) for quote in finding.quotes)
        yield from ((f"{told.part} on {name}", told.quote) for told in finding.told)
        yield from ((f"claim {claim.text!r}", quote) for claim in finding.claims for quote in claim.quotes)
    for coverage in report.requirements:
        yield from ((f"requirement {coverage.requirement.name}", quote) for quote in coverage.quotes)


def _fault(record: Record, where: str, turn: int, start: int, end: int, answer: str, text: str | None) -> str | None:
    found = answer[start:end]
    if 0 <= start < end <= len(answer) and found.strip() and (text is None or found == text):
        return None
    return f"{record} turn {turn}, {where}: {start}..{end} is {found!r}, quoted as {text!r}"
