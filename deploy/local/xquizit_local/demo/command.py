"""`demo`: starts a stack of its own (or takes yours), holds the interview, writes demo-output/."""

import asyncio
import json
import platform
import signal
import sys
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Literal

import httpx
from pydantic import Field
from rich.console import Console

from xquizit_kit.settings import ServiceSettings
from xquizit_local.demo import candidate as candidates
from xquizit_local.demo.client import InterviewClient
from xquizit_local.demo.conversation import GAP_DEFINITION, Interview, hold
from xquizit_local.demo.printout import Printout, medians
from xquizit_local.emulated_gemini import EmulatedGemini
from xquizit_local.problem import Problem
from xquizit_local.readiness import ServiceState, service_states
from xquizit_local.stack import Stack, StackOptions

READY_LIMIT_S = 60.0
OUTPUTS = ("transcript.md", "report.md", "report.html", "report.json", "conversation.wav", "timings.json", "stack.log")
"""What it writes, stack.log only when it starts a stack."""


class DemoSettings(ServiceSettings):
    """Who is interviewed, how long and where."""

    role: str = ""
    """A folder of tests/corpus; the first when empty."""
    questions: int = Field(default=5, ge=1, le=15)
    """Answers before the candidate asks to stop."""
    speed: float = Field(default=1.0, ge=0.5, le=20)
    """How fast the candidate speaks and listens; only 1 gives honest turn gaps."""
    base_url: str = ""
    """A gateway that already runs; a stack is started when empty."""
    interview: Literal["usual", "emulated"] = "usual"
    """Who asks in a stack of its own; see `LocalSettings.interview`."""


async def run(root: Path, settings: DemoSettings) -> int:
    """Holds one interview and returns the exit status: 0 only when nothing of it failed."""
    output = root / "demo-output"
    output.mkdir(exist_ok=True)
    for name in OUTPUTS:
        (output / name).unlink(missing_ok=True)
    task = asyncio.current_task()
    assert task is not None
    for signum in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(signum, task.cancel)
    try:
        candidate = candidates.load(root / "tests/corpus", settings.role)
        with Printout(Console(highlight=False)) as printout:
            async with _gateway(root, settings, output, printout) as base_url:
                async with httpx.AsyncClient(base_url=base_url, timeout=60.0, trust_env=False) as http:
                    states = await service_states(http)
                    _introduce(printout, candidate, states, settings)
                    interview = await hold(
                        InterviewClient(http),
                        candidate,
                        questions=settings.questions,
                        speed=settings.speed,
                        watcher=printout.watcher,
                    )
                printout.progress("writing demo-output/")
                await asyncio.to_thread(_write, output, interview, states, settings)
            printout.summary(interview)
            printout.say(f"written: {', '.join(sorted(f'demo-output/{path.name}' for path in output.iterdir()))}")
    except Problem as problem:
        print(f"{problem.sentence}{_where_to_look(output)}", file=sys.stderr)
        return problem.status
    except asyncio.CancelledError:
        print("Interrupted; everything was stopped.", file=sys.stderr)
        return 130
    except (httpx.HTTPError, TimeoutError) as broken:
        print(f"The gateway did not answer ({type(broken).__name__}).{_where_to_look(output)}", file=sys.stderr)
        return 1
    return 1 if interview.failures else 0


_ALL_AUDIO_AT_ONCE = {"AUDIO_AHEAD_S": "0"}
"""The candidate of the demo takes down what is said and does not listen in real time."""


@asynccontextmanager
async def _gateway(root: Path, settings: DemoSettings, output: Path, printout: Printout) -> AsyncGenerator[str]:
    if settings.base_url:
        yield settings.base_url.rstrip("/")
        return
    printout.progress("starting Redis, the four services and the gateway")
    with tempfile.TemporaryDirectory(prefix="xquizit-demo-") as data, (output / "stack.log").open("w") as log:

        def write(line: str) -> None:
            print(line, file=log, flush=True)

        emulated = EmulatedGemini.on_a_free_port() if settings.interview == "emulated" else None
        options = StackOptions(
            directory=root,
            data_dir=Path(data),
            environment={**_ALL_AUDIO_AT_ONCE, **(emulated.environment if emulated else {})},
            extra=emulated.programs(root) if emulated else {},
        )
        async with Stack(options, write) as stack:
            await stack.wait_ready(READY_LIMIT_S)
            yield stack.base_url
            printout.progress("stopping the services")


def _where_to_look(output: Path) -> str:
    return " The log of all services is demo-output/stack.log." if (output / "stack.log").exists() else ""


def _introduce(
    printout: Printout, candidate: candidates.Candidate, states: list[ServiceState], settings: DemoSettings
) -> None:
    printout.say(f"{candidate.name} is interviewed as {candidate.role}.")
    for state in states:
        if state.engine:
            printout.say(f"{state.name}: {state.engine} {state.model} {state.caveat}".rstrip())
    if settings.speed != 1:
        printout.say(f"SPEED={settings.speed:g}: faster than people speak, so the turn gaps are not comparable.")


def _write(output: Path, interview: Interview, states: list[ServiceState], settings: DemoSettings) -> None:
    (output / "transcript.md").write_text(interview.transcript_markdown)
    (output / "report.md").write_text(interview.report_markdown)
    (output / "report.html").write_text(interview.report_page)
    (output / "report.json").write_text(json.dumps(interview.report, indent=2, ensure_ascii=False) + "\n")
    interview.recording.write(output / "conversation.wav")
    timings = {
        "definitions": {
            "turn gap": GAP_DEFINITION,
            "recognition": "stop_recording sent → complete",
            "first text, first audio": "answer submitted → first of it arrives",
            "units": "milliseconds; word error rate: errors by words said",
        },
        "machine": {"python": platform.python_version(), "system": platform.platform()},
        "engines": {state.name: f"{state.engine} {state.model}".strip() for state in states if state.engine},
        "speed": settings.speed,
        "turns": [asdict(turn) for turn in interview.turns],
        "medians": medians(interview.turns),
        "failures": interview.failures,
    }
    (output / "timings.json").write_text(json.dumps(timings, indent=2, ensure_ascii=False) + "\n")
