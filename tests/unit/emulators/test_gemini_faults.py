"""Every fault as the real SDK meets it, and what the log says about it."""

import asyncio
import json
from typing import Any

import google.genai as genai
import httpx
import pytest
from google.genai import errors, types
from google.genai.types import FinishReason
from pydantic import BaseModel

from tests.emulators.gemini.faults import FaultKind
from tests.emulators.gemini.server import GeminiEmulator
from tests.unit.emulators.prompts import MODEL, answering, planning, without_thinking
from tests.unit.emulators.sdk import error_details

ANSWER = "I moved forty services to Kubernetes because the old machines were slow, and the bill fell by half."
SHORT_TIMEOUT = types.HttpOptions(timeout=600)


async def ask(client: genai.Client, options: types.HttpOptions | None = None) -> list[types.GenerateContentResponse]:
    """Streams the reply to one answer."""
    return [chunk async for chunk in await _open(client, options)]


async def _open(client: genai.Client, options: types.HttpOptions | None = None) -> Any:
    config = without_thinking().model_copy(update={"http_options": options})
    return await client.aio.models.generate_content_stream(model=MODEL, contents=answering(ANSWER), config=config)


async def _drain(stream: Any, into: list[types.GenerateContentResponse] | None = None) -> None:
    async for chunk in stream:
        if into is not None:
            into.append(chunk)


def joined(chunks: list[types.GenerateContentResponse]) -> str:
    return "".join(chunk.text or "" for chunk in chunks)


def with_fault(*kinds: FaultKind) -> types.HttpOptions:
    return types.HttpOptions(headers={"x-emulator-fault": ",".join(kinds)})


@pytest.mark.parametrize(
    ("kind", "code", "status", "error_type"),
    [
        (FaultKind.HTTP_400, 400, "INVALID_ARGUMENT", errors.ClientError),
        (FaultKind.HTTP_403, 403, "PERMISSION_DENIED", errors.ClientError),
        (FaultKind.HTTP_429, 429, "RESOURCE_EXHAUSTED", errors.ClientError),
        (FaultKind.HTTP_500, 500, "INTERNAL", errors.ServerError),
        (FaultKind.HTTP_503, 503, "UNAVAILABLE", errors.ServerError),
        (FaultKind.HTTP_504, 504, "DEADLINE_EXCEEDED", errors.ServerError),
    ],
)
async def test_errors_are_the_sdks_own(
    client: genai.Client,
    emulator: GeminiEmulator,
    kind: FaultKind,
    code: int,
    status: str,
    error_type: type[errors.APIError],
) -> None:
    emulator.faults.add(kind)
    with pytest.raises(error_type) as raised:
        await ask(client)
    assert (raised.value.code, raised.value.status) == (code, status)
    assert raised.value.message
    [entry] = await emulator.log.settled()
    assert (entry.status, entry.outcome, entry.faults) == (code, "error", [kind])


async def test_429_says_which_quota_and_when_to_come_back(client: genai.Client, emulator: GeminiEmulator) -> None:
    emulator.faults.add("http_429", retry_delay_s=41)
    with pytest.raises(errors.ClientError) as raised:
        await ask(client)
    details = {detail["@type"].rpartition(".")[2]: detail for detail in error_details(raised.value)}
    assert details["RetryInfo"]["retryDelay"] == "41s"
    assert details["QuotaFailure"]["violations"][0]["quotaDimensions"]["model"] == MODEL


async def test_a_fault_strikes_as_often_as_it_says_and_then_all_is_well(
    client: genai.Client, emulator: GeminiEmulator
) -> None:
    emulator.faults.add("http_503", times=2)
    retrying = types.HttpOptions(
        retry_options=types.HttpRetryOptions(attempts=3, initial_delay=0.0, max_delay=0.0, jitter=0.0)
    )
    assert joined(await ask(client, retrying))
    assert [entry.status for entry in await emulator.log.settled()] == [503, 503, 200]


async def test_a_fault_waits_for_its_method_and_its_words(client: genai.Client, emulator: GeminiEmulator) -> None:
    emulator.faults.add("http_500", match="forty services", method="generateContent")
    assert joined(await ask(client))
    await client.aio.models.generate_content(model=MODEL, contents="something else")
    with pytest.raises(errors.ServerError):
        await client.aio.models.generate_content(model=MODEL, contents=answering(ANSWER))


