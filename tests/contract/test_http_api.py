"""The HTTP API keeps its contract: the fields of every answer, the status of every error, all known to OpenAPI."""

import asyncio
import base64
import contextlib
import io
import json
import re
import uuid
import wave
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
import soundfile

from tests.fakes.redis_process import RedisProcess
from tests.fakes.running_gateway import NOWHERE, event_stream, gateway_settings, running_gateway, whole_stream
from tests.fakes.scripted_interview import ScriptedInterview, serving_interview
from tests.fakes.scripted_transcription import serving_transcription
from tests.fakes.scripted_tts import ScriptedTts, audio_of, serving_tts
from xquizit.interview.v1 import interview_pb2 as pb
from xquizit_documents.config import DocumentsSettings
from xquizit_documents.server import compose as compose_documents
from xquizit_kit.errors import AtCapacity, EngineFailed, InvalidInput, Unavailable
from xquizit_kit.redis_client import connect

CORPUS = Path(__file__).parents[1] / "corpus" / "backend_engineer"

FIELDS = {
    "upload": "session_id message resume_length job_description_length has_custom_instructions "
    "custom_instructions_length question_count extra_time_percent session_token expires_at",
    "start": "session_id first_question message audio_chunks start_time",
    "submit": "session_id question next_question conclusion_message audio_chunks is_concluded questions_asked "
    "time_elapsed time_remaining time_remaining_seconds",
    "status": "session_id is_active is_concluded questions_asked time_elapsed time_elapsed_seconds "
    "time_remaining_seconds start_time conclusion_reason turn phase is_paused time_limit_seconds pause_seconds_left",
    "health": "status timestamp version services",
    "welcome": "message status version",
    "text_chunk": "text chunk",
    "audio_chunk": "type audio index chunk_index text format engine words",
    "metadata": "is_concluded questions_asked time_elapsed time_remaining turn",
    "done": "status voice",
    "voices": "engine voices",
    "voice": "id language description preview_text engine default",
    "transcript_line": "turn speaker text said_at kind topic recognition_confidence recognized_by uncertain spoken_by "
    "standing_in_for voice_was_away heard",
    "heard": "characters complete interrupted",
}
"""What clients rely on; an answer may hold more."""


@dataclass
class Stage:
    """A gateway and the services behind it."""

    client: httpx.AsyncClient
    interview: ScriptedInterview
    tts: ScriptedTts
    redis: RedisProcess

    async def session(self, *, started: bool = True) -> str:
        return await self.interview.begin(str(uuid.uuid4()), started=started)

    async def upload(self, **form: str) -> httpx.Response:
        return await self.client.post("/upload-documents", files=documents(), data=form)


def documents() -> dict[str, Any]:
    return {
        "resume": ("resume.pdf", (CORPUS / "resume.pdf").read_bytes()),
        "job_description": ("job.docx", (CORPUS / "job_description.docx").read_bytes()),
    }


@pytest_asyncio.fixture
async def stage() -> AsyncIterator[Stage]:
    async with AsyncExitStack() as stack:
        server = stack.enter_context(RedisProcess())
        redis = await stack.enter_async_context(connect(server.url))
        interview, interview_address = await stack.enter_async_context(serving_interview(redis))
        tts, tts_address = await stack.enter_async_context(serving_tts(redis))
        _, transcription_address = await stack.enter_async_context(serving_transcription())
        reader = await stack.enter_async_context(
            compose_documents(DocumentsSettings(_env_file=None, documents_listen="127.0.0.1:0"))
        )
        await reader.start()
        stack.push_async_callback(reader.stop, 0)
        settings = gateway_settings(
            server.url,
            interview_address=interview_address,
            tts_address=tts_address,
            transcription_address=transcription_address,
            documents_address=f"127.0.0.1:{reader.port}",
        )
        yield Stage(await stack.enter_async_context(running_gateway(settings)), interview, tts, server)


def has_fields(answer: dict[str, Any], kind: str) -> None:
    missing = set(FIELDS[kind].split()) - set(answer)
    assert not missing, f"{kind} lacks {missing}"


def is_problem(answer: httpx.Response, status: int, code: str | None = None) -> None:
    assert answer.status_code == status, answer.text
    assert set(answer.json()) == {"error", "detail"}
    assert re.fullmatch(r"[a-z_]+", answer.json()["error"])
    assert answer.json()["detail"]
    assert code in (None, answer.json()["error"])
    assert ("retry-after" in answer.headers) == (status in (429, 503))


