"""What the emulated API refuses before there is a job: keys, unknown names, malformed bodies, limits."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.emulators.runpod.client import runpod_client, whisper_job
from tests.emulators.runpod.clock import HandClock
from tests.emulators.runpod.hearing import Fixed, Gated
from tests.emulators.runpod.limits import Limits
from tests.emulators.runpod.server import RunpodEmulator

JOB = whisper_job(bytes(range(1, 251)) * 128)


@pytest.fixture
async def runpod() -> AsyncIterator[RunpodEmulator]:
    async with RunpodEmulator() as running:
        yield running


@pytest.fixture
async def http(runpod: RunpodEmulator) -> AsyncIterator[httpx.AsyncClient]:
    async with runpod_client(runpod) as made:
        yield made


async def test_a_wrong_or_missing_key_is_401(runpod: RunpodEmulator, http: httpx.AsyncClient) -> None:
    for authorization in ("Bearer wrong", "Bearer", "right", ""):
        answer = await http.post("runsync", json=JOB, headers={"Authorization": authorization})
        assert answer.status_code == 401, authorization
    assert not runpod.jobs
    assert {entry.outcome for entry in await runpod.log.settled()} == {"error"}


async def test_without_a_key_of_its_own_every_key_is_right_but_invalid_ones() -> None:
    async with RunpodEmulator(api_key="") as emulator, runpod_client(emulator) as http:
        assert (await http.get("health", headers={"Authorization": "Bearer any"})).status_code == 200
        assert (await http.get("health", headers={"Authorization": "Bearer invalid-1"})).status_code == 401


async def test_an_unknown_endpoint_or_job_is_404(runpod: RunpodEmulator, http: httpx.AsyncClient) -> None:
    elsewhere = await http.get(f"{runpod.base_url}/nowhere/health")
    assert (elsewhere.status_code, elsewhere.json()) == (404, {"error": "endpoint not found"})
    for method, path in (("GET", "status/x"), ("GET", "stream/x"), ("POST", "cancel/x"), ("POST", "retry/x")):
        answer = await http.request(method, path)
        assert (answer.status_code, answer.json()) == (404, {"error": "job not found"})
    assert (await http.get("nothing")).status_code == 404
    assert (await http.get("runsync")).status_code == 405


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("{", "body"),
        ("[]", "must be an object"),
        ("{}", "input: is required"),
        ('{"input": "hello"}', "input: must be an object"),
        ('{"input": {}, "policy": 3}', "policy: must be an object"),
        ('{"input": {}, "policy": {"executionTimeout": 4999}}', "policy.executionTimeout"),
        ('{"input": {}, "policy": {"ttl": "long"}}', "policy.ttl"),
    ],
)
async def test_a_malformed_body_is_400(
    http: httpx.AsyncClient, runpod: RunpodEmulator, body: str, message: str
) -> None:
    for route in ("run", "runsync"):
        answer = await http.post(route, content=body)
        assert answer.status_code == 400
        assert answer.json()["error"].startswith("bad request: ")
        assert message in answer.json()["error"]
    assert not runpod.jobs


async def test_a_wait_that_is_no_number_is_400_and_makes_no_job(
    http: httpx.AsyncClient, runpod: RunpodEmulator
) -> None:
    assert (await http.post("runsync?wait=soon", json=JOB)).status_code == 400
    assert not runpod.jobs


async def test_an_empty_input_is_taken_and_lost_by_the_worker(http: httpx.AsyncClient) -> None:
    body = (await http.post("runsync", json={"input": {}})).json()
    assert (body["status"], body["error"]) == ("FAILED", "job timed out after 1 retries")


async def test_a_body_that_is_too_long_is_413(http: httpx.AsyncClient, runpod: RunpodEmulator) -> None:
    long = b'{"input": {"audio_base64": "' + b"A" * (10 * 2**20) + b'"}}'
    refused = await http.post("run", content=long)
    assert refused.status_code == 413
    assert "exceeded max body size of 10MiB" in refused.json()["error"]
    assert (await http.post("runsync", content=long)).status_code == 200
    refused = await http.post("runsync", content=long + b" " * (10 * 2**20))
    assert (refused.status_code, "20MiB" in refused.text) == (413, True)
    assert [entry.outcome for entry in await runpod.log.settled()] == ["error", "complete", "error"]


@pytest.mark.parametrize("retry_after_s", [None, 2.5])
async def test_too_many_requests_and_a_full_queue_are_429(retry_after_s: float | None) -> None:
    clock = HandClock()
    limits = Limits(requests_per_10_s={"status": 2}, max_queue=1, retry_after_s=retry_after_s)
    async with (
        RunpodEmulator(Gated(Fixed("")), limits=limits, clock=clock, max_workers=1) as emulator,
        runpod_client(emulator) as http,
    ):
        job_id = (await http.post("run", json=JOB)).json()["id"]
        await emulator.job_started()
        codes = [(await http.post("run", json=JOB)).status_code for _ in range(2)]
        answers = [await http.get(f"status/{job_id}") for _ in range(3)]
        assert codes == [200, 429]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert answers[-1].headers.get("retry-after") == (None if retry_after_s is None else "3")
        clock.advance(10)
        assert (await http.get(f"status/{job_id}")).status_code == 200
