"""The report: what was asked, what was said on each requirement, in the candidate's own words. Never hire or reject."""

from dataclasses import dataclass

from xquizit_interview.reading.matching import Demand, wording_of
from xquizit_interview.state import (
    REAL_QUESTIONS,
    CandidateKind,
    Interview,
    Move,
    MoveKind,
    Requirement,
    Span,
    Topic,
    Turn,
)
from xquizit_interview.words import sentence_spans, words

NOT_JUDGED = "not rated"
"""No engine of this release rates; the quotes are there for a person to judge."""
INSUFFICIENT = "insufficient evidence"
_QUOTES_PER_TOPIC = 4
_QUOTES_PER_REQUIREMENT = 3
_MAX_QUOTE_WORDS = 60
_MIN_QUOTE_WORDS = 4
_EVIDENCE = frozenset({CandidateKind.ANSWER, CandidateKind.PARTIAL_ANSWER})


@dataclass(frozen=True, slots=True)
class Quote:
    """The candidate's words, verbatim."""

    turn: int
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class TopicFinding:
    """What the interview showed on one topic."""

    topic: Topic
    rating: int
    """1..5, or 0 when nobody judged."""
    rating_label: str
    claims: tuple[str, ...]
    quotes: tuple[Quote, ...]
    questions_asked: int


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
    notes: tuple[str, ...]


def make_report(interview: Interview, *, is_final: bool) -> Report:
    """The report on an interview as far as it has gone. It records and does not judge."""
    return Report(
        is_final=is_final,
        topics=tuple(_finding(topic, interview) for topic in interview.plan.topics),
        requirements=tuple(_coverage(requirement, interview) for requirement in interview.plan.requirements),
        notes=tuple(_notes(interview, is_final=is_final)),
    )


def quote(turn: Turn, span: Span) -> Quote:
    """The words of `turn` at `span`.

    Raises:
        ValueError: The span is not within the answer.
    """
    if not 0 <= span.start < span.end <= len(turn.answer):
        raise ValueError(f"characters {span.start}..{span.end} are not in the answer of turn {turn.number}")
    return Quote(turn.number, span, span.of(turn.answer))


def _finding(topic: Topic, interview: Interview) -> TopicFinding:
    answers = [turn for turn in _evidence(interview) if _question_before(interview, turn).topic_id == topic.topic_id]
    candidates = [found for turn in answers for found in _sentences(turn)]
    candidates.sort(key=lambda found: -len(words(found.text)))
    quotes = sorted(candidates[:_QUOTES_PER_TOPIC], key=lambda found: (found.turn, found.span.start))
    claims: list[str] = []
    if quotes:
        turns = ", ".join(str(number) for number in dict.fromkeys(turn.number for turn in answers))
        claims.append(f"The candidate answered on this topic in turn {turns}.")
    return TopicFinding(
        topic=topic,
        rating=0,
        rating_label=NOT_JUDGED if quotes else INSUFFICIENT,
        claims=tuple(claims),
        quotes=tuple(quotes),
        questions_asked=interview.questions_on(topic.topic_id),
    )


def _coverage(requirement: Requirement, interview: Interview) -> RequirementCoverage:
    points = {
        point.point_id
        for topic in interview.plan.topics
        for point in topic.points
        if point.requirement_id == requirement.requirement_id
    }
    demand = Demand(requirement.name, requirement.text)
    rated: list[tuple[float, Quote]] = []
    replies: list[Quote] = []
    for turn in _evidence(interview):
        sentences = _sentences(turn)
        rated += [(demand.met_by(wording_of(found.text)), found) for found in sentences]
        if _question_before(interview, turn).point_id in points:
            replies += sentences
    spoken_of = [found for rating, found in sorted(rated, key=lambda entry: -entry[0]) if rating > 0]
    # An answer to the very question is on the requirement even where it uses other words.
    quotes = sorted((spoken_of or replies)[:_QUOTES_PER_REQUIREMENT], key=lambda found: (found.turn, found.span.start))
    return RequirementCoverage(requirement, bool(points & interview.asked_points), tuple(quotes))


def _evidence(interview: Interview) -> list[Turn]:
    return [turn for turn in interview.turns if turn.candidate_kind in _EVIDENCE]


def _question_before(interview: Interview, turn: Turn) -> Move:
    """The question that a turn answers: the last real one before it. A follow-up stands for its point."""
    topic_id = point_id = ""
    for earlier in interview.turns[: turn.number]:
        if earlier.reply is not None and earlier.reply.move.kind in REAL_QUESTIONS:
            topic_id = earlier.reply.move.topic_id
            point_id = earlier.reply.move.point_id or point_id
    return Move(kind=MoveKind.QUESTION, topic_id=topic_id, point_id=point_id)


def _sentences(turn: Turn) -> list[Quote]:
    """The sentences of an answer that are long enough to tell something; of a very long one the beginning."""
    found: list[Quote] = []
    for span in sentence_spans(turn.answer):
        count = len(words(span.of(turn.answer)))
        if count >= _MIN_QUOTE_WORDS:
            found.append(quote(turn, _shortened(turn.answer, span) if count > _MAX_QUOTE_WORDS else span))
    return found


def _shortened(answer: str, span: Span) -> Span:
    pieces = span.of(answer).split()[:_MAX_QUOTE_WORDS]
    end = span.start
    for piece in pieces:
        end = answer.index(piece, end) + len(piece)
    return Span(start=span.start, end=end)


def _notes(interview: Interview, *, is_final: bool) -> list[str]:
    notes = [
        "This report recommends nothing: whether to go on with the candidate is for people to decide.",
        "Nothing here is rated: the report records what was said, for a person to judge.",
    ]
    if not is_final:
        notes.append("The interview is still going on; this report is provisional.")
    open_points = [
        r.name
        for r in interview.plan.requirements
        if r.is_must_have
        and not any(
            p.requirement_id == r.requirement_id and p.point_id in interview.asked_points
            for topic in interview.plan.topics
            for p in topic.points
        )
    ]
    if open_points:
        notes.append(f"Not asked about: {', '.join(open_points)}.")
    skipped = [str(turn.number) for turn in interview.turns if turn.candidate_kind is CandidateKind.SKIP]
    if skipped:
        notes.append(f"The candidate passed over a question in turn {', '.join(skipped)}.")
    if interview.fallbacks:
        notes.append("Another engine had to stand in; see the fallbacks.")
    return notes