async def test_every_answer_has_its_fields(stage: Stage) -> None:
    client = stage.client
    uploaded = await stage.upload(custom_instructions=" Ask about Kafka. ")
    assert uploaded.status_code == 201
    has_fields(uploaded.json(), "upload")
    assert uploaded.json()["has_custom_instructions"] is True
    assert uploaded.json()["custom_instructions_length"] == len("Ask about Kafka.")
    assert (uploaded.json()["question_count"], uploaded.json()["extra_time_percent"]) == (0, 0)
    session_id = uploaded.json()["session_id"]
    started = await client.post("/start-interview", json={"session_id": session_id})
    has_fields(started.json(), "start")
    events = await whole_stream(
        client, "POST", "/stream-answer", json={"session_id": session_id, "answer": "One.", "turn": 1}
    )
    assert {event.event for event in events} == {"text_chunk", "audio_chunk", "metadata", "done"}
    for event in events:
        has_fields(json.loads(event.data), event.event)
    whole = await client.post("/submit-answer", json={"session_id": session_id, "answer": "Two."})
    has_fields(whole.json(), "submit")
    assert whole.json()["question"] == whole.json()["next_question"] == "Question 2?"
    has_fields((await client.get(f"/interview-status/{session_id}")).json(), "status")
    has_fields((await client.get("/health")).json(), "health")
    has_fields((await client.get("/")).json(), "welcome")
    assert (await client.get("/ready")).json() == {"status": "ready"}
    played = {"session_id": session_id, "turn": 1, "index": 0, "played_ms": 9999, "state": "finished"}
    assert (await client.post("/playback", json=played)).content == b""
    entries = (await client.get(f"/transcript/{session_id}")).json()["entries"]
    assert [entry["text"] for entry in entries[-2:]] == ["Two.", "Question 2?"]
    for entry in entries:
        has_fields(entry, "transcript_line")
    [question] = [entry for entry in entries if (entry["turn"], entry["speaker"]) == (1, "interviewer")]
    has_fields(question["heard"], "heard")
    assert question["heard"] == {"characters": len("Question 1?"), "complete": True, "interrupted": False}
    voices = (await client.get("/voices")).json()
    has_fields(voices, "voices")
    for voice in voices["voices"]:
        has_fields(voice, "voice")
    assert (await client.get(f"/report/{session_id}")).json()["session_id"] == session_id
    assert (await client.delete(f"/session/{session_id}")).content == b""


async def test_hidden_text_is_told_to_the_uploader_and_contact_data_stays_behind(stage: Stage) -> None:
    good = CORPUS.parent / "good"
    hiding = {**documents(), "resume": ("cv.docx", (good / "word_hidden.docx").read_bytes())}
    answer = (await stage.client.post("/upload-documents", files=hiding)).json()
    assert answer["hidden_text"]
    assert all(piece["document"] == "resume" and piece["why"] for piece in answer["hidden_text"])
    assert any("Ignore all previous instructions" in piece["text"] for piece in answer["hidden_text"])
    [warning] = [each for each in answer["warnings"] if "cannot be seen" in each]
    [created] = stage.interview.created
    assert warning in created.document_notes
    assert "Ignore all previous" not in created.resume_text
    assert "Ignore all previous" not in " ".join(created.document_notes)

    await stage.upload()
    plain = stage.interview.created[-1]
    assert ("Experience", "experience") in [(heading.title, heading.kind) for heading in plain.resume_headings]
    assert "@" not in plain.resume_text
    assert "Harborline Payments" in plain.resume_text


