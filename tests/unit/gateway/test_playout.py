"""Pieces leave in order and when they are due, on a clock that jumps."""

import asyncio
from typing import Any

from tests.fakes.virtual_time import in_virtual_time
from xquizit_gateway.turns.pace import Pace
from xquizit_gateway.turns.piece import Rendering, SpokenPiece
from xquizit_gateway.turns.playout import READ_AHEAD_S, Playout

SECOND = bytes(48_000)


class Outlet:
    """Takes what leaves, and remembers when."""

    def __init__(self, ahead_s: float) -> None:
        self.left: list[tuple[int, float]] = []
        self.pace = Pace(ahead_s)
        self.playout = Playout(self.pace, shelve=self.shelve, release=self.release)

    def shelve(self, piece: SpokenPiece) -> list[dict[str, Any]]:
        return [{"index": piece.index, "ms": piece.rendering.ms}]

    async def release(self, references: list[dict[str, Any]]) -> None:
        self.left.append((references[0]["index"], round(asyncio.get_running_loop().time(), 3)))

    async def put(self, *lengths_s: int) -> None:
        begin = len(self.left)
        for index, length_s in enumerate(lengths_s, begin):
            await self.playout.put(SpokenPiece(index, "Words.", Rendering(SECOND * length_s), ""))


def test_each_piece_leaves_so_long_before_it_is_heard() -> None:
    async def play() -> Outlet:
        outlet = Outlet(ahead_s=4)
        await outlet.put(2, 6, 3, 5)
        outlet.playout.finish()
        await outlet.playout.run()
        return outlet

    # 2 s and 6 s: the second is heard from 2 on, and leaves at once; the third, heard from 8 on, 4 s before.
    assert in_virtual_time(play()).left == [(0, 0.0), (1, 0.0), (2, 4.0), (3, 7.0)]


def test_who_wants_all_of_it_gets_it_at_once() -> None:
    async def play() -> Outlet:
        outlet = Outlet(ahead_s=4)
        await outlet.put(9, 9, 9)
        outlet.playout.finish()
        async with asyncio.TaskGroup() as group:
            group.create_task(outlet.playout.run())
            await asyncio.sleep(1)
            outlet.pace.ahead_s = 0
            outlet.playout.look_again()
        return outlet

    assert in_virtual_time(play()).left == [(0, 0.0), (1, 1.0), (2, 1.0)]


def test_an_acknowledgement_lets_the_next_piece_leave_sooner() -> None:
    async def play() -> Outlet:
        outlet = Outlet(ahead_s=4)
        await outlet.put(9, 9)
        outlet.playout.finish()
        async with asyncio.TaskGroup() as group:
            group.create_task(outlet.playout.run())
            await asyncio.sleep(1)
            outlet.pace.acknowledged(0, 6, asyncio.get_running_loop().time())
            outlet.playout.look_again()
        return outlet

    assert in_virtual_time(play()).left == [(0, 0.0), (1, 1.0)]


def test_tts_is_held_up_only_when_very_much_is_waiting() -> None:
    async def play() -> tuple[float, bool]:
        outlet = Outlet(ahead_s=4)
        async with asyncio.TaskGroup() as group:
            playing = group.create_task(outlet.playout.run())
            await outlet.put(*[10] * (1 + round(READ_AHEAD_S / 10)))
            at_once = asyncio.get_running_loop().time()
            await asyncio.sleep(0)
            is_full = outlet.playout.is_full
            await outlet.put(10)
            outlet.playout.finish()
            await playing
        assert [index for index, _ in outlet.left][:4] == [0, 1, 2, 3]
        return at_once, is_full

    assert in_virtual_time(play()) == (0.0, True)
