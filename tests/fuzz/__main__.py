"""`python -m tests.fuzz`: fuzzes the parsers for some minutes and prints figures; status 1 when there are findings."""

import argparse
import asyncio
import collections
import json
import sys
import time
from pathlib import Path
from random import Random

from tests.fuzz.documents import mutated
from tests.fuzz.driver import LIMIT_S, parser
from xquizit_documents.config import DocumentsSettings
from xquizit_documents.parsing import ParserPool
from xquizit_documents.worker import make_methods

SLOW_S = 2.0


def main() -> int:
    """Reads the command line and fuzzes, or runs one seed here, where a debugger can see it."""
    options = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    options.add_argument("--minutes", type=float, default=10.0)
    options.add_argument("--seed", type=int, default=1, help="of the first document; each has the next number")
    options.add_argument("--replay", type=int, help="parse only the document of this seed, in this process")
    options.add_argument("--save", type=Path, help="where --replay writes the document")
    given = options.parse_args()
    if given.replay is not None:
        return _replay(given.replay, given.save)
    return asyncio.run(_fuzz(given.seed, 60 * given.minutes))


async def _fuzz(seed: int, for_s: float) -> int:
    counts = collections.Counter[str]()
    findings: list[tuple[int, str]] = []
    slow: list[tuple[int, str, float]] = []
    begun_s = time.monotonic()
    first, worst_s = seed, 0.0
    async with parser() as running:
        while time.monotonic() < begun_s + for_s:
            result = await running.parse(mutated(Random(seed)))
            counts[result.reason or "read"] += 1
            worst_s = max(worst_s, result.seconds)
            if result.is_finding:
                findings.append((seed, result.reason))
                _say(f"FINDING seed {seed}: {result.reason}")
            elif result.seconds > SLOW_S:
                slow.append((seed, result.reason or "read", result.seconds))
            seed += 1
        starts = running.starts
    took_s = time.monotonic() - begun_s
    _say(f"{seed - first} documents (seeds {first} to {seed - 1}) in {took_s:.0f} s, {starts} parser processes")
    _say(", ".join(f"{name} {count}" for name, count in counts.most_common()))
    _say(f"longest {worst_s:.2f} s of {LIMIT_S:.0f}; {len(slow)} above {SLOW_S:.0f} s: {slow[:20]}")
    _say(f"{len(findings)} findings: {findings[:50]}")
    return 1 if findings else 0


def _replay(seed: int, save: Path | None) -> int:
    data = mutated(Random(seed))
    if save is not None:
        save.write_bytes(data)
    arguments = ParserPool(DocumentsSettings()).arguments
    methods = make_methods(arguments)
    _, answer = methods["parse"]({}, data)
    _say(json.dumps(json.loads(answer), indent=1)[:5000])
    return 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
