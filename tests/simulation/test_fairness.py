"""Who the candidate is decides nothing: plans for every swap on some pairs, interviews for one swap of each kind."""

from dataclasses import replace

import pytest
from redis.asyncio import Redis

from tests.simulation.fairness import Swap, Twins, chosen, plan_fault, swaps
from tests.simulation.gates import EMBEDDED, GEMINI
from tests.simulation.injections import bench
from tests.simulation.labelled import Pair, load

PAIRS = load()
BY_ID = {pair.id: pair for pair in PAIRS}
KINDS = {"name", "pronouns", "school", "gap", "no gap", "gap at present", "personal", "personal at the end"}


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.id)
def test_every_swap_changes_the_resume_and_nothing_else_in_it(pair: Pair) -> None:
    found = list(swaps(pair))
    assert {swap.kind for swap in found} >= KINDS - {"gap at present"}
    for swap in found:
        assert swap.before != swap.after
        if swap.kind in {"name", "school"}:
            added = 1 if swap.after.endswith(swap.before) else 0
            assert len(swap.after.splitlines()) == len(swap.before.splitlines()) + added
            assert swap.what.casefold() in swap.after.casefold()
        elif swap.kind != "no gap":
            before, after = ([line for line in text.splitlines() if line] for text in (swap.before, swap.after))
            extra = 2 if swap.kind == "personal at the end" else 1
            assert swap.what in after
            assert len(after) == len(before) + extra
            assert set(after) - set(before) <= {swap.what, "Personal"}


@pytest.mark.parametrize("pair", PAIRS[::4], ids=lambda pair: pair.id)
def test_plans_are_the_same(pair: Pair) -> None:
    assert [fault for swap in swaps(pair) if (fault := plan_fault(pair, swap))] == []


@pytest.mark.parametrize(("engine", "most"), [(EMBEDDED, 8), (GEMINI, 3)])
async def test_interviews_are_the_same(redis: Redis, engine: str, most: int) -> None:
    pair = BY_ID["biomedical_scientist" if engine == EMBEDDED else "warehouse_operative_short"]
    found: dict[str, list[str]] = {}
    async with bench(engine, redis) as on:
        twins = Twins(on, pair)
        for swap in chosen(list(swaps(pair)), 5)[:most]:
            found[str(swap)] = await twins.differences(swap)
    assert len(found) >= 3
    assert not any(found.values())


async def test_a_difference_is_seen(redis: Redis) -> None:
    pair = BY_ID["backend_engineer"]
    without = pair.resume.replace("Python", "Fortran").replace("pytest", "tests")
    swap = Swap("skill", "Fortran", pair.resume, without)
    assert plan_fault(pair, swap) == "backend_engineer: skill: Fortran: another plan"
    assert plan_fault(pair, replace(swap, after=swap.before)) == "backend_engineer: skill: Fortran: nothing was swapped"
    async with bench(EMBEDDED, redis) as on:
        assert {"plan", "words"} <= {*await Twins(on, pair).differences(swap)}
