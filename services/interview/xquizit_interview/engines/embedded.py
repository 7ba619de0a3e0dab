"""The engine that needs no key and no model: words interviews by rules from the documents and the answers."""

import asyncio
import re
from collections.abc import AsyncGenerator

from xquizit_interview import lexicon
from xquizit_interview.planning import make_plan
from xquizit_interview.port import AssessmentRequest, Choice, ReplyPart, ReplyRequest
from xquizit_interview.state import (
    Assessment,
    CandidateKind,
    Conclusion,
    Documents,
    Interview,
    Move,
    MoveKind,
    Plan,
    Point,
    PointKind,
    Span,
)
from xquizit_interview.wording import phrasing
from xquizit_interview.wording.follow_ups import Gap, Hook, gaps_of, hook_of
from xquizit_interview.words import content_stems, sentence_spans
from xquizit_kit.engine_info import EngineInfo
from xquizit_kit.errors import EngineFailed

NAME = "embedded"
_DELTA = re.compile(r"\S+\s*")


class EmbeddedEngine:
    """Deterministic: the same interview gets the same words. It does not judge answers."""

    def __init__(self, *, reason: str) -> None:
        """Takes why it was chosen."""
        self._info = EngineInfo(
            name=NAME,
            model="rules-1",
            reason=reason,
            caveat="It asks from the documents and the answers by rules, and gives no ratings.",
        )

    @property
    def info(self) -> EngineInfo:
        """What it is."""
        return self._info

    @property
    def prompt_version(self) -> str:
        """It has no prompts."""
        return ""

    async def warm_up(self) -> None:
        """Reads the lexicon, so that the first interview does not wait for it."""
        await asyncio.to_thread(lexicon.load)

    async def plan(self, documents: Documents) -> Plan:
        """Plans in a thread, because long documents take a moment."""
        return await asyncio.to_thread(make_plan, documents, engine=NAME)

    async def reply(self, request: ReplyRequest) -> AsyncGenerator[ReplyPart]:
        """Streams the reply word by word, without delay; made in a thread, because a long answer takes a moment."""
        choice, text = await asyncio.to_thread(word_reply, request)
        yield choice
        for word in _DELTA.findall(text):
            yield word

    @property
    def assesses(self) -> bool:
        """It records what was said, and judges nothing."""
        return False

    async def assess(self, request: AssessmentRequest) -> Assessment:
        """It does not."""
        raise EngineFailed("The embedded engine does not assess answers.", reason="does_not_assess")

    async def aclose(self) -> None:
        """Holds nothing."""


def word_reply(request: ReplyRequest) -> tuple[Choice, str]:
    """The first of the allowed moves that can be made well, and its words."""
    interview = request.interview
    for move in request.moves:
        if move.kind is not MoveKind.FOLLOW_UP or move is request.moves[-1]:
            return _word(move, interview)
        if _can_ask_on(interview):
            choice, text = _word(move, interview)
            if not any(phrasing.is_repeat(text, before) for before in _asked(interview)):
                return choice, text
    return _word(request.moves[0], interview)


def _can_ask_on(interview: Interview) -> bool:
    """Whether the last answer leaves something to ask: its own words to take up, or its topic and what it left out."""
    turn = interview.turns[-1]
    if _hook(interview) is not None:
        return True
    if len(turn.answer.split()) < _SHORT_WORDS and _HAS_NONE.search(turn.answer):
        return False
    # Nothing of the answer can be said back: then the topic has to be what it was about.
    is_shared = bool(content_stems(_topic(interview)) & content_stems(turn.answer))
    return is_shared and gaps_of(turn.answer, None)[0] is not Gap.MORE


_SHORT_WORDS = 22
_HAS_NONE = re.compile(
    r"\b(?:not much|new to me|never (?:done|used|had|worked)|no experience|(?:do not|don't|did not) (?:know|have)"
    r"|have(?: not|n't)|not really|nothing)\b|^no\b",
    re.I,
)
"""There is nothing to tell; asking for an example of it would be deaf."""


