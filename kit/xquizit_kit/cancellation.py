"""Cancellation that arrives: calls of redis-py and grpc.aio may swallow one that comes just as they complete."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

ResultT = TypeVar("ResultT")

AGAIN_S = 0.2


def raise_if_cancelled() -> None:
    """Ends this task when it was asked to end and the request was swallowed; to be called behind such calls.

    Raises:
        CancelledError: It was asked.
    """
    if is_cancelled():
        raise asyncio.CancelledError


def is_cancelled() -> bool:
    """Whether this task was asked to end."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def end(*tasks: asyncio.Task[Any], again_s: float = AGAIN_S) -> None:
    """Cancels the tasks, every `again_s` seconds anew, and waits until they have ended."""
    running = {task for task in tasks if not task.done()}
    while running:
        for task in running:
            task.cancel()
        _, running = await asyncio.wait(running, timeout=again_s)


async def to_its_end(work: Coroutine[Any, Any, ResultT], name: str) -> ResultT:
    """Runs `work` to its end, also when the caller is cancelled meanwhile; the cancellation counts after that."""
    task = asyncio.create_task(work, name=name)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as asked:
            cancelled = asked
    if cancelled is not None:
        if not task.cancelled():
            task.exception()  # nobody will ask
        raise cancelled
    return task.result()
