"""The report: what was asked, what was said and how it is rated, in the candidate's own words. Never hire or reject."""

from collections import Counter
from dataclasses import dataclass

from xquizit_interview.answers.told import told_in
from xquizit_interview.reading.matching import Demand, Wording, wording_of
from xquizit_interview.reporting.evidence import chain, judged, question_before, unassessed
from xquizit_interview.reporting.notes import notes_on
from xquizit_interview.reporting.quotes import Quote, in_order, quote, sentences
from xquizit_interview.reporting.ratings import Rating, rating_of
from xquizit_interview.reporting.scales import Scale, scale_of
from xquizit_interview.state import Interview, Requirement, Topic, Turn
from xquizit_interview.time_limits import time_factor
from xquizit_interview.timeline import Stretch, spent_s, timeline_of
from xquizit_interview.words import words

_QUOTES_PER_TOPIC = 4
_QUOTES_PER_REQUIREMENT = 3
_QUOTES_PER_CLAIM = 2


@dataclass(frozen=True, slots=True)
class ReportClaim:
    """Something said about the candidate, and the words that show it; never without a quote."""

    text: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class ToldPart:
    """A part of a complete answer, and where the candidate told it."""

    part: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class TopicFinding:
    """What the interview showed on one topic."""

    topic: Topic
    rating: Rating
    claims: tuple[ReportClaim, ...]
    quotes: tuple[Quote, ...]
    told: tuple[ToldPart, ...]
    questions_asked: int
    planned_s: float
    spent_s: float


@dataclass(frozen=True, slots=True)
class RequirementCoverage:
    """Whether a requirement was asked about, and what the candidate said on it."""

    requirement: Requirement
    was_asked: bool
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All of it."""

    is_final: bool
    topics: tuple[TopicFinding, ...]
    requirements: tuple[RequirementCoverage, ...]
    scales: tuple[Scale, ...]
    """Those that topics are held against."""
    timeline: tuple[Stretch, ...]
    mended: tuple[tuple[str, int], ...]
    """What was wrong with a model's words, and how often."""
    unassessed: int
    """Answers that the engine should have assessed and has not."""
    notes: tuple[str, ...]


def make_report(interview: Interview, *, is_final: bool) -> Report:
    """The report on an interview as far as it has gone. Costs some milliseconds an answer: not for the event loop."""
    judgements = judged(interview)
    evidence = [one.turn for one in judgements if one.counts]
    said = {turn.number: [(one, wording_of(one.text)) for one in sentences(turn)] for turn in evidence}
    timeline = timeline_of(interview)
    topics = tuple(_finding(topic, interview, evidence, timeline) for topic in interview.plan.topics)
    left = len(unassessed(interview, judgements))
    return Report(
        is_final=is_final,
        topics=topics,
        requirements=tuple(_coverage(one, interview, evidence, said) for one in interview.plan.requirements),
        scales=tuple(dict.fromkeys(finding.rating.scale for finding in topics)) if interview.engine.assesses else (),
        timeline=timeline,
        mended=_mended(interview),
        unassessed=left,
        notes=notes_on(interview, judgements, is_final=is_final, unassessed=left),
    )


def _finding(topic: Topic, interview: Interview, evidence: list[Turn], timeline: tuple[Stretch, ...]) -> TopicFinding:
    answers = [turn for turn in evidence if question_before(interview, turn).topic_id == topic.topic_id]
    chains = _chains(answers, interview)
    said = [found for turn in answers for found in sentences(turn)]
    said.sort(key=lambda found: -len(words(found.text)))
    return TopicFinding(
        topic=topic,
        rating=rating_of(chains, scale_of(topic), assesses=interview.engine.assesses),
        claims=tuple(claim for chain in chains for claim in _claims(chain, interview)),
        quotes=in_order(said[:_QUOTES_PER_TOPIC]),
        told=_told(answers),
        questions_asked=interview.questions_on(topic.topic_id),
        planned_s=60 * topic.minutes * time_factor(interview),
        spent_s=spent_s(timeline, topic.topic_id),
    )


def _chains(answers: list[Turn], interview: Interview) -> list[list[Turn]]:
    """The answers, each with those to its follow-ups."""
    chains: dict[int, list[Turn]] = {}
    for turn in answers:
        chains.setdefault(chain(interview, turn)[0].number, []).append(turn)
    return list(chains.values())


def _claims(parts: list[Turn], interview: Interview) -> list[ReportClaim]:
    """What the last assessment says of an answer in its parts; without one, what was asked and how it was answered."""
    assessed = [turn for turn in parts if turn.assessment is not None and turn.assessment.claims]
    if assessed and assessed[-1].assessment is not None:
        return [
            ReportClaim(claim.text, tuple(quote(interview.turns[claim.turn], span) for span in claim.quotes))
            for claim in assessed[-1].assessment.claims
        ]
    found: list[ReportClaim] = []
    for turn in parts:
        longest = sorted(sentences(turn), key=lambda one: -len(words(one.text)))[:_QUOTES_PER_CLAIM]
        point = interview.plan.point(question_before(interview, turn).point_id)
        about = f"Asked about {point.subject}" if point is not None and point.is_a_thing else "Asked on this topic"
        if longest:
            found.append(ReportClaim(f"{about}, the candidate answered.", in_order(longest)))
    return found


def _told(answers: list[Turn]) -> tuple[ToldPart, ...]:
    """Each part where it was told first."""
    parts: dict[str, ToldPart] = {}
    for turn in answers:
        for part, span in told_in(turn.answer).items():
            parts.setdefault(part, ToldPart(part, quote(turn, span)))
    return tuple(parts.values())


def _coverage(
    requirement: Requirement, interview: Interview, evidence: list[Turn], said: dict[int, list[tuple[Quote, Wording]]]
) -> RequirementCoverage:
    points = interview.plan.points_of(requirement.requirement_id)
    demand = Demand(requirement.name, requirement.text)
    rated: list[tuple[float, Quote]] = []
    replies: list[Quote] = []
    for turn in evidence:
        rated += [(demand.met_by(wording), one) for one, wording in said[turn.number]]
        if question_before(interview, turn).point_id in points:
            replies += [one for one, _ in said[turn.number]]
    spoken_of = [found for rating, found in sorted(rated, key=lambda entry: -entry[0]) if rating > 0]
    # An answer to the very question is on the requirement even where it uses other words.
    quotes = in_order((spoken_of or replies)[:_QUOTES_PER_REQUIREMENT])
    return RequirementCoverage(requirement, bool(points & interview.asked_points), quotes)


def _mended(interview: Interview) -> tuple[tuple[str, int], ...]:
    """What was wrong with a model's words and judgements, and how often."""
    found = [what for reply in interview.replies for what in reply.mended]
    found += [t.assessment.reason for t in interview.turns if t.assessment is not None and t.assessment.reason]
    return tuple(sorted(Counter(found).items()))
