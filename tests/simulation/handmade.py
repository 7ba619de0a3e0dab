"""Interviews made by hand, so that measures can be shown what is wrong and what is right."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tests.simulation.gates import EMBEDDED, Record, Score
from tests.simulation.interviews import STARTED_AT_S, Held
from tests.simulation.labelled import Pair, load
from xquizit_interview.reporting.report import Report, make_report
from xquizit_interview.state import (
    CandidateKind,
    Conclusion,
    Documents,
    EngineRecord,
    Interview,
    Move,
    MoveKind,
    Phase,
    Plan,
    Point,
    PointKind,
    Priority,
    Reply,
    Requirement,
    Span,
    Topic,
    Turn,
)
from xquizit_interview.status import status_at
from xquizit_interview.turn_events import View

PAIR: Pair = next(pair for pair in load() if pair.id == "backend_engineer")
GOODBYE = "That was my last question. Thank you for your time. Goodbye."


@dataclass(frozen=True, slots=True)
class Line:
    """An answer, and what the interviewer says to it."""

    answer: str
    reply: str
    kind: MoveKind = MoveKind.QUESTION
    point: str = ""
    """Of `PLAN`; its topic is the move's. A follow-up names its topic here."""
    quote: Span | None = None
    after_s: float = 60.0


def topic(number: int, priority: Priority, *points: Point) -> Topic:
    placed = tuple(point.model_copy(update={"point_id": f"t{number}p{at}"}) for at, point in enumerate(points, start=1))
    return Topic(
        topic_id=f"t{number}",
        title=f"Topic {number}",
        priority=priority,
        minutes=10,
        min_questions=1,
        max_questions=4,
        goals=(),
        points=placed,
    )


def on(requirement_id: str, subject: str) -> Point:
    return Point(
        point_id="",
        kind=PointKind.EXPERIENCED_REQUIREMENT,
        subject=subject,
        requirement_id=requirement_id,
        is_must_have=True,
    )


_WANTED = (
    ("r1", "professional Python"),
    ("r2", "PostgreSQL"),
    ("r3", "Kubernetes in production"),
    ("r4", "automated testing"),
    ("r5", "on-call duty"),
)
PLAN = Plan(
    engine=EMBEDDED,
    role="Senior Backend Engineer",
    topics=(
        topic(1, Priority.CRITICAL, *(on(ident, name) for ident, name in _WANTED[:3])),
        topic(2, Priority.HIGH, *(on(ident, name) for ident, name in _WANTED[3:])),
        topic(3, Priority.LOW, Point(point_id="", kind=PointKind.DUTY, subject="running the services")),
    ),
    requirements=tuple(Requirement(requirement_id=i, text=name, name=name, is_must_have=True) for i, name in _WANTED),
)


def record(
    *lines: Line,
    persona: str = "strong-concise",
    engine: str = EMBEDDED,
    extra_time_percent: int = 0,
    ends: bool = True,
) -> Record:
    """An interview of these lines; the first one's answer is not said. It ends with a goodbye, if it `ends`."""
    if ends:
        lines = (*lines, Line("That is all I can say about it.", GOODBYE, MoveKind.CONCLUDE))
    now_s = STARTED_AT_S
    turns: list[Turn] = []
    for number, line in enumerate(lines):
        now_s += line.after_s if number else 0.0
        conclusion = Conclusion.QUESTIONS if line.kind is MoveKind.CONCLUDE else None
        point = line.point if line.kind is not MoveKind.FOLLOW_UP else ""
        move = Move(kind=line.kind, topic_id=line.point.partition("p")[0], point_id=point, conclusion=conclusion)
        reply = Reply(text=line.reply, move=move, quote=line.quote, engine=engine, said_at_s=now_s)
        turns.append(
            Turn(
                number=number,
                answer=line.answer if number else "",
                candidate_kind=CandidateKind.ANSWER if number else None,
                accepted_at_s=now_s,
                reply=reply,
            )
        )
    documents = Documents(resume=PAIR.resume, job_description=PAIR.job_description)
    interview = Interview(
        version=1,
        session_id="handmade",
        documents=documents,
        engine=EngineRecord(name=engine, model="", prompt_version=""),
        plan=PLAN,
        phase=Phase.CONCLUDED if ends else Phase.LISTENING,
        turns=tuple(turns),
        started_at_s=STARTED_AT_S,
        conclusion=Conclusion.QUESTIONS if ends else None,
        extra_time_percent=extra_time_percent,
    )
    view = View(interview, status_at(interview, now_s), expires_at_s=now_s)
    said = [line.answer for line in lines[1:]]
    return Record(
        PAIR, persona, engine, Held(documents, interview, make_report(interview, is_final=ends), view, [], said)
    )


def with_report(held: Record, report: Report) -> Record:
    """The same interview with another report."""
    return replace(held, held=replace(held.held, report=report))


def questions(*texts: str) -> Sequence[Line]:
    """Questions without anything around them."""
    return [Line("I moved the data of Ferrow with two colleagues.", text, point="t1p1") for text in texts]


STORY = (
    "At Ferrow the ledger locked every night. I wrote the replication myself, because the vendor's tool was too slow, "
    "and I compared row counts for two weeks. After a month the slowest report fell from forty minutes to three."
)
WEAK = "I have done a little of that at Ferrow, mostly along the way."
FOLLOW_UP = "You said that you wrote the replication yourself. What did you learn from that?"
GOOD = (
    Line(
        "", "Welcome. Your resume lists you as Backend Engineer. What does that work ask of you?", MoveKind.OPEN, "t2"
    ),
    Line(STORY, "Thank you. Let us talk about professional Python. When did it matter most?", point="t1p1"),
    Line(STORY, FOLLOW_UP, MoveKind.FOLLOW_UP, "t1", Span(start=40, end=72)),
    Line(
        "Sorry?", "Of course. You wrote the replication yourself. What did you learn from that?", MoveKind.REPEAT, "t1"
    ),
    Line(
        STORY, "The role calls for PostgreSQL. You moved 4 TB to PostgreSQL 14. How did you go about it?", point="t1p2"
    ),
    Line(STORY, "Your resume leaves Kubernetes in production open. How would you begin with it?", point="t1p3"),
    Line(STORY, "Now to automated testing. Which piece of your work shows it best?", point="t2p1"),
    Line(STORY, "Please think of a night of on-call duty. What happened?", point="t2p2"),
    Line(STORY, "This role involves running the services. What would you look at first?", point="t3p1"),
)


def failed(score: Score) -> int:
    """How many checks failed."""
    assert len(score.failures) == score.total - score.passed
    return len(score.failures)