async def test_every_documented_error_has_its_status(stage: Stage) -> None:
    client, unknown = stage.client, "no-such-session"
    bad = {**documents(), "resume": ("r.pdf", b"%PDF-1.7 broken")}
    is_problem(await client.post("/upload-documents", files=bad), 400)
    odd = {**documents(), "resume": ("r.pdf", b"plain text, long enough to be taken for what it is")}
    is_problem(await client.post("/upload-documents", files=odd), 415, "wrong_kind")
    is_problem(await client.post("/upload-documents", files={"resume": documents()["resume"]}), 422, "invalid_request")
    is_problem(await stage.upload(custom_instructions="x" * 2001), 422)
    is_problem(await client.post("/upload-documents", content=b"no form"), 422)

    answers = [("/stream-answer", "POST"), ("/submit-answer", "POST"), ("/stream-answer", "GET")]
    for path, method in answers:

        async def send(path: str = path, method: str = method, **values: Any) -> httpx.Response:
            place = "params" if method == "GET" else "json"
            return await client.request(method, path, **{place: values})

        is_problem(await send(session_id=unknown, answer="A."), 404, "session_not_found")
        is_problem(await send(answer="A."), 422)
        is_problem(await send(session_id=await stage.session(), answer="  "), 422)
        is_problem(await send(session_id=await stage.session(), answer="x" * 20_001), 422)
        is_problem(await send(session_id=await stage.session(), answer="A.", turn=0), 422)
        is_problem(await send(session_id=await stage.session(started=False), answer="A."), 409, "not_started")
        is_problem(await send(session_id=await stage.session(), answer="A.", turn=9), 409, "wrong_turn")
    is_problem(await client.post("/start-interview", json={"session_id": unknown}), 404, "session_not_found")
    is_problem(await client.post("/start-interview", json={}), 422)
    is_problem(await client.post("/start-interview", content=b"{nonsense"), 422)
    for path in ("interview-status", "transcript", "report"):
        is_problem(await client.get(f"/{path}/{unknown}"), 404, "session_not_found")
    for path in ("transcript", "report"):
        is_problem(await client.get(f"/{path}/{await stage.session()}?format=docx"), 422)
    is_problem(await client.get(f"/report/{await stage.session(started=False)}"), 409, "not_started")
    is_problem(await client.delete(f"/session/{unknown}"), 404, "session_not_found")
    is_problem(await client.get("/no/such/address"), 404, "not_found")
    is_problem(await client.put("/health"), 405, "method_not_allowed")


async def test_a_question_bank_and_extra_time_reach_the_interview(stage: Stage) -> None:
    uploaded = await stage.upload(questions="  How do you test? \r\n\r\n\tWhy us?\n", extra_time_percent="25")
    assert uploaded.status_code == 201
    assert (uploaded.json()["question_count"], uploaded.json()["extra_time_percent"]) == (2, 25)
    [created] = stage.interview.created
    assert list(created.questions) == ["How do you test?", "Why us?"]
    assert created.extra_time_percent == 25
    session_id = uploaded.json()["session_id"]
    await stage.client.post("/start-interview", json={"session_id": session_id})
    status = (await stage.client.get(f"/interview-status/{session_id}")).json()
    assert (status["time_limit_seconds"], status["time_remaining_seconds"]) == (3375.0, 3315.0)


async def test_a_bank_that_cannot_be_asked_is_refused_in_sentences(stage: Stage) -> None:
    eight = "\n\n".join(f"Question {number}?" for number in range(8))
    assert (await stage.upload(questions=eight)).json()["question_count"] == 8
    nine = await stage.upload(questions=eight + "\nOne more?")
    is_problem(nine, 422, "invalid_request")
    assert nine.json()["detail"] == "questions: There are 9 questions, one a line; at most 8 can be asked."
    is_problem(await stage.upload(questions="x" * 8001), 422, "invalid_request")
    assert len(stage.interview.created) == 1, "what is refused here is not tried there"

    stage.interview.bad_question = InvalidInput("Question 2 cannot be asked: it asks nothing.", reason="bad_question")
    bad = await stage.upload(questions="How do you test?\nWe test.")
    is_problem(bad, 422, "bad_question")
    assert bad.json()["detail"] == "questions: Question 2 cannot be asked: it asks nothing."


@pytest.mark.parametrize("percent", ["-1", "101", "12.5", "a lot"])
async def test_extra_time_is_a_percentage(stage: Stage, percent: str) -> None:
    refused = await stage.upload(extra_time_percent=percent)
    is_problem(refused, 422, "invalid_request")
    assert refused.json()["detail"].startswith("extra_time_percent: ")
    assert stage.interview.created == []


async def test_a_break_stops_the_clock_and_an_answer_ends_it(stage: Stage) -> None:
    client, session_id = stage.client, await stage.session()
    body = {"session_id": session_id}
    before = (await client.get(f"/interview-status/{session_id}")).json()
    assert (before["phase"], before["is_paused"], before["pause_seconds_left"]) == ("listening", False, 600.0)

    paused = await client.post("/pause-interview", json=body)
    assert paused.status_code == 200
    expected = {"phase": "paused", "is_paused": True, "is_active": True, "is_concluded": False, "turn": 0}
    assert paused.json() == {**before, **expected}
    assert paused.json()["current_question"] == "Welcome."
    assert (await client.post("/pause-interview", json=body)).json() == paused.json()
    assert (await client.get(f"/interview-status/{session_id}")).json() == paused.json()

    resumed = await client.post("/resume-interview", json=body)
    assert (resumed.status_code, resumed.json()) == (200, before)
    assert (await client.post("/resume-interview", json=body)).json() == before

    await client.post("/pause-interview", json=body)
    for turn in (1, 2):
        answered = await client.post("/submit-answer", json={**body, "answer": f"Answer {turn}.", "turn": turn})
        assert (answered.status_code, answered.json()["question"]) == (200, f"Question {turn}?")
        status = (await client.get(f"/interview-status/{session_id}")).json()
        assert (status["phase"], status["is_paused"], status["turn"]) == ("listening", False, turn)
    await client.post("/pause-interview", json=body)
    events = await whole_stream(client, "POST", "/stream-answer", json={**body, "answer": "The next one is meant."})
    assert [json.loads(event.data)["turn"] for event in events if event.event == "metadata"] == [3]
    await client.post("/pause-interview", json=body)
    too_far = await client.post("/submit-answer", json={**body, "answer": "A.", "turn": 5})
    is_problem(too_far, 409, "wrong_turn")


