"""From a job to its output, and to its error."""

import asyncio
import json
import logging
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from xquizit_runpod_worker.config import WorkerSettings
from xquizit_runpod_worker.errors import BadInput, Refused
from xquizit_runpod_worker.handler import JobHandler
from xquizit_runpod_worker.schema import JobInput

JOB = {"id": "1", "input": {"audio_pcm_base64": "AAA="}}


class Recognizer:
    """Does what it is given."""

    def __init__(self, work: Callable[[threading.Event], dict[str, Any]], refuses: Exception | None = None) -> None:
        self._work = work
        self._refuses = refuses
        self.at_once = 0
        self.most_at_once = 0

    def check(self, job: JobInput) -> None:
        if self._refuses:
            raise self._refuses

    def recognize(self, job: JobInput, samples: np.ndarray, stop: threading.Event) -> dict[str, Any]:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            return self._work(stop)
        finally:
            self.at_once -= 1


def raising(error: Exception) -> Callable[[threading.Event], dict[str, Any]]:
    def work(_: threading.Event) -> dict[str, Any]:
        raise error

    return work


def handler(recognizer: Recognizer, memory_mb: Callable[[], float] = lambda: 100.0) -> JobHandler:
    return JobHandler(recognizer, WorkerSettings(max_memory_growth_mb=50), memory_mb=memory_mb)


async def test_output_is_the_recognizers_and_does_not_print() -> None:
    output = await handler(Recognizer(lambda _: {"transcription": "secret"})).handle(JOB)
    assert json.loads(json.dumps(output)) == {"transcription": "secret"}
    assert "secret" not in f"{output} {output!r} { {'output': output} }"


@pytest.mark.parametrize("error", [Refused("No."), BadInput("this.")])
async def test_refusals_become_the_jobs_error(error: Exception) -> None:
    for recognizer in (Recognizer(raising(error)), Recognizer(lambda _: {}, refuses=error)):
        assert await handler(recognizer).handle(JOB) == {"error": str(error)}


@pytest.mark.parametrize("job", [{"id": "1"}, {"id": "1", "input": None}, {"id": "1", "input": {"x": 1}}])
async def test_bad_input_becomes_the_jobs_error(job: dict[str, Any]) -> None:
    assert (await handler(Recognizer(lambda _: {})).handle(job))["error"].startswith("Bad input: ")


async def test_what_was_not_expected_is_not_told_and_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    failing = handler(Recognizer(raising(RuntimeError("secret words"))))
    assert await failing.handle(JOB) == {"error": "The worker failed."}
    assert "secret" not in caplog.text
    assert "RuntimeError in " in caplog.text
    assert "Traceback" not in caplog.text


async def test_a_worker_that_grew_is_replaced() -> None:
    grown = iter([100.0, 149.0, 151.0, 151.0])
    growing = handler(Recognizer(raising(MemoryError())), memory_mb=lambda: next(grown))
    assert await growing.handle(JOB) == {"error": "The worker failed."}
    assert await growing.handle(JOB) == {"error": "The worker failed.", "refresh_worker": True}
    assert await growing.handle({"id": "1", "input": {}}) == {
        "error": "Bad input: exactly one of audio, audio_base64 and audio_pcm_base64 is needed.",
        "refresh_worker": True,
    }


async def test_jobs_are_done_one_after_the_other() -> None:
    recognizer = Recognizer(lambda stop: {"stopped": stop.wait(0.001)})
    working = handler(recognizer)
    outputs = await asyncio.gather(*(working.handle(JOB) for _ in range(20)))
    assert outputs == [{"stopped": False}] * 20
    assert recognizer.most_at_once == 1


async def test_a_cancelled_job_stops_and_the_next_is_done() -> None:
    began = threading.Event()
    stopped: list[bool] = []

    def work(stop: threading.Event) -> dict[str, Any]:
        began.set()
        stopped.append(stop.wait(30))
        return {}

    working = handler(Recognizer(work))
    task = asyncio.create_task(working.handle(JOB))
    await asyncio.to_thread(began.wait, 30)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await working.handle({"id": "2", "input": {}}) != {}
    await asyncio.to_thread(working.close)
    assert stopped == [True]
