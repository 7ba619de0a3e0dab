"""Every fault of a job: how it ends, how long it takes, what its output is."""

import json
import math
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.emulators.runpod.client import runpod_client, whisper_job
from tests.emulators.runpod.hearing import Fixed
from tests.emulators.runpod.server import RunpodEmulator

JOB = whisper_job(bytes(range(1, 251)) * 256, word_timestamps=True)


@pytest.fixture
async def runpod() -> AsyncIterator[RunpodEmulator]:
    async with RunpodEmulator(Fixed("we moved to Kafka"), max_workers=1) as running:
        yield running


@pytest.fixture
async def http(runpod: RunpodEmulator) -> AsyncIterator[httpx.AsyncClient]:
    async with runpod_client(runpod) as made:
        yield made


async def test_a_job_can_fail_with_and_without_a_text(http: httpx.AsyncClient, runpod: RunpodEmulator) -> None:
    for settings in ({"text": "disk full"}, {}):
        runpod.faults.add("job_failed", **settings)
    runpod.faults.add("job_failed_without_text")
    said, usual, silent = [(await http.post("runsync", json=JOB)).json() for _ in range(3)]
    assert {said["status"], usual["status"], silent["status"]} == {"FAILED"}
    assert said["error"] == "disk full"
    assert json.loads(usual["error"])["error_message"] == "CUDA out of memory"
    assert set(silent) == {"id", "status", "delayTime", "executionTime", "workerId"}
    assert [entry.faults for entry in await runpod.log.settled()] == [
        ["job_failed"], ["job_failed"], ["job_failed_without_text"],
    ]  # fmt: skip


async def test_a_job_can_time_out(http: httpx.AsyncClient, runpod: RunpodEmulator) -> None:
    runpod.faults.add("job_timed_out")
    body = (await http.post("runsync", json=JOB)).json()
    assert body["status"] == "TIMED_OUT"
    assert not {"output", "error"} & set(body)
    assert (await http.get("health")).json()["jobs"]["failed"] == 1


async def test_a_stuck_job_lets_others_pass(http: httpx.AsyncClient, runpod: RunpodEmulator) -> None:
    runpod.faults.add("job_stuck")
    stuck = (await http.post("run", json=JOB)).json()
    assert (await http.post("runsync", json=JOB)).json()["status"] == "COMPLETED"
    assert (await http.get(f"status/{stuck['id']}")).json()["status"] == "IN_QUEUE"
    assert (await http.get("health")).json()["jobs"]["inQueue"] == 1
    assert (await http.post(f"cancel/{stuck['id']}")).json()["status"] == "CANCELLED"


async def test_a_job_that_stalls_keeps_its_worker(http: httpx.AsyncClient, runpod: RunpodEmulator) -> None:
    runpod.faults.add("job_stalls")
    runpod.faults.add("job_slow", delay_s=60, skip=1)
    stalled = (await http.post("run", json=JOB)).json()
    await runpod.job_started()
    slow = (await http.post("run", json=JOB)).json()
    assert (await http.get("health")).json()["workers"]["running"] == 1
    assert (await http.post(f"cancel/{stalled['id']}")).json()["status"] == "CANCELLED"
    assert (await runpod.job_started(2)).id == slow["id"]
    assert (await http.get(f"status/{slow['id']}")).json()["status"] == "IN_PROGRESS"


async def test_a_cold_start_keeps_the_job_in_the_queue(http: httpx.AsyncClient, runpod: RunpodEmulator) -> None:
    await http.post("runsync", json=JOB)
    runpod.faults.add("cold_start", delay_s=60)
    cold = (await http.post("run", json=JOB)).json()
    health = (await http.get("health")).json()
    assert (health["workers"]["initializing"], health["workers"]["idle"], health["jobs"]["inQueue"]) == (1, 0, 1)
    await http.post(f"cancel/{cold['id']}")
    runpod.faults.add("cold_start", delay_s=0.001)
    assert (await http.post("runsync", json=JOB)).json()["status"] == "COMPLETED"


async def test_a_worker_that_dies_gives_the_job_back_once(http: httpx.AsyncClient, runpod: RunpodEmulator) -> None:
    runpod.faults.add("worker_dies")
    body = (await http.post("runsync", json=JOB)).json()
    assert (body["status"], body["retries"]) == ("COMPLETED", 1)
    assert [job.id for job in runpod.fleet.started] == [body["id"]] * 2

    runpod.faults.add("worker_dies", deaths=2)
    body = (await http.post("runsync", json=JOB)).json()
    assert (body["status"], body["error"]) == ("FAILED", "job timed out after 1 retries")
    health = (await http.get("health")).json()
    assert (health["jobs"]["retried"], health["jobs"]["failed"], health["workers"]["unhealthy"]) == (2, 1, 1)
    assert (await http.post("runsync", json=JOB)).json()["status"] == "COMPLETED", "another one is started"


async def test_the_output_can_be_missing_or_of_another_shape(http: httpx.AsyncClient, runpod: RunpodEmulator) -> None:
    for kind in ("output_null", "output_wrong_shape", "output_without_segments", "output_nan"):
        runpod.faults.add(kind)
    bodies = [(await http.post("runsync", json=JOB)).json() for _ in range(4)]
    assert {body["status"] for body in bodies} == {"COMPLETED"}
    nothing, shapeless, without, not_numbers = [body["output"] for body in bodies]
    assert nothing is None
    assert isinstance(shapeless["segments"], dict)
    assert "segments" not in without
    assert without["transcription"]
    assert math.isnan(not_numbers["segments"][0]["avg_logprob"])
    assert math.isnan(not_numbers["word_timestamps"][0]["start"])


async def test_whisper_can_hear_what_nobody_said(http: httpx.AsyncClient, runpod: RunpodEmulator) -> None:
    runpod.faults.add("hallucination")
    runpod.faults.add("repetition")
    invented, repeated = [(await http.post("runsync", json=JOB)).json()["output"] for _ in range(2)]
    assert invented["transcription"] == "Thanks for watching!"
    assert invented["segments"][0]["no_speech_prob"] > 0.6
    assert invented["segments"][0]["avg_logprob"] < -1
    assert repeated["segments"][0]["compression_ratio"] > 2.4


async def test_a_request_and_its_job_may_have_faults_of_each_layer(
    http: httpx.AsyncClient, runpod: RunpodEmulator
) -> None:
    for kind in ("slow", "unfinished", "job_slow", "hallucination"):
        runpod.faults.add(kind, delay_s=0.001)
    await http.post("runsync", json=JOB)
    [entry] = await runpod.log.settled()
    assert entry.faults == ["slow", "unfinished", "hallucination", "job_slow"]