async def test_a_break_is_refused_where_there_can_be_none(stage: Stage) -> None:
    client, interview = stage.client, stage.interview
    for path in ("/pause-interview", "/resume-interview"):
        is_problem(await client.post(path, json={"session_id": "no-such-session"}), 404, "session_not_found")
        is_problem(await client.post(path, json={}), 422, "invalid_request")
        unstarted = await stage.session(started=False)
        is_problem(await client.post(path, json={"session_id": unstarted}), 409, "not_started")
    session_id = await stage.session()
    body = {"session_id": session_id}
    interview.sessions[session_id].pause_remaining_s = 0.0
    refused = await client.post("/pause-interview", json=body)
    is_problem(refused, 409, "no_pause_left")
    assert refused.json()["detail"] == "There is no time left for breaks."

    gate = asyncio.Event()
    interview.scripts[1] = [["Question", gate, "?"]]
    async with event_stream(client, "POST", "/stream-answer", json={**body, "answer": "A."}) as reader:
        await reader.until("text_chunk")
        is_problem(await client.post("/pause-interview", json=body), 409, "conflict")
        gate.set()
        await reader.until("done")

    interview.concludes_at = 2
    await client.post("/submit-answer", json={**body, "answer": "B."})
    for path in ("/pause-interview", "/resume-interview"):
        is_problem(await client.post(path, json=body), 409, "concluded")


async def test_a_transcript_tells_how_surely_words_were_heard(stage: Stage) -> None:
    session_id = await stage.session()
    for answer in ("We used poster gray.", "Typed."):
        await stage.client.post("/submit-answer", json={"session_id": session_id, "answer": answer})
    stage.interview.recognitions[1] = pb.Recognition(confidence=0.71239, uncertain=[pb.TextSpan(start=8, end=19)])
    entries = (await stage.client.get(f"/transcript/{session_id}")).json()["entries"]
    spoken, typed = (entry for entry in entries if entry["speaker"] == "candidate")
    assert (spoken["recognition_confidence"], spoken["uncertain"]) == (0.712, [{"start": 8, "end": 19}])
    assert (typed["recognition_confidence"], typed["uncertain"]) == (None, [])
    page = (await stage.client.get(f"/transcript/{session_id}?format=html")).text
    assert '<span class="unsure">poster gray</span>' in page
    assert "poster gray (8 to 19)" in (await stage.client.get(f"/transcript/{session_id}?format=csv")).text
    assert "poster gray (?)." in (await stage.client.get(f"/transcript/{session_id}?format=md")).text


@pytest.mark.parametrize(
    "wrong",
    [
        {"turn": -1},
        {"turn": 1001},
        {"index": -1},
        {"index": 10_001},
        {"played_ms": -1},
        {"played_ms": 3_600_001},
        {"played_ms": "soon"},
        {"state": "paused"},
        {"state": None},
        {"session_id": ""},
    ],
)
async def test_an_acknowledgement_that_cannot_be_is_refused(stage: Stage, wrong: dict[str, Any]) -> None:
    session_id = await stage.session()
    await stage.client.post("/submit-answer", json={"session_id": session_id, "answer": "A."})
    right = {"session_id": session_id, "turn": 1, "index": 0, "played_ms": 0, "state": "playing"}
    assert (await stage.client.post("/playback", json=right)).status_code == 204
    is_problem(await stage.client.post("/playback", json=right | wrong), 422, "invalid_request")


