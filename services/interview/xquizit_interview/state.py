"""The whole interview as one frozen value: what is stored in Redis under the session's state key."""

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

SCHEMA_VERSION = 1
"""Raised when a stored interview of an older release can no longer be read as it is."""


class Frozen(BaseModel):
    """A value that never changes. What a later release has added is left out when it is read."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Phase(StrEnum):
    """Where an interview is."""

    READY = "ready"
    THINKING = "thinking"
    LISTENING = "listening"
    PAUSED = "paused"
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
    questions: tuple[str, ...] = ()
    """The recruiter's question bank: asked word for word."""
    headings: tuple[tuple[str, str], ...] = ()
    """Headings of the resume that are known already: the title as it stands there, and its kind (`experience`,
    `projects` or another)."""
    notes: tuple[str, ...] = ()
    """What a reader of the report must know of how the documents were read."""


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

    @property
    def is_a_thing(self) -> bool:
        """Whether `subject` can stand after `about`."""
        return self.kind not in {PointKind.OPENING, PointKind.ACHIEVEMENT, PointKind.FIXED_QUESTION}


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

    def points_of(self, requirement_id: str) -> frozenset[str]:
        """The ids of the points that ask about a requirement."""
        return frozenset(p.point_id for t in self.topics for p in t.points if p.requirement_id == requirement_id)

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
    mended: tuple[str, ...] = ()
    """What was wrong with a model's words and was mended or stopped before anybody heard it."""


class Recognition(Frozen):
    """How surely a spoken answer was recognized."""

    confidence: float = Field(ge=0, le=1)
    """Mean of its words; words that the candidate corrected count as certain."""
    uncertain: tuple[Span, ...] = ()
    """The words of the answer that may well be wrong."""
    engines: tuple[str, ...] = ()
    """Who recognized them; more than one when an engine stood in for another."""


class Spoken(Frozen):
    """How a reply was spoken."""

    engines: tuple[str, ...] = ()
    """Who spoke, in order; more than one when a stand-in went on, none when nobody spoke."""
    stood_in_for: str = ""
    """The engine that should have spoken, where another did."""
    is_cut: bool = False
    """Some of the reply, or all of it, could only be shown: the voice was away. Not where the candidate stopped it."""


class Heard(Frozen):
    """How much of a reply the candidate has heard, as their page told."""

    characters: int = Field(ge=0)
    """Code points from the start of the reply."""
    is_complete: bool = False
    """To the end."""
    is_interrupted: bool = False
    """The candidate broke in."""

    def joined(self, later: "Heard") -> "Heard":
        """Both together, in whatever order they came: nothing is unheard again."""
        is_complete = self.is_complete or later.is_complete
        return Heard(
            characters=max(self.characters, later.characters),
            is_complete=is_complete,
            is_interrupted=not is_complete and (self.is_interrupted or later.is_interrupted),
        )


class Claim(Frozen):
    """Something said about an answer, and the words that show it."""

    text: str
    turn: int
    """Whose answer is quoted: the assessed one, or one before it to the same question."""
    quotes: tuple[Span, ...] = Field(min_length=1)


class Assessment(Frozen):
    """What an engine makes of an answer, together with those before it to the same question and its follow-ups."""

    engine: str
    model: str
    """As the provider names it in its answer."""
    prompt_version: str
    scale: str = ""
    """What it is held against."""
    rating: int | None = Field(default=None, ge=1, le=5)
    """None: there is not enough to rate, or, with a `reason`, nothing usable came of it."""
    reason: str = ""
    """Why there is no rating, or what to know about it: a machine's word."""
    claims: tuple[Claim, ...] = ()


class Turn(Frozen):
    """What the candidate said, and the reply to it. Turn 0 is the start: no answer."""

    number: int
    answer: str = ""
    candidate_kind: CandidateKind | None = None
    accepted_at_s: float
    reply: Reply | None = None
    """None while it is being made."""
    recognition: Recognition | None = None
    """None: the answer was typed, or nobody has told yet."""
    assessment: Assessment | None = None
    """None: nobody has assessed it, or it is nothing to assess."""
    spoken: Spoken | None = None
    """How the reply was spoken; None: nobody has told yet."""
    heard: Heard | None = None
    """What the candidate heard of the reply; None: their page has never told."""


class Pause(Frozen):
    """A break, in which the clock stands still."""

    began_at_s: float
    ended_at_s: float | None = None
    """None while it lasts."""


class EngineRecord(Frozen):
    """Who asks in this interview."""

    name: str
    model: str
    prompt_version: str
    assesses: bool = False
    """Whether it rates answers."""


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
    extra_time_percent: int = Field(default=0, ge=0, le=100)
    """Longer time for a candidate who needs it."""
    pauses: tuple[Pause, ...] = ()
    """The breaks, in order; none overlaps another."""

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
