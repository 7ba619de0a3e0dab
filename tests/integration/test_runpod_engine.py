"""The runpod engine over real sockets: before an emulator of RunPod, and before the worker's own local API."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from tests.emulators.runpod.hearing import HeardWord
from tests.emulators.runpod.jobs import Status
from tests.emulators.runpod.server import TEXT, RunpodEmulator
from xquizit_kit.breaker import FAILURES_TO_OPEN, MAX_OPEN_S, OPEN_S, OTHERS_FIRST_S
from xquizit_kit.errors import AtCapacity, EngineFailed, XquizitError
from xquizit_transcription.engines.runpod.counters import Kind
from xquizit_transcription.engines.runpod.engine import RunpodEngine
from xquizit_transcription.engines.runpod.job_log import FILE_NAME
from xquizit_transcription.engines.runpod.settings import Pace, RunpodSettings
from xquizit_transcription.port import Topic
from xquizit_transcription.windows.port import Window

QUICK = Pace(sync_wait_s=1.0, first_poll_s=0.005, last_poll_s=0.02, first_backoff_s=0.001, last_backoff_s=0.005)
IMPATIENT = replace(QUICK, reply_margin_s=0.2)
"""For requests that hang."""
KEY = "rpa_the-right-key"
PROMPT = "Debezium, Kafka."
SOUND = bytes(range(1, 201)) * 160
"""One second that is not silent."""
FINAL, PARTIAL = Window(SOUND, is_final=True, prompt=PROMPT), Window(SOUND, is_final=False, prompt=PROMPT)
TOPIC = Topic("session")


class Clock:
    """Real time, with jumps."""

    def __init__(self) -> None:
        self._ahead_s = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self._ahead_s

    def skip(self, seconds: float) -> None:
        self._ahead_s += seconds


@pytest.fixture
async def emulator() -> AsyncIterator[RunpodEmulator]:
    async with RunpodEmulator(api_key=KEY) as running:
        yield running


@pytest.fixture
def clock() -> Clock:
    return Clock()


@asynccontextmanager
async def engine_for(
    emulator: RunpodEmulator, clock: Clock | None = None, **changes: Any
) -> AsyncIterator[RunpodEngine]:
    values = {
        "endpoint_id": emulator.endpoint_id,
        "api_key": SecretStr(emulator.api_key),
        "base_url": emulator.base_url,
        "model": "small",
        "pace": QUICK,
        **changes,
    }
    engine = RunpodEngine(RunpodSettings(**values), reason="a test asks for it", clock=clock or Clock())
    try:
        await engine.warm_up()
        yield engine
    finally:
        await engine.aclose()


@pytest.fixture
async def engine(emulator: RunpodEmulator, clock: Clock) -> AsyncIterator[RunpodEngine]:
    async with engine_for(emulator, clock) as running:
        yield running


async def failure(engine: RunpodEngine, window: Window) -> XquizitError:
    with pytest.raises(XquizitError) as raised:
        await engine.recognize(window)
    assert type(raised.value) in {EngineFailed, AtCapacity}
    return raised.value


async def given_up(task: asyncio.Task[Any]) -> None:
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def warm_up_ended() -> None:
    [task] = [task for task in asyncio.all_tasks() if task.get_name() == "runpod-warm-up"]
    await task


@pytest.mark.parametrize("dialect", ["marketplace", "ours"])
@pytest.mark.parametrize("window", [FINAL, PARTIAL])
async def test_a_window_is_recognized_in_either_dialect(dialect: Any, window: Window) -> None:
    async with (
        RunpodEmulator(api_key=KEY, dialect=dialect) as emulator,
        engine_for(emulator, dialect=dialect) as engine,
    ):
        assert (engine.info.name, engine.info.model, engine.info.reason) == ("runpod", "small", "a test asks for it")
        [segment] = await engine.recognize(window)
        assert segment.text == TEXT
        assert [word.text for word in segment.words] == TEXT.split()
        assert segment.words[-1].end_sample == pytest.approx(16_000, abs=160)
        assert all(word.confidence == pytest.approx(0.95) for word in segment.words)
        [entry] = emulator.log.of("run", "runsync")
        assert entry.route == ("runsync" if window.is_final else "run")
        assert (entry.sound.samples, entry.sound.condition_on_previous_text, entry.sound.enable_vad) == (
            16_000,
            False,
            True,
        )
        assert entry.policy == {"executionTimeout": 90_000 if window.is_final else 10_000, "ttl": entry.policy["ttl"]}


async def test_silence_has_no_segments(engine: RunpodEngine) -> None:
    assert await engine.recognize(Window(bytes(32_000), is_final=True)) == ()


@pytest.mark.parametrize(
    ("fault", "reason", "attempts"),
    [
        ({"kind": "http_400"}, "bad_request", 1),
        ({"kind": "http_400", "text": "body: exceeded max body size of 20MiB"}, "too_large", 1),
        ({"kind": "http_401"}, "auth", 1),
        ({"kind": "http_402"}, "no_credit", 1),
        ({"kind": "http_404"}, "wrong_endpoint", 1),
        ({"kind": "http_413"}, "too_large", 1),
        ({"kind": "http_429"}, None, 2),
        ({"kind": "http_500"}, None, 2),
        ({"kind": "http_502"}, None, 2),
        ({"kind": "http_503"}, None, 2),
        ({"kind": "http_504"}, None, 2),
        ({"kind": "drop_before_read"}, None, 2),
        ({"kind": "drop_after_read"}, None, 2),
        ({"kind": "drop_reply"}, None, 2),
        ({"kind": "cut_mid_reply"}, None, 2),
        ({"kind": "garbage"}, None, 2),
        ({"kind": "empty"}, None, 2),
        ({"kind": "html"}, None, 2),
        ({"kind": "truncated"}, None, 2),
        ({"kind": "slow", "delay_s": 0.05}, None, 1),
        ({"kind": "unfinished"}, None, 1),
        ({"kind": "job_failed"}, None, 2),
        ({"kind": "job_failed", "text": "Must provide either audio or audio_base64"}, "bad_input", 1),
        ({"kind": "job_failed_without_text"}, None, 2),
        ({"kind": "job_timed_out"}, None, 2),
        ({"kind": "job_slow", "delay_s": 0.05}, None, 1),
        ({"kind": "cold_start", "delay_s": 0.05}, None, 1),
        ({"kind": "worker_dies"}, None, 1),
        ({"kind": "worker_dies", "deaths": 2}, None, 2),
        ({"kind": "output_null"}, None, 2),
        ({"kind": "output_wrong_shape"}, None, 2),
        ({"kind": "output_without_segments"}, None, 2),
        ({"kind": "output_nan"}, None, 2),
        ({"kind": "http_429", "times": None}, "rate_limited", 4),
        ({"kind": "http_500", "times": None}, "server_error", 4),
        ({"kind": "drop_reply", "times": None}, "transport", 4),
        ({"kind": "html", "times": None}, "garbage", 2),
        ({"kind": "job_failed", "times": None}, "job_failed", 2),
        ({"kind": "job_timed_out", "times": None}, "job_timed_out", 2),
        ({"kind": "worker_dies", "deaths": 2, "times": None}, "job_timed_out", 2),
        ({"kind": "output_nan", "times": None}, "unusable_output", 2),
        ({"kind": "http_500", "times": 3}, None, 4),
    ],
)  # fmt: skip
async def test_what_a_final_comes_to(
    emulator: RunpodEmulator, engine: RunpodEngine, fault: dict[str, Any], reason: str | None, attempts: int
) -> None:
    emulator.faults.add(**fault)
    if reason is None:
        [segment] = await engine.recognize(FINAL)
        assert segment.text == TEXT
    else:
        error = await failure(engine, FINAL)
        assert error.reason == f"runpod_{reason}"
        assert type(error) is (AtCapacity if reason == "rate_limited" else EngineFailed)
    assert len(emulator.log.of("runsync")) == attempts
    assert engine.counters.snapshot().calls == {(Kind.FINAL, reason or "completed"): 1}
    assert engine.counters.retries == attempts - 1


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("http_429", "rate_limited"),
        ("http_500", "server_error"),
        ("drop_reply", "transport"),
        ("garbage", "garbage"),
        ("job_failed", "job_failed"),
        ("job_timed_out", "job_timed_out"),
        ("output_nan", "unusable_output"),
    ],
)
async def test_a_partial_is_not_tried_again(
    emulator: RunpodEmulator, engine: RunpodEngine, kind: str, reason: str
) -> None:
    emulator.faults.add(kind, route="run")
    assert (await failure(engine, PARTIAL)).reason == f"runpod_{reason}"
    assert len(emulator.log.of("run")) == 1
    [segment] = await engine.recognize(PARTIAL)
    assert segment.text == TEXT


async def test_a_request_that_hangs_is_made_again(emulator: RunpodEmulator) -> None:
    async with engine_for(emulator, pace=IMPATIENT) as engine:
        emulator.faults.add("hang", route="runsync")
        assert (await engine.recognize(FINAL))[0].text == TEXT
        emulator.faults.add("hang", route="run")
        assert (await failure(engine, PARTIAL)).reason == "runpod_no_answer"


async def test_what_runpod_invents_is_told_with_its_measures(emulator: RunpodEmulator, engine: RunpodEngine) -> None:
    emulator.faults.add("hallucination")
    [segment] = await engine.recognize(FINAL)
    assert (segment.text, segment.no_speech_prob) == ("Thanks for watching!", 0.91)


@pytest.mark.parametrize(
    ("faults", "jobs"),
    [
        ([{"kind": "http_500", "times": 2}], 1),
        ([{"kind": "drop_reply", "times": 2}], 1),
        ([{"kind": "html", "times": 2}], 1),
        ([{"kind": "http_429", "times": 2}], 1),
        ([{"kind": "stale_status", "delay_s": 0.05}], 1),
        ([{"kind": "http_503", "times": 3}], 2),
        ([{"kind": "http_404", "times": 2}], 2),
    ],
)
async def test_a_job_is_followed_through_passing_faults_and_sent_again_when_it_is_lost(
    emulator: RunpodEmulator, engine: RunpodEngine, faults: list[dict[str, Any]], jobs: int
) -> None:
    emulator.faults.add("unfinished", times=None)
    for fault in faults:
        emulator.faults.add(**fault, route="status")
    assert (await engine.recognize(FINAL))[0].text == TEXT
    assert len(emulator.log.of("runsync")) == jobs


async def test_a_job_that_somebody_else_cancels_is_sent_again(emulator: RunpodEmulator, engine: RunpodEngine) -> None:
    emulator.faults.add("job_stalls")
    final = asyncio.create_task(engine.recognize(FINAL))
    emulator.fleet.cancel(await emulator.job_started())
    assert (await final)[0].text == TEXT
    assert len(emulator.log.of("runsync")) == 2


async def test_retry_after_is_waited_for_when_there_is_time(emulator: RunpodEmulator, engine: RunpodEngine) -> None:
    emulator.faults.add("http_429", retry_after_s=1)
    began_s = time.monotonic()
    assert (await engine.recognize(FINAL))[0].text == TEXT
    assert time.monotonic() - began_s >= 1


async def test_a_final_waits_out_the_short_rest_that_a_partial_was_asked_for(
    emulator: RunpodEmulator, engine: RunpodEngine
) -> None:
    emulator.faults.add("http_429", retry_after_s=1, route="run")
    assert type(await failure(engine, PARTIAL)) is AtCapacity
    assert (await failure(engine, PARTIAL)).reason == "runpod_left_alone"
    assert await engine.recognize(FINAL)
    assert len(emulator.log.of("run", "runsync")) == 2


async def test_retry_after_beyond_the_deadline_is_passed_on(
    emulator: RunpodEmulator, engine: RunpodEngine, clock: Clock
) -> None:
    emulator.faults.add("http_429", retry_after_s=40, route="run")
    error = await failure(engine, PARTIAL)
    assert (type(error), error.retry_after_s) == (AtCapacity, 40.0)
    assert (await failure(engine, FINAL)).reason == "runpod_left_alone"
    clock.skip(40)
    assert (await engine.recognize(FINAL))[0].text == TEXT


async def test_a_final_survives_a_cold_start_and_says_that_it_waits(
    emulator: RunpodEmulator, engine: RunpodEngine, clock: Clock
) -> None:
    await engine.recognize(FINAL)
    assert engine.is_warm
    emulator.fleet.cool()
    emulator.faults.add("unfinished")
    emulator.faults.add("job_stuck")
    final = asyncio.create_task(engine.recognize(FINAL))
    polls = 1
    await emulator.log.wait_for(polls, "status")
    clock.skip(1.5)
    while engine.is_warm:
        polls += 1
        await emulator.log.wait_for(polls, "status")
    emulator.faults.clear()
    [job] = [job for job in emulator.jobs if job.status is Status.IN_QUEUE]
    job.faults = frozenset()
    assert (await engine.recognize(PARTIAL))[0].text == TEXT  # whose job makes the emulator look at its queue
    assert (await final)[0].text == TEXT
    assert engine.is_warm


@pytest.mark.parametrize("window", [FINAL, PARTIAL])
async def test_past_its_deadline_a_job_is_cancelled(emulator: RunpodEmulator, window: Window) -> None:
    async with engine_for(emulator, partial_deadline_s=0.1, final_deadline_s=0.1) as engine:
        emulator.faults.add("job_stuck")
        error = await failure(engine, window)
        assert (type(error), error.reason) == (EngineFailed, "runpod_deadline")
        assert (await emulator.job_ended()).status is Status.CANCELLED


@pytest.mark.parametrize("window", [FINAL, PARTIAL])
async def test_cancelling_reaches_the_worker(emulator: RunpodEmulator, engine: RunpodEngine, window: Window) -> None:
    emulator.faults.add("job_stalls")
    task = asyncio.create_task(engine.recognize(window))
    await emulator.job_started()
    await given_up(task)
    assert (await emulator.job_ended()).status is Status.CANCELLED
    assert engine.counters.snapshot().calls == {(Kind.FINAL if window.is_final else Kind.PARTIAL, "cancelled"): 1}


async def test_a_job_whose_id_comes_after_it_was_given_up_is_cancelled(
    emulator: RunpodEmulator, engine: RunpodEngine
) -> None:
    emulator.faults.add("slow", route="run", delay_s=0.05)
    emulator.faults.add("job_stalls")
    task = asyncio.create_task(engine.recognize(PARTIAL))
    await emulator.log.wait_for(1, "run")
    await given_up(task)
    assert (await emulator.job_ended()).status is Status.CANCELLED


async def test_closing_cancels_what_was_given_up_and_ends_what_hangs(emulator: RunpodEmulator) -> None:
    before = asyncio.all_tasks()
    async with engine_for(emulator, pace=replace(QUICK, closing_s=0.1)) as engine:
        emulator.faults.add("job_stalls", times=None)
        emulator.faults.add("hang", route="cancel", skip=1, times=None)
        tasks = [asyncio.create_task(engine.recognize(PARTIAL)) for _ in range(2)]
        await emulator.job_started(2)
        for task in tasks:
            await given_up(task)
        engine.prepare(TOPIC)
        await emulator.job_started(3)
    # The emulator has tasks of its own, for connections and jobs.
    assert not [task for task in asyncio.all_tasks() - before if task.get_name().startswith("runpod")]
    assert (await emulator.job_ended()).status is Status.CANCELLED
    assert len(emulator.log.of("cancel")) == 3
    engine.prepare(TOPIC)
    assert (await failure(engine, PARTIAL)).reason == "runpod_transport"


async def test_a_call_that_goes_on_at_the_end_fails_and_is_not_cancelled(emulator: RunpodEmulator) -> None:
    async with engine_for(emulator, pace=replace(QUICK, closing_s=0.05)) as engine:
        emulator.faults.add("hang", times=None)
        final = asyncio.create_task(failure(engine, FINAL))
        await emulator.log.wait_for(1, "runsync")
    assert (await final).reason == "runpod_transport"


async def test_a_provider_that_keeps_failing_is_left_alone_for_a_while(
    emulator: RunpodEmulator, engine: RunpodEngine, clock: Clock
) -> None:
    emulator.faults.add("job_failed", times=None)
    for _ in range(2 * FAILURES_TO_OPEN):
        await failure(engine, PARTIAL)  # says nothing: the next one comes soon
    for _ in range(FAILURES_TO_OPEN):
        assert (await failure(engine, FINAL)).reason == "runpod_job_failed"
    asked = len(emulator.log.entries)
    for window in (FINAL, PARTIAL):
        error = await failure(engine, window)
        assert (error.reason, error.retry_after_s) == ("runpod_left_alone", OPEN_S)
    assert len(emulator.log.entries) == asked
    clock.skip(OPEN_S)
    emulator.faults.clear()
    assert (await failure(engine, PARTIAL)).reason == "runpod_left_alone"
    assert (await engine.recognize(FINAL))[0].text == TEXT
    assert (await engine.recognize(PARTIAL))[0].text == TEXT


async def test_partials_find_out_when_no_final_does(
    emulator: RunpodEmulator, engine: RunpodEngine, clock: Clock
) -> None:
    emulator.faults.add("http_401", route="run")
    assert (await failure(engine, PARTIAL)).reason == "runpod_auth"
    clock.skip(MAX_OPEN_S)
    assert (await failure(engine, PARTIAL)).reason == "runpod_left_alone"
    clock.skip(OTHERS_FIRST_S)
    assert (await engine.recognize(PARTIAL))[0].text == TEXT
    assert (await engine.recognize(FINAL))[0].text == TEXT


@pytest.mark.parametrize("kind", ["http_401", "http_402", "http_404"])
async def test_what_only_an_operator_can_put_right_opens_the_breaker_at_once(
    emulator: RunpodEmulator, engine: RunpodEngine, clock: Clock, kind: str
) -> None:
    emulator.faults.add(kind, route="runsync")
    await failure(engine, FINAL)
    clock.skip(MAX_OPEN_S - 1)
    assert (await failure(engine, FINAL)).reason == "runpod_left_alone"
    clock.skip(1)
    assert (await engine.recognize(FINAL))[0].text == TEXT


async def test_many_at_once_each_with_its_own_answer() -> None:
    async def by_length(pcm: bytes) -> list[HeardWord]:
        return [HeardWord(f"{len(pcm)}.", 0, 100)]

    async with RunpodEmulator(by_length, api_key=KEY, max_workers=7) as emulator, engine_for(emulator) as engine:
        emulator.fleet.pace = emulator.fleet.pace.changed({"job_s": 0.02, "jitter": 1})
        windows = [Window(bytes(2 * (4000 + number)), is_final=number % 3 > 0) for number in range(60)]
        found = await asyncio.gather(*(engine.recognize(window) for window in windows))
        assert [segment.text for [segment] in found] == [f"{len(window.pcm)}." for window in windows]
        snapshot = engine.counters.snapshot()
        assert snapshot.jobs == 60
        assert snapshot.calls == {(Kind.PARTIAL, "completed"): 20, (Kind.FINAL, "completed"): 40}
        assert snapshot.worker_s > 0
        assert snapshot.queue_s > 0


async def test_finals_never_wait_behind_partials(emulator: RunpodEmulator) -> None:
    async with engine_for(emulator, most_partials=2) as engine:
        emulator.faults.add("job_stuck", route="run", times=2)
        partials = [asyncio.create_task(engine.recognize(PARTIAL)) for _ in range(2)]
        await emulator.job_queued(2)
        error = await failure(engine, PARTIAL)
        assert (type(error), error.reason, error.retry_after_s) == (AtCapacity, "runpod_full", 1.0)
        assert (await engine.recognize(FINAL))[0].text == TEXT
        for task in partials:
            await given_up(task)


async def test_one_final_too_many_waits_and_is_refused_at_its_deadline(emulator: RunpodEmulator) -> None:
    async with engine_for(emulator, most_finals=1, final_deadline_s=2.0) as engine:
        emulator.faults.add("job_stuck")
        first = asyncio.create_task(engine.recognize(FINAL))
        await emulator.job_queued()
        second = asyncio.create_task(engine.recognize(FINAL))
        await given_up(first)
        assert (await second)[0].text == TEXT
        emulator.faults.add("job_stuck", times=None)
        outcomes = await asyncio.gather(*(engine.recognize(FINAL) for _ in range(2)), return_exceptions=True)
        # The other one has waited for room; whether it got that in its last moment is a matter of luck.
        reasons = [getattr(outcome, "reason", None) for outcome in outcomes]
        assert reasons[0] == "runpod_deadline"
        assert reasons[1] in {"runpod_full", "runpod_deadline"}


async def test_preparing_sends_one_job_of_silence_unless_it_is_warm(
    emulator: RunpodEmulator, engine: RunpodEngine, clock: Clock
) -> None:
    assert not engine.is_warm
    emulator.faults.add("job_slow", delay_s=0.05)
    for _ in range(3):
        engine.prepare(TOPIC)
    await warm_up_ended()
    assert engine.is_warm
    engine.prepare(TOPIC)
    assert (await engine.recognize(FINAL))[0].text == TEXT
    [entry] = emulator.log.of("run")
    assert entry.sound.samples == 8000
    clock.skip(61)
    assert not engine.is_warm
    emulator.faults.add("job_stuck")
    partial = asyncio.create_task(engine.recognize(PARTIAL))
    await emulator.job_queued(3)
    engine.prepare(TOPIC)  # the partial's job starts a worker, too
    await given_up(partial)
    engine.prepare(TOPIC)
    await warm_up_ended()
    assert engine.is_warm
    assert [entry.sound.samples for entry in emulator.log.of("run")] == [8000, 16_000, 8000]


async def test_a_warm_up_that_fails_is_nobodys_trouble(emulator: RunpodEmulator, engine: RunpodEngine) -> None:
    emulator.faults.add("job_failed", times=None)
    for _ in range(2 * FAILURES_TO_OPEN):
        engine.prepare(TOPIC)
        await warm_up_ended()
    assert engine.counters.snapshot().calls == {(Kind.WARM_UP, "job_failed"): 2 * FAILURES_TO_OPEN}
    emulator.faults.clear()
    assert (await engine.recognize(FINAL))[0].text == TEXT


async def test_a_worker_that_is_up_is_warm_from_the_start() -> None:
    async with RunpodEmulator(min_workers=1) as emulator, engine_for(emulator) as engine:
        assert engine.is_warm


@pytest.mark.parametrize(
    ("fault", "changes", "named"),
    [
        (None, {"api_key": SecretStr("rpa_wrong")}, "RUNPOD_API_KEY"),
        (None, {"endpoint_id": "other"}, "RUNPOD_ENDPOINT_ID"),
        ("http_402", {}, "credit"),
    ],
)
async def test_what_is_set_wrongly_is_named_at_the_start(
    emulator: RunpodEmulator, fault: str | None, changes: dict[str, Any], named: str
) -> None:
    if fault:
        emulator.faults.add(fault, route="health")
    with pytest.raises(EngineFailed, match=named) as raised:
        async with engine_for(emulator, **changes):
            pass
    assert "rpa_" not in str(raised.value)


@pytest.mark.parametrize("kind", ["http_500", "http_429", "drop_reply", "html"])
async def test_a_provider_that_is_away_at_the_start_may_come_back(emulator: RunpodEmulator, kind: str) -> None:
    emulator.faults.add(kind, route="health")
    async with engine_for(emulator) as engine:
        assert (await engine.recognize(FINAL))[0].text == TEXT


async def test_nobody_listens_there(emulator: RunpodEmulator) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}/v2"
        async with engine_for(emulator, base_url=address) as engine:
            assert (await failure(engine, FINAL)).reason == "runpod_transport"


async def test_the_log_has_every_call_and_nothing_that_was_said(
    emulator: RunpodEmulator, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with engine_for(emulator, log_dir=tmp_path) as engine:
        await engine.recognize(FINAL)
        emulator.faults.add("http_500", times=None)
        await failure(engine, FINAL)
        emulator.faults.clear()
        emulator.faults.add("job_stalls")
        partial = asyncio.create_task(engine.recognize(PARTIAL))
        await emulator.job_started(2)
        await emulator.log.wait_for(1, "status")
        await given_up(partial)
        emulator.faults.add("http_401", route="runsync")
        await failure(engine, FINAL)
        await failure(engine, FINAL)  # left alone: not sent, so it is no line
    text = read(tmp_path / FILE_NAME)
    lines = [json.loads(line) for line in text.splitlines()]
    told = [(line["kind"], line["outcome"], line["http_status"], line["attempts"]) for line in lines]
    assert told == [
        ("final", "completed", 200, 1),
        ("final", "server_error", 500, 4),
        ("partial", "cancelled", 0, 1),
        ("final", "auth", 401, 1),
    ]
    first = lines[0]
    assert (first["audio_s"], first["job_id"], first["worker_id"]) == (
        1.0,
        emulator.jobs[0].id,
        emulator.jobs[0].worker_id,
    )
    assert first["bytes"] == emulator.log.of("runsync")[0].body_bytes
    assert first["delay_ms"] is not None
    assert first["execution_ms"] is not None
    assert lines[2]["job_id"] == emulator.jobs[1].id
    out, err = capsys.readouterr()
    for secret in (KEY, *PROMPT.split(), *TEXT.split()[3:]):
        assert secret not in text + out + err


def read(file: Path) -> str:
    return file.read_text()


LOCAL_WORKER = """
import runpod

