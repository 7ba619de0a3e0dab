"""Every fault of a request as a plain HTTP client meets it, and what the log says about it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import httpx
import pytest

from tests.emulators.runpod.client import runpod_client, whisper_job
from tests.emulators.runpod.faults import FaultBook, FaultKind
from tests.emulators.runpod.hearing import Fixed, Gated
from tests.emulators.runpod.server import RunpodEmulator

JOB = whisper_job(bytes(range(1, 251)) * 256)


@pytest.fixture
def ear() -> Gated:
    made = Gated(Fixed("we moved to Kafka"))
    made.open()
    return made


@pytest.fixture
async def runpod(ear: Gated) -> AsyncIterator[RunpodEmulator]:
    async with RunpodEmulator(ear, max_workers=1) as running:
        yield running


@pytest.fixture
async def http(runpod: RunpodEmulator) -> AsyncIterator[httpx.AsyncClient]:
    async with runpod_client(runpod) as made:
        yield made


@pytest.mark.parametrize(
    ("kind", "code", "content_type"),
    [
        (FaultKind.HTTP_400, 400, "application/json"),
        (FaultKind.HTTP_401, 401, "application/json"),
        (FaultKind.HTTP_402, 402, "application/json"),
        (FaultKind.HTTP_404, 404, "application/json"),
        (FaultKind.HTTP_413, 413, "application/json"),
        (FaultKind.HTTP_429, 429, "application/json"),
        (FaultKind.HTTP_500, 500, "application/json"),
        (FaultKind.HTTP_502, 502, "text/html; charset=UTF-8"),
        (FaultKind.HTTP_503, 503, "application/json"),
        (FaultKind.HTTP_504, 504, "text/html; charset=UTF-8"),
    ],
)
async def test_an_error_makes_no_job(
    http: httpx.AsyncClient, runpod: RunpodEmulator, kind: FaultKind, code: int, content_type: str
) -> None:
    runpod.faults.add(kind)
    answer = await http.post("runsync", json=JOB)
    assert (answer.status_code, answer.headers["content-type"]) == (code, content_type)
    assert "retry-after" not in answer.headers
    [entry] = await runpod.log.settled()
    assert (entry.status, entry.outcome, entry.faults) == (code, "error", [kind])
    assert not runpod.jobs
    assert (await http.post("runsync", json=JOB)).json()["status"] == "COMPLETED"


@pytest.mark.parametrize("kind", ["http_429", "http_503"])
async def test_an_error_may_say_when_to_come_back(http: httpx.AsyncClient, runpod: RunpodEmulator, kind: str) -> None:
    runpod.faults.add(kind, retry_after_s=7, text="slow down")
    answer = await http.get("health")
    assert (answer.headers["retry-after"], answer.json()) == ("7", {"error": "slow down"})


async def test_a_fault_waits_for_its_route_and_lets_some_pass(http: httpx.AsyncClient, runpod: RunpodEmulator) -> None:
    runpod.faults.add("http_502", route="status", times=2, skip=1)
    job_id = (await http.post("runsync", json=JOB)).json()["id"]
    codes = [(await http.get(f"status/{job_id}")).status_code for _ in range(4)]
    assert codes == [200, 502, 502, 200]
    runpod.faults.add("http_404", route="cancel", times=None)
    assert [(await http.post(f"cancel/{job_id}")).json()["error"] for _ in range(2)] == ["job not found"] * 2
    runpod.faults.clear()
    assert (await http.post(f"cancel/{job_id}")).status_code == 200


@pytest.mark.parametrize("settings", [{"times": 0}, {"skip": -1}, {"retry_after_s": -1}, {"deaths": 0}])
def test_an_impossible_fault_is_refused(settings: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"at least 1|not negative"):
        FaultBook().add("http_500", **settings)


@pytest.mark.parametrize(("kind", "is_received"), [("drop_before_read", False), ("drop_after_read", True)])
async def test_a_dropped_request_does_nothing(
    http: httpx.AsyncClient, runpod: RunpodEmulator, kind: str, is_received: bool
) -> None:
    runpod.faults.add(kind)
    with pytest.raises((httpx.ReadError, httpx.WriteError)):
        await http.post("runsync", json=JOB)
    [entry] = await runpod.log.settled()
    assert (entry.outcome, entry.is_received, entry.status) == ("cut", is_received, 0)
    assert not runpod.jobs
    assert (await http.post("runsync", json=JOB)).json()["status"] == "COMPLETED", "the next request is served"


@pytest.mark.parametrize(("kind", "status"), [("drop_reply", 0), ("cut_mid_reply", 200)])
async def test_a_lost_reply_leaves_its_job_behind(
    http: httpx.AsyncClient, runpod: RunpodEmulator, kind: str, status: int
) -> None:
    runpod.faults.add(kind)
    with pytest.raises(httpx.ReadError):
        await http.post("run", json=JOB)
    [entry] = await runpod.log.settled()
    assert (entry.outcome, entry.status) == ("cut", status)
    assert (await runpod.job_ended()).id == entry.job_id


async def test_a_hang_ends_with_the_clients_timeout(http: httpx.AsyncClient, runpod: RunpodEmulator) -> None:
    runpod.faults.add("hang")
    with pytest.raises(httpx.ReadTimeout):
        await http.post("runsync", json=JOB, timeout=httpx.Timeout(30, read=0.2))
    [entry] = await runpod.log.settled()
    assert (entry.outcome, entry.client_disconnected) == ("disconnected", True)


async def test_a_hang_ends_with_the_emulator() -> None:
    async with AsyncExitStack() as outliving:
        async with RunpodEmulator() as emulator:
            http = await outliving.enter_async_context(runpod_client(emulator))
            emulator.faults.add("hang")
            asking = asyncio.create_task(http.post("runsync", json=JOB), name="asking")
            await emulator.log.wait_for(1)
        with pytest.raises(httpx.TransportError):
            await asking


async def test_a_slow_reply_comes_late_and_whole(http: httpx.AsyncClient, runpod: RunpodEmulator) -> None:
    runpod.faults.add("slow", delay_s=60)
    with pytest.raises(httpx.ReadTimeout):
        await http.post("run", json=JOB, timeout=httpx.Timeout(30, read=0.2))
    assert (await runpod.job_ended()).status == "COMPLETED"
    runpod.faults.add("slow", delay_s=0.001)
    assert (await http.post("runsync", json=JOB)).json()["status"] == "COMPLETED"


@pytest.mark.parametrize("kind", ["garbage", "empty", "html", "truncated"])
async def test_a_body_that_is_no_json(http: httpx.AsyncClient, runpod: RunpodEmulator, kind: str) -> None:
    runpod.faults.add(kind)
    answer = await http.post("runsync", json=JOB)
    assert answer.status_code == 200
    with pytest.raises((json.JSONDecodeError, UnicodeDecodeError)):
        answer.json()
    assert answer.text.startswith("<!DOCTYPE html>") is (kind == "html")
    assert (answer.content == b"") is (kind == "empty")
    [entry] = await runpod.log.settled()
    assert (entry.outcome, entry.status) == ("garbage", 200)


async def test_runsync_may_give_up_at_once(http: httpx.AsyncClient, runpod: RunpodEmulator) -> None:
    runpod.faults.add("unfinished")
    body = (await http.post("runsync", json=JOB)).json()
    assert body["status"] == "IN_QUEUE"
    await runpod.job_ended()
    assert (await http.get(f"status/{body['id']}")).json()["status"] == "COMPLETED"


async def test_a_stale_status_says_once_more_what_was_said_before(
    http: httpx.AsyncClient, runpod: RunpodEmulator, ear: Gated
) -> None:
    ear.close()
    job_id = (await http.post("run", json=JOB)).json()["id"]
    await runpod.job_started()
    runpod.faults.add("stale_status", delay_s=0.001)
    assert (await http.get(f"status/{job_id}")).json() == {"id": job_id, "status": "IN_QUEUE"}
    before = (await http.get(f"status/{job_id}")).json()
    ear.open()
    await runpod.job_ended()
    runpod.faults.add("stale_status", delay_s=0.001)
    assert (await http.get(f"status/{job_id}")).json() == before
    assert (await http.get(f"status/{job_id}")).json()["status"] == "COMPLETED"


async def test_a_cancel_may_come_too_late(http: httpx.AsyncClient, runpod: RunpodEmulator, ear: Gated) -> None:
    ear.close()
    job_id = (await http.post("run", json=JOB)).json()["id"]
    await runpod.job_started()
    runpod.faults.add("cancel_too_late")
    cancelling = asyncio.create_task(http.post(f"cancel/{job_id}"), name="cancelling")
    await runpod.log.wait_for(1, "cancel")
    ear.open()
    assert (await cancelling).json() == {"id": job_id, "status": "COMPLETED"}
