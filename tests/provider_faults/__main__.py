"""The provider faults table: `python -m tests.provider_faults` holds an answer under every fault and prints it."""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from tests.fakes.redis_process import RedisProcess
from tests.provider_faults.cases import NOTHING, Case, cases
from tests.provider_faults.row import Row, row_of
from tests.provider_faults.stage import MOST_SPEAKERS, Stage
from tests.provider_faults.table import summary, table
from xquizit_kit.logs import configure_logs


def main(arguments: Sequence[str] | None = None) -> int:
    """Holds what is asked for; 1 when a rule is broken."""
    asked = _parsed(arguments)
    configure_logs("faults", level="info" if asked.verbose else "critical", style="console")
    began_s = time.perf_counter()
    rows = asyncio.run(_held(_chosen(asked.faults), at_once=asked.at_once, pace=asked.pace))
    lines = [*table(rows, rows[0]), "", *summary(rows), f"{time.perf_counter() - began_s:.0f} s"]
    print("\n".join(lines))  # noqa: T201 - the table is for people
    if asked.json:
        asked.json.write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n")
    return 1 if any(row.broken for row in rows) else 0


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.provider_faults", description=__doc__)
    parser.add_argument("--faults", default="", help="names with commas between; all by default")
    parser.add_argument("--json", type=Path, help="a file for the rows")
    parser.add_argument("--at-once", type=int, choices=range(1, MOST_SPEAKERS + 1), default=4, metavar="ANSWERS")
    parser.add_argument("--pace", type=float, default=1.0, help="seconds of sound in a second")
    parser.add_argument("--verbose", action="store_true", help="with the log of all services")
    return parser.parse_args(arguments)


def _chosen(names: str) -> list[Case]:
    """The cases of some faults, once and for good.

    Raises:
        SystemExit: A name is unknown.
    """
    listed, known = [name.strip() for name in names.split(",") if name.strip()], cases()
    if unknown := set(listed) - {case.name for case in known}:
        raise SystemExit(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join({c.name: 0 for c in known})}")
    return [case for case in known if not listed or case.name in listed]


async def _held(chosen: Sequence[Case], *, at_once: int, pace: float) -> list[Row]:
    """A row without a fault, then those of all cases."""
    room = asyncio.Semaphore(at_once)
    with RedisProcess() as redis, tempfile.TemporaryDirectory(prefix="xquizit-faults-") as folder:
        async with Stage.opened(redis.url, Path(folder)) as stage:

            async def held(case: Case) -> Row:
                async with room:
                    row = row_of(await stage.hold(case, pace=pace))
                sys.stderr.write(f"{row.fault}: {'; '.join(row.broken) or 'ok'}\n")
                return row

            usual = await held(NOTHING)
            return [usual, *await asyncio.gather(*map(held, chosen))]


if __name__ == "__main__":
    sys.exit(main())
