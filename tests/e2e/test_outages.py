"""What a user meets while one process of the stack is stopped, and that all recovers by itself when it is back."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from httpx_sse import aconnect_sse
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.e2e.conftest import ROOT
from xquizit_local.stack import Stack, StackOptions

READY_LIMIT_S = 90.0
CORPUS = ROOT / "tests/corpus/registered_nurse"


class Outages:
    """A running stack in which single processes are stopped and started."""

    def __init__(self, stack: Stack, data_dir: Path, http: httpx.AsyncClient) -> None:
        self.stack = stack
        self.http = http
        self._config = data_dir / "supervisord.conf"
        self.turn = 0

    @asynccontextmanager
    async def without(self, name: str) -> AsyncIterator[None]:
        """Stops a process for the body; then starts it and waits until all is ready again."""
        await self._control("stop", name)
        try:
            yield
        finally:
            await self._control("start", name)
        await self.stack.wait_ready(READY_LIMIT_S)

    async def health(self) -> tuple[int, str, set[str]]:
        """HTTP status, overall status, and the names of what is not healthy."""
        answer = await self.http.get("/health")
        told = answer.json()
        ill = {name for name, service in told["services"].items() if service["status"] != "healthy"}
        return answer.status_code, told["status"], ill

    async def upload(self) -> httpx.Response:
        files = {name: (CORPUS / name).read_bytes() for name in ("resume.pdf", "job_description.docx")}
        parts = {"resume": files["resume.pdf"], "job_description": files["job_description.docx"]}
        return await self.http.post("/upload-documents", files={k: (f"{k}.bin", v) for k, v in parts.items()})

    async def answer(self, session_id: str) -> tuple[int, dict[str, Any], str, int]:
        """Answers the next turn: HTTP status, JSON (an error, or metadata and how it ended), text, audio chunks."""
        body = {"session_id": session_id, "answer": "I check every dose twice.", "turn": self.turn + 1}
        text, audio, metadata = "", 0, {}
        async with aconnect_sse(self.http, "POST", "/stream-answer", json=body) as source:
            if source.response.status_code != 200:
                await source.response.aread()
                return source.response.status_code, source.response.json(), "", 0
            async for event in source.aiter_sse():
                match event.event:
                    case "text_chunk":
                        text += event.json()["text"]
                    case "audio_chunk":
                        audio += 1
                    case "metadata" | "done":
                        metadata |= event.json()
                    case "error":
                        raise AssertionError(event.data)
                    case _:
                        pass
        self.turn += 1
        return 200, metadata, text, audio

    async def listen(self, session_id: str) -> tuple[list[str], int | None]:
        """Opens the microphone's socket and stops at once: the types of the messages, and the close code."""
        kinds: list[str] = []
        url = f"{self.stack.base_url.replace('http', 'ws')}/ws/transcribe/{session_id}"
        async with connect(url) as socket:
            await socket.send('{"type": "stop_recording"}')
            try:
                async for message in socket:
                    kinds.append(str(message).partition('"type":')[2].strip().split('"')[1])
            except ConnectionClosed:
                pass
            return kinds, socket.close_code

    async def _control(self, verb: str, name: str) -> None:
        group = "storage" if name == "redis" else "services"
        command = (sys.executable, "-m", "supervisor.supervisorctl", "-c", self._config.name, verb, f"{group}:{name}")
        process = await asyncio.create_subprocess_exec(
            *command, cwd=self._config.parent, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
        said, _ = await process.communicate()
        assert process.returncode == 0, said.decode()


def assert_says_no(answer: httpx.Response, reason: str) -> None:
    assert answer.status_code == 503, answer.text
    assert int(answer.headers["retry-after"]) >= 1
    told = answer.json()
    assert told["error"] == reason
    assert "try again" in told["detail"]


@pytest.mark.timeout(400)
async def test_one_stopped_process_is_named_survived_and_taken_back(tmp_path: Path, mark: dict[str, str]) -> None:
    log: list[str] = []
    data_dir = tmp_path / "data"
    options = StackOptions(directory=tmp_path, data_dir=data_dir, environment=mark)
    async with (
        Stack(options, log.append) as stack,
        httpx.AsyncClient(base_url=stack.base_url, timeout=60, trust_env=False) as http,
    ):
        await stack.wait_ready(READY_LIMIT_S)
        outages = Outages(stack, data_dir, http)
        created = await outages.upload()
        assert created.status_code == 201, created.text
        session = created.json()["session_id"]
        started = await http.post("/start-interview", json={"session_id": session})
        assert started.status_code == 200

        for check in (_without_documents, _without_tts, _without_transcription, _without_interview, _without_redis):
            await check(outages, session)
            assert await outages.health() == (200, "healthy", set()), check.__name__
            status, metadata, text, audio = await outages.answer(session)
            assert (status, bool(text), audio > 0, metadata["turn"]) == (200, True, True, outages.turn), check.__name__
    assert not [line for line in log if "Traceback" in line], "\n".join(log[-60:])


Check = Callable[[Outages, str], Awaitable[None]]


async def _without_documents(outages: Outages, session: str) -> None:
    async with outages.without("documents"):
        assert_says_no(await outages.upload(), "documents_unavailable")
        assert await outages.health() == (200, "degraded", {"documents"})
        status, _, text, audio = await outages.answer(session)
        assert (status, bool(text), audio > 0) == (200, True, True), "interviews go on"
    assert (await outages.upload()).status_code == 201


async def _without_tts(outages: Outages, session: str) -> None:
    async with outages.without("tts"):
        assert await outages.health() == (200, "degraded", {"tts"})
        status, metadata, text, audio = await outages.answer(session)
        assert (status, bool(text), audio) == (200, True, 0)
        assert metadata["degraded"] == ["tts"]


async def _without_transcription(outages: Outages, session: str) -> None:
    async with outages.without("transcription"):
        assert await outages.health() == (200, "degraded", {"transcription"})
        kinds, code = await outages.listen(session)
        assert (kinds[-1], code) == ("error", 4503)
        status, _, text, _ = await outages.answer(session)
        assert (status, bool(text)) == (200, True), "typed answers go on"
    kinds, code = await outages.listen(session)
    assert (kinds[0], kinds[-1], code) == ("ready", "complete", 1000)


async def _without_interview(outages: Outages, session: str) -> None:
    async with outages.without("interview"):
        assert await outages.health() == (503, "unhealthy", {"interview"})
        status, told, _, _ = await outages.answer(session)
        assert (status, told["error"]) == (503, "interview_unavailable")
        assert_says_no(await outages.http.get(f"/interview-status/{session}"), "interview_unavailable")
        assert_says_no(await outages.upload(), "interview_unavailable")


async def _without_redis(outages: Outages, session: str) -> None:
    async with outages.without("redis"):
        status, overall, ill = await outages.health()
        assert (status, overall) == (503, "unhealthy")
        assert "redis" in ill
        assert_says_no(await outages.http.get(f"/interview-status/{session}"), "redis_unavailable")
        status, told, _, _ = await outages.answer(session)
        assert (status, told["error"]) == (503, "redis_unavailable")
