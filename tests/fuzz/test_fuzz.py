"""A short run of the fuzzer: no document makes a parser fail in a way it does not know, or take longer than it may.

Chance is hypothesis' own and always the same: a failure comes back, and is made small. `python -m tests.fuzz` is long.
"""

import asyncio
from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.corpus import hostile
from tests.fuzz.documents import good, mutated
from tests.fuzz.driver import KNOWN, LIMIT_S, Parser, Result, parser

EXAMPLES = 800
"""About 20 seconds."""


@pytest.fixture(scope="module")
def fuzzed() -> Iterator[tuple[asyncio.Runner, Parser]]:
    running = Parser()
    with asyncio.Runner() as runner:
        runner.get_loop()
        try:
            yield runner, running
        finally:
            runner.run(running.close())


def test_what_chance_makes_of_good_documents_is_read_or_refused(fuzzed: tuple[asyncio.Runner, Parser]) -> None:
    runner, running = fuzzed
    seen: set[str] = set()

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(chance=st.randoms(use_true_random=False))
    def run(chance: Random) -> None:
        result = runner.run(running.parse(mutated(chance)))
        seen.add(result.reason or "read")
        assert not result.is_finding, result.reason

    run()
    assert {"read", "damaged"} <= seen


async def test_the_fuzzer_would_notice() -> None:
    assert Result("worker_failed", 0.1).is_finding
    assert Result("worker_died", 0.1).is_finding
    assert not Result("", 0.1).is_finding
    assert all(not Result(reason, 0.1).is_finding for reason in KNOWN)


async def test_good_documents_are_read_before_anything_is_changed() -> None:
    async with parser() as running:
        for kind, documents in good().items():
            assert len(documents) > 3, kind
            for data in documents:
                result = await running.parse(data)
                assert result.reason in {"", "no_text"}, f"{kind} of {len(data)} bytes: {result.reason}"
        assert running.starts == 1


async def test_a_document_that_takes_too_long_ends_its_parser_and_the_next_one_is_read() -> None:
    async with parser() as running:
        assert (await running.parse(hostile.slow_pdf())).reason == "too_slow"
        assert (await running.parse(hostile.resume_pdf())).reason == ""
        assert running.starts == 2


def test_the_same_seed_makes_the_same_document() -> None:
    assert [mutated(Random(seed)) for seed in range(20)] == [mutated(Random(seed)) for seed in range(20)]
    assert LIMIT_S < 15