async def test_a_hang_before_the_first_token_ends_with_the_clients_timeout(
    client: genai.Client, emulator: GeminiEmulator
) -> None:
    emulator.faults.add("hang_before_first_token")
    with pytest.raises(httpx.ReadTimeout):
        await ask(client, SHORT_TIMEOUT)
    [entry] = await emulator.log.settled()
    assert (entry.status, entry.chunks_sent, entry.outcome, entry.client_disconnected) == (0, 0, "disconnected", True)


async def test_a_hang_mid_stream_comes_after_some_text(client: genai.Client, emulator: GeminiEmulator) -> None:
    emulator.faults.add("hang_mid_stream", after_tokens=4)
    stream = await _open(client, SHORT_TIMEOUT)
    chunks: list[types.GenerateContentResponse] = []
    with pytest.raises(httpx.ReadTimeout):
        await _drain(stream, chunks)
    [entry] = await emulator.log.settled()
    assert entry.reply.startswith(joined(chunks))
    assert 4 <= entry.tokens_sent < entry.reply_tokens
    assert (entry.outcome, entry.client_disconnected) == ("disconnected", True)


@pytest.mark.parametrize("kind", [FaultKind.HANG_BEFORE_FIRST_TOKEN, FaultKind.HANG_MID_STREAM])
async def test_a_whole_answer_hangs_too(client: genai.Client, emulator: GeminiEmulator, kind: FaultKind) -> None:
    emulator.faults.add(kind)
    config = types.GenerateContentConfig(http_options=SHORT_TIMEOUT)
    with pytest.raises(httpx.ReadTimeout):
        await client.aio.models.generate_content(model=MODEL, contents=planning(), config=config)
    [entry] = await emulator.log.settled()
    assert entry.client_disconnected


@pytest.mark.parametrize(
    ("kind", "error_type", "is_before"),
    [
        (FaultKind.CUT_BEFORE_FIRST_TOKEN, httpx.ReadError, True),
        (FaultKind.CUT_MID_STREAM, httpx.ReadError, False),
        (FaultKind.CLOSE_MID_STREAM, httpx.RemoteProtocolError, False),
    ],
)
async def test_a_cut_is_a_transport_error(
    client: genai.Client, emulator: GeminiEmulator, kind: FaultKind, error_type: type[Exception], is_before: bool
) -> None:
    emulator.faults.add(kind)
    with pytest.raises(error_type):
        await ask(client)
    [entry] = await emulator.log.settled()
    assert (entry.outcome, entry.client_disconnected) == ("cut", False)
    assert (entry.chunks_sent == 0) is is_before
    assert joined(await ask(client)), "the next request is served"


async def test_an_error_in_the_middle_is_raised_there(client: genai.Client, emulator: GeminiEmulator) -> None:
    emulator.faults.add("error_mid_stream")
    stream = await _open(client)
    assert (await anext(stream)).text
    with pytest.raises(errors.ServerError) as raised:
        await _drain(stream)
    assert raised.value.code == 503
    [entry] = await emulator.log.settled()
    assert (entry.status, entry.outcome) == (200, "error")


async def test_garbage_is_no_json(client: genai.Client, emulator: GeminiEmulator) -> None:
    emulator.faults.add("garbage", times=2)
    with pytest.raises(errors.UnknownApiResponseError):
        await ask(client)
    with pytest.raises(json.JSONDecodeError):
        await client.aio.models.generate_content(model=MODEL, contents="hello")
    assert [entry.outcome for entry in await emulator.log.settled()] == ["garbage", "garbage"]


async def test_a_trickle_comes_token_by_token(client: genai.Client, emulator: GeminiEmulator) -> None:
    emulator.faults.add("slow_trickle", delay_ms=1)
    chunks = await ask(client)
    [entry] = await emulator.log.settled()
    assert len(chunks) == entry.reply_tokens


async def test_a_blocked_prompt_has_a_reason_and_no_candidate(client: genai.Client) -> None:
    [chunk] = await ask(client, with_fault(FaultKind.BLOCKED_PROMPT))
    assert chunk.candidates is None
    assert chunk.prompt_feedback is not None
    assert chunk.prompt_feedback.block_reason is types.BlockedReason.PROHIBITED_CONTENT


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (FaultKind.BLOCKED_ANSWER, FinishReason.SAFETY),
        (FaultKind.RECITATION, FinishReason.RECITATION),
        (FaultKind.MAX_TOKENS, FinishReason.MAX_TOKENS),
    ],
)
async def test_an_answer_can_end_early(
    client: genai.Client, emulator: GeminiEmulator, kind: FaultKind, reason: FinishReason
) -> None:
    chunks = await ask(client, with_fault(kind))
    assert chunks[-1].candidates is not None
    assert chunks[-1].candidates[0].finish_reason is reason
    [entry] = await emulator.log.settled()
    assert (entry.tokens_sent, entry.finish_reason) == (6, reason.value)


