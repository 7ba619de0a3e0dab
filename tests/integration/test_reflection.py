"""An independent client (Node, tests/tools) lists, describes and calls services by reflection alone."""

import asyncio
import base64
import json
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from xquizit_documents.config import DocumentsSettings
from xquizit_documents.server import compose as compose_documents
from xquizit_tts.config import TtsSettings
from xquizit_tts.server import compose as compose_tts

TOOLS = Path(__file__).parent.parent / "tools"
CORPUS = Path(__file__).parent.parent / "corpus"
NODE_MAJOR = 20
COMMON = ["grpc.health.v1.Health", "grpc.reflection.v1alpha.ServerReflection", "xquizit.info.v1.InfoService"]


@pytest.fixture(scope="session")
def node() -> str:
    """The path of Node, with the client's packages installed."""
    found = shutil.which("node")
    assert found, f"this test needs Node {NODE_MAJOR} or newer on PATH"
    version = subprocess.run([found, "--version"], check=True, capture_output=True, text=True).stdout.strip()
    assert int(version.removeprefix("v").partition(".")[0]) >= NODE_MAJOR, f"Node {NODE_MAJOR} or newer, not {version}"
    assert (TOOLS / "node_modules" / "@grpc").is_dir(), "the client's packages are missing: `make test` installs them"
    return found


class Client:
    """Runs grpc.mjs against one server."""

    def __init__(self, node: str, port: int) -> None:
        self._command = [node, str(TOOLS / "grpc.mjs"), f"127.0.0.1:{port}"]

    async def run(self, *arguments: str) -> tuple[int, str, str]:
        """Exit status, stdout and stderr."""
        return await _run(*self._command, *arguments)

    async def lines(self, *arguments: str) -> list[str]:
        status, out, err = await self.run(*arguments)
        assert status == 0, err
        return out.splitlines()

    async def call(self, method: str, *messages: object) -> list[dict[str, object]]:
        return [json.loads(line) for line in await self.lines("call", method, *map(json.dumps, messages))]


async def _run(*command: str) -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, err = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


@pytest.fixture
async def tts(node: str, redis_url: str) -> AsyncIterator[Client]:
    settings = TtsSettings.model_validate({"redis_url": redis_url, "tts_listen": "127.0.0.1:0"})
    async with compose_tts(settings) as server:
        await server.start()
        yield Client(node, server.port)
        await server.stop(0)


@pytest.fixture
async def documents(node: str) -> AsyncIterator[Client]:
    settings = DocumentsSettings.model_validate({"documents_listen": "127.0.0.1:0"})
    async with compose_documents(settings) as server:
        await server.start()
        yield Client(node, server.port)
        await server.stop(0)


async def test_list_shows_what_every_service_serves(tts: Client, documents: Client) -> None:
    assert await tts.lines("list") == [*COMMON, "xquizit.tts.v1.TtsService"]
    assert await documents.lines("list") == sorted([*COMMON, "xquizit.documents.v1.DocumentsService"])


async def test_describe_shows_services_messages_and_enums(tts: Client, documents: Client) -> None:
    service = "\n".join(await tts.lines("describe", "xquizit.tts.v1.TtsService"))
    assert (
        "rpc Synthesize(stream xquizit.tts.v1.SynthesizeRequest) returns (stream xquizit.tts.v1.SynthesizeResponse);"
        in service
    )
    message = await tts.lines("describe", "xquizit.tts.v1.SynthesizeResponse")
    assert "  xquizit.audio.v1.PcmFrame audio = 4;" in message
    request = await tts.lines("describe", "xquizit.tts.v1.SynthesizeRequest")
    assert request[1:4] == [
        "  oneof message {",
        "    xquizit.tts.v1.SynthesizeConfig config = 1;",
        "    string text_delta = 2;",
    ]
    kinds = await documents.lines("describe", "xquizit.documents.v1.DocumentKind")
    assert "  DOCUMENT_KIND_DOCX = 2;" in kinds


async def test_unary_calls(tts: Client) -> None:
    (voices,) = await tts.call("xquizit.tts.v1.TtsService/ListVoices", {})
    assert voices["engine"] == "espeak"
    (info,) = await tts.call("xquizit.info.v1.InfoService/GetInfo", {})
    assert (info["service"], info["engine"]) == ("tts", "espeak")
    assert await tts.call("grpc.health.v1.Health/Check", {"service": "xquizit.tts.v1.TtsService"}) == [
        {"status": "SERVING"}
    ]


async def test_a_stream_that_never_ends(tts: Client) -> None:
    assert await tts.lines("call", "grpc.health.v1.Health/Watch", "{}", "--limit", "1") == ['{"status":"SERVING"}']


async def test_a_stream_in_both_directions(tts: Client) -> None:
    answers = await tts.call(
        "xquizit.tts.v1.TtsService/Synthesize",
        {"config": {"session_id": "s", "turn": 1}},
        {"text_delta": "Hello there. What did "},
        {"text_delta": "you build last?"},
    )
    assert [a["text"] for a in answers if a["is_last_of_sentence"]] == ["Hello there.", "What did you build last?"]
    audio = [answer["audio"] for answer in answers]
    assert sum(len(base64.b64decode(frame["pcm"])) for frame in audio if isinstance(frame, dict)) > 48_000


async def test_a_stream_of_requests(documents: Client) -> None:
    data = next(CORPUS.glob("*/job_description.docx")).read_bytes()
    chunks = [base64.b64encode(data[start : start + 32_768]).decode() for start in range(0, len(data), 32_768)]
    (parsed,) = await documents.call(
        "xquizit.documents.v1.DocumentsService/Parse",
        {"config": {"file_name": "job.docx"}},
        *({"chunk": chunk} for chunk in chunks),
    )
    assert parsed["kind"] == "DOCUMENT_KIND_DOCX"
    assert len(str(parsed["text"])) > 200


async def test_failures_tell_code_and_message(tts: Client) -> None:
    bad_voice = json.dumps({"config": {"voice": "nobody"}})
    status, out, err = await tts.run("call", "xquizit.tts.v1.TtsService/Synthesize", bad_voice)
    assert (status, out) == (1, "")
    assert err.startswith("INVALID_ARGUMENT: There is no such voice")
    status, _, err = await tts.run("describe", "xquizit.tts.v1.Nothing")
    assert (status, err.partition(":")[0]) == (1, "NOT_FOUND")
    for arguments in (
        ("call", "xquizit.tts.v1.TtsService/ListVoices", '{"unknown": 1}'),
        ("call", "xquizit.tts.v1.TtsService/Nothing", "{}"),
        ("call", "xquizit.tts.v1.TtsService/ListVoices", "no json"),
        ("dance",),
    ):
        assert (await tts.run(*arguments))[0] == 2


async def test_no_server_is_unavailable(node: str) -> None:
    status, _, err = await Client(node, 1).run("list", "--timeout", "5")
    assert status == 1
    assert err.startswith("UNAVAILABLE:")
