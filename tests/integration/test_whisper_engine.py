"""Whisper in its worker processes, with weights made by hand in the real faster-whisper."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.fakes.speech import noise, say, silence
from tests.fakes.whisper_weights import silent_weights, speaking_weights
from xquizit_kit.errors import AtCapacity, EngineFailed
from xquizit_kit.worker_process import WorkerProcess
from xquizit_transcription.engines.whisper.engine import WhisperEngine
from xquizit_transcription.engines.whisper.slot import SlotRules
from xquizit_transcription.port import Topic
from xquizit_transcription.windows.port import Window

TEXT = "I led the migration of the payments platform."
SPEECH = say(TEXT)
SAMPLES = len(SPEECH) // 2
WORKER = "xquizit_transcription.engines.whisper.worker"


@pytest.fixture(scope="session")
def speaking(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return speaking_weights(tmp_path_factory.mktemp("whisper") / "speaking", TEXT)


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Any:
    yield
    assert not workers()


@asynccontextmanager
async def running(model_dir: Path, **options: Any) -> AsyncIterator[WhisperEngine]:
    engine = WhisperEngine(model_dir=model_dir, device="cpu", cores=1, **options)
    try:
        await engine.warm_up()
        yield engine
    finally:
        await engine.aclose()


class Calls:
    """The windows that workers were given, by the first two bytes of their sound; what happens then can be chosen."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.given: list[bytes] = []
        self.arrived = asyncio.Event()
        self.then: Callable[[WorkerProcess], None] = lambda _: None
        call = WorkerProcess.call

        async def noted(worker: WorkerProcess, method: str, header: Any = None, payload: Any = b"", **rest: Any) -> Any:
            if method == "recognize":
                self.given.append(bytes(payload[:2]))
                self.then(worker)
                self.arrived.set()
            return await call(worker, method, header, payload, **rest)

        monkeypatch.setattr(WorkerProcess, "call", noted)


@pytest.fixture
async def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    return Calls(monkeypatch)


def workers() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if WORKER in child.cmdline()]


def stop(worker: WorkerProcess) -> None:
    os.kill(worker.pid, signal.SIGSTOP)


def window(number: int = 0, *, is_final: bool = True) -> Window:
    return Window(number.to_bytes(2, "little") + SPEECH[2:], is_final)


@pytest.mark.parametrize("is_final", [False, True])
async def test_words_come_with_their_times(speaking: Path, is_final: bool) -> None:
    async with running(speaking, model="base.en", reason="a test asks for it") as engine:
        assert (engine.info.name, engine.info.model, engine.info.caveat) == ("whisper", "base.en", "")
        assert engine.is_warm
        engine.prepare(Topic("a session"))
        [segment] = await engine.recognize(Window(SPEECH, is_final, "Kubernetes, PostgreSQL. " * 100))
        assert segment.text == TEXT
        assert " ".join(word.text for word in segment.words) == TEXT
        at = 0
        for word in segment.words:
            assert at <= word.start_sample < word.end_sample <= SAMPLES
            assert word.confidence > 0.9
            at = word.end_sample
        assert segment.avg_logprob > -0.1
        assert segment.no_speech_prob < 0.1
    assert not engine.is_warm


@pytest.mark.parametrize("seconds", [0.0, 1 / 16_000, 0.05, 30.0, 31.0])
async def test_windows_of_all_lengths(speaking: Path, seconds: float) -> None:
    async with running(speaking, language="auto") as engine:
        heard = await engine.recognize(Window(noise(seconds, level=0.2), is_final=True))
        words = [word for segment in heard for word in segment.words]
        assert all(word.end_sample <= seconds * 16_000 for word in words)
        if seconds >= 30:
            assert heard[0].text == TEXT
        if not seconds:
            assert not heard


async def test_nothing_is_said_in_silence(speaking: Path, tmp_path: Path) -> None:
    async with running(speaking) as engine:
        assert not await engine.recognize(Window(silence(3.0), is_final=True))
    async with running(silent_weights(tmp_path / "silent")) as engine:
        assert not await engine.recognize(Window(SPEECH, is_final=True))


async def test_finals_go_before_looks(speaking: Path, calls: Calls) -> None:
    async with running(speaking) as engine:
        [worker] = workers()
        worker.suspend()
        first = asyncio.create_task(engine.recognize(window(1, is_final=False)))
        await calls.arrived.wait()
        looks = [asyncio.create_task(engine.recognize(window(n, is_final=False))) for n in (2, 3)]
        finals = [asyncio.create_task(engine.recognize(window(n))) for n in (4, 5)]
        await asyncio.sleep(0)
        worker.resume()
        await asyncio.gather(first, *looks, *finals)
        assert [given[0] for given in calls.given] == [1, 4, 5, 2, 3]