async def test_a_blocked_answer_may_have_no_content_at_all(client: genai.Client, emulator: GeminiEmulator) -> None:
    emulator.faults.add("blocked_answer", after_tokens=0)
    [chunk] = await ask(client)
    assert chunk.candidates is not None
    assert chunk.candidates[0].content is None
    assert any(rating.blocked for rating in chunk.candidates[0].safety_ratings or [])


@pytest.mark.parametrize("kind", [FaultKind.EMPTY_CANDIDATES, FaultKind.NO_TEXT])
async def test_an_answer_can_be_empty(client: genai.Client, kind: FaultKind) -> None:
    [chunk] = await ask(client, with_fault(kind))
    assert chunk.text is None
    assert bool(chunk.candidates) is (kind is FaultKind.NO_TEXT)


class Summary(BaseModel):
    summary: str


async def test_structured_output_can_be_no_json(client: genai.Client) -> None:
    config = types.GenerateContentConfig(
        response_mime_type="application/json",
        response_schema=Summary,
        http_options=with_fault(FaultKind.NON_JSON),
    )
    answer = await client.aio.models.generate_content(model=MODEL, contents=planning(), config=config)
    assert answer.parsed is None
    assert answer.text is not None
    with pytest.raises(json.JSONDecodeError):
        json.loads(answer.text)


@pytest.mark.parametrize(
    ("kind", "sign"),
    [
        (FaultKind.WRONG_LANGUAGE, "Können Sie"),
        (FaultKind.ILLEGAL_MOVE, "| CONCLUDE]]"),
        (FaultKind.PROTECTED_TOPIC, "children"),
        (FaultKind.VERDICT, "perfect answer"),
        (FaultKind.MARKDOWN, "**Next question:**"),
        (FaultKind.CANARY_LEAK, "CANARY-7391"),
        (FaultKind.FALSE_QUOTE, "Contoso"),
    ],
)
async def test_the_interviewer_can_go_astray(client: genai.Client, kind: FaultKind, sign: str) -> None:
    assert sign not in joined(await ask(client))
    assert sign in joined(await ask(client, with_fault(kind)))


async def test_the_interviewer_can_say_too_much(client: genai.Client) -> None:
    assert len(joined(await ask(client, with_fault(FaultKind.OVER_LONG))).split()) > 100
    assert joined(await ask(client, with_fault(FaultKind.TWO_QUESTIONS))).count("?") > 1
    assert "[[" not in joined(await ask(client, with_fault(FaultKind.NO_TAG)))


async def test_a_client_that_goes_is_seen(client: genai.Client, emulator: GeminiEmulator) -> None:
    emulator.faults.add("slow_trickle", delay_ms=60_000)

    async def read() -> None:
        async for _ in await _open(client):
            first.set()

    first = asyncio.Event()
    reading = asyncio.create_task(read(), name="reading")
    await first.wait()
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    [entry] = await emulator.log.settled()
    assert (entry.outcome, entry.client_disconnected, entry.chunks_sent) == ("disconnected", True, 1)


async def test_faults_pace_and_log_are_controlled_over_http(client: genai.Client, control: httpx.AsyncClient) -> None:
    assert (await control.get("/emulator/health")).json() == {"status": "ok"}
    written = await control.post("/emulator/faults", json={"kind": "http_500", "times": 1, "match": "forty"})
    assert written.status_code == 201
    with pytest.raises(errors.ServerError):
        await ask(client)
    assert (await control.get("/emulator/faults")).json()[0]["struck"] == 1
    assert (await control.delete("/emulator/faults")).json() == []

    assert (await control.post("/emulator/faults", json={"kind": "earthquake"})).status_code == 422
    assert (await control.put("/emulator/pace", json={"ttft_ms": "soon"})).status_code == 422
    assert (await control.put("/emulator/pace", json={"ttft_ms": 1})).json()["ttft_ms"] == 1

    log = (await control.get("/emulator/log?settled=1")).json()
    assert [entry["status"] for entry in log] == [500]
    assert (await control.delete("/emulator/log")).json() == []
    refused = await control.post(
        f"/v1/models/{MODEL}:generateContent",
        json={"contents": [{"parts": [{"text": "x"}]}]},
        headers={"x-goog-api-key": "k", "x-emulator-pace": "speed=3"},
    )
    assert refused.status_code == 400
