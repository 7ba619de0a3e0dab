"""The emulator as a command of its own, and as RunPod's own client meets it."""

import asyncio
import json
import os
import re
import signal
import sys

import httpx

from tests.emulators.runpod.client import NO_AUTHORITIES, whisper_job, whisper_pcm_job
from tests.emulators.runpod.server import TEXT, RunpodEmulator
from tests.fakes import speech

OWN_CLIENT = """
import json, sys
import runpod
runpod.api_key = "right"
endpoint = runpod.Endpoint("whisper")
body = json.load(sys.stdin)
waited = endpoint.run_sync(body, timeout=20)
job = endpoint.run(body)
said = {"waited": waited, "id": job.job_id, "cancelled": job.cancel(), "status": job.status()}
said |= {"health": endpoint.health(), "purged": endpoint.purge_queue()}
print(json.dumps(said))
"""


async def test_the_command_serves_until_it_is_told_to_stop() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.emulators.runpod", "--port", "0", "--log-level", "info", "--api-key", "right"),
        *("--endpoint", "ep", "--job-ms", "1", "--ear", "fixed", "--text", "hello there", "--dialect", "ours"),
        stderr=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
    )
    assert process.stderr is not None
    try:
        said = ""
        while (address := re.search(r"running on (http://\S+)", said)) is None:
            line = await process.stderr.readline()
            assert line, "it ended before it served"
            said = line.decode()
        async with httpx.AsyncClient(base_url=f"{address.group(1)}/v2/ep/", verify=NO_AUTHORITIES) as http:
            job = whisper_pcm_job(speech.noise(0.1))
            assert (await http.post("runsync", json=job)).status_code == 401
            answer = await http.post("runsync", json=job, headers={"Authorization": "Bearer right"})
        assert answer.json()["output"]["transcription"] == "hello there"
        process.send_signal(signal.SIGTERM)
        await process.stderr.read()
        assert await process.wait() in (0, -signal.SIGTERM)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_runpods_own_client_understands_it() -> None:
    async with RunpodEmulator() as emulator:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", OWN_CLIENT),
            env={**os.environ, "RUNPOD_ENDPOINT_BASE_URL": emulator.base_url},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        printed, _ = await process.communicate(json.dumps(whisper_job(speech.noise(0.5))).encode())
        routes = [(entry.route, entry.status) for entry in await emulator.log.settled()]
    said = json.loads(printed)
    assert said["waited"]["transcription"] == TEXT
    assert said["cancelled"]["id"] == said["id"]
    assert said["status"] in {"COMPLETED", "CANCELLED"}, "the job may be faster than its cancel"
    assert said["health"]["workers"]["ready"] == 1
    assert said["purged"] == {"removed": 0, "status": "completed"}
    assert [route for route, _ in routes] == ["runsync", "run", "cancel", "status", "health", "purge-queue"]
    assert {status for _, status in routes} == {200}
