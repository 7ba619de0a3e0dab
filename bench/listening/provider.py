"""RunPod's emulator as a process of its own, with an ear that knows the recordings; keeps account of every job.

`python -m bench.listening.provider` with `PROVIDER_PORT`, `PROVIDER_SPEECH` (a folder of recordings), `PROVIDER_JOB_S`
and `PROVIDER_WORKERS`; `GET /bench/jobs` tells the jobs. It serves until it is killed.
"""

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import uvicorn
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bench.listening.speech import load
from tests.emulators.runpod.app import build_app
from tests.emulators.runpod.jobs import Job
from tests.emulators.runpod.pace import Pace
from tests.emulators.runpod.script import Script
from tests.emulators.runpod.state import State
from tests.emulators.socket_server import server_config

_PROBE_SAMPLES = 800


@dataclass(frozen=True, slots=True)
class Account:
    """One job. Times are seconds of CLOCK_MONOTONIC."""

    label: str
    """Of the recording that its sound is from; empty: of none, as a warm-up is."""
    route: str
    """`run` (a look) or `runsync` (a final, or a look at a pause)."""
    audio_s: float
    queued_s: float
    started_s: float | None
    """None: it never began."""
    ended_s: float | None
    """None: it has not ended."""
    status: str

    @property
    def worker_s(self) -> float:
        """How long a worker was at it; what is paid for."""
        return 0.0 if self.started_s is None or self.ended_s is None else self.ended_s - self.started_s


class Book:
    """The jobs, with the recordings they are from."""

    def __init__(self, sounds: dict[str, bytes]) -> None:
        """Takes the samples of each recording by its label."""
        self._sounds = sounds
        self._jobs: list[tuple[Job, str, float]] = []

    def note(self, job: Job) -> None:
        """Writes a new job down, while its sound is there."""
        pcm = job.asked.pcm if job.asked is not None else b""
        self._jobs.append((job, self._label(pcm), len(pcm) / 32_000))

    async def tell(self, _: Request) -> JSONResponse:
        """All jobs so far."""
        return JSONResponse(
            [
                {
                    "label": label,
                    "route": job.route,
                    "audio_s": audio_s,
                    "queued_s": job.queued_at,
                    "started_s": job.started_at,
                    "ended_s": job.ended_at,
                    "status": job.status.value,
                }
                for job, label, audio_s in self._jobs
            ]
        )

    def _label(self, pcm: bytes) -> str:
        sounding = np.flatnonzero(np.frombuffer(pcm, "<i2"))
        if not sounding.size:
            return ""
        start = 2 * int(sounding[0])
        probe = pcm[start : start + 2 * _PROBE_SAMPLES]
        return next((label for label, sound in self._sounds.items() if probe in sound), "")


async def serve() -> None:
    """Serves by the environment."""
    script, sounds = Script(), {}
    for label, pcm, words in load(Path(os.environ["PROVIDER_SPEECH"])):
        script.add(pcm, words)
        sounds[label] = pcm
    pace = Pace(job_s=float(os.environ["PROVIDER_JOB_S"]))
    state = State(script, pace=pace, max_workers=int(os.environ["PROVIDER_WORKERS"]))
    book, submit = Book(sounds), state.fleet.submit

    def noted(job: Job) -> None:
        book.note(job)
        submit(job)

    state.fleet.submit = noted  # type: ignore[method-assign]  # the emulator has no hook where a job comes
    app = build_app(state)
    app.router.routes.append(Route("/bench/jobs", book.tell))
    port = int(os.environ["PROVIDER_PORT"])
    config = server_config(app, host="127.0.0.1", port=port, log_level="warning", access_log=False)
    await uvicorn.Server(config).serve()


if __name__ == "__main__":
    asyncio.run(serve())
