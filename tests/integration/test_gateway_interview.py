"""A whole interview through the gateway and the four real services: documents in, speech both ways, report out."""

import base64
import contextlib
import io
import json
import wave
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest_asyncio
from redis.asyncio import Redis
from websockets.asyncio.client import connect as connect_socket
from websockets.exceptions import ConnectionClosedError

from tests.fakes.real_services import real_services
from tests.fakes.running_gateway import gateway_settings, running_gateway, whole_stream
from tests.fakes.speech import say
from xquizit_gateway.config import GatewaySettings
from xquizit_kit.redis_client import connect

CORPUS = Path(__file__).parents[1] / "corpus" / "backend_engineer"
PDF, DOCX = "resume.pdf", "job_description.docx"
ANSWERS = (
    "At Northwind I wrote the reconciliation job in Python myself; the nightly check went from forty minutes to three.",
    "I moved the payment queue to Kafka because we needed replay, and after eight weeks we lost no payout any more.",
    "When PostgreSQL got slow I read the query log first, found two missing indexes, and added them in the same week.",
    "I paired with two juniors every week and reviewed all changes to the ledger, so that they could release alone.",
    "I was on call one week in six, and I wrote a runbook for each alert that woke me up more than once.",
)
SPOKEN = "I worked on the payment service and we used python and a database"


@pytest_asyncio.fixture
async def settings(redis_url: str) -> AsyncIterator[GatewaySettings]:
    async with real_services(redis_url) as addresses:
        yield gateway_settings(redis_url, **addresses)


@pytest_asyncio.fixture
async def client(settings: GatewaySettings) -> AsyncIterator[httpx.AsyncClient]:
    async with running_gateway(settings) as client:
        yield client


@pytest_asyncio.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    async with connect(redis_url) as redis:
        yield redis


async def upload(client: httpx.AsyncClient, **form: str) -> httpx.Response:
    files = {
        "resume": (PDF, (CORPUS / PDF).read_bytes(), "application/pdf"),
        "job_description": (DOCX, (CORPUS / DOCX).read_bytes(), "application/octet-stream"),
    }
    return await client.post("/upload-documents", files=files, data=form)


async def speak(client: httpx.AsyncClient, session_id: str, pcm: bytes) -> list[dict[str, object]]:
    address = str(client.base_url).replace("http://", "ws://").rstrip("/")
    async with connect_socket(f"{address}/ws/transcribe/{session_id}") as socket:
        for start in range(0, len(pcm), 8192):
            await socket.send(pcm[start : start + 8192])
        await socket.send(json.dumps({"type": "stop_recording"}))
        messages = [json.loads(text) async for text in socket]
        assert socket.close_code == 1000
    return messages


async def refused_audio(client: httpx.AsyncClient, session_id: str, first_sample: int) -> list[dict[str, object]]:
    address = str(client.base_url).replace("http://", "ws://").rstrip("/")
    messages: list[dict[str, object]] = []
    async with connect_socket(f"{address}/ws/transcribe/{session_id}?from_sample={first_sample}") as socket:
        with contextlib.suppress(ConnectionClosedError):
            while True:
                messages.append(json.loads(await socket.recv()))
        assert socket.close_code == 4400
    return messages


