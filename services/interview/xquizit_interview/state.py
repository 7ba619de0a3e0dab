"""The whole interview as one frozen value: what is stored in Redis under the session's state key."""

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

SCHEMA_VERSION = 1
"""Raised when a stored interview of an older release can no longer be read as it is."""


class Frozen(BaseModel):
    """A value that never changes; `with_` makes a changed copy."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Phase(StrEnum):
    """Where an interview is."""

    READY = "ready"
    THINKING = "thinking"
    LISTENING = "listening"
    CONCLUDED = "concluded"


class Priority(StrEnum):
    """How much a topic matters; members are in order."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Conclusion(StrEnum):
    """Why an interview ended."""

    TIME = "time"
    QUESTIONS = "questions"
    PLAN_COMPLETE = "plan_complete"
    CANDIDATE_REQUEST = "candidate_request"


class CandidateKind(StrEnum):
    """What the candidate's turn is."""

    ANSWER = "answer"
    PARTIAL_ANSWER = "partial_answer"
    CLARIFICATION_REQUEST = "clarification_request"
    REPEAT_REQUEST = "repeat_request"
    THINKING_ALOUD = "thinking_aloud"
    SMALL_TALK = "small_talk"
    SKIP = "skip"
    WANTS_TO_STOP = "wants_to_stop"


class MoveKind(StrEnum):
    """What the interviewer can do with a turn."""

    OPEN = "open"
    QUESTION = "question"
    FOLLOW_UP = "follow_up"
    REPEAT = "repeat"
    CLARIFY = "clarify"
    WAIT = "wait"
    CHAT = "chat"
    CONCLUDE = "conclude"


REAL_QUESTIONS = frozenset({MoveKind.OPEN, MoveKind.QUESTION, MoveKind.FOLLOW_UP})
"""The moves that ask something new and count."""
CONVERSATION = frozenset({MoveKind.REPEAT, MoveKind.CLARIFY, MoveKind.WAIT, MoveKind.CHAT})
"""The moves that leave the question open."""


class Span(Frozen):
    """Characters `start`..`end` (code points, end excluded) of a candidate's answer."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)

    def of(self, text: str) -> str:
        """The characters of `text` that the span covers."""
        return text[self.start : self.end]


class Documents(Frozen):
    """What the recruiter and the candidate handed in: data, never instructions to us."""

    resume: str
    job_description: str
    custom_instructions: str = ""


class Requirement(Frozen):
    """One thing that the job description asks for."""

    requirement_id: str
    text: str
    """As the job description words it."""
    name: str
    """The same, short enough to be spoken within a question."""
    is_must_have: bool
    evidence: str = ""
    """The line of the resume that speaks of it; empty when none does."""


class PointKind(StrEnum):
    """What a prepared question is built on."""

    OPENING = "opening"
    EXPERIENCED_REQUIREMENT = "experienced_requirement"
    """A requirement that the resume speaks of."""
    MISSING_REQUIREMENT = "missing_requirement"
    """A requirement that the resume does not speak of."""
    CREDENTIAL = "credential"
    """A licence, degree or permission: one has it or has not."""
    WAY_OF_WORKING = "way_of_working"
    """Teamwork, accuracy and the like."""
    ACHIEVEMENT = "achievement"
    """Something the resume says was done."""
    DUTY = "duty"
    """Something the role will have to do."""
    INSTRUCTION = "instruction"
    """A subject that the recruiter wants asked about."""
    FIXED_QUESTION = "fixed_question"
    """A question that the recruiter wants asked word for word."""
    GENERAL = "general"
    """Something every role has, when the documents give nothing better."""


class Point(Frozen):
    """One prepared question: what to ask about, not yet its words."""

    point_id: str
    kind: PointKind
    subject: str
    """What it is about, in words that can be spoken within a question."""
    detail: str = ""
    """What the resume says about it, in words that can be spoken; may be empty."""
    place: str = ""
    """Where that was: an employer or a project; may be empty."""
    requirement_id: str = ""
    is_must_have: bool = False


class Topic(Frozen):
    """One topic of the plan."""

    topic_id: str
    title: str
    priority: Priority
    minutes: float
    min_questions: int
    max_questions: int
    goals: tuple[str, ...]
    points: tuple[Point, ...]
    must_have_skills: tuple[str, ...] = ()
    risk_areas: tuple[str, ...] = ()


class Plan(Frozen):
    """What an interview sets out to ask."""

    engine: str
    """The engine that made it."""
    role: str
    """The job's title; may be empty."""
    topics: tuple[Topic, ...]
    """In the order of their priority."""
    requirements: tuple[Requirement, ...]

    def topic(self, topic_id: str) -> Topic | None:
        """The topic with this id, if the plan has it."""
        return next((topic for topic in self.topics if topic.topic_id == topic_id), None)

    def point(self, point_id: str) -> Point | None:
        """The point with this id, if the plan has it."""
        return next((p for topic in self.topics for p in topic.points if p.point_id == point_id), None)


