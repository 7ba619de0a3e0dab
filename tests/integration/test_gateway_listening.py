"""The transcription socket of real gateways: every sample arrives once, whatever breaks."""

import asyncio
import json
import random
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import httpx
import pytest
import pytest_asyncio
from redis.asyncio import Redis
from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as connect_socket
from websockets.exceptions import ConnectionClosed

from tests.fakes.running_gateway import NOWHERE, gateway_settings, running_gateway, serving_gateway
from tests.fakes.scripted_interview import ScriptedInterview, serving_interview
from tests.fakes.scripted_transcription import WORD_SAMPLES, ScriptedTranscription, serving_transcription
from xquizit_gateway.clients import transcription
from xquizit_gateway.config import GatewaySettings
from xquizit_gateway.listening.ledger import Ledger
from xquizit_gateway.routes import transcription as routes
from xquizit_kit.errors import AtCapacity, InvalidInput, Unavailable
from xquizit_kit.redis_client import connect

BROWSER_FRAME_BYTES = 8192


@dataclass
class Stage:
    """The services behind the gateways of a test."""

    redis: Redis
    interview: ScriptedInterview
    transcription: ScriptedTranscription
    settings: GatewaySettings

    async def session(self) -> str:
        return await self.interview.begin(str(uuid.uuid4()))


@pytest_asyncio.fixture
async def stage(redis_url: str) -> AsyncIterator[Stage]:
    async with AsyncExitStack() as stack:
        redis = await stack.enter_async_context(connect(redis_url))
        interview, interview_address = await stack.enter_async_context(serving_interview(redis))
        transcription, address = await stack.enter_async_context(serving_transcription())
        settings = gateway_settings(redis_url, interview_address=interview_address, transcription_address=address)
        yield Stage(redis, interview, transcription, settings)


@asynccontextmanager
async def speaking(client: httpx.AsyncClient, session_id: str, query: str = "") -> AsyncIterator[ClientConnection]:
    address = str(client.base_url).replace("http://", "ws://").rstrip("/")
    async with connect_socket(f"{address}/ws/transcribe/{session_id}{query}", max_size=None) as socket:
        yield socket


def sound(samples: int, seed: int = 7) -> bytes:
    return random.Random(seed).randbytes(samples * 2)


async def send_all(socket: ClientConnection, pcm: bytes, frame_bytes: int = BROWSER_FRAME_BYTES) -> None:
    for start in range(0, len(pcm), frame_bytes):
        await socket.send(pcm[start : start + frame_bytes])


async def until(socket: ClientConnection, kind: str) -> list[dict[str, Any]]:
    """Messages up to the first of that type."""
    seen: list[dict[str, Any]] = []
    async for text in socket:
        seen.append(json.loads(text))
        if seen[-1]["type"] == kind:
            return seen
    raise AssertionError(f"closed with {socket.close_code} before {kind}; saw {seen}")


async def until_closed(socket: ClientConnection) -> tuple[list[dict[str, Any]], int | None]:
    seen: list[dict[str, Any]] = []
    try:
        async for text in socket:
            seen.append(json.loads(text))
    except ConnectionClosed:
        pass
    return seen, socket.close_code


def words_of(messages: list[dict[str, Any]]) -> list[str]:
    return [message["segment"]["text"] for message in messages if message["type"] == "transcript"]


STOP = json.dumps({"type": "stop_recording"})


