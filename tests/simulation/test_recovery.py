"""An interview that is cut, doubled or mixed up at every point ends as the undisturbed one."""

from dataclasses import replace

import pytest
from redis.asyncio import Redis

from tests.simulation.disturbances import (
    DISTURBANCES,
    Disturbance,
    cut_everywhere,
    dead_at_every_command,
    doubled,
    mixed_up,
    replicas,
    undisturbed,
)
from tests.simulation.gates import EMBEDDED, GEMINI
from tests.simulation.labelled import load
from tests.simulation.recovery import PAIR_IDS, course_of, differences, disagreements, held

PAIRS = {pair.id: pair for pair in load()}
LEAST_POINTS = {
    (EMBEDDED, cut_everywhere): 200,
    (GEMINI, cut_everywhere): 50,
    (EMBEDDED, dead_at_every_command): 80,
    (GEMINI, dead_at_every_command): 80,
    (EMBEDDED, doubled): 10,
    (GEMINI, doubled): 10,
    (EMBEDDED, mixed_up): 10,
    (GEMINI, mixed_up): 10,
}
"""At how many points an interview is disturbed at least; were it fewer, the disturbance would miss some."""


@pytest.mark.parametrize("disturb", DISTURBANCES, ids=lambda disturb: disturb.__name__)
@pytest.mark.parametrize(
    ("engine", "pair_id"), [(EMBEDDED, PAIR_IDS[0]), (EMBEDDED, PAIR_IDS[1]), (GEMINI, PAIR_IDS[1])]
)
async def test_it_ends_as_the_undisturbed_one(redis: Redis, engine: str, pair_id: str, disturb: Disturbance) -> None:
    async with replicas(engine, redis) as service:
        whole = await held(service, PAIRS[pair_id])
    async with replicas(engine, redis) as service:
        course, stored = await course_of(service, PAIRS[pair_id], disturb)
    assert differences(course, stored, whole) == []
    assert course.points >= LEAST_POINTS.get((engine, disturb), 0)
    assert len(whole.turns) > 8
    if engine == GEMINI:
        assert any(turn.assessment for turn in stored.turns)


async def test_callers_agree_where_replicas_would_not(redis: Redis) -> None:
    async with replicas(GEMINI, redis, seeds=(1, 2)) as service:
        course, stored = await course_of(service, PAIRS[PAIR_IDS[0]], doubled)
    assert disagreements(course, stored) == []
    assert course.faults == []
    assert all(len(told) >= 2 for told in course.told.values())


async def test_every_difference_is_seen(redis: Redis) -> None:
    async with replicas(EMBEDDED, redis) as service:
        course, stored = await course_of(service, PAIRS[PAIR_IDS[0]], undisturbed)
    last = stored.turns[3]
    assert last.reply is not None
    said = last.reply.model_copy(update={"text": stored.turns[2].reply.text if stored.turns[2].reply else ""})
    doubled_question = last.model_copy(update={"reply": said})
    other = stored.model_copy(update={"turns": (*stored.turns[:3], doubled_question, *stored.turns[4:])})
    lost = last.model_copy(update={"answer": ""})
    assert differences(course, stored, stored) == []
    assert differences(course, other, stored) == [
        "turn 3: not everybody heard the same",
        "a question was asked twice",
        "turn 3 differs",
    ]
    assert differences(
        course, stored.model_copy(update={"turns": (*stored.turns[:3], lost, *stored.turns[4:])}), stored
    ) == ["turn 3 differs"]
    assert differences(course, stored.model_copy(update={"conclusion": None}), stored) == ["conclusion differs"]
    course.told[2].append("Something else?")
    assert differences(replace(course, faults=["turn 1 was taken anew"]), stored, stored) == [
        "turn 1 was taken anew",
        "turn 2: not everybody heard the same",
    ]
