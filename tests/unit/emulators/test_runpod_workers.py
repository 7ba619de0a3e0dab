"""The emulated workers: cold, starting, idle, running; how long a job takes; what `health` says about all of it."""

import random
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from tests.emulators.runpod.client import runpod_client, whisper_job
from tests.emulators.runpod.clock import HandClock
from tests.emulators.runpod.hearing import Fixed, Gated
from tests.emulators.runpod.pace import INSTANT, Pace
from tests.emulators.runpod.server import RunpodEmulator

JOB = whisper_job(bytes(range(1, 251)) * 128)
NEVER_S = 3600.0


@asynccontextmanager
async def endpoint(**settings: Any) -> AsyncGenerator[tuple[RunpodEmulator, httpx.AsyncClient, Gated]]:
    """An emulator whose ear is shut, and a client of it."""
    ear = Gated(Fixed("hello"))
    async with RunpodEmulator(ear, **settings) as emulator, runpod_client(emulator) as http:
        yield emulator, http, ear


async def workers(http: httpx.AsyncClient) -> dict[str, int]:
    """Those that `health` counts more than none of."""
    counted = (await http.get("health")).json()["workers"]
    assert list(counted) == ["idle", "initializing", "ready", "running", "throttled", "unhealthy"]
    return {state: count for state, count in counted.items() if count}


async def test_a_cold_endpoint_starts_a_worker_for_each_job_that_waits() -> None:
    async with endpoint(max_workers=2, pace=Pace(job_s=0, cold_start_s=NEVER_S)) as (_, http, _):
        assert await workers(http) == {}
        for count in (1, 2, 2):
            await http.post("run", json=JOB)
            assert await workers(http) == {"initializing": count}
        assert (await http.get("health")).json()["jobs"]["inQueue"] == 3


async def test_workers_run_and_are_idle_and_go_cold_by_the_clock() -> None:
    clock = HandClock()
    async with endpoint(max_workers=2, clock=clock, pace=Pace(job_s=0, idle_timeout_s=5)) as (emulator, http, ear):
        for number in (1, 2):
            await http.post("run", json=JOB)
            await emulator.job_started(number)
        assert await workers(http) == {"running": 2}
        ear.open()
        await emulator.job_ended(2)
        await emulator.fleet.changes.until(lambda: emulator.fleet.health()["workers"]["idle"] == 2)
        clock.advance(4.9)
        assert await workers(http) == {"idle": 2, "ready": 2}
        clock.advance(0.1)
        assert await workers(http) == {}


async def test_a_warm_worker_is_used_again() -> None:
    async with endpoint(max_workers=3) as (emulator, http, ear):
        ear.open()
        used = {(await http.post("runsync", json=JOB)).json()["workerId"] for _ in range(3)}
        assert len(used) == 1
        assert [job.worker_id for job in emulator.jobs] == list(used) * 3


async def test_workers_that_are_always_on_do_not_go_cold() -> None:
    clock = HandClock()
    async with endpoint(max_workers=2, min_workers=1, clock=clock) as (_, http, _):
        clock.advance(NEVER_S)
        assert await workers(http) == {"idle": 1, "ready": 1}


async def test_even_without_an_idle_timeout_jobs_are_done() -> None:
    async with endpoint(max_workers=1, pace=Pace(job_s=0, idle_timeout_s=0)) as (_, http, ear):
        ear.open()
        assert (await http.post("runsync", json=JOB)).json()["status"] == "COMPLETED"
        assert await workers(http) == {}


async def test_idle_workers_can_be_cooled() -> None:
    async with endpoint(max_workers=1) as (emulator, http, ear):
        ear.open()
        await http.post("runsync", json=JOB)
        emulator.fleet.cool()
        emulator.fleet.pace = Pace(cold_start_s=NEVER_S)
        await http.post("run", json=JOB)
        assert await workers(http) == {"initializing": 1}


async def test_a_job_that_a_free_worker_takes_leaves_the_started_one_idle() -> None:
    async with endpoint(max_workers=2) as (emulator, http, ear):
        for _ in range(2):
            await http.post("run", json=JOB)
        await emulator.job_started(2)
        ear.open()
        await emulator.job_ended(2)
        await emulator.fleet.changes.until(lambda: emulator.fleet.health()["workers"]["idle"] == 2)
        assert emulator.fleet.waiting == 0


async def test_a_job_that_takes_too_long_is_ended() -> None:
    async with endpoint(max_workers=1, execution_timeout_s=0.02) as (_, http, ear):
        body = (await http.post("runsync", json=JOB)).json()
        assert (body["status"], body["error"]) == ("FAILED", "executionTimeout exceeded")
        assert body["executionTime"] >= 20
        ear.open()
        assert (await http.post("runsync", json=JOB)).json()["status"] == "COMPLETED"


async def test_a_policy_goes_before_the_endpoints_own_timeout() -> None:
    async with endpoint(execution_timeout_s=0.02) as (emulator, http, ear):
        await http.post("run", json={**JOB, "policy": {"executionTimeout": 5000, "ttl": 20_000}})
        job = await emulator.job_started()
        assert (job.execution_timeout_s, job.ttl_s) == (5.0, 20.0)
        assert (emulator.log.entries[0].policy or {})["executionTimeout"] == 5000
        ear.open()
        assert (await emulator.job_ended()).status == "COMPLETED"


async def test_what_the_ear_raises_fails_the_job() -> None:
    async def deaf(_: bytes) -> list[Any]:
        raise RuntimeError("no ears")

    async with RunpodEmulator(deaf) as emulator, runpod_client(emulator) as http:
        body = (await http.post("runsync", json=JOB)).json()
        assert body["status"] == "FAILED"
        assert '"error_type": "<class \'RuntimeError\'>"' in body["error"]
        assert body["workerId"] in body["error"]


async def test_a_job_takes_as_long_as_its_pace_says() -> None:
    async with endpoint(pace=Pace(job_s=0.03)) as (_, http, ear):
        ear.open()
        assert (await http.post("runsync", json=JOB)).json()["executionTime"] >= 30


def test_the_seconds_of_a_job_follow_from_the_figures() -> None:
    chance = random.Random(1)
    pace = Pace(job_s=0.5, audio_share=0.1, model_load_s=2)
    assert pace.execution_s(16_000, loads_model=False, chance=chance) == pytest.approx(0.6)
    assert pace.execution_s(0, loads_model=True, chance=chance) == pytest.approx(2.5)
    assert INSTANT.execution_s(16_000, loads_model=True, chance=chance) == 0
    uneven = Pace(job_s=1, jitter=0.2)
    drawn = [uneven.execution_s(0, loads_model=False, chance=random.Random(7)) for _ in range(2)]
    many = [uneven.execution_s(0, loads_model=False, chance=chance) for _ in range(50)]
    assert drawn[0] == drawn[1]
    assert 0.8 <= min(many) < max(many) <= 1.2


@pytest.mark.parametrize("changes", [{"speed": 1}, {"job_s": "soon"}, {"job_s": -1}, {"jitter": 2}])
def test_a_wrong_pace_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"pace|float"):
        Pace().changed(changes)
