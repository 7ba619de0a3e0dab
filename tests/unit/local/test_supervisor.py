"""A real supervisord with small programs: they are kept running, heard line by line, and gone when it is."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest

from xquizit_local.journal import Exited, Spawned, Warned
from xquizit_local.problem import Problem
from xquizit_local.supervisor import Listeners, Supervisor

SLEEPER = "import time; print('up', flush=True); time.sleep(600)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(600)"
)


class Ear:
    """Remembers what was said, and waits for what will be."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str]] = []
        self.events: list[Spawned | Exited | Warned] = []
        self._news = asyncio.Condition()
        self.listeners = Listeners(self._line, self._event)
        self._changed = asyncio.Event()

    def _line(self, name: str, line: str) -> None:
        self.lines.append((name, line))
        self._changed.set()

    def _event(self, event: Spawned | Exited | Warned) -> None:
        self.events.append(event)
        self._changed.set()

    def pids(self, name: str) -> list[int]:
        return [event.pid for event in self.events if isinstance(event, Spawned) and event.name == name]

    async def until(self, condition: object) -> None:
        assert callable(condition)
        async with asyncio.timeout(20):
            while not condition():
                self._changed.clear()
                await self._changed.wait()


@asynccontextmanager
async def running(tmp_path: Path, ear: Ear, **sources: str) -> AsyncIterator[Supervisor]:
    supervisor = Supervisor(tmp_path / "data", dict(os.environ), ear.listeners)
    programs: dict[str, tuple[list[str], Path]] = {}
    for name, source in sources.items():
        script = tmp_path / f"{name}.py"
        script.write_text(source)
        programs[name] = ([sys.executable, str(script)], tmp_path)
    try:
        await supervisor.start(programs, storage="redis")
        yield supervisor
    finally:
        await supervisor.stop()


async def test_what_dies_is_started_again(tmp_path: Path) -> None:
    ear = Ear()
    async with running(tmp_path, ear, tts=SLEEPER):
        await ear.until(lambda: ("tts", "up") in ear.lines)
        os.kill(ear.pids("tts")[0], signal.SIGKILL)
        await ear.until(lambda: ear.lines.count(("tts", "up")) == 2)
    assert any(isinstance(event, Exited) and event.name == "tts" and event.status is None for event in ear.events)
    assert not any(psutil.pid_exists(pid) for pid in ear.pids("tts"))


async def test_even_the_stubborn_are_gone_after_the_stop(tmp_path: Path) -> None:
    ear = Ear()
    async with running(tmp_path, ear, tts=STUBBORN, redis=SLEEPER):
        await ear.until(lambda: ("tts", "up") in ear.lines and ("redis", "up") in ear.lines)
    assert not any(psutil.pid_exists(pid) for pid in [*ear.pids("tts"), *ear.pids("redis")])


async def test_an_exit_status_of_two_is_told_and_the_lines_before_it_are_heard(tmp_path: Path) -> None:
    ear = Ear()
    async with running(tmp_path, ear, tts="import sys; print('wrong', file=sys.stderr); sys.exit(2)"):
        await ear.until(lambda: any(isinstance(event, Exited) and event.status == 2 for event in ear.events))
        await ear.until(lambda: ("tts", "wrong") in ear.lines)


async def test_lines_of_several_processes_stay_whole(tmp_path: Path) -> None:
    ear = Ear()
    # Each line leaves the process in many small writes, and is longer than a pipe takes at once.
    source = """
import os, time
for i in range(5):
    for _ in range(30):
        os.write(1, b"%s" * 1000)
    os.write(1, b"\\n")
time.sleep(600)
"""
    async with running(tmp_path, ear, one=source.replace("%s", "1"), two=source.replace("%s", "2")):
        await ear.until(lambda: len(ear.lines) == 10)
    assert sorted(ear.lines) == [("one", "1" * 30_000)] * 5 + [("two", "2" * 30_000)] * 5


async def test_a_second_one_in_the_same_directory_is_refused(tmp_path: Path) -> None:
    ear = Ear()
    async with running(tmp_path, ear, tts=SLEEPER):
        with pytest.raises(Problem, match="already running here"):
            await Supervisor(tmp_path / "data", dict(os.environ), ear.listeners).start({}, storage="redis")


async def test_paths_that_supervisord_could_misread(tmp_path: Path) -> None:
    folder = tmp_path / ("100%s a b" + "c" * 90)
    folder.mkdir()
    ear = Ear()
    async with running(folder, ear, tts=SLEEPER):
        await ear.until(lambda: ("tts", "up") in ear.lines)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent has died")
@pytest.mark.parametrize("victim", ["runner", "supervisord"])
async def test_nothing_outlives_a_killed_parent(tmp_path: Path, victim: str) -> None:
    runner = await asyncio.create_subprocess_exec(
        sys.executable, "-c", RUNNER, str(tmp_path), stdout=asyncio.subprocess.PIPE
    )
    assert runner.stdout is not None
    try:
        async with asyncio.timeout(20):
            await runner.stdout.readuntil(b"up\n")
        family = psutil.Process(runner.pid).children(recursive=True)
        assert len(family) == 3, "supervisord, tts and redis"
        if victim == "runner":
            runner.kill()
        else:
            family[0].kill()
        _, alive = await asyncio.to_thread(psutil.wait_procs, family, timeout=10)
        assert not alive
    finally:
        if runner.returncode is None:
            runner.kill()
        await runner.communicate()


RUNNER = f"""
import asyncio, os, pathlib, sys
from xquizit_local.supervisor import Listeners, Supervisor

async def main():
    seen = set()
    def line(name, text):
        seen.add(name)
        if len(seen) == 2:
            print("up", flush=True)
    supervisor = Supervisor(pathlib.Path(sys.argv[1]), dict(os.environ), Listeners(line, lambda event: None))
    program = ([sys.executable, "-c", {SLEEPER!r}], pathlib.Path.cwd())
    await supervisor.start({{"tts": program, "redis": program}}, storage="redis")
    await asyncio.Event().wait()

asyncio.run(main())
"""
