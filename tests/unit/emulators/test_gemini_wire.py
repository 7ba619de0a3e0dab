"""The emulated API as the real SDK sees it: streams, whole answers, structured output, errors, limits."""

import json
from typing import Literal

import google.genai as genai
import httpx
import pytest
from google.genai import errors, types
from google.genai.types import FinishReason
from pydantic import BaseModel, Field

from tests.emulators.gemini.server import GeminiEmulator
from tests.unit.emulators.prompts import MODEL, answering, job_description, planning, resume, without_thinking
from tests.unit.emulators.sdk import error_details, sdk_client


class Goal(BaseModel):
    topic_id: str
    title: str
    priority: Literal["critical", "high", "medium", "low"]
    minutes: float = Field(ge=1, le=20)
    goals: list[str] = Field(min_length=1, max_length=3)
    evidence: str | None = None


class Plan(BaseModel):
    role: str
    topics: list[Goal]


async def test_a_stream_joins_to_one_reply_of_one_request(client: genai.Client, emulator: GeminiEmulator) -> None:
    prompt = answering("I moved forty services to Kubernetes and the bill fell by half. My team was happy about it.")
    stream = await client.aio.models.generate_content_stream(model=MODEL, contents=prompt, config=without_thinking())
    chunks = [chunk async for chunk in stream]
    text = "".join(chunk.text or "" for chunk in chunks)

    [entry] = await emulator.log.settled()
    assert text == entry.reply
    assert len(chunks) == entry.chunks_sent > 2
    assert (entry.method, entry.model, entry.status) == ("streamGenerateContent", MODEL, 200)
    assert (entry.outcome, entry.client_disconnected) == ("complete", False)
    assert "x-goog-api-key" not in entry.headers
    assert entry.headers["x-server-timeout"] == "20"

    reasons = [chunk.candidates[0].finish_reason for chunk in chunks if chunk.candidates]
    assert reasons == [None] * (len(chunks) - 1) + [FinishReason.STOP]
    last = chunks[-1]
    assert last.usage_metadata is not None
    assert last.usage_metadata.candidates_token_count == entry.reply_tokens == entry.tokens_sent
    assert last.usage_metadata.prompt_token_count == entry.prompt_tokens
    assert last.usage_metadata.thoughts_token_count is None
    assert last.model_version == MODEL
    assert len({chunk.response_id for chunk in chunks}) == 1


async def test_the_frames_of_a_stream_are_those_of_the_real_one(control: httpx.AsyncClient) -> None:
    body = {"contents": [{"parts": [{"text": "hello"}]}]}
    path = f"/v1beta/models/{MODEL}:streamGenerateContent"
    answer = await control.post(f"{path}?alt=sse", json=body, headers={"x-goog-api-key": "k"})
    assert answer.headers["content-type"] == "text/event-stream"
    events = answer.content.split(b"\r\n\r\n")
    assert events.pop() == b""
    assert all(event.startswith(b"data: {") for event in events)

    as_array = await control.post(f"{path}?key=secret", json=body)
    assert "".join(item["candidates"][0]["content"]["parts"][0]["text"] for item in as_array.json())
    log = (await control.get("/emulator/log")).json()
    assert log[-1]["path"] == path


async def test_a_whole_answer_says_the_same_as_the_stream(client: genai.Client) -> None:
    prompt = answering("I built the tracking interface with my team, and it served many depots every day.")
    whole = await client.aio.models.generate_content(model=MODEL, contents=prompt)
    stream = await client.aio.models.generate_content_stream(model=MODEL, contents=prompt)
    assert whole.text == "".join([chunk.text or "" async for chunk in stream])
    assert whole.sdk_http_response is not None
    assert whole.candidates is not None
    assert whole.candidates[0].safety_ratings


