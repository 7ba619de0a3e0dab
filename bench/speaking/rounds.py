"""One round: some listen at once, the same to the floor; and how long a place is held by who has hung up."""

import asyncio
import os
import time
from dataclasses import dataclass
from typing import Any

from bench.speaking.listener import DEADLINE_S, Heard, hear, new_text, requests
from bench.speaking.stage import Stage
from bench.usage import Used, measured

LONG_CHARACTERS = 6000
"""A text that outlasts whoever hangs up."""


@dataclass(slots=True)
class Round:
    """What was seen."""

    listeners: int
    load: float
    fresh: list[Heard]
    cached: list[Heard]
    service: Used
    floor: list[Heard]
    floor_used: Used


async def run_round(stage: Stage, listeners: int, turns: int) -> Round:
    """`listeners` at once hear `turns` texts each, one after another, then the same texts again, then the floor's."""
    load = os.getloadavg()[0]
    texts = [[new_text() for _ in range(turns)] for _ in range(listeners)]
    async with measured(stage.service) as service:
        fresh = await _all_hear(stage.stub, texts)
    cached = await _all_hear(stage.stub, texts)
    async with measured(stage.floor) as floor_used:
        floor = await _all_hear(stage.floor_stub, texts)
    return Round(listeners, load, fresh, cached, service, floor, floor_used)


async def _all_hear(stub: Any, texts: list[list[str]]) -> list[Heard]:
    async def listen(number: int) -> list[Heard]:
        return [await hear(stub, text, f"bench-{number}") for text in texts[number]]

    heard = await asyncio.gather(*(listen(number) for number in range(len(texts))))
    return [one for each in heard for one in each]


async def hang_up(stage: Stage) -> float:
    """Seconds from hanging up until who waits for that place hears the first sound. The service has one place only."""
    text = new_text()
    long = " ".join(new_text() for _ in range(LONG_CHARACTERS // 90))
    holds = stage.narrow_stub.Synthesize(requests(long, "holds"), timeout=DEADLINE_S)
    await holds.read()
    waits = stage.narrow_stub.Synthesize(requests(text, "waits"), timeout=DEADLINE_S)
    reading = asyncio.ensure_future(waits.read())
    # Its request has to be there and to wait; nothing tells us that it does.
    await asyncio.wait({reading}, timeout=0.1)
    if reading.done():
        raise RuntimeError("there is more than one place")
    hung_up_s = time.monotonic()
    holds.cancel()
    await reading
    waited_s = time.monotonic() - hung_up_s
    waits.cancel()
    return waited_s
