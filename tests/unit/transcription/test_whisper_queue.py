"""Which window a worker gets next."""

import asyncio

import pytest

from xquizit_kit.errors import AtCapacity, EngineFailed
from xquizit_transcription.engines.whisper.window_queue import Job, WindowQueue
from xquizit_transcription.windows.port import Window


def job(*, is_final: bool) -> Job:
    return Job(Window(b"\0\0", is_final), asyncio.get_running_loop().create_future())


async def test_finals_go_first_and_otherwise_it_is_in_turn() -> None:
    queue = WindowQueue(10)
    looks = [job(is_final=False) for _ in range(2)]
    finals = [job(is_final=True) for _ in range(2)]
    for waiting in (looks[0], finals[0], looks[1], finals[1]):
        queue.put(waiting)
    assert [await queue.get() for _ in range(4)] == [*finals, *looks]


async def test_a_dropped_one_is_not_given_to_anybody() -> None:
    queue = WindowQueue(10)
    first, second = job(is_final=False), job(is_final=False)
    queue.put(first)
    queue.put(second)
    queue.drop(first)
    assert await queue.get() is second
    queue.drop(second)
    assert not len(queue)


async def test_workers_wait_for_windows() -> None:
    queue = WindowQueue(10)
    workers = [asyncio.create_task(queue.get()) for _ in range(2)]
    jobs = [job(is_final=True) for _ in range(2)]
    for waiting in jobs:
        await asyncio.sleep(0)
        queue.put(waiting)
    assert set(await asyncio.gather(*workers)) == set(jobs)


async def test_it_is_bounded() -> None:
    queue = WindowQueue(1)
    queue.put(job(is_final=False))
    with pytest.raises(AtCapacity):
        queue.put(job(is_final=True))


async def test_at_the_end_all_who_wait_are_told() -> None:
    queue = WindowQueue(10)
    waiting, gone = job(is_final=True), job(is_final=False)
    queue.put(waiting)
    queue.put(gone)
    gone.answer.cancel()
    queue.fail_all(EngineFailed("The end."))
    with pytest.raises(EngineFailed):
        await waiting.answer
    assert gone.answer.cancelled()
    assert not len(queue)


async def test_an_answer_is_given_once_and_only_to_who_waits() -> None:
    answered = job(is_final=True)
    answered.succeed([])
    answered.fail(EngineFailed("Too late."))
    assert await answered.answer == []
    gone = job(is_final=True)
    gone.answer.cancel()
    gone.succeed([])
    gone.fail(EngineFailed("Too late."))
    assert not gone.is_wanted