async def test_an_acknowledgement_needs_a_turn_that_has_begun(stage: Stage) -> None:
    session_id = await stage.session()
    told = {"turn": 1, "index": 0, "played_ms": 0, "state": "playing"}
    is_problem(await stage.client.post("/playback", json={"session_id": "none", **told}), 404, "session_not_found")
    is_problem(await stage.client.post("/playback", json={"session_id": session_id, **told}), 409, "wrong_turn")
    stage.redis.stop()
    is_problem(await stage.client.post("/playback", json={"session_id": session_id, **told}), 503, "redis_unavailable")


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/start-interview"), ("POST", "/stream-answer"), ("GET", "/stream-answer"), ("POST", "/submit-answer")],
)
async def test_opus_is_sent_to_who_asks_for_it(stage: Stage, method: str, path: str) -> None:
    stage.tts.sizes |= dict.fromkeys(("Question 0?", "Question 1?"), 3 * 48_000)
    turn = 0 if path == "/start-interview" else 1
    session_id = await stage.session(started=turn == 1)
    request: dict[str, Any] = {"session_id": session_id} | ({"answer": "A.", "turn": 1} if turn else {})
    headers = {"Accept": "text/event-stream"}

    async def audio(wanted: str | None) -> list[bytes]:
        query = {"audio": wanted} if wanted else {}
        place = {"params": query | request} if method == "GET" else {"params": query, "json": request}
        if path == "/submit-answer":
            answer = await stage.client.request(method, path, **place)
            return [base64.b64decode(file) for file in answer.json()["audio_chunks"]]
        events = await whole_stream(stage.client, method, path, headers=headers, **place)
        told = [json.loads(event.data) for event in events if event.event == "audio_chunk"]
        assert {data["format"] for data in told} == {wanted or "wav"}
        return [base64.b64decode(data["audio"]) for data in told]

    [wav], [opus] = await audio(None), await audio("opus")
    assert await audio("wav") == [wav]
    with wave.open(io.BytesIO(wav)) as plain, soundfile.SoundFile(io.BytesIO(opus)) as packed:
        assert (plain.getframerate(), plain.getnchannels(), plain.getnframes()) == (24_000, 1, 3 * 24_000)
        assert (packed.samplerate, packed.channels, packed.subtype) == (24_000, 1, "OPUS")
        assert len(bytes(packed.buffer_read(dtype="int16"))) == 2 * plain.getnframes()
    place = {"params": {"audio": "mp3"} | request} if method == "GET" else {"params": {"audio": "mp3"}, "json": request}
    is_problem(await stage.client.request(method, path, **place), 422, "invalid_request")


async def test_voices_are_listed_and_can_be_heard(stage: Stage) -> None:
    voices = (await stage.client.get("/voices")).json()
    assert voices["engine"] == "script"
    assert [(voice["id"], voice["default"]) for voice in voices["voices"]] == [
        ("one", True),
        ("two", False),
        ("mute", False),
    ]
    heard = await stage.client.get("/voices/two/preview")
    assert (heard.status_code, heard.headers["content-type"]) == (200, "audio/wav")
    with wave.open(io.BytesIO(heard.content)) as sound:
        assert sound.readframes(10_000) == audio_of("I am the second voice.")
    assert stage.tts.asked_voices[-1] == "two"
    is_problem(await stage.client.get("/voices/three/preview"), 404, "voice_not_found")
    is_problem(await stage.client.get("/voices/mute/preview"), 404, "no_preview")


@pytest.mark.parametrize("error", [Unavailable("Away."), AtCapacity("Full.", retry_after_s=7), EngineFailed("Broke.")])
async def test_voices_of_a_service_that_is_away_are_503(stage: Stage, error: Any) -> None:
    stage.tts.refusal = error
    for path in ("/voices", "/voices/one/preview"):
        is_problem(await stage.client.get(path), 503)


async def test_nobody_elses_voice_is_heard_as_a_preview(stage: Stage) -> None:
    stage.tts.speaks["I am the first voice."] = "another"
    is_problem(await stage.client.get("/voices/one/preview"), 503, "at_capacity")