@pytest.mark.parametrize("frame_bytes", [8192, 999, 2])
async def test_every_sample_is_heard_once_in_frames_of_any_size(stage: Stage, frame_bytes: int) -> None:
    session_id = await stage.session()
    pcm = sound(3 * WORD_SAMPLES + 17 if frame_bytes > 2 else WORD_SAMPLES + 5)
    async with running_gateway(stage.settings) as client, speaking(client, session_id) as socket:
        await send_all(socket, pcm, frame_bytes)
        await socket.send(STOP)
        messages, code = await until_closed(socket)
    assert bytes(stage.transcription.audio[(session_id, 1)]) == pcm
    assert code == 1000
    assert [message["type"] for message in messages].count("ready") == 1
    assert messages[-1]["type"] == "complete"
    assert words_of(messages) == [f"word{n}" for n in range(len(pcm) // 2 // WORD_SAMPLES)]


async def test_messages_look_as_documented(stage: Stage) -> None:
    async with running_gateway(stage.settings) as client, speaking(client, await stage.session()) as socket:
        await send_all(socket, sound(2 * WORD_SAMPLES))
        await socket.send(STOP)
        messages, _ = await until_closed(socket)
    by_type = {message["type"]: message for message in messages}
    assert set(by_type["ready"]) == {"type", "message", "samples"}
    assert by_type["transcript"]["segment"] == {"text": "word1", "is_final": True, "start": "0.100", "end": "0.200"}
    assert by_type["ack"] == {"type": "ack", "samples": 2 * WORD_SAMPLES}
    assert set(by_type["complete"]) == {"type", "message"}


async def test_the_answer_belongs_to_the_next_turn(stage: Stage) -> None:
    session_id = await stage.session()
    stage.interview.sessions[session_id].turn = 4
    async with running_gateway(stage.settings) as client, speaking(client, session_id) as socket:
        await socket.send(STOP)
        await until_closed(socket)
    assert [(config.turn, config.session_id) for config in stage.transcription.configs] == [(5, session_id)]


@pytest.mark.parametrize("acknowledges", [True, False])
async def test_a_broken_stream_is_opened_again_without_loss_or_doubling(stage: Stage, acknowledges: bool) -> None:
    stage.transcription.break_after_samples = [WORD_SAMPLES, 3 * WORD_SAMPLES]
    stage.transcription.acknowledges = acknowledges
    session_id = await stage.session()
    pcm = sound(40 * WORD_SAMPLES + 3)
    async with running_gateway(stage.settings) as client, speaking(client, session_id) as socket:
        await send_all(socket, pcm)
        await socket.send(STOP)
        messages, code = await until_closed(socket)
    assert code == 1000
    assert bytes(stage.transcription.audio[(session_id, 1)]) == pcm
    assert words_of(messages) == [f"word{n}" for n in range(40)]
    assert [message["type"] for message in messages].count("ready") == 1
    assert len(stage.transcription.configs) == 3


async def test_an_answer_may_be_longer_than_a_stream(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcription, "ANSWER_DEADLINE_S", 0.5)
    session_id = await stage.session()
    pcm = sound(6 * WORD_SAMPLES + 5)
    async with running_gateway(stage.settings) as client, speaking(client, session_id) as socket:
        await send_all(socket, pcm[: 3 * WORD_SAMPLES])
        while len(stage.transcription.configs) < 3:
            await client.get("/ready")
        await send_all(socket, pcm[3 * WORD_SAMPLES :])
        await socket.send(STOP)
        messages, code = await until_closed(socket)
    assert code == 1000
    assert bytes(stage.transcription.audio[(session_id, 1)]) == pcm
    assert words_of(messages) == [f"word{n}" for n in range(6)]
    assert [message["type"] for message in messages].count("ready") == 1


async def test_audio_waits_for_a_service_that_comes_late(stage: Stage) -> None:
    session_id = await stage.session()
    pcm = sound(5 * WORD_SAMPLES)
    stage.transcription.refusal = AtCapacity("full")
    async with running_gateway(stage.settings) as client, speaking(client, session_id) as socket:
        await send_all(socket, pcm)
        await socket.send(STOP)
        while "transcription_errors_total 0.0" in (await client.get("/metrics")).text:
            pass
        stage.transcription.refusal = None
        messages, code = await until_closed(socket)
    assert code == 1000
    assert bytes(stage.transcription.audio[(session_id, 1)]) == pcm
    assert words_of(messages) == [f"word{n}" for n in range(5)]


async def test_whoever_is_far_ahead_of_a_slow_engine_is_told_and_loses_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "Ledger", partial(Ledger, limit_samples=2 * WORD_SAMPLES))
    session_id = await stage.session()
    pcm = sound(8 * WORD_SAMPLES)
    stage.transcription.keeps_up.clear()
    async with running_gateway(stage.settings) as client, speaking(client, session_id) as socket:
        sending = asyncio.create_task(send_all(socket, pcm, 2 * WORD_SAMPLES), name="send")
        seen = await until(socket, "error")
        assert seen[-1]["code"] == "listening_behind"
        stage.transcription.keeps_up.set()
        await sending
        await socket.send(STOP)
        messages, code = await until_closed(socket)
    assert code == 1000
    assert bytes(stage.transcription.audio[(session_id, 1)]) == pcm
    assert not [message for message in messages if message.get("code") == "listening_behind"], "told once"


async def test_sound_at_another_rate_is_told_and_kept(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    frame_samples, rate_hz = 4096, 48_000

    def clock() -> float:
        """Is asked once when a socket opens and once for each frame."""
        nonlocal now_s
        now_s += frame_samples / rate_hz
        return now_s

    now_s = 0.0
    monkeypatch.setattr(routes, "now_s", clock)
    session_id = await stage.session()
    async with running_gateway(stage.settings) as client, speaking(client, session_id) as socket:
        wrong = sound(frame_samples * 12 * 12)  # 12 s
        await send_all(socket, wrong[: 2 * frame_samples], 2 * frame_samples)
        await until(socket, "ack")
        await send_all(socket, wrong[2 * frame_samples :], 2 * frame_samples)
        [told] = [message for message in await until(socket, "level") if message["type"] == "level"]
        assert (told["state"], told["rate_hz"]) == ("wrong_rate", 48_000)
        assert "48 kHz instead of 16 kHz" in told["message"]
        await send_all(socket, (more := sound(frame_samples, seed=9)), 2 * frame_samples)
        wrong += more
        while (await until(socket, "ack"))[-1]["samples"] < len(wrong) // 2 - WORD_SAMPLES:
            pass
        assert stage.transcription.doubted == [False, True]
        rate_hz = 16_000
        right = sound(frame_samples * 4 * 6, seed=8)
        await send_all(socket, right, 2 * frame_samples)
        [back] = [message for message in await until(socket, "level") if message["type"] == "level"]
        assert back == {"type": "level", "state": "ok"}
        await socket.send(STOP)
        _, code = await until_closed(socket)
    assert code == 1000
    assert bytes(stage.transcription.audio[(session_id, 1)]) == wrong + right, "nothing is dropped"
    assert stage.transcription.doubted == [False, True, False]


async def test_a_service_that_stays_away_closes_with_4503(stage: Stage) -> None:
    settings = stage.settings.model_copy(update={"transcription_address": NOWHERE, "listen_patience_s": 0.3})
    async with running_gateway(settings) as client, speaking(client, await stage.session()) as socket:
        messages, code = await until_closed(socket)
    assert code == 4503
    assert messages[-1]["type"] == "error"
    assert messages[-1]["code"] == "transcription_unavailable"


@pytest.mark.parametrize("refusal", [Unavailable("Away."), None])
async def test_who_cannot_be_heard_is_told_why(stage: Stage, refusal: Unavailable | None) -> None:
    settings = stage.settings.model_copy(update={"listen_patience_s": 0.2})
    stage.interview.refusal = refusal
    async with running_gateway(settings) as client, speaking(client, "no-such-session") as socket:
        messages, code = await until_closed(socket)
    assert code == (4503 if refusal else 4004)
    assert set(messages[-1]) == {"type", "error", "code"}


async def test_an_engine_that_refuses_the_answer_is_not_asked_again(stage: Stage) -> None:
    stage.transcription.refusal = InvalidInput("Odd.", reason="odd")
    async with running_gateway(stage.settings) as client, speaking(client, await stage.session()) as socket:
        messages, code = await until_closed(socket)
    assert (messages[-1]["code"], code) == ("odd", 4503)


async def test_a_client_that_lost_its_connection_goes_on_where_it_was(stage: Stage) -> None:
    session_id = await stage.session()
    pcm = sound(10 * WORD_SAMPLES)
    async with running_gateway(stage.settings) as first, running_gateway(stage.settings) as second:
        async with speaking(first, session_id) as socket:
            await send_all(socket, pcm[: 9 * WORD_SAMPLES])
            before: list[dict[str, Any]] = []
            while len(words_of(before)) < 4:
                before += await until(socket, "ack")
        acked = before[-1]["samples"]
        async with speaking(second, session_id, f"?from_sample={acked}") as socket:
            await send_all(socket, pcm[acked * 2 :])
            await socket.send(STOP)
            after, code = await until_closed(socket)
    assert code == 1000
    assert bytes(stage.transcription.audio[(session_id, 1)]) == pcm
    assert words_of(before) + words_of(after) == [f"word{n}" for n in range(10)]


async def test_audio_that_is_missing_before_from_sample_is_told(stage: Stage) -> None:
    async with running_gateway(stage.settings) as client:
        session_id = await stage.session()
        async with speaking(client, session_id) as socket:
            await send_all(socket, sound(2 * WORD_SAMPLES))
            await socket.send(STOP)
            messages, _ = await until_closed(socket)
            assert messages[0]["samples"] == 0
        async with speaking(client, session_id, f"?from_sample={2 * WORD_SAMPLES + 1}") as socket:
            messages, code = await until_closed(socket)
            assert set(messages[-1]) == {"type", "error", "code", "samples"}
            assert (messages[-1]["type"], messages[-1]["code"]) == ("error", "audio_gap")
            assert (messages[-1]["samples"], code) == (2 * WORD_SAMPLES, 4400)
        async with speaking(client, session_id, f"?from_sample={messages[-1]['samples']}") as socket:
            assert (await until(socket, "ready"))[-1]["samples"] == 2 * WORD_SAMPLES


@pytest.mark.parametrize("elsewhere", [False, True])
async def test_a_newer_socket_replaces_the_older(stage: Stage, elsewhere: bool) -> None:
    session_id = await stage.session()
    async with running_gateway(stage.settings) as first, running_gateway(stage.settings) as second:
        async with speaking(first, session_id) as older:
            await until(older, "ready")
            async with speaking(second if elsewhere else first, session_id) as newer:
                await until(newer, "ready")
                if elsewhere:  # then it is the transcription service that notices
                    await older.send(sound(100))
                messages, code = await until_closed(older)
                assert (messages[-1]["code"], code) == ("replaced", 4409)
                await newer.send(sound(WORD_SAMPLES))
                assert words_of(await until(newer, "ack")) == ["word0"]


@pytest.mark.parametrize("text", ["nonsense", "[]", '{"type": "dance"}', "[" * 100_000])
async def test_nonsense_is_answered_and_survived(stage: Stage, text: str) -> None:
    async with running_gateway(stage.settings) as client, speaking(client, await stage.session()) as socket:
        await socket.send(text)
        assert (await until(socket, "error"))[-1]["code"] == "bad_message"
        await socket.send(STOP)
        assert (await until_closed(socket))[1] == 1000


async def test_an_oversized_frame_is_refused_and_survived(stage: Stage) -> None:
    session_id = await stage.session()
    async with running_gateway(stage.settings) as client, speaking(client, session_id) as socket:
        await socket.send(bytes(1024 * 1024 + 2))
        assert (await until(socket, "error"))[-1]["code"] == "frame_too_large"
        await send_all(socket, sound(WORD_SAMPLES))
        await socket.send(STOP)
        messages, code = await until_closed(socket)
    assert (words_of(messages), code) == (["word0"], 1000)


async def test_audio_after_stop_is_refused(stage: Stage) -> None:
    session_id = await stage.session()
    stage.transcription.refusal = Unavailable("Later.")
    async with running_gateway(stage.settings) as client, speaking(client, session_id) as socket:
        await socket.send(STOP)
        await socket.send(sound(10))
        assert (await until(socket, "error"))[-1]["code"] == "already_stopped"
        stage.transcription.refusal = None
        assert (await until_closed(socket))[1] == 1000


async def test_a_client_that_vanishes_ends_the_listening_behind_it(stage: Stage) -> None:
    async with running_gateway(stage.settings) as client:
        async with speaking(client, await stage.session()) as socket:
            await until(socket, "ready")
            assert "xquizit_active_sockets 1.0" in (await client.get("/metrics")).text
            socket.transport.abort()
        while "xquizit_active_sockets 1.0" in (await client.get("/metrics")).text:
            pass


async def test_deletion_closes_the_socket(stage: Stage) -> None:
    session_id = await stage.session()
    async with running_gateway(stage.settings) as client, speaking(client, session_id) as socket:
        await until(socket, "ready")
        assert (await client.delete(f"/session/{session_id}")).status_code == 204
        messages, code = await until_closed(socket)
    assert (messages[-1]["code"], code) == ("session_not_found", 4004)
    assert stage.transcription.forgotten == [session_id]


async def test_deletion_does_not_depend_on_the_ears_and_repeats_what_it_could_not_do(stage: Stage) -> None:
    session_id = await stage.session()
    async with running_gateway(stage.settings) as client:
        stage.transcription.refusal = Unavailable("Away.")
        assert (await client.delete(f"/session/{session_id}")).status_code == 204
        assert stage.transcription.forgotten == []
        stage.transcription.refusal = None
        assert (await client.delete(f"/session/{session_id}")).status_code == 404
    assert stage.transcription.forgotten == [session_id]


async def test_draining_sends_sockets_elsewhere(stage: Stage) -> None:
    async with serving_gateway(stage.settings) as (server, client):
        async with speaking(client, await stage.session()) as socket:
            await until(socket, "ready")
            server.should_exit = True
            _, code = await until_closed(socket)
    assert code == 1012


async def test_two_people_are_not_mixed(stage: Stage) -> None:
    sessions = [await stage.session() for _ in range(8)]
    voices = [sound(6 * WORD_SAMPLES + n, seed=n) for n in range(8)]
    async with running_gateway(stage.settings) as client:

        async def one(session_id: str, pcm: bytes) -> None:
            async with speaking(client, session_id) as socket:
                await send_all(socket, pcm, 1023)
                await socket.send(STOP)
                assert (await until_closed(socket))[1] == 1000

        await asyncio.gather(*map(one, sessions, voices))
    assert [bytes(stage.transcription.audio[(session_id, 1)]) for session_id in sessions] == voices
