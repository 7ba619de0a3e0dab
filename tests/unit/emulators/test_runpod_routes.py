"""Every route of the emulated API over a socket: jobs and their states, what is remembered and logged."""

import asyncio
import hashlib
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.emulators.runpod.client import runpod_client, whisper_job
from tests.emulators.runpod.clock import HandClock
from tests.emulators.runpod.hearing import Fixed, Gated
from tests.emulators.runpod.limits import Limits
from tests.emulators.runpod.server import RunpodEmulator

PCM = bytes(3200) + bytes(range(1, 251)) * 128
JOB = whisper_job(PCM)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def ear() -> Gated:
    made = Gated(Fixed("we moved to Kafka"))
    made.open()
    return made


@pytest.fixture
async def runpod(ear: Gated, clock: HandClock) -> AsyncIterator[RunpodEmulator]:
    limits = Limits(least_wait_s=0.001)
    async with RunpodEmulator(ear, clock=clock, limits=limits, max_workers=1) as running:
        yield running


@pytest.fixture
async def http(runpod: RunpodEmulator) -> AsyncIterator[httpx.AsyncClient]:
    async with runpod_client(runpod) as made:
        yield made


async def test_runsync_waits_for_the_output(http: httpx.AsyncClient, runpod: RunpodEmulator) -> None:
    answer = await http.post("runsync", json=JOB)
    body = answer.json()
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert set(body) == {"id", "status", "delayTime", "executionTime", "workerId", "output"}
    assert body["id"].startswith("sync-")
    assert (body["status"], body["output"]["transcription"]) == ("COMPLETED", "we moved to Kafka")
    [job] = runpod.jobs
    assert job.asked is None, "the audio is let go"


async def test_run_answers_at_once_and_status_tells_the_rest(
    http: httpx.AsyncClient, runpod: RunpodEmulator, ear: Gated, clock: HandClock
) -> None:
    ear.close()
    made = (await http.post("run", json=JOB)).json()
    assert set(made) == {"id", "status"}
    assert made["status"] == "IN_QUEUE"
    job = await runpod.job_started()

    running = (await http.get(f"status/{made['id']}")).json()
    assert running == {"id": made["id"], "status": "IN_PROGRESS", "delayTime": 0, "workerId": job.worker_id}
    clock.advance(1.25)
    ear.open()
    await runpod.job_ended()
    done = (await http.post(f"status/{made['id']}")).json()
    assert (done["status"], done["executionTime"]) == ("COMPLETED", 1250)
    assert done["output"]["segments"]


async def test_runsync_may_return_before_the_job_has_ended(
    http: httpx.AsyncClient, runpod: RunpodEmulator, ear: Gated
) -> None:
    ear.close()
    first = (await http.post("runsync?wait=20", json=JOB)).json()
    second = (await http.post("runsync?wait=20", json=JOB)).json()
    assert first["status"] == "IN_PROGRESS"
    assert second == {"id": second["id"], "status": "IN_QUEUE"}
    ear.open()
    await runpod.job_ended(2)
    for job in (first, second):
        assert (await http.get(f"status/{job['id']}")).json()["status"] == "COMPLETED"


async def test_a_wait_out_of_range_is_brought_into_it() -> None:
    limits = Limits()
    assert limits.waiting_s(None) == 90
    assert (limits.waiting_s(5), limits.waiting_s(20_000), limits.waiting_s(999_999)) == (1, 20, 300)


async def test_jobs_queue_behind_one_another(http: httpx.AsyncClient, runpod: RunpodEmulator, ear: Gated) -> None:
    ear.close()
    ids = [(await http.post("run", json=JOB)).json()["id"] for _ in range(3)]
    await runpod.job_started()
    health = (await http.get("health")).json()
    assert health["jobs"] == {"completed": 0, "failed": 0, "inProgress": 1, "inQueue": 2, "retried": 0}
    ear.open()
    await runpod.job_ended(3)
    assert [job.id for job in runpod.fleet.started] == ids
    assert (await http.get("health")).json()["jobs"]["completed"] == 3


async def test_cancel_ends_a_job_wherever_it_is(http: httpx.AsyncClient, runpod: RunpodEmulator, ear: Gated) -> None:
    ear.close()
    running, queued = [(await http.post("run", json=JOB)).json()["id"] for _ in range(2)]
    await runpod.job_started()
    for job_id in (queued, running):
        assert (await http.post(f"cancel/{job_id}")).json() == {"id": job_id, "status": "CANCELLED"}
    assert (await http.get(f"status/{queued}")).json() == {"id": queued, "status": "CANCELLED"}
    assert (await http.get(f"status/{running}")).json()["status"] == "CANCELLED"
    ear.open()
    assert (await http.post("runsync", json=JOB)).json()["status"] == "COMPLETED", "the worker is free again"


async def test_cancelling_what_has_ended_changes_nothing(http: httpx.AsyncClient) -> None:
    done = (await http.post("runsync", json=JOB)).json()
    assert (await http.post(f"cancel/{done['id']}")).json() == {"id": done["id"], "status": "COMPLETED"}
    assert (await http.get(f"status/{done['id']}")).json()["output"] == done["output"]


async def test_a_waiting_runsync_hears_of_the_cancel(
    http: httpx.AsyncClient, runpod: RunpodEmulator, ear: Gated
) -> None:
    ear.close()
    asking = asyncio.create_task(http.post("runsync", json=JOB), name="asking")
    job = await runpod.job_started()
    await http.post(f"cancel/{job.id}")
    assert (await asking).json()["status"] == "CANCELLED"


