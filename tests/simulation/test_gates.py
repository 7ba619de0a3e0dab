"""The gates hold with both engines on interviews with every persona, on pairs that rotate from persona to persona."""

from collections import defaultdict
from collections.abc import Mapping

import pytest

from tests.simulation.gates import ENGINES, Gate, Score
from tests.simulation.labelled import load
from tests.simulation.personas import PERSONAS, STRONG, WEAK
from tests.simulation.scorecard import MEASURES
from tests.simulation.shares import HELD, Share, hold_shares, scores_of

SEED = 1
PROCESSES = 2
PAIRS_EACH = 2
COMPARED_ON = ("backend_engineer", "intensive_care_nurse", "sous_chef")
"""The pairs on which strong and weak candidates are held against each other."""


def plan() -> dict[str, tuple[str, ...]]:
    """Who is interviewed on which pair."""
    compared = {persona.name for persona in (*STRONG, WEAK)}
    held: dict[str, list[str]] = defaultdict(list)
    for pair_id in COMPARED_ON:
        held[pair_id] += sorted(compared)
    others = [persona.name for persona in PERSONAS if persona.name not in compared]
    pairs = [pair.id for pair in load()]
    for at, name in enumerate(others):
        for turn in range(PAIRS_EACH):
            held[pairs[(at * PAIRS_EACH + turn) % len(pairs)]].append(name)
    return {pair_id: tuple(names) for pair_id, names in held.items()}


@pytest.fixture(scope="module")
def scores() -> Mapping[str, Mapping[str, Score]]:
    """By engine and gate."""
    names = tuple(gate.name for gate in MEASURES)
    shares = [
        Share(engine, pair_id, personas, SEED, names)
        for engine in reversed(ENGINES)
        for pair_id, personas in plan().items()
    ]
    outcomes = list(hold_shares(shares, processes=PROCESSES))
    return {engine: scores_of(outcomes, engine) for engine in ENGINES}


def test_the_plan_has_everybody_and_nearly_every_pair() -> None:
    assert {name for names in plan().values() for name in names} == {persona.name for persona in PERSONAS}
    assert len(plan()) >= len(load()) - 2


@pytest.mark.parametrize("engine", ENGINES)
def test_every_interview_is_held_to_its_end(scores: Mapping[str, Mapping[str, Score]], engine: str) -> None:
    assert scores[engine][HELD].total == sum(map(len, plan().values()))
    assert scores[engine][HELD].failures == ()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("gate", MEASURES, ids=lambda gate: gate.name.replace(" ", "-"))
def test_the_gate_holds(scores: Mapping[str, Mapping[str, Score]], engine: str, gate: Gate) -> None:
    score = scores[engine][gate.name]
    assert score.total > 0
    told = "\n".join(score.failures[:8])
    assert score.share >= gate.threshold, f"{gate.definition}: {len(score.failures)} of {score.total}\n{told}"