def _word(move: Move, interview: Interview) -> tuple[Choice, str]:
    quote: Span | None = None
    match move.kind:
        case MoveKind.OPEN:
            text = phrasing.opening(interview.plan.point(move.point_id))
        case MoveKind.QUESTION:
            text = _question(move, interview)
        case MoveKind.FOLLOW_UP:
            text, quote = _follow_up(interview)
        case MoveKind.REPEAT:
            text = f"Of course. {_bare_question(interview)}"
        case MoveKind.CLARIFY:
            text = _in_other_words(interview)
        case MoveKind.WAIT:
            text = phrasing.waiting()
        case MoveKind.CHAT:
            text = phrasing.chat(_bare_question(interview))
        case MoveKind.CONCLUDE:
            text = phrasing.closing(move.conclusion or Conclusion.PLAN_COMPLETE)
    return Choice(move, NAME, quote), text


def _question(move: Move, interview: Interview) -> str:
    point = interview.plan.point(move.point_id)
    assert point is not None, "a question is always on a point of the plan"
    number = sum(reply.move.kind is MoveKind.QUESTION for reply in interview.replies)
    kind = interview.turns[-1].candidate_kind
    lead = phrasing.moving_on(number) if kind is CandidateKind.SKIP else phrasing.thanks(number)
    same_kind = sum(
        asked is not None
        and (_is_plus(asked) or (asked.kind is point.kind and bool(asked.detail) is bool(point.detail)))
        and _is_plus(asked) is _is_plus(point)
        for asked in (interview.plan.point(reply.move.point_id) for reply in interview.questions)
    )
    return lead + phrasing.question(point, asked=_asked(interview), seed=same_kind)


def _is_plus(point: Point) -> bool:
    return bool(point.requirement_id) and not point.is_must_have and point.kind is not PointKind.CREDENTIAL


def _follow_up(interview: Interview) -> tuple[str, Span | None]:
    answer = interview.turns[-1].answer
    hook = _hook(interview)
    text = phrasing.follow_up(
        hook, gaps_of(answer, hook), topic=_topic(interview), asked=_asked(interview), seed=len(interview.questions)
    )
    if hook is not None:
        return text, hook.span
    spans = sentence_spans(answer)
    if not spans:
        return text, None
    first = spans[0].of(answer)
    length = len(first) if len(first) <= _QUOTED_CHARS else first.rfind(" ", 0, _QUOTED_CHARS)
    return text, Span(start=spans[0].start, end=spans[0].start + (length if length > 0 else _QUOTED_CHARS))


def _topic(interview: Interview) -> str:
    """What the open question is about, where that is a thing; a follow-up to a follow-up stays with it."""
    for reply in reversed(interview.questions):
        point = interview.plan.point(reply.move.point_id)
        if point is not None:
            is_name = point.kind in _NAMES_A_THING and len(point.subject.split()) <= _TOPIC_WORDS
            return point.subject if is_name else ""
    return ""


_NAMES_A_THING = frozenset({PointKind.EXPERIENCED_REQUIREMENT, PointKind.MISSING_REQUIREMENT, PointKind.WAY_OF_WORKING})
_TOPIC_WORDS = 6
_QUOTED_CHARS = 160
"""Of an answer without punctuation only the beginning is kept as the words that a follow-up builds on."""


def _hook(interview: Interview) -> Hook | None:
    known = content_stems(" ".join(reply.text for reply in interview.replies))
    documents = interview.documents
    familiar = f"{documents.resume}\n{documents.job_description}"
    return hook_of(interview.turns[-1].answer, known=known, familiar=familiar)


def _asked(interview: Interview) -> tuple[str, ...]:
    return tuple(reply.text for reply in interview.questions)


def _bare_question(interview: Interview) -> str:
    """The open question without the words of thanks before it."""
    question = interview.open_question
    return phrasing.without_thanks(question.text) if question else ""


def _in_other_words(interview: Interview) -> str:
    question = interview.open_question
    point = interview.plan.point(question.move.point_id) if question else None
    if point is None or not point.subject:
        return f"Let me put it again: {_bare_question(interview)}"
    return phrasing.explanation(point)
