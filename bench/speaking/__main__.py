"""Measures the tts service: `python -m bench.speaking`; see bench/README.md."""

import argparse
import asyncio
import json
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bench.console import numbers, say
from bench.figure import Figure, median, spread
from bench.machine import machine
from bench.speaking.figures import figures
from bench.speaking.rounds import Round, hang_up, run_round
from bench.speaking.stage import running
from bench.table import table

_RESULTS = Path(__file__).parents[1] / "results"
_TURNS = {"espeak": 20, "kokoro": 2}
"""Texts for each listener in a round."""


def main() -> None:
    """Reads the command line, measures, prints, writes the raw data."""
    given = _parser().parse_args()
    about = machine()
    say("  ".join(f"{name}: {value}" for name, value in about.items()))
    say(f"cells: median / p95 (n); {given.rounds} rounds; definitions: bench/README.md")
    raw: dict[str, Any] = {"machine": about, "arguments": {key: str(value) for key, value in vars(given).items()}}
    for engine in [given.engine] if given.engine else ["espeak", "kokoro"]:
        if engine == "kokoro" and not (find_spec("kokoro") and given.model):
            say("\nkokoro  absent: its packages or weights are not here (xquizit-tts[kokoro], --model DIR)")
            continue
        raw[engine] = asyncio.run(_measure(engine, given))
    path = given.json or _RESULTS / f"speaking-{datetime.now(UTC):%Y-%m-%dT%H%M%S}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(raw))
    say(f"\nraw data: {path}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.speaking", description=__doc__)
    parser.add_argument("--engine", choices=_TURNS, help="only this one; default: all")
    parser.add_argument("--listeners", type=numbers, default=[1, 5, 20], help="at once, e.g. 1,5,20")
    parser.add_argument("--rounds", type=int, default=3, help="of each number of listeners")
    parser.add_argument("--turns", type=int, help="texts for each listener in a round; default: by engine")
    parser.add_argument("--hang-ups", type=int, default=30, help="how often somebody hangs up")
    parser.add_argument("--model", type=Path, help="a folder with Kokoro's weights")
    parser.add_argument("--json", type=Path, help="where to write the raw data; default: bench/results/")
    return parser


async def _measure(engine: str, given: argparse.Namespace) -> dict[str, Any]:
    levels: list[int] = given.listeners
    settings = {"KOKORO_MODEL_DIR": str(given.model.absolute())} if given.model else {}
    by_level: dict[int, list[Round]] = {level: [] for level in levels}
    async with running(engine, settings) as stage:
        await run_round(stage, 1, 1)  # connections and workers are warm from here on
        for _ in range(given.rounds):
            for level in levels:
                by_level[level].append(await run_round(stage, level, given.turns or _TURNS[engine]))
        waits_s = [await hang_up(stage) for _ in range(given.hang_ups)]
    found = {level: figures(rounds) for level, rounds in by_level.items()}
    found[levels[0]].append(spread("hanging up to the next caller's sound", "ms", [1000 * wait for wait in waits_s]))
    say("")
    loads = {level: median([each.load for each in rounds]) for level, rounds in by_level.items()}
    for line in table(f"{engine}: listeners at once", found, loads):
        say(line)
    return {str(level): _raw(rounds, found[level]) for level, rounds in by_level.items()} | {"hang_ups_s": waits_s}


def _raw(rounds: list[Round], found: list[Figure]) -> dict[str, Any]:
    return {"figures": [asdict(figure) for figure in found], "rounds": [asdict(each) for each in rounds]}


if __name__ == "__main__":
    main()