async def test_a_report_has_its_claims_with_their_words(stage: Stage) -> None:
    quote = pb.Quote(turn=1, start=0, end=2, text="We", is_uncertain=True)
    stage.interview.report = pb.Report(
        topics=[
            pb.TopicFinding(
                title="Payments", priority=pb.PRIORITY_CRITICAL, rating=4, rating_state=pb.RATING_STATE_RATED,
                rating_label="own work", scale="experience", claims=[pb.Claim(text="Did it.", quotes=[quote])],
                told=[pb.Told(part="figure", quote=quote)], minutes_planned=7.5, minutes_spent=2.5,
                answer_ratings=[
                    pb.AnswerRating(
                        turn=1, rating=4, rating_state=pb.RATING_STATE_RATED, scale="experience",
                        reason="beyond_what_is_told",
                    ),
                    pb.AnswerRating(turn=3, rating=2, rating_state=pb.RATING_STATE_NOT_RATED, scale="experience"),
                ],
            ),
            pb.TopicFinding(
                title="On-call", rating=3, rating_state=pb.RATING_STATE_RECOGNITION_UNCERTAIN, scale="experience"
            ),
        ],
        requirements=[pb.RequirementCoverage(requirement="Python, 5 years", name="Python", resume_evidence="Python")],
        scales=[pb.RatingScale(name="experience", anchors=["a", "b", "c", "own work", "e"])],
        timeline=[pb.TimelineEntry(start_s=60, end_s=75.55, is_break=True)],
        mended=[pb.Mended(what="two_questions", times=2)],
        unassessed_answers=1,
        extra_time_percent=25,
    )  # fmt: skip
    session_id = await stage.session()
    found = (await stage.client.get(f"/report/{session_id}")).json()
    json_quote = {"turn": 1, "start": 0, "end": 2, "text": "We", "is_uncertain": True}
    payments, on_call = found["topics"]
    assert payments["claims"] == [{"text": "Did it.", "quotes": [json_quote]}]
    assert payments["told"] == [{"part": "figure", "quote": json_quote}]
    assert (payments["rating_state"], payments["rating"], payments["scale"]) == ("rated", 4, "experience")
    on_experience = {"scale": "experience"}
    assert payments["answer_ratings"] == [
        {**on_experience, "turn": 1, "rating_state": "rated", "rating": 4, "reason": "beyond_what_is_told"},
        {**on_experience, "turn": 3, "rating_state": "not_rated", "rating": None, "reason": ""},
    ]
    assert on_call["answer_ratings"] == []
    assert (payments["minutes_planned"], payments["minutes_spent"]) == (7.5, 2.5)
    assert (on_call["rating_state"], on_call["rating"]) == ("recognition_uncertain", None)
    [requirement] = found["requirements"]
    assert (requirement["name"], requirement["requirement"]) == ("Python", "Python, 5 years")
    assert requirement["resume_evidence"] == "Python"
    assert found["scales"] == [{"name": "experience", "anchors": ["a", "b", "c", "own work", "e"]}]
    assert found["timeline"] == [
        {"topic_id": "", "title": "", "start_seconds": 60.0, "end_seconds": 75.5, "turns": [], "is_break": True}
    ]
    assert found["mended"] == [{"what": "two_questions", "times": 2}]
    assert (found["unassessed_answers"], found["extra_time_percent"]) == (1, 25)
    assert found["time_limit_seconds"] == 2700.0
    page = await stage.client.get(f"/report/{session_id}?format=html")
    assert page.headers["content-security-policy"] == "default-src 'none'; style-src 'unsafe-inline'"
    assert page.text.count('role="img"') == 3
    for format in ("html", "md", "csv"):
        text = (await stage.client.get(f"/report/{session_id}?format={format}")).text
        assert "4 of 5: own work. From 1 of 2 answers." in text
        assert "4 of 5 on experience" in text
        assert "our rules find less told than this stands for: read the quotes" in text


async def test_what_is_wrong_with_a_request_is_said_in_sentences(stage: Stage) -> None:
    session_id = await stage.session()
    no_file = await stage.client.post("/upload-documents", data={"resume": "text", "job_description": "text"})
    no_json = await stage.client.post(
        "/submit-answer", content=b'{"session_id": nonsense', headers={"Content-Type": "application/json"}
    )
    no_object = await stage.client.post("/submit-answer", json=[1])
    no_answer = await stage.client.post("/submit-answer", json={"session_id": session_id})
    for answer, detail in (
        (no_file, "resume must be a file. job_description must be a file."),
        (no_json, "The body is not valid JSON."),
        (no_object, "The body must be a JSON object."),
        (no_answer, "answer is missing."),
    ):
        is_problem(answer, 422, "invalid_request")
        assert answer.json()["detail"] == detail


async def test_after_the_end_every_further_turn_is_over(stage: Stage) -> None:
    stage.interview.concludes_at = 1
    session_id = await stage.session()
    await stage.client.post("/submit-answer", json={"session_id": session_id, "answer": "A."})
    for turn in (2, 9):
        late = await stage.client.post("/submit-answer", json={"session_id": session_id, "answer": "B.", "turn": turn})
        is_problem(late, 409, "concluded")


