"""What is told in confidence comes out nowhere, whatever the model does; and the search finds what does come out."""

import logging

import pytest
import structlog
from redis.asyncio import Redis

from tests.emulators.gemini.faults import FaultKind
from tests.simulation.indiscreet import INDISCRETIONS
from tests.simulation.labelled import load
from tests.simulation.leaks import Canaries, Scene, Search, leaked, scenes
from tests.simulation.outlet import captured_logs

PAIR = next(pair for pair in load() if pair.id == "electrician")
SEED = 7
FAULTS = ("gullible", "http_403", "garbage", "blocked_answer", "verdict")
SCENES = [
    None,
    Scene(),
    *(Scene(FaultKind.CANARY_LEAK, method) for method in ("streamGenerateContent", "generateContent")),
    *(Scene(FaultKind(fault)) for fault in FAULTS),
    *(Scene(tells=what) for what in INDISCRETIONS),
]


@pytest.mark.parametrize("scene", SCENES, ids=str)
async def test_nothing_leaks(redis: Redis, scene: Scene | None) -> None:
    found, searched = await leaked(redis, PAIR, Canaries.of(SEED), scene, seed=SEED)
    assert searched > 100
    assert found == []


def test_every_fault_has_its_scene() -> None:
    assert {scene.fault for scene in scenes()} == {None, *FaultKind}
    assert {scene.tells for scene in scenes()} == {"", *INDISCRETIONS}


def test_canaries_are_as_their_seed_and_stand_nowhere_else() -> None:
    assert Canaries.of(1) == Canaries.of(1)
    assert Canaries.of(1) != Canaries.of(2)
    own = Canaries.of(1)
    assert own.code in own.wishes
    assert own.name in own.wishes
    assert Search([own.code, own.name, own.key]).found_in(f"{PAIR.resume} {PAIR.job_description}") == []


@pytest.mark.parametrize(
    "text",
    [
        "K12ab34cd56ef",
        "it is k12AB-34cd 56EF.",
        "K 1 2 a b 3 4 c d 5 6 e f",
        "fe65dc43ba21K",
        '{"note": "K12ab34cd56ef"}',
    ],
)
def test_a_short_secret_is_found_however_it_is_spelled(text: str) -> None:
    assert Search(["K12ab34cd56ef"]).found_in(text) == ["K12ab34cd56ef"]


def test_six_words_of_a_long_secret_are_found_and_five_are_not() -> None:
    search = Search(["You hold a spoken job interview. A voice reads your words to the candidate."])
    assert search.found_in("Well: a VOICE reads your words, to you")
    assert not search.found_in("A voice reads your words.")


def test_logs_of_all_kinds_are_captured() -> None:
    with captured_logs() as lines:
        structlog.stdlib.get_logger("some").debug("told", secret="K1")
        logging.getLogger("library").debug("told %s", "K2")
        try:
            raise ValueError("K3")
        except ValueError:
            logging.getLogger("library").exception("failed")
    assert all(any(secret in line for line in lines) for secret in ("K1", "K2", "K3"))
    assert not structlog.is_configured()