class Move(Frozen):
    """One thing that the interviewer may do next."""

    kind: MoveKind
    topic_id: str = ""
    point_id: str = ""
    conclusion: Conclusion | None = None


class Reply(Frozen):
    """What the interviewer said, complete."""

    text: str
    move: Move
    quote: Span | None = None
    """The words of this turn's answer that a follow-up builds on."""
    engine: str
    """Who worded it."""
    said_at_s: float


class Turn(Frozen):
    """What the candidate said, and the reply to it. Turn 0 is the start: no answer."""

    number: int
    answer: str = ""
    candidate_kind: CandidateKind | None = None
    accepted_at_s: float
    reply: Reply | None = None
    """None while it is being made."""


class EngineRecord(Frozen):
    """Who asks in this interview."""

    name: str
    model: str
    prompt_version: str


class Interview(Frozen):
    """A whole interview. Times are Unix seconds."""

    version: int
    """Raised by every write. The first field: the compare-and-set script reads it from the first bytes of the JSON."""
    schema_version: Literal[1] = SCHEMA_VERSION
    session_id: str
    documents: Documents
    engine: EngineRecord
    plan: Plan
    phase: Phase = Phase.READY
    turns: tuple[Turn, ...] = ()
    started_at_s: float | None = None
    conclusion: Conclusion | None = None
    fallbacks: tuple[str, ...] = ()
    """Engines that stood in for the chosen one, e.g. `interview: gemini -> embedded`."""

    @property
    def replies(self) -> tuple[Reply, ...]:
        """Everything the interviewer has said, in order."""
        return tuple(turn.reply for turn in self.turns if turn.reply is not None)

    @property
    def questions(self) -> tuple[Reply, ...]:
        """The real questions asked, in order."""
        return tuple(reply for reply in self.replies if reply.move.kind in REAL_QUESTIONS)

    @property
    def open_question(self) -> Reply | None:
        """The question that the candidate is answering; None before the start."""
        return self.questions[-1] if self.questions else None

    @property
    def conversation_in_a_row(self) -> int:
        """Replies since the last one that went on with the interview."""
        count = 0
        for reply in reversed(self.replies):
            if reply.move.kind not in CONVERSATION:
                break
            count += 1
        return count

    @property
    def asked_points(self) -> frozenset[str]:
        """The ids of the points that have been asked."""
        return frozenset(reply.move.point_id for reply in self.questions if reply.move.point_id)

    def follow_ups(self, topic_id: str) -> int:
        """Follow-ups asked on a topic."""
        return sum(r.move.kind is MoveKind.FOLLOW_UP and r.move.topic_id == topic_id for r in self.questions)

    def questions_on(self, topic_id: str) -> int:
        """Real questions asked on a topic."""
        return sum(reply.move.topic_id == topic_id for reply in self.questions)