async def test_bodies_that_are_too_large_are_refused_early(stage: Stage) -> None:
    is_problem(await stage.client.post("/submit-answer", content=b"x" * 300_000), 413, "too_large")

    assert await _status_of_an_endless_body(stage.client) == b"HTTP/1.1 413 Request Entity Too Large\r\n"
    too_large = {"resume": ("r.pdf", bytes(11 * 1024 * 1024)), "job_description": ("j.pdf", bytes(11 * 1024 * 1024))}
    is_problem(await stage.client.post("/upload-documents", files=too_large), 413, "too_large")


async def _status_of_an_endless_body(client: httpx.AsyncClient) -> bytes:
    reader, writer = await asyncio.open_connection(client.base_url.host, client.base_url.port)

    async def send() -> None:
        writer.write(b"POST /submit-answer HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n")
        writer.write(b"Content-Type: application/json\r\n\r\n")
        with contextlib.suppress(ConnectionError):
            while True:
                writer.write(b"8000\r\n" + bytes(0x8000) + b"\r\n")
                await writer.drain()

    sending = asyncio.create_task(send())
    try:
        return await reader.readline()
    finally:
        sending.cancel()
        await asyncio.wait({sending})
        writer.transport.abort()


@pytest.mark.parametrize("error", [Unavailable("Away.", retry_after_s=7), AtCapacity("Full.", retry_after_s=7)])
async def test_a_service_that_is_away_is_503_with_retry_after(stage: Stage, error: Any) -> None:
    session_id = await stage.session()
    stage.interview.refusal = error
    answer = {"session_id": session_id, "answer": "A."}
    for request in (
        stage.client.post("/submit-answer", json=answer),
        stage.client.post("/stream-answer", json=answer),
        stage.client.post("/start-interview", json={"session_id": session_id}),
        stage.client.post("/pause-interview", json={"session_id": session_id}),
        stage.client.post("/resume-interview", json={"session_id": session_id}),
        stage.client.get(f"/interview-status/{session_id}"),
        stage.client.get(f"/transcript/{session_id}"),
        stage.client.get(f"/report/{session_id}"),
        stage.client.delete(f"/session/{session_id}"),
        stage.upload(),
    ):
        refused = await request
        is_problem(refused, 503)
        assert refused.headers["retry-after"] == "7"


async def test_redis_that_is_away_is_503_and_named(stage: Stage) -> None:
    session_id = await stage.session()
    stage.redis.stop()
    health = await stage.client.get("/health")
    assert health.status_code == 503
    assert int(health.headers["retry-after"]) > 0
    assert health.json()["status"] == "unhealthy"
    assert health.json()["services"]["redis"]["status"] == "unhealthy"
    is_problem(await stage.client.get("/ready"), 503, "redis_unavailable")
    answer = {"session_id": session_id, "answer": "A."}
    is_problem(await stage.client.post("/stream-answer", json=answer), 503, "redis_unavailable")


@pytest.mark.parametrize(("away", "status", "word"), [("tts", 200, "degraded"), ("interview", 503, "unhealthy")])
async def test_health_names_who_is_away(redis_of_its_own: str, away: str, status: int, word: str) -> None:
    async with AsyncExitStack() as stack:
        redis = await stack.enter_async_context(connect(redis_of_its_own))
        _, interview = await stack.enter_async_context(serving_interview(redis))
        _, tts = await stack.enter_async_context(serving_tts(redis))
        _, transcription = await stack.enter_async_context(serving_transcription())
        addresses = {
            "interview_address": interview,
            "tts_address": tts,
            "transcription_address": transcription,
            "documents_address": tts,
        }
        settings = gateway_settings(redis_of_its_own, **{**addresses, f"{away}_address": NOWHERE})
        client = await stack.enter_async_context(running_gateway(settings))
        health = await client.get("/health")
    assert (health.status_code, health.json()["status"]) == (status, word)
    unhealthy = {name for name, service in health.json()["services"].items() if service["status"] == "unhealthy"}
    assert unhealthy == {away}
    assert health.json()["services"][away]["error"]


@pytest.fixture
def redis_of_its_own() -> Any:
    with RedisProcess() as server:
        yield server.url