async def test_too_many_are_refused(speaking: Path, calls: Calls) -> None:
    async with running(speaking, max_waiting=1) as engine:
        calls.then = stop
        running_one = asyncio.create_task(engine.recognize(window(1)))
        await calls.arrived.wait()
        waiting = asyncio.create_task(engine.recognize(window(2)))
        await asyncio.sleep(0)
        with pytest.raises(AtCapacity):
            await engine.recognize(window(3))
    for task in (running_one, waiting):
        with pytest.raises(EngineFailed) as ended:
            await task
        assert ended.value.reason == "shutting_down"


async def test_a_look_that_waits_is_dropped_and_one_that_runs_ends_in_the_background(
    speaking: Path, calls: Calls
) -> None:
    async with running(speaking, rules=SlotRules(least_grace_s=60)) as engine:
        [worker] = workers()
        worker.suspend()
        look, waiting = (asyncio.create_task(engine.recognize(window(n, is_final=False))) for n in (1, 2))
        await calls.arrived.wait()
        for task in (look, waiting):
            task.cancel()
        await asyncio.wait([look, waiting])
        assert look.cancelled()
        assert waiting.cancelled()
        final = asyncio.create_task(engine.recognize(window(3)))
        await asyncio.sleep(0)
        assert [given[0] for given in calls.given] == [1]  # one window for each worker, also one that nobody wants
        worker.resume()
        assert (await final)[0].text == TEXT
        assert [given[0] for given in calls.given] == [1, 3]
        assert workers() == [worker]


async def test_a_window_that_nobody_wants_and_that_does_not_end_is_ended(speaking: Path, calls: Calls) -> None:
    async with running(speaking, rules=SlotRules(least_grace_s=0.0, deadline_s=600)) as engine:
        [stuck] = workers()
        stuck.suspend()
        look = asyncio.create_task(engine.recognize(window(1, is_final=False)))
        await calls.arrived.wait()
        look.cancel()
        assert (await engine.recognize(window(2)))[0].text == TEXT
        assert stuck not in workers()


async def test_a_killed_worker_is_replaced_and_the_window_tried_again(speaking: Path, calls: Calls) -> None:
    async with running(speaking) as engine:
        [first] = workers()
        first.suspend()
        task = asyncio.create_task(engine.recognize(window(1)))
        await calls.arrived.wait()
        first.kill()
        assert (await task)[0].text == TEXT
        assert [given[0] for given in calls.given] == [1, 1]
        [second] = workers()
        second.kill()
        second.wait()
        assert (await engine.recognize(window(2)))[0].text == TEXT


async def test_a_window_that_kills_every_worker_is_given_up(speaking: Path, calls: Calls) -> None:
    async with running(speaking) as engine:
        calls.then = lambda worker: os.kill(worker.pid, signal.SIGKILL)
        with pytest.raises(EngineFailed) as failed:
            await engine.recognize(window(1))
        assert failed.value.retry_after_s
        assert len(calls.given) == 2
        calls.then = lambda _: None
        assert (await engine.recognize(window(2)))[0].text == TEXT


async def test_a_worker_that_hangs_is_replaced(speaking: Path, calls: Calls) -> None:
    async with running(speaking, rules=SlotRules(deadline_s=4.0, deadline_factor=0.0)) as engine:
        [stuck] = workers()
        stuck.suspend()
        assert (await engine.recognize(window(1)))[0].text == TEXT
        assert stuck not in workers()
        assert len(calls.given) == 2


@pytest.mark.parametrize("rules", [SlotRules(most_windows=1), SlotRules(most_growth_bytes=-1)])
async def test_workers_are_replaced_in_time(speaking: Path, rules: SlotRules, calls: Calls) -> None:
    pids: list[int] = []
    calls.then = lambda worker: pids.append(worker.pid)
    async with running(speaking, rules=rules) as engine:
        for _ in range(2):
            assert await engine.recognize(window())
    assert len(set(pids)) == 2


async def test_several_workers_share_the_windows(speaking: Path, calls: Calls) -> None:
    async with running(speaking, workers=2) as engine:
        calls.then = stop
        tasks = [asyncio.create_task(engine.recognize(window(n))) for n in (1, 2, 3)]
        while len(calls.given) < 2:  # the second worker loads its model meanwhile
            calls.arrived.clear()
            await calls.arrived.wait()
        calls.then = lambda _: None
        assert len(workers()) == 2
        for worker in workers():
            worker.resume()
        assert all(heard[0].text == TEXT for heard in await asyncio.gather(*tasks))
