"""The gateway as a process: it starts, says what is wrong, and stops cleanly."""

import asyncio
import os
import socket
import sys
import uuid

import pytest

from tests.fakes.running_gateway import event_stream, gateway_process, gateway_settings
from tests.fakes.scripted_interview import serving_interview
from xquizit_kit.redis_client import connect


async def run_to_its_end(**environment: str) -> tuple[int | None, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "xquizit_gateway", env={**os.environ, **environment}, stderr=asyncio.subprocess.PIPE
    )
    _, stderr = await process.communicate()
    process._transport.close()  # type: ignore[attr-defined]  # else the garbage collector warns
    return process.returncode, stderr.decode()


async def test_a_taken_port_is_one_clear_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        status, said = await run_to_its_end(GATEWAY_PORT=str(taken.getsockname()[1]))
    assert status == 1
    assert said.count("\n") == 1
    assert "GATEWAY_PORT" in said


async def test_wrong_settings_are_all_told_at_once() -> None:
    status, said = await run_to_its_end(GATEWAY_PORT="no", TTS_ADDRESS="nowhere")
    assert status == 2
    assert "GATEWAY_PORT" in said
    assert "TTS_ADDRESS" in said


@pytest.mark.parametrize("busy", [False, True])
async def test_sigterm_ends_it_inside_its_grace(redis_url: str, busy: bool) -> None:
    gate = asyncio.Event()
    async with connect(redis_url) as redis, serving_interview(redis) as (interview, address):
        interview.scripts[1] = [["Half ", gate, "done?"]]
        session_id = await interview.begin(str(uuid.uuid4()))
        settings = gateway_settings(redis_url, interview_address=address, drain_grace_s=2.0)
        async with gateway_process(settings) as gateway:
            if busy:
                body = {"session_id": session_id, "answer": "A."}
                async with event_stream(gateway.client, "POST", "/stream-answer", json=body) as reader:
                    await reader.until("text_chunk")
                    stopping = asyncio.create_task(gateway.terminate())
                    seen = await reader.rest()
                assert [event.event for event in seen] == ["text_chunk"]
                status = await stopping
            else:
                status = await gateway.terminate()
            assert status in (0, -15)
            assert not await redis.keys(f"*{session_id}*lease"), "the turn is free for another gateway"