async def test_an_interview_is_held_aloud_and_reported(
    client: httpx.AsyncClient, settings: GatewaySettings, redis: Redis
) -> None:
    health = (await client.get("/health")).json()
    assert health["status"] == "healthy"
    assert {name: service["status"] for name, service in health["services"].items()} == dict.fromkeys(
        ("interview", "transcription", "tts", "documents", "redis"), "healthy"
    )

    uploaded = (await upload(client, custom_instructions="Ask about on-call work.")).json()
    session_id = uploaded["session_id"]
    assert uploaded["resume_length"] > 500
    assert uploaded["custom_instructions_length"] == len("Ask about on-call work.")

    started = (await client.post("/start-interview", json={"session_id": session_id})).json()
    assert started["first_question"].endswith("?")
    assert all(base64.b64decode(chunk)[:4] == b"RIFF" for chunk in started["audio_chunks"])
    assert started["audio_chunks"]

    silence = bytes(16_000)
    heard = await speak(client, session_id, silence + say(SPOKEN) + silence)
    finals = [m["segment"] for m in heard if m["type"] == "transcript" and m["segment"]["is_final"]]  # type: ignore[index]
    answer = " ".join(final["text"] for final in finals)
    assert len(set(answer.lower().split()) & set(SPOKEN.lower().split())) >= 4, answer
    assert [float(final["start"]) for final in finals] == sorted(float(final["start"]) for final in finals)
    acked = [message["samples"] for message in heard if message["type"] == "ack"]
    assert acked[-1] == len(silence + say(SPOKEN) + silence) // 2
    gap = (await refused_audio(client, session_id, acked[-1] + 16_000))[-1]
    assert (gap["code"], gap["samples"]) == ("audio_gap", acked[-1])

    # As the seed's page does it: EventSource, GET, no turn.
    events = await whole_stream(client, "GET", "/stream-answer", params={"session_id": session_id, "answer": answer})
    kinds = [event.event for event in events]
    assert kinds[-1] == "done"
    assert set(kinds[kinds.index("metadata") + 1 : -1]) <= {"audio_chunk"}
    assert "audio_chunk" in kinds
    assert json.loads(events[-1].data)["voice"] == {"state": "spoken", "engines": ["espeak"]}
    question = "".join(json.loads(event.data)["text"] for event in events if event.event == "text_chunk")

    audio = [json.loads(event.data) for event in events if event.event == "audio_chunk"]
    for part in audio:
        with wave.open(io.BytesIO(base64.b64decode(part["audio"]))) as sound:
            length_ms = 1000 * sound.getnframes() / sound.getframerate()
        times = [time for word in part["words"] for time in (word["start_ms"], word["end_ms"])]
        assert times, "espeak tells when each word is heard"
        assert times == sorted(times)
        assert 0 <= times[0] <= times[-1] <= length_ms + 1
        words = [part["text"][word["text_start"] : word["text_end"]] for word in part["words"]]
        assert all(word and word == word.strip() for word in words)
    played = {"session_id": session_id, "turn": 1, "index": audio[-1]["index"], "played_ms": 600_000}
    assert (await client.post("/playback", json={**played, "state": "finished"})).status_code == 204

    # Another gateway shows and sounds the same, though it has seen none of it.
    async with running_gateway(settings) as other:
        body = {"session_id": session_id, "answer": answer, "turn": 1}
        assert await whole_stream(other, "POST", "/stream-answer", json=body) == events

    status = (await client.get(f"/interview-status/{session_id}")).json()
    assert (status["turn"], status["phase"], status["is_active"]) == (1, "listening", True)
    assert status["current_question"] == question

    whole = (
        await client.post("/submit-answer", json={"session_id": session_id, "answer": "I'd like to stop now."})
    ).json()
    assert whole["is_concluded"] is True
    assert whole["conclusion_message"]

    transcript = (await client.get(f"/transcript/{session_id}")).json()["entries"]
    assert [(line["turn"], line["speaker"]) for line in transcript] == [
        (0, "interviewer"), (1, "candidate"), (1, "interviewer"), (2, "candidate"), (2, "interviewer"),
    ]  # fmt: skip
    assert transcript[1]["text"] == answer
    assert [line["heard"] for line in transcript] == [
        None, None, {"characters": len(question), "complete": True, "interrupted": False}, None, None,
    ]  # fmt: skip
    assert [line["spoken_by"] for line in transcript] == [["espeak"], [], ["espeak"], [], ["espeak"]]

    report = (await client.get(f"/report/{session_id}")).json()
    assert report["is_final"] is True
    for kind, media in (("md", "text/markdown"), ("csv", "text/csv"), ("html", "text/html")):
        for subject in ("report", "transcript"):
            document = await client.get(f"/{subject}/{session_id}?format={kind}")
            assert document.status_code == 200
            assert document.headers["content-type"].startswith(media)

    assert (await client.delete(f"/session/{session_id}")).status_code == 204
    assert [key async for key in redis.scan_iter(f"*{session_id}*")] == []
    assert (await client.get(f"/interview-status/{session_id}")).status_code == 404