def handle(job):
    prompt = job["input"].get("initial_prompt", "")
    if prompt == "boom":
        raise RuntimeError("boom")
    if prompt == "refuse":
        return {"error": "Unexpected input. model is not a valid input option."}
    measures = {"avg_logprob": -0.1, "compression_ratio": 1.0, "no_speech_prob": 0.0}
    return {"segments": [{"text": " yes " + prompt, "start": 0.0, "end": 1.0, **measures}]}

runpod.serverless.start({"handler": handle})
"""


@pytest.fixture(scope="module")
def local_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The local API of the real `runpod` package."""
    script = tmp_path_factory.mktemp("worker") / "worker.py"
    script.write_text(LOCAL_WORKER)
    with running(script) as base_url:
        yield base_url


@contextmanager
def running(script: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    arguments = ["--rp_serve_api", "--rp_api_host", "127.0.0.1", "--rp_api_port", str(port)]
    worker = subprocess.Popen(
        [sys.executable, str(script), *arguments],
        cwd=script.parent,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert worker.stderr is not None
    try:
        assert any("Uvicorn running" in line for line in worker.stderr), "the worker ended"
        yield f"http://127.0.0.1:{port}"
    finally:
        worker.terminate()
        worker.wait(10)
        worker.stderr.close()


async def test_the_local_api_of_a_worker_is_enough(local_api: str) -> None:
    settings = RunpodSettings(endpoint_id="", api_key=SecretStr(""), base_url=local_api, model="small", pace=QUICK)
    engine = RunpodEngine(settings)
    await engine.warm_up()
    try:
        assert not engine.is_warm
        for number in range(3):
            for is_final in (True, False):
                [segment] = await engine.recognize(Window(SOUND, is_final, f"{number}"))
                assert segment.text == f"yes {number}"
        assert engine.is_warm
        for is_final in (True, False):
            assert (await failure(engine, Window(SOUND, is_final, "boom"))).reason == "runpod_job_failed"
            assert (await failure(engine, Window(SOUND, is_final, "refuse"))).reason == "runpod_bad_input"
        task = asyncio.create_task(engine.recognize(Window(SOUND, is_final=False)))
        await asyncio.sleep(0)
        await given_up(task)
    finally:
        await engine.aclose()
    assert engine.counters.cancelled == 0
