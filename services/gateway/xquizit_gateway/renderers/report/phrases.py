"""What a report says in words, the same in every format."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import get_args

from xquizit_gateway.clients.report_records import (
    Quote,
    RatingScale,
    RatingState,
    Report,
    RequirementCoverage,
    TimelineEntry,
    TopicFinding,
)

TITLE = "Interview report"
PROVISIONAL = "Provisional: the interview is still going on."
PURPOSE = "What was asked and what was said, each claim with the candidate's own words. People decide."
MISHEARD = "some words may be misheard"
_ENDINGS = {
    "time": "the time was up",
    "questions": "all questions were asked",
    "plan_complete": "everything planned was asked",
    "candidate_request": "the candidate asked to stop",
}


def facts(report: Report) -> list[tuple[str, str]]:
    """What it was and who made it, as pairs of name and text."""
    status = report.status
    held = f"{status.start_time.day} {status.start_time:%B %Y, %H:%M} UTC" if status.start_time else "unknown"
    ending = _ENDINGS.get(status.conclusion_reason, status.conclusion_reason.replace("_", " "))
    mended = ", ".join(f"{spelled(mended.what)} ({_times(mended.times)})" for mended in report.mended)
    found = [
        ("Held", held),
        ("State", f"over{f': {ending}' if ending else ''}" if report.is_final else "still going on"),
        ("Questions", f"{status.questions_asked} of at most {status.max_questions}"),
        ("Time", _time(report)),
        ("Breaks", _breaks(report.timeline)),
        ("Topics", _topics(report.topics)),
        ("Must-haves", _must_haves(report.requirements)),
        ("Asked by", _makers(report)),
        ("Fallbacks", ", ".join(report.fallbacks) or "none"),
        ("Mended", f"{mended}, in a model's words or judgements" if mended else "nothing"),
        ("Session", report.session_id),
    ]
    if report.unassessed_answers:
        waiting = count(report.unassessed_answers, "answer")
        found.append(("Not assessed yet", f"{waiting}; a later report may tell more"))
    return found


def circumstances(topic: TopicFinding) -> str:
    """How much room a topic had."""
    parts = [f"Priority: {topic.priority or 'none'}", f"questions asked: {topic.questions_asked}"]
    parts.append(f"minutes: {number(topic.minutes_spent)} of {number(topic.minutes_planned)} planned")
    parts += [f"scale: {spelled(topic.scale)}"] if topic.rating is not None else []
    return ", ".join(parts) + "."


def place(quote: Quote) -> str:
    """Where a quote stands, and whether it can be relied on."""
    found = f"answer {quote.turn}, characters {quote.start} to {quote.end}"
    return f"{found}; {MISHEARD}" if quote.is_uncertain else found


def is_claimed(quote: Quote, topic: TopicFinding) -> bool:
    """Whether the quote follows one of the topic's claims already."""
    return any(_is_same(quote, shown) for claim in topic.claims for shown in claim.quotes)


def further_quotes(topic: TopicFinding) -> list[Quote]:
    """The telling words that neither a claim nor what was told has shown."""
    told = [told.quote for told in topic.told]
    return [
        quote
        for quote in topic.quotes
        if not is_claimed(quote, topic) and not any(_is_same(quote, shown) for shown in told)
    ]


def in_order(requirements: Iterable[RequirementCoverage]) -> list[RequirementCoverage]:
    """Must-haves first, otherwise as they came."""
    return sorted(requirements, key=lambda item: not item.is_must_have)


def used_scales(report: Report) -> list[RatingScale]:
    """The scales that a topic refers to."""
    named = {topic.scale for topic in report.topics}
    return [scale for scale in report.scales if scale.name in named]


def answers(turns: Sequence[int]) -> str:
    """The numbers of answers."""
    return ", ".join(map(str, turns)) or "none"


def minutes(seconds: float) -> str:
    """A moment or a length in minutes."""
    return number(seconds / 60)


def number(value: float) -> str:
    """At most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


def count(amount: int, thing: str) -> str:
    """`2 answers`, `1 answer`."""
    return f"{amount} {thing}{'' if amount == 1 else 's'}"


def spelled(code: str) -> str:
    """A machine's word as words."""
    return code.replace("_", " ")


def yes(value: bool) -> str:
    """`yes` or `no`."""
    return "yes" if value else "no"


def _time(report: Report) -> str:
    status = report.status
    limit = f" of {minutes(status.time_limit_s)}" if status.time_limit_s else ""
    extra = f", {report.extra_time_percent} % extra time included" if report.extra_time_percent else ", no extra time"
    return f"{minutes(status.time_elapsed_s)}{limit} minutes{extra}"


def _breaks(timeline: Iterable[TimelineEntry]) -> str:
    lasted = [entry.end_s - entry.start_s for entry in timeline if entry.is_break]
    return f"{len(lasted)}, {minutes(sum(lasted))} minutes in all" if lasted else "none"


def _topics(topics: Sequence[TopicFinding]) -> str:
    counted = Counter(topic.rating_state for topic in topics)
    states = ", ".join(f"{counted[state]} {spelled(state)}" for state in get_args(RatingState) if counted[state])
    return f"{len(topics)}: {states}" if states else "0"


def _must_haves(requirements: Iterable[RequirementCoverage]) -> str:
    needed = [item for item in requirements if item.is_must_have]
    if not needed:
        return "none"
    asked, spoken = sum(item.was_asked for item in needed), sum(bool(item.quotes) for item in needed)
    mentioned = sum(bool(item.resume_evidence) for item in needed)
    return f"{len(needed)}: {asked} asked about, {spoken} spoken of, {mentioned} mentioned in the resume"


def _makers(report: Report) -> str:
    parts = [report.engine or "unknown"]
    parts += [f"model {report.model}"] if report.model else []
    parts += [f"prompts {report.prompt_version}"] if report.prompt_version else []
    return ", ".join(parts)


def _times(amount: int) -> str:
    return "once" if amount == 1 else f"{amount} times"


def _is_same(one: Quote, other: Quote) -> bool:
    return (one.turn, one.start, one.end) == (other.turn, other.start, other.end)