async def test_what_was_agreed_is_kept_and_reported(client: httpx.AsyncClient) -> None:
    bank = "How do you make sure that a review of somebody else's code helps them?"
    uploaded = (await upload(client, questions=f"{bank}\n\n", extra_time_percent="20")).json()
    assert (uploaded["question_count"], uploaded["extra_time_percent"]) == (1, 20)
    body = {"session_id": uploaded["session_id"]}
    is_unstarted = await client.post("/pause-interview", json=body)
    assert (is_unstarted.status_code, is_unstarted.json()["error"]) == (409, "not_started")

    await client.post("/start-interview", json=body)
    paused = (await client.post("/pause-interview", json=body)).json()
    assert (paused["phase"], paused["is_paused"], paused["is_active"]) == ("paused", True, True)
    assert paused["time_limit_seconds"] == 1.2 * 45 * 60
    assert (await client.get(f"/interview-status/{body['session_id']}")).json()["phase"] == "paused"
    resumed = (await client.post("/resume-interview", json=body)).json()
    assert (resumed["phase"], resumed["is_paused"]) == ("listening", False)
    assert resumed["pause_seconds_left"] < 600

    # Whoever speaks in a break is heard; it ends when the answer is sent.
    await client.post("/pause-interview", json=body)
    heard = await speak(client, body["session_id"], say(SPOKEN) + bytes(16_000))
    assert heard[-1]["type"] == "complete"
    assert any(m["type"] == "transcript" and m["segment"]["is_final"] for m in heard)  # type: ignore[index]
    assert (await client.get(f"/interview-status/{body['session_id']}")).json()["phase"] == "paused"
    asked = [(await client.post("/submit-answer", json={**body, "answer": ANSWERS[0]})).json()]
    assert (await client.get(f"/interview-status/{body['session_id']}")).json()["phase"] == "listening"
    while not asked[-1]["is_concluded"]:
        answer = ANSWERS[len(asked) % len(ANSWERS)]
        asked.append((await client.post("/submit-answer", json={**body, "answer": answer})).json())
    assert sum(bank in (reply["question"] or "") for reply in asked) == 1
    over = await client.post("/pause-interview", json=body)
    assert (over.status_code, over.json()["error"]) == (409, "concluded")

    await _has_claims_with_their_words(client, body["session_id"])
    report = (await client.get(f"/report/{body['session_id']}")).json()
    assert (report["extra_time_percent"], report["time_limit_seconds"]) == (20, 3240.0)
    assert sum(entry["is_break"] for entry in report["timeline"]) == 2


async def _has_claims_with_their_words(client: httpx.AsyncClient, session_id: str) -> None:
    transcript = (await client.get(f"/transcript/{session_id}")).json()["entries"]
    said = {line["turn"]: line["text"] for line in transcript if line["speaker"] == "candidate"}
    report = (await client.get(f"/report/{session_id}")).json()
    claims = [claim for topic in report["topics"] for claim in topic["claims"]]
    assert claims
    markdown = (await client.get(f"/report/{session_id}?format=md")).text
    for claim in claims:
        assert claim["quotes"]
        for quote in claim["quotes"]:
            assert said[quote["turn"]][quote["start"] : quote["end"]] == quote["text"]
            assert f"(answer {quote['turn']}, characters {quote['start']} to {quote['end']}" in markdown
    page = (await client.get(f"/report/{session_id}?format=html")).text
    assert page.count('role="img"') == 3


async def test_a_question_that_cannot_be_asked_is_named(client: httpx.AsyncClient) -> None:
    refused = await upload(client, questions="How do you test?\nAre you married?")
    assert (refused.status_code, refused.json()["error"]) == (422, "bad_question")
    assert refused.json()["detail"].startswith("questions: ")
    assert "2" in refused.json()["detail"]


async def test_documents_that_cannot_be_used_are_named(client: httpx.AsyncClient) -> None:
    good = ("job.docx", (CORPUS / DOCX).read_bytes())
    cases = [
        (b"", 400, "empty_file"),
        (b"MZ\x90\x00 a program", 415, "wrong_kind"),
        (b"%PDF-1.7 but not really", 400, "damaged"),
        (bytes(10 * 1024 * 1024 + 1), 413, "too_large"),
    ]
    for content, status, code in cases:
        answer = await client.post("/upload-documents", files={"resume": ("r.pdf", content), "job_description": good})
        assert (answer.status_code, answer.json()["error"]) == (status, code)
        assert answer.json()["detail"].startswith("resume: ")
    both = await client.post("/upload-documents", files={"resume": ("r.pdf", b""), "job_description": ("j.pdf", b"")})
    assert both.status_code == 400
    assert "resume: " in both.json()["detail"]
    assert "job_description: " in both.json()["detail"]