async def test_purging_takes_what_waits_and_leaves_what_runs(
    http: httpx.AsyncClient, runpod: RunpodEmulator, ear: Gated
) -> None:
    ear.close()
    ids = [(await http.post("run", json=JOB)).json()["id"] for _ in range(3)]
    await runpod.job_started()
    assert (await http.post("purge-queue")).json() == {"removed": 2, "status": "completed"}
    states = [(await http.get(f"status/{job_id}")).json()["status"] for job_id in ids]
    assert states == ["IN_PROGRESS", "CANCELLED", "CANCELLED"]


async def test_a_stream_of_a_worker_that_does_not_stream_is_empty(http: httpx.AsyncClient) -> None:
    done = (await http.post("runsync", json=JOB)).json()
    assert (await http.get(f"stream/{done['id']}")).json() == {"status": "COMPLETED", "stream": []}


async def test_a_failed_job_can_be_tried_again(http: httpx.AsyncClient, runpod: RunpodEmulator) -> None:
    runpod.faults.add("job_failed")
    failed = (await http.post("runsync", json=JOB)).json()
    assert (await http.post(f"retry/{failed['id']}")).json() == {"id": failed["id"], "status": "IN_QUEUE"}
    await runpod.job_ended(2)
    assert (await http.get(f"status/{failed['id']}")).json()["status"] == "COMPLETED"
    assert (await http.post(f"retry/{failed['id']}")).status_code == 400


@pytest.mark.parametrize(("route", "minutes"), [("runsync", 1), ("run", 30)])
async def test_results_are_kept_so_long(
    http: httpx.AsyncClient, runpod: RunpodEmulator, clock: HandClock, route: str, minutes: int
) -> None:
    job_id = (await http.post(route, json=JOB)).json()["id"]
    await runpod.job_ended()
    clock.advance(60 * minutes - 1)
    assert (await http.get(f"status/{job_id}")).status_code == 200
    clock.advance(1)
    gone = await http.get(f"status/{job_id}")
    assert (gone.status_code, gone.json()) == (404, {"error": "job not found"})


async def test_a_job_is_forgotten_when_its_time_to_live_is_over(
    http: httpx.AsyncClient, runpod: RunpodEmulator, ear: Gated, clock: HandClock
) -> None:
    ear.close()
    await http.post("run", json=JOB)
    await runpod.job_started()
    job_id = (await http.post("run", json={**JOB, "policy": {"ttl": 10_000}})).json()["id"]
    clock.advance(10)
    assert (await http.get(f"status/{job_id}")).status_code == 404
    ear.open()
    await runpod.job_ended()
    assert len(runpod.fleet.started) == 1, "nobody starts it any more"


async def test_a_client_that_goes_leaves_its_job_behind(
    http: httpx.AsyncClient, runpod: RunpodEmulator, ear: Gated
) -> None:
    ear.close()
    asking = asyncio.create_task(http.post("runsync", json=JOB), name="asking")
    await runpod.job_started()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    [entry] = await runpod.log.settled()
    assert (entry.outcome, entry.client_disconnected, entry.status) == ("disconnected", True, 0)
    ear.open()
    assert (await runpod.job_ended()).status == "COMPLETED"


async def test_the_log_knows_the_sound_and_no_words(http: httpx.AsyncClient, runpod: RunpodEmulator) -> None:
    options = {
        "enable_vad": True,
        "condition_on_previous_text": False,
        "initial_prompt": "Harborline",
        "model": "turbo",
    }
    asking = asyncio.create_task(http.post("runsync?wait=5000", json=whisper_job(PCM, **options)), name="asking")
    [entry] = await runpod.log.wait_for(1, "runsync")
    assert entry.sound is not None
    assert (entry.sound.samples, entry.sound.sha256) == (len(PCM) // 2, hashlib.sha256(PCM).hexdigest())
    assert (entry.sound.source, entry.sound.model, entry.sound.prompt_chars) == ("audio_base64", "turbo", 10)
    assert (entry.sound.enable_vad, entry.sound.condition_on_previous_text) == (True, False)
    assert entry.sound.language is None
    await asking
    [entry] = await runpod.log.settled()
    assert (entry.method, entry.route, entry.path) == ("POST", "runsync", "/v2/whisper/runsync?wait=5000")
    assert (entry.job_id, entry.job_status, entry.status) == (runpod.jobs[0].id, "COMPLETED", 200)
    assert "authorization" not in entry.headers
    written = str(runpod.log.as_json())
    assert not any(secret in written for secret in ("Harborline", "Kafka", runpod.api_key))


async def test_it_is_controlled_over_http(http: httpx.AsyncClient, runpod: RunpodEmulator) -> None:
    control = runpod.base_url.removesuffix("/v2") + "/emulator"
    assert (await http.get(f"{control}/health")).json() == {"status": "ok"}
    assert (await http.post(f"{control}/faults", json={"kind": "http_500", "route": "health"})).status_code == 201
    assert (await http.get("health")).status_code == 500
    assert (await http.get(f"{control}/faults")).json()[0]["struck"] == 1
    assert (await http.delete(f"{control}/faults")).json() == []
    assert (await http.post(f"{control}/faults", json={"kind": "earthquake"})).status_code == 422
    assert (await http.put(f"{control}/pace", json={"job_s": "soon"})).status_code == 422
    assert (await http.put(f"{control}/pace", json={"job_s": 0.001})).json()["job_s"] == 0.001
    await http.post("runsync", json=JOB)
    assert (await http.get("health")).json()["workers"]["idle"] == 1
    assert (await http.post(f"{control}/cool")).json()["idle"] == 0
    assert [entry["status"] for entry in (await http.get(f"{control}/log?settled=1")).json()] == [500, 200, 200]
    assert (await http.delete(f"{control}/log")).json() == []
