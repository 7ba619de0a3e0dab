"""The interview service with the Gemini engine, over gRPC and Redis, before the emulator; and how tests talk to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from grpc import aio

from tests.emulators.gemini.log import Entry
from tests.emulators.gemini.pace import INSTANT
from tests.emulators.gemini.server import GeminiEmulator
from tests.unit.interview.material import NURSE
from xquizit.interview.v1 import interview_pb2 as wire
from xquizit.interview.v1 import interview_pb2_grpc as wire_grpc
from xquizit_interview.config import InterviewSettings
from xquizit_interview.server import compose
from xquizit_interview.state import Documents

Stub = wire_grpc.InterviewServiceStub
TIMEOUT_S = 30.0
STOOD_IN = "interview: gemini -> embedded"
PATIENT = {"gemini_first_token_s": 25.0, "gemini_next_token_s": 25.0, "gemini_plan_s": 25.0}
"""Nothing here fails because a machine is busy."""
ONE_BY_ONE = replace(INSTANT, chunk_tokens=1)
"""So that a fault after so many tokens strikes between the first sentence and the end of the second."""


@pytest.fixture
async def emulator() -> AsyncIterator[GeminiEmulator]:
    async with GeminiEmulator(seed=1) as running:
        yield running


@asynccontextmanager
async def channel_to(redis_url: str, emulator: GeminiEmulator, **changes: object) -> AsyncIterator[aio.Channel]:
    values = {
        "redis_url": redis_url,
        "interview_listen": "127.0.0.1:0",
        "interview_engine": "auto",
        "gemini_api_key": "any",
        "gemini_base_url": emulator.base_url,
        **PATIENT,
        **changes,
    }
    async with compose(InterviewSettings.model_validate(values)) as server:
        await server.start()
        try:
            async with aio.insecure_channel(f"127.0.0.1:{server.port}") as channel:
                yield channel
        finally:
            await server.stop(0)


@pytest.fixture
async def stub(redis_url: str, emulator: GeminiEmulator) -> AsyncIterator[Stub]:
    async with channel_to(redis_url, emulator) as channel:
        yield wire_grpc.InterviewServiceStub(channel)


@pytest.fixture
async def impatient(redis_url: str, emulator: GeminiEmulator) -> AsyncIterator[Stub]:
    """A service that gives up soon, for providers that hang."""
    async with channel_to(redis_url, emulator, gemini_first_token_s=0.3, gemini_next_token_s=0.3) as channel:
        yield wire_grpc.InterviewServiceStub(channel)


async def create(stub: Stub, documents: Documents = NURSE) -> wire.CreateInterviewResponse:
    request = wire.CreateInterviewRequest(
        resume_text=documents.resume,
        job_description_text=documents.job_description,
        custom_instructions=documents.custom_instructions,
    )
    return await stub.CreateInterview(request, timeout=TIMEOUT_S)


async def start(stub: Stub, session_id: str) -> list[wire.TurnEvent]:
    request = wire.StartInterviewRequest(session_id=session_id)
    return [part.event async for part in stub.StartInterview(request, timeout=TIMEOUT_S)]


async def submit(stub: Stub, session_id: str, answer: str) -> list[wire.TurnEvent]:
    request = wire.SubmitAnswerRequest(session_id=session_id, answer=answer)
    return [part.event async for part in stub.SubmitAnswer(request, timeout=TIMEOUT_S)]


async def report(stub: Stub, session_id: str) -> wire.Report:
    return (await stub.GetReport(wire.GetReportRequest(session_id=session_id), timeout=TIMEOUT_S)).report


def spoken(events: list[wire.TurnEvent]) -> str:
    """What the listener has in the end."""
    assert events[-1].WhichOneof("event") == "completed"
    text = ""
    for event in events:
        text = "" if event.HasField("restarted") else text + event.text_delta
    assert text == events[-1].completed.text
    return text


def streams(emulator: GeminiEmulator) -> list[Entry]:
    """The requests for replies."""
    return emulator.log.of("streamGenerateContent")


async def begun(stub: Stub, documents: Documents = NURSE) -> str:
    """An interview whose opening was asked."""
    session_id = (await create(stub, documents)).session_id
    await start(stub, session_id)
    return session_id


def said_by(emulator: GeminiEmulator) -> set[str]:
    """Everything that the emulated model said, without its tags."""
    return {entry.reply.partition("]] ")[2] or entry.reply for entry in streams(emulator)}