async def test_structured_output_parses_into_its_model(client: genai.Client) -> None:
    config = types.GenerateContentConfig(response_mime_type="application/json", response_schema=Plan)
    answer = await client.aio.models.generate_content(model=MODEL, contents=planning(), config=config)
    assert isinstance(answer.parsed, Plan)
    assert answer.parsed.role == "Senior Backend Engineer"
    assert 3 <= len(answer.parsed.topics) <= 6
    assert answer.parsed.topics[0].priority == "critical"
    assert all(topic.evidence is None or topic.evidence in resume() for topic in answer.parsed.topics)
    assert any(topic.evidence for topic in answer.parsed.topics)

    by_json_schema = types.GenerateContentConfig(
        response_mime_type="application/json", response_json_schema=Plan.model_json_schema()
    )
    again = await client.aio.models.generate_content(model=MODEL, contents=planning(), config=by_json_schema)
    assert Plan.model_validate(again.parsed) == answer.parsed


async def test_a_structured_stream_joins_to_valid_json(client: genai.Client) -> None:
    config = types.GenerateContentConfig(
        response_mime_type="application/json", response_json_schema=Plan.model_json_schema()
    )
    stream = await client.aio.models.generate_content_stream(model=MODEL, contents=planning(), config=config)
    Plan.model_validate_json("".join([chunk.text or "" async for chunk in stream]))


async def test_the_same_seed_says_the_same_and_another_may_not() -> None:
    texts: list[str | None] = []
    prompt = answering("I checked every query plan before each of the releases.")
    for seed in (1, 1, 2, 3, 4, 5, 6):
        async with GeminiEmulator(seed=seed) as emulator, sdk_client(emulator) as client:
            answer = await client.aio.models.generate_content(model=MODEL, contents=prompt)
            texts.append(answer.text)
    assert texts[0] == texts[1]
    assert len(set(texts)) > 1


async def test_max_output_tokens_cut_the_answer(client: genai.Client) -> None:
    config = types.GenerateContentConfig(max_output_tokens=7, thinking_config=types.ThinkingConfig(thinking_budget=0))
    answer = await client.aio.models.generate_content(
        model=MODEL, contents=answering("I led five people."), config=config
    )
    assert answer.candidates is not None
    assert answer.candidates[0].finish_reason is FinishReason.MAX_TOKENS
    assert answer.usage_metadata is not None
    assert answer.usage_metadata.candidates_token_count == 7
    assert answer.text


async def test_thoughts_use_up_the_output_tokens(client: genai.Client) -> None:
    config = types.GenerateContentConfig(max_output_tokens=50)
    answer = await client.aio.models.generate_content(
        model=MODEL, contents=answering("I led five people."), config=config
    )
    assert answer.candidates is not None
    assert answer.candidates[0].finish_reason is FinishReason.MAX_TOKENS
    assert answer.text is None
    assert answer.usage_metadata is not None
    assert answer.usage_metadata.thoughts_token_count == 50


@pytest.mark.parametrize(
    ("model", "thinking", "thinks"),
    [
        (MODEL, None, True),
        (MODEL, types.ThinkingConfig(thinking_budget=0), False),
        (MODEL, types.ThinkingConfig(thinking_budget=64), True),
        ("gemini-2.5-flash-lite", None, False),
        ("gemini-2.0-flash", None, False),
        ("gemini-2.5-pro", types.ThinkingConfig(thinking_budget=-1, include_thoughts=True), True),
    ],
)
async def test_thinking_is_as_configured(
    client: genai.Client, model: str, thinking: types.ThinkingConfig | None, thinks: bool
) -> None:
    config = types.GenerateContentConfig(thinking_config=thinking)
    answer = await client.aio.models.generate_content(model=model, contents="hello", config=config)
    assert answer.usage_metadata is not None
    assert bool(answer.usage_metadata.thoughts_token_count) is thinks
    assert answer.parts is not None
    shown = [part for part in answer.parts if part.thought]
    assert len(shown) == bool(thinking and thinking.include_thoughts)


@pytest.mark.parametrize(
    ("model", "budget", "message"),
    [("gemini-2.5-pro", 0, "only works in thinking mode"), (MODEL, 99_999, "thinking budget 99999 is invalid")],
)
async def test_an_impossible_thinking_budget_is_refused(
    client: genai.Client, model: str, budget: int, message: str
) -> None:
    config = types.GenerateContentConfig(thinking_config=types.ThinkingConfig(thinking_budget=budget))
    with pytest.raises(errors.ClientError, match=message):
        await client.aio.models.generate_content(model=model, contents="hello", config=config)


