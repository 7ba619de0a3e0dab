"""A whole interview through the real SDK: plan, turns, assessment; one request each."""

import json
import re
from typing import Literal, TypeVar

import google.genai as genai
import pytest
from google.genai import types
from pydantic import BaseModel, Field

from tests.emulators.gemini.server import GeminiEmulator
from tests.unit.emulators.prompts import CORPUS, MODEL, answering, planning, without_thinking

_REPLY = re.compile(r"^\[\[(\w+) \| (FOLLOW_UP|TOPIC (\S+)|CONCLUDE)\]\] (.+)$", re.S)


T = TypeVar("T", bound=BaseModel)


class Topic(BaseModel):
    topic_id: str
    title: str
    priority: Literal["critical", "high", "medium", "low"]


class Plan(BaseModel):
    topics: list[Topic] = Field(min_length=3, max_length=6)


class Quote(BaseModel):
    turn: int
    quote: str


class Rating(BaseModel):
    topic_id: str
    rating: int | None = Field(ge=1, le=5)
    evidence: list[Quote]


class Assessment(BaseModel):
    ratings: list[Rating]


@pytest.mark.parametrize("role", ["backend_engineer", "financial_controller", "registered_nurse", "secondary_teacher"])
async def test_an_interview_from_plan_to_assessment(client: genai.Client, emulator: GeminiEmulator, role: str) -> None:
    answers = [answer["text"] for answer in json.loads((CORPUS / role / "facts.json").read_text())["answers"]]
    plan = await _structured(client, planning(role), Plan)
    left = list(plan.topics)
    contents: list[types.Content] = [_content("model", "Welcome. To begin, what should I know about your work so far?")]
    transcript: list[str] = []
    for turn, answer in enumerate(answers, start=1):
        transcript.append(f"[{turn}] CANDIDATE: {answer}")
        moves = ["FOLLOW_UP", *(f"TOPIC {topic.topic_id}: {topic.title}" for topic in left[:2]), "REPEAT", "CLARIFY"]
        contents.append(_content("user", answering(answer, *(moves if turn < len(answers) else ["CONCLUDE"]))))
        stream = await client.aio.models.generate_content_stream(
            model=MODEL, contents=list(contents), config=without_thinking()
        )
        reply = "".join([chunk.text or "" async for chunk in stream])
        match = _REPLY.match(reply)
        assert match, reply
        left = [topic for topic in left if topic.topic_id != match.group(3)]
        assert match.group(4).count("?") == (turn < len(answers))
        assert len(match.group(4).split()) <= 45
        contents.append(_content("model", reply))
    assert len(emulator.log.of("streamGenerateContent")) == len(answers), "one request per answer"

    topics = "\n".join(f"- {topic.topic_id}: {topic.title}" for topic in plan.topics)
    said = "\n".join(transcript)
    assessment = await _structured(client, f"<transcript>\n{said}\n</transcript>\nTOPICS:\n{topics}\n", Assessment)
    assert [rating.topic_id for rating in assessment.ratings] == [topic.topic_id for topic in plan.topics]
    quotes = [quote for rating in assessment.ratings for quote in rating.evidence]
    assert quotes
    assert all(quote.quote in answers[quote.turn - 1] for quote in quotes)
    assert all(entry.outcome == "complete" for entry in await emulator.log.settled())


async def _structured(client: genai.Client, prompt: str, model: type[T]) -> T:
    config = types.GenerateContentConfig(response_mime_type="application/json", response_schema=model)
    answer = await client.aio.models.generate_content(model=MODEL, contents=prompt, config=config)
    assert isinstance(answer.parsed, model)
    return answer.parsed


def _content(role: str, text: str) -> types.Content:
    return types.Content(role=role, parts=[types.Part(text=text)])
