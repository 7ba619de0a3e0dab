"""Measures the documents service: `python -m bench.documents`; see bench/README.md."""

import argparse
import asyncio
import json
import os
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.console import numbers, say
from bench.documents.bare import documents
from bench.documents.figures import comparison, figures
from bench.documents.ratio import compare
from bench.documents.rounds import Round, run_round
from bench.documents.stage import running
from bench.figure import median
from bench.machine import machine
from bench.table import table

_RESULTS = Path(__file__).parents[1] / "results"


def main() -> None:
    """Reads the command line, measures, prints, writes the raw data."""
    given = _parser().parse_args()
    about = machine()
    say("  ".join(f"{name}: {value}" for name, value in about.items()))
    say(f"cells: median / p95 (n); {given.rounds} rounds; definitions: bench/README.md\n")
    raw: dict[str, Any] = {"machine": about, "arguments": {key: str(value) for key, value in vars(given).items()}}
    raw |= asyncio.run(_measure(given))
    path = given.json or _RESULTS / f"documents-{datetime.now(UTC):%Y-%m-%dT%H%M%S}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(raw))
    say(f"\nraw data: {path}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.documents", description=__doc__)
    parser.add_argument("--clients", type=numbers, default=[1, 4, 16], help="at once, e.g. 1,4,16")
    parser.add_argument("--rounds", type=int, default=3, help="of each number of clients")
    parser.add_argument("--each", type=int, default=20, help="documents for each client in a round")
    parser.add_argument("--repeats", type=int, default=15, help="of each document beside the bare library")
    parser.add_argument(
        "--parsers", type=int, default=os.cpu_count() or 2, help="parser processes; default: one a core"
    )
    parser.add_argument("--only", default="", help="documents with this in their name")
    parser.add_argument("--json", type=Path, help="where to write the raw data; default: bench/results/")
    return parser


async def _measure(given: argparse.Namespace) -> dict[str, Any]:
    chosen = {name: data for name, data in documents().items() if given.only in name}
    compared = await compare(chosen, given.repeats)
    for line in comparison(compared):
        say(line)
    levels: list[int] = given.clients
    by_level: dict[int, list[Round]] = {level: [] for level in levels}
    readable = [chosen[each.name] for each in compared if not each.refused]
    async with running(given.parsers) as stage:
        await run_round(stage, readable, given.parsers, 2)  # connections and parsers are warm from here on
        for _ in range(given.rounds):
            for level in levels:
                by_level[level].append(await run_round(stage, readable, level, given.each))
    say("")
    loads = {level: median([each.load for each in rounds]) for level, rounds in by_level.items()}
    found = {level: figures(rounds) for level, rounds in by_level.items()}
    for line in table(f"{given.parsers} parsers: clients at once", found, loads):
        say(line)
    return {
        "compared": [asdict(each) for each in compared],
        "clients": {
            str(level): {
                "figures": [asdict(figure) for figure in found[level]],
                "rounds": [asdict(each) for each in rounds],
            }
            for level, rounds in by_level.items()
        },
    }


if __name__ == "__main__":
    main()
