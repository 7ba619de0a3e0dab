"""One answer under every third fault of the provider; the whole table: `python -m tests.provider_faults`."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.redis_process import RedisProcess
from tests.provider_faults.cases import CANARY, NOTHING, cases
from tests.provider_faults.row import Row, row_of
from tests.provider_faults.stage import Held, Sentence, Stage
from tests.provider_faults.table import table
from tests.provider_faults.witness import Witness
from xquizit_transcription.engines.runpod.counters import Snapshot

CHOSEN = (
    "http_401 for good",
    "http_413",
    "http_429",
    "http_429_retry_after",
    "http_500 for good",
    "http_502",
    "http_503_retry_after",
    "drop_before_read",
    "drop_reply",
    "cut_mid_reply for good",
    "hang",
    "slow for good",
    "garbage",
    "html for good",
    "unfinished for good",
    "stale_status for good",
    "cancel_too_late",
    "job_failed",
    "job_failed_without_text for good",
    "job_timed_out",
    "job_stuck for good",
    "job_slow",
    "cold_start for good",
    "worker_dies_twice",
    "output_null",
    "output_wrong_shape for good",
    "output_nan",
    "hallucination",
    "repetition",
    "repetition for good",
)
_AT_ONCE = 5


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    with RedisProcess() as redis:
        yield redis.url


async def held(redis_url: str, cache_dir: Path, titles: tuple[str, ...]) -> list[Row]:
    """Rows of the table, spoken at twice the usual pace."""
    by_title = {case.title: case for case in [NOTHING, *cases()]}
    room = asyncio.Semaphore(_AT_ONCE)
    async with Stage.opened(redis_url, cache_dir) as stage:

        async def row(title: str) -> Row:
            async with room:
                return row_of(await stage.hold(by_title[title], pace=2.0))

        return list(await asyncio.gather(*map(row, titles)))


@pytest.mark.timeout(180)
async def test_no_fault_of_the_provider_costs_a_sample_or_a_word(redis_url: str, tmp_path: Path) -> None:
    rows = await held(redis_url, tmp_path, CHOSEN)
    assert not any(row.broken for row in rows), "\n" + "\n".join(table(rows, rows[0]))


async def test_without_a_fault_nobody_notices_anything(redis_url: str, tmp_path: Path) -> None:
    [row] = await held(redis_url, tmp_path, (NOTHING.title,))
    assert (row.broken, row.lost, row.invented, row.retries, row.errors) == ((), 0, 0, 0, ())
    assert row.captions > 1
    assert row.heard_by == "R R R"


def test_every_rule_can_be_broken() -> None:
    case = next(case for case in cases() if case.title == "http_500")
    witness = Witness("ws://nowhere", bytes(320_000))
    said = {"text": "thanks for watching", "is_final": True, "start": "0.5", "end": "1.5", "engine": "runpod"}
    error = {"type": "error", "error": f"It broke: {CANARY}", "code": "broken"}
    witness.told = [(1.0, {"type": "transcript", "segment": said}), (2.0, error)]
    witness.finals, witness.engines = [said], [("pocketsphinx", "standing_in")]
    counters = Snapshot(calls={}, jobs=0, retries=0, cancelled=0, worker_s=0, queue_s=0)
    sentences = (Sentence("I led a team.", 8_000, 30_000),)
    held = Held(case, sentences, witness, False, stored_samples=0, struck=0, jobs=0, counters=counters)
    assert row_of(held).broken == (
        "the fault never struck",
        "samples not acknowledged",
        "answer not complete",
        "4 words lost",
        "3 words invented",
        "exception text shown",
        "somebody stood in",
    )


def test_every_fault_of_the_emulator_has_rows_of_its_own() -> None:
    titles = [case.title for case in cases()]
    assert len(titles) == len(set(titles))
    assert set(CHOSEN) <= set(titles)
    assert len(CHOSEN) >= len(titles) / 3
