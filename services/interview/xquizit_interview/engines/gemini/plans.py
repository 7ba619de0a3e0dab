"""Merges a model's plan into our own: ours decides what is asked, the model's says what to listen for. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from xquizit_interview.engines.gemini.failures import UnusableReply
from xquizit_interview.hygiene import is_for_machines
from xquizit_interview.state import Plan, PointKind, Topic
from xquizit_interview.wording.wording_checks import (
    is_foreign,
    is_improper,
    is_ungrounded,
    is_unspeakable,
    leaks,
    plain,
)
from xquizit_interview.words import content_stems, words

_TITLE_WORDS = 10
_NOTE_WORDS = 30
_NOTES = 2
"""Goals, and risk areas, taken over for each topic."""


@dataclass(frozen=True, slots=True)
class _Bounds:
    """What may and may not be in a plan."""

    secrets: tuple[str, ...]
    sources: str
    """Where its names and numbers must come from."""


class _Proposed(BaseModel):
    """A topic as the model gives it. What it says of priority and minutes is read and not used: limits are ours."""

    model_config = ConfigDict(extra="ignore")

    title: str
    must_have_skills: list[str] = []
    goals: list[str] = []
    risk_areas: list[str] = []


class _Proposal(BaseModel):
    topics: list[_Proposed]


def merged(ours: Plan, answer: Any, *, engine: str, documents: str, secrets: tuple[str, ...]) -> Plan:
    """Our plan with the model's goals and risk areas, and its topics in the place of our fillers.

    Number, order, priorities, minutes and must-haves stay ours, so that nothing in a document can move a limit.

    Args:
        ours: The plan of our rules.
        answer: The model's, parsed from JSON.
        engine: The name of the engine.
        documents: Resume and job description: a topic must be about something in them.
        secrets: What must not get into a plan.

    Raises:
        UnusableReply: It is not in the schema, or has nothing to do with the documents.
    """
    try:
        proposed = _Proposal.model_validate(answer).topics
    except ValidationError as error:
        raise UnusableReply("bad_plan") from error
    bounds = _Bounds(secrets, f"{documents}\n{' '.join(topic.title for topic in ours.topics)}")
    usable = [topic for topic in proposed if _is_clean(topic.title, _TITLE_WORDS, bounds)]
    known = content_stems(documents)
    left = [topic for topic in usable if content_stems(topic.title) & known]
    if not left:
        raise UnusableReply("bad_plan")
    topics: list[Topic] = []
    for topic in ours.topics:
        best = max(left, key=lambda one: _common(one, topic), default=None)
        if best is not None and _common(best, topic):
            left.remove(best)
            topic = _enriched(topic, best, bounds)
        topics.append(topic)
    return ours.model_copy(update={"engine": engine, "topics": tuple(_filled(topics, left, bounds))})


def _filled(topics: list[Topic], left: list[_Proposed], bounds: _Bounds) -> Iterable[Topic]:
    """Topics that fit every role make room for what the model found in the documents."""
    for topic in topics:
        is_filler = all(point.kind is PointKind.GENERAL for point in topic.points)
        if is_filler and left and not topic.must_have_skills:
            best = left.pop(0)
            title = plain(best.title)[0]
            points = tuple(point.model_copy(update={"subject": _lowered(title)}) for point in topic.points[:1])
            topic = _enriched(topic.model_copy(update={"title": title, "goals": (), "points": points}), best, bounds)
        yield topic


def _enriched(topic: Topic, proposed: _Proposed, bounds: _Bounds) -> Topic:
    goals = [plain(goal)[0] for goal in proposed.goals if _is_clean(goal, _NOTE_WORDS, bounds)]
    risks = [plain(risk)[0] for risk in proposed.risk_areas if _is_clean(risk, _NOTE_WORDS, bounds)]
    return topic.model_copy(
        update={
            "goals": tuple(dict.fromkeys([*topic.goals, *goals[:_NOTES]])),
            "risk_areas": tuple(dict.fromkeys([*topic.risk_areas, *risks[:_NOTES]])),
        }
    )


def _common(proposed: _Proposed, topic: Topic) -> int:
    """How many telling words a proposed topic shares with one of ours."""
    about = " ".join([topic.title, *topic.must_have_skills, *(point.subject for point in topic.points)])
    return len(content_stems(" ".join([proposed.title, *proposed.must_have_skills])) & content_stems(about))


def _is_clean(text: str, most_words: int, bounds: _Bounds) -> bool:
    return (
        0 < len(words(text)) <= most_words
        and not leaks(text, bounds.secrets)
        and not is_ungrounded(text, bounds.sources)
        and not is_for_machines(text)
        and not is_improper(text)
        and not is_unspeakable(text)
        and not (len(words(text)) > 4 and is_foreign(text) and most_words == _NOTE_WORDS)
    )


def _lowered(title: str) -> str:
    """A title as it stands within a sentence: names keep their capitals."""
    first, _, rest = title.partition(" ")
    return title if not first[1:].islower() else f"{first.lower()} {rest}".strip()
