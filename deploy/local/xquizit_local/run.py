"""`run` and `dev`: the stack in the foreground until Ctrl-C or SIGTERM."""

import asyncio
import os
import shutil
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import httpx
from rich.console import Console

from xquizit_local.banner import banner
from xquizit_local.emulated_gemini import EmulatedGemini
from xquizit_local.problem import Problem
from xquizit_local.readiness import service_states
from xquizit_local.settings import LocalSettings
from xquizit_local.stack import Stack, StackOptions

SLOW_AFTER_S = 15.0
"""When something is not ready this long after the start, it is named, and again each time as long."""

out = Console(soft_wrap=False, highlight=False)


async def run(root: Path, settings: LocalSettings, *, watch: bool) -> int:
    """Runs the stack until it is asked to stop, and returns the exit status.

    Args:
        root: The checkout; its `.env` counts.
        settings: Where to listen, whose Redis to use, where the data is.
        watch: Whether to restart a service when its source changes, and to serve the page in development mode.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(signum, stop.set)
    emulated = EmulatedGemini.on_a_free_port() if settings.interview == "emulated" else None
    options = StackOptions(
        directory=root,
        data_dir=root / settings.local_data_dir,
        gateway_port=settings.gateway_port,
        redis_url=settings.own_redis_url,
        usual_ports=True,
        environment=emulated.environment if emulated else {},
        extra={**(_page(root) if watch else {}), **(emulated.programs(root) if emulated else {})},
    )
    try:
        async with Stack(options, print_line) as stack, asyncio.TaskGroup() as group:
            tasks = [group.create_task(_announce(stack), name="announce")]
            if watch:
                from xquizit_local import reload  # only `dev` needs the watcher

                tasks.append(group.create_task(reload.restart_on_change(stack, root), name="reload"))
            problem = await stack.ended(stop)
            for task in tasks:
                task.cancel()
            if problem is None:
                stack.say("stopping")
    except Problem as refused:
        problem = refused
    if problem is not None:
        print(problem.sentence, file=sys.stderr)
        return problem.status
    return 0


def print_line(line: str) -> None:
    """One line of the merged log; when nobody reads it any more (`make run | head`), the stack is stopped."""
    try:
        print(line, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        signal.raise_signal(signal.SIGHUP)


async def _announce(stack: Stack) -> None:
    """Prints the banner when all is ready; says what is missing when that takes long."""
    started = time.monotonic()
    while True:
        try:
            await stack.wait_ready(SLOW_AFTER_S)
            break
        except Problem as waiting:
            stack.say(waiting.sentence)
    async with httpx.AsyncClient(base_url=stack.base_url, timeout=5.0, trust_env=False) as client:
        states = await service_states(client)
    out.print(banner(stack.base_url, states, time.monotonic() - started))


def _page(root: Path) -> dict[str, tuple[Sequence[str], Path]]:
    folder = root / "frontend"
    npm = shutil.which("npm")
    return {"page": ([npm, "run", "dev"], folder)} if npm and (folder / "package.json").exists() else {}