async def test_a_stop_sequence_ends_the_answer(client: genai.Client) -> None:
    config = types.GenerateContentConfig(stop_sequences=["]]"])
    answer = await client.aio.models.generate_content(
        model=MODEL, contents=answering("I led five people."), config=config
    )
    assert answer.text is not None
    assert answer.text.startswith("[[")
    assert "]]" not in answer.text


async def test_tokens_are_counted_and_models_described(client: genai.Client) -> None:
    counted = await client.aio.models.count_tokens(model=MODEL, contents="How many tokens are these?")
    assert counted.total_tokens is not None
    assert 5 <= counted.total_tokens <= 9
    model = await client.aio.models.get(model=MODEL)
    assert model.name == f"models/{MODEL}"
    assert model.input_token_limit


async def test_vertex_paths_are_served_too(emulator: GeminiEmulator) -> None:
    async with sdk_client(emulator, vertexai=True) as client:
        assert (await client.aio.models.generate_content(model=MODEL, contents="hello")).text
    [entry] = await emulator.log.settled()
    assert entry.path == f"/v1beta1/publishers/google/models/{MODEL}:generateContent"


async def test_an_unknown_model_is_404(client: genai.Client) -> None:
    stream = await client.aio.models.generate_content_stream(model="gemini-9-galaxy", contents="hello")
    with pytest.raises(errors.ClientError, match="not found for API version v1") as raised:
        await anext(stream)
    assert (raised.value.code, raised.value.status) == (404, "NOT_FOUND")


async def test_a_wrong_key_is_400_with_its_reason() -> None:
    async with GeminiEmulator(api_key="right") as emulator:
        async with sdk_client(emulator, api_key="wrong") as client:
            with pytest.raises(errors.ClientError) as raised:
                await client.aio.models.generate_content(model=MODEL, contents="hello")
        async with httpx.AsyncClient(verify=False) as http:
            nobody = await http.get(f"{emulator.base_url}/v1/models")
    assert (raised.value.code, raised.value.status) == (400, "INVALID_ARGUMENT")
    assert error_details(raised.value)[0]["reason"] == "API_KEY_INVALID"
    assert nobody.status_code == 403
    assert nobody.json()["error"]["status"] == "PERMISSION_DENIED"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("{", "Invalid JSON payload"),
        ("[]", "Root element must be a message"),
        ("{}", "contents is not specified"),
        ('{"contents": [{"parts": []}]}', "parts must not be empty"),
        ('{"contents": [{"role": "system", "parts": [{"text": "x"}]}]}', "valid role: user, model"),
        ('{"contents": [{"parts": [{"text": 5}]}]}', "TYPE_STRING"),
        ('{"contents": [{"parts": [{"text": "x"}]}], "colour": 1}', 'Unknown name "colour"'),
        ('{"contents": [{"parts": [{"text": "x"}]}], "generationConfig": {"tempo": 1}}', 'Unknown name "tempo"'),
        ('{"contents": [{"parts": [{"text": "x"}]}], "generationConfig": {"temperature": 3}}', "temperature"),
        (
            '{"contents": [{"parts": [{"text": "x"}]}], "generationConfig": {"responseSchema": {}}}',
            "response_mime_type",
        ),
    ],
)
async def test_a_malformed_body_is_400(control: httpx.AsyncClient, body: str, message: str) -> None:
    answer = await control.post(f"/v1/models/{MODEL}:generateContent", content=body, headers={"x-goog-api-key": "any"})
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["status"]) == (400, 400, "INVALID_ARGUMENT")
    assert message in error["message"]


async def test_both_casings_are_understood(control: httpx.AsyncClient) -> None:
    config = {"max_output_tokens": 3, "thinking_config": {"thinking_budget": 0}}
    body = {"contents": {"parts": {"text": json.dumps(job_description())}}, "generation_config": config}
    answer = await control.post(f"/v1/models/{MODEL}:generateContent", json=body, headers={"x-goog-api-key": "any"})
    assert answer.json()["usageMetadata"]["candidatesTokenCount"] == 3