async def test_openapi_knows_every_route_status_and_example(stage: Stage) -> None:
    api = (await stage.client.get("/openapi.json")).json()
    documented = {
        f"{method.upper()} {path}": set(operation["responses"])
        for path, operations in api["paths"].items()
        for method, operation in operations.items()
    }
    expected = {
        "POST /upload-documents": "201 400 413 415 422 503",
        "POST /start-interview": "200 404 409 422 503",
        "GET /stream-answer": "200 404 409 422 503",
        "POST /stream-answer": "200 404 409 422 503",
        "POST /submit-answer": "200 404 409 422 503",
        "POST /playback": "204 404 409 422 503",
        "GET /voices": "200 503",
        "GET /voices/{voice_id}/preview": "200 404 422 503",
        "POST /pause-interview": "200 404 409 422 503",
        "POST /resume-interview": "200 404 409 422 503",
        "GET /interview-status/{session_id}": "200 404 422 503",
        "GET /transcript/{session_id}": "200 404 422 503",
        "GET /report/{session_id}": "200 404 409 422 503",
        "DELETE /session/{session_id}": "204 404 422 503",
        "GET /health": "200 503",
        "GET /ready": "200 503",
        "GET /metrics": "200",
        "GET /": "200",
    }
    assert documented.keys() == expected.keys()
    for route, statuses in expected.items():
        assert set(statuses.split()) <= documented[route], route
    problem = api["components"]["schemas"]["Problem"]
    assert set(problem["required"]) == {"error", "detail"}
    for operations in api["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                if status.startswith("4"):
                    content = response["content"]["application/json"]
                    assert content["schema"]["$ref"].endswith("/Problem")
                    assert set(content["example"]) == {"error", "detail"}
    for name in (
        "Uploaded",
        "SessionRequest",
        "Started",
        "AnswerRequest",
        "Answered",
        "PlaybackRequest",
        "VoicesAnswer",
        "Status",
        "TranscriptAnswer",
        "ReportAnswer",
        "Health",
    ):
        assert api["components"]["schemas"][name]["examples"], name
    stream = api["paths"]["/stream-answer"]["post"]["responses"]["200"]["content"]
    assert set(stream) == {"text/event-stream"}


async def test_docs_are_served(stage: Stage) -> None:
    for path in ("/docs", "/redoc"):
        assert (await stage.client.get(path)).headers["content-type"].startswith("text/html")


async def test_metrics_have_the_names_of_the_guide(stage: Stage) -> None:
    session_id = (await stage.upload()).json()["session_id"]
    await stage.client.post("/start-interview", json={"session_id": session_id})
    await stage.client.post("/start-interview", json={"session_id": session_id})
    metrics = (await stage.client.get("/metrics")).text
    assert "\ninterviews_total 1.0\n" in metrics
    assert "\nquestion_generation_seconds_count 1.0\n" in metrics
    assert "\ntranscription_errors_total 0.0\n" in metrics
    assert 'xquizit_turns_total{outcome="done"} 1.0' in metrics
    assert 'xquizit_replies_total{engine="script"} 1.0' in metrics
    assert 'xquizit_turn_voices_total{state="spoken"} 1.0' in metrics
    for name in (
        "xquizit_reply_mended_total",
        "xquizit_recognition_notes_total",
        "xquizit_playback_notes_total",
        "xquizit_turn_stand_ins_total",
    ):
        assert f"\n# TYPE {name} counter\n" in metrics


async def test_pages_from_elsewhere_may_call_without_credentials(stage: Stage) -> None:
    preflight = await stage.client.options(
        "/stream-answer",
        headers={
            "Origin": "http://localhost:5173",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
        },
    )
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in preflight.headers
    plain = await stage.client.get("/no/such/address", headers={"Origin": "http://localhost:5173"})
    assert plain.headers["access-control-allow-origin"] == "*"


async def test_a_mistake_of_ours_says_nothing_about_itself(stage: Stage) -> None:
    stage.interview.refusal = EngineFailed("Please try again.")
    stage.interview.sessions.clear()
    refused = await stage.client.get("/interview-status/x")
    assert refused.json() == {"error": "engine_failed", "detail": "Please try again."}
    assert "Traceback" not in refused.text


async def test_a_built_page_is_served_with_its_own_addresses(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<h1>The page</h1>")
    (tmp_path / "app.js").write_text("run()")
    settings = gateway_settings("redis://127.0.0.1:9/0", frontend_dist=tmp_path)
    with RedisProcess() as server:
        async with running_gateway(settings.model_copy(update={"redis_url": server.url})) as client:
            html = {"Accept": "text/html"}
            assert "The page" in (await client.get("/", headers=html)).text
            assert "The page" in (await client.get("/interview/42", headers=html)).text
            assert (await client.get("/app.js")).text == "run()"
            is_problem(await client.get("/missing.js", headers=html), 404)
            is_problem(await client.get("/interview/42"), 404)
            assert (await client.get("/health")).status_code == 503
            assert (await client.get("/..%2f..%2fetc/passwd")).status_code == 404
