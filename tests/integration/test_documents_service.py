"""The documents service over a real socket, with real parser processes."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import grpc
import psutil
import pytest
from grpc import aio
from grpc_health.v1 import health_pb2, health_pb2_grpc

from tests.corpus import hostile, hostile_run
from xquizit.documents.v1 import documents_pb2, documents_pb2_grpc
from xquizit.info.v1 import info_pb2, info_pb2_grpc
from xquizit_documents.config import DocumentsSettings
from xquizit_documents.server import compose
from xquizit_kit.errors import XquizitError
from xquizit_kit.rpc_client import open_channel
from xquizit_kit.rpc_errors import from_rpc_error

CORPUS = Path(hostile.__file__).parent
ROLES = sorted(path.parent.name for path in CORPUS.glob("*/facts.json"))
CHUNK_BYTES = 64 * 1024


@asynccontextmanager
async def serving(**overrides: object) -> AsyncIterator[aio.Channel]:
    settings = DocumentsSettings.model_validate({"documents_listen": "127.0.0.1:0", **overrides})
    async with compose(settings) as server:
        await server.start()
        channel = open_channel(f"127.0.0.1:{server.port}")
        try:
            yield channel
        finally:
            await channel.close()
            await server.stop(0)


def requests(data: bytes, *, chunk_bytes: int = CHUNK_BYTES) -> Iterator[documents_pb2.ParseRequest]:
    yield documents_pb2.ParseRequest(config=documents_pb2.ParseConfig(file_name="resume.pdf"))
    for start in range(0, len(data), chunk_bytes):
        yield documents_pb2.ParseRequest(chunk=data[start : start + chunk_bytes])


async def parse(channel: aio.Channel, data: bytes) -> documents_pb2.ParseResponse:
    return await documents_pb2_grpc.DocumentsServiceStub(channel).Parse(requests(data), timeout=60)


async def refusal(call: aio.StreamUnaryCall) -> tuple[grpc.StatusCode, XquizitError]:
    with pytest.raises(aio.AioRpcError) as caught:
        await call
    return caught.value.code(), from_rpc_error(caught.value, service="documents")


async def refusal_of(channel: aio.Channel, data: bytes) -> tuple[grpc.StatusCode, XquizitError]:
    return await refusal(documents_pb2_grpc.DocumentsServiceStub(channel).Parse(requests(data), timeout=60))


async def assert_serving(channel: aio.Channel) -> None:
    answer = await health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(), timeout=5)
    assert answer.status == health_pb2.HealthCheckResponse.SERVING


def workers() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if "xquizit_documents.worker" in child.cmdline()]


async def busy_worker() -> psutil.Process:
    """The one worker, once it has worked at least half a second (it starts in less)."""
    async with asyncio.timeout(60):
        while True:
            for worker in workers():
                used = worker.cpu_times()
                if used.user + used.system > IDLE_CPU_S[worker.pid] + 0.3:
                    return worker
            await asyncio.sleep(0.02)


IDLE_CPU_S: dict[int, float] = {}


def remember_idle() -> None:
    IDLE_CPU_S.clear()
    IDLE_CPU_S.update({worker.pid: sum(worker.cpu_times()[:2]) for worker in workers()})


async def test_reads_the_corpus() -> None:
    async with serving() as channel:
        for role in ROLES:
            facts = json.loads((CORPUS / role / "facts.json").read_text())
            resume = await parse(channel, (CORPUS / role / "resume.pdf").read_bytes())
            assert resume.kind == documents_pb2.DOCUMENT_KIND_PDF
            assert resume.page_count in {1, 2}
            assert not resume.warnings
            assert resume.text.startswith(facts["candidate"])
            assert all(employer in resume.text for employer in facts["employers"])
            job = await parse(channel, (CORPUS / role / "job_description.docx").read_bytes())
            assert job.kind == documents_pb2.DOCUMENT_KIND_DOCX
            assert job.page_count == 0
            assert facts["role"] in job.text.splitlines()[0]


async def test_every_word_of_a_job_description_arrives_in_order() -> None:
    async with serving() as channel:
        for role in ROLES:
            source = (CORPUS / role / "job_description.md").read_text()
            words = [word for word in source.replace("**", "").split() if word.strip("#-|")]
            job = await parse(channel, (CORPUS / role / "job_description.docx").read_bytes())
            found = iter(job.text.replace("|", " ").split())
            missing = [word for word in words if word.strip("|") and word not in found]
            assert not missing, role


@pytest.mark.timeout(300)
@pytest.mark.parametrize("group", hostile.hostile_groups())
async def test_every_hostile_document_gets_its_own_answer_and_the_service_stays_healthy(group: str) -> None:
    wrong: list[str] = []
    async with hostile_run.running() as service:
        for case in hostile.hostile_groups()[group]:
            outcome = await service.give(case)
            if not outcome.is_as_expected:
                wrong.append(str(outcome))
            assert outcome.said.endswith((".", "!")) or not outcome.reason, f"{case.name}: no sentence"
            assert outcome.peak_bytes < DocumentsSettings().documents_parser_memory_bytes, case.name
        assert await service.is_healthy()
    assert not wrong, "\n".join(wrong)


def test_there_are_many_hostile_documents_and_no_two_of_a_name() -> None:
    names = [case.name for case in hostile.hostile_cases()]
    assert len(set(names)) == len(names) > 30


async def test_opens_a_document_with_an_empty_user_password() -> None:
    async with serving() as channel:
        assert "Only for those who know" in (await parse(channel, hostile.encrypted_pdf(user_password=""))).text


async def test_warns_of_pages_without_text() -> None:
    async with serving() as channel:
        parsed = await parse(channel, hostile.pdf("Resume of Ada", "", ""))
        assert parsed.text == "Resume of Ada"
        assert parsed.page_count == 3
        assert parsed.warnings == ["No text was found on pages 2, 3; pictures are not read."]


async def test_a_parser_that_takes_too_long_is_replaced() -> None:
    async with serving(documents_parse_limit_s=1, documents_parsers=1) as channel:
        (before,) = workers()
        code, error = await refusal_of(channel, hostile.slow_pdf())
        assert (code, error.reason) == (grpc.StatusCode.DEADLINE_EXCEEDED, "too_slow")
        assert (await parse(channel, hostile.job_docx())).text
        assert not before.is_running()
        assert len(workers()) == 1
        await assert_serving(channel)


async def test_cancelling_a_call_kills_its_parser_and_frees_its_place() -> None:
    async with serving(documents_parsers=1, documents_parse_limit_s=120) as channel:
        remember_idle()
        call = documents_pb2_grpc.DocumentsServiceStub(channel).Parse(requests(hostile.slow_pdf()), timeout=120)
        worker = await busy_worker()
        call.cancel()
        assert (await parse(channel, hostile.resume_pdf())).page_count == 2
        assert not worker.is_running()
        await assert_serving(channel)


async def test_a_parser_that_is_killed_from_outside_is_replaced_and_the_document_read() -> None:
    async with serving(documents_parsers=1) as channel:
        for worker in workers():
            worker.kill()
        assert (await parse(channel, hostile.resume_pdf())).page_count == 2


async def test_says_at_capacity_while_all_parsers_are_busy() -> None:
    async with serving(documents_parsers=1, documents_wait_s=0, documents_parse_limit_s=120) as channel:
        remember_idle()
        call = documents_pb2_grpc.DocumentsServiceStub(channel).Parse(requests(hostile.slow_pdf()), timeout=120)
        await busy_worker()
        code, error = await refusal_of(channel, hostile.resume_pdf())
        assert (code, error.reason) == (grpc.StatusCode.RESOURCE_EXHAUSTED, "at_capacity")
        assert error.retry_after_s
        call.cancel()


async def test_holds_only_so_many_documents_at_once() -> None:
    async with serving(documents_max_calls=1) as channel:
        stub = documents_pb2_grpc.DocumentsServiceStub(channel)
        slow = stub.Parse(timeout=60)
        first, *rest = requests(hostile.resume_pdf())
        await slow.write(first)
        code = grpc.StatusCode.OK
        async with asyncio.timeout(30):
            while code == grpc.StatusCode.OK:  # until the slow call has been accepted
                other = stub.Parse(requests(hostile.resume_pdf()), timeout=60)
                code = await other.code()
        assert code == grpc.StatusCode.RESOURCE_EXHAUSTED
        for request in rest:
            await slow.write(request)
        await slow.done_writing()
        assert (await slow).page_count == 2


async def test_does_not_wait_for_a_client_that_stops_sending() -> None:
    async with serving(documents_receive_limit_s=0.2) as channel:
        call = documents_pb2_grpc.DocumentsServiceStub(channel).Parse(timeout=60)
        await call.write(next(requests(b"")))
        code, error = await refusal(call)
        assert (code, error.reason) == (grpc.StatusCode.DEADLINE_EXCEEDED, "upload_too_slow")


CONFIG = documents_pb2.ParseRequest(config=documents_pb2.ParseConfig())
CHUNK = documents_pb2.ParseRequest(chunk=b"%PDF-1.7")


@pytest.mark.parametrize(
    "messages",
    [
        [],
        [CHUNK],
        [CONFIG, CONFIG],
        [CONFIG, documents_pb2.ParseRequest()],
        [CONFIG, documents_pb2.ParseRequest(chunk=b"x" * (CHUNK_BYTES + 1))],
    ],
    ids=["nothing", "chunk first", "config twice", "empty message", "chunk too large"],
)
async def test_refuses_what_is_not_the_protocol(messages: list[documents_pb2.ParseRequest]) -> None:
    async with serving(documents_parsers_warm=0) as channel:
        code, error = await refusal(documents_pb2_grpc.DocumentsServiceStub(channel).Parse(iter(messages), timeout=60))
        assert code == grpc.StatusCode.INVALID_ARGUMENT
        assert error.reason in {"invalid_input", "chunk_too_large"}


async def test_tells_what_it_runs_on_and_leaves_no_parser_behind() -> None:
    async with serving(documents_parsers_warm=2) as channel:
        info = await info_pb2_grpc.InfoServiceStub(channel).GetInfo(info_pb2.GetInfoRequest(), timeout=5)
        assert "pypdf" in info.model
        assert "python-docx" in info.model
        assert workers()
    assert not workers()


async def test_the_service_itself_never_imports_a_parser() -> None:
    script = "import sys, xquizit_documents.server, xquizit_documents.__main__; print(sorted(sys.modules))"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", script), stdout=asyncio.subprocess.PIPE, env=dict(os.environ)
    )
    output, _ = await process.communicate()
    assert process.returncode == 0
    for library in ("pypdf", "docx", "lxml", "cryptography"):
        assert f"'{library}'" not in output.decode()
