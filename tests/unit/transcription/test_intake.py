import asyncio

import pytest

from xquizit_kit.errors import InvalidInput
from xquizit_transcription.intake import Intake


async def test_samples_come_out_in_order_and_small_frames_are_joined() -> None:
    intake = Intake(most_samples=1000)
    for value in (1, 2, 3):
        await intake.put(bytes([value, 0]) * 4)
    assert await intake.take(least_samples=4, most_samples=8, wait_s=1) == b"\x01\0" * 4 + b"\x02\0" * 4
    intake.close()
    assert await intake.take(least_samples=99, most_samples=99, wait_s=1) == b"\x03\0" * 4
    assert await intake.take(least_samples=99, most_samples=99, wait_s=1) is None


async def test_the_reader_does_not_wait_for_ever() -> None:
    assert await Intake(most_samples=10).take(least_samples=1, most_samples=1, wait_s=0.01) == b""


async def test_a_writer_waits_while_it_is_full() -> None:
    intake = Intake(most_samples=4)
    await intake.put(bytes(8))
    async with asyncio.TaskGroup() as group:
        writer = group.create_task(intake.put(b"\x01\0"))
        for _ in range(5):
            await asyncio.sleep(0)
        assert not writer.done()
        assert await intake.take(least_samples=1, most_samples=4, wait_s=1) == bytes(8)
    assert await intake.take(least_samples=1, most_samples=4, wait_s=1) == b"\x01\0"


async def test_a_failure_comes_after_the_samples_before_it() -> None:
    intake = Intake(most_samples=10)
    await intake.put(bytes(2))
    intake.close(InvalidInput("no"))
    assert await intake.take(least_samples=5, most_samples=5, wait_s=1) == bytes(2)
    with pytest.raises(InvalidInput):
        await intake.take(least_samples=5, most_samples=5, wait_s=1)
