"""The scorecard: `python -m tests.simulation` holds every persona on every pair with both engines and prints it."""

import argparse
import os
import sys
import time
from collections.abc import Iterator, Sequence

from tests.simulation.gates import ENGINES
from tests.simulation.labelled import load
from tests.simulation.personas import BY_NAME, PERSONAS
from tests.simulation.scorecard import GATES
from tests.simulation.shares import Outcome, Share, Tally, hold_shares, scores_of
from tests.simulation.table import failures, rows, summary, table


def main(arguments: Sequence[str] | None = None) -> int:
    """Holds what is asked for; 1 when a gate fails."""
    asked = _parsed(arguments)
    shares = _shares(asked)
    began_s = time.perf_counter()
    outcomes = list(_held(shares, asked.processes))
    engines = [engine for engine in ENGINES if any(share.engine == engine for share in shares)]
    listed = rows(GATES, {engine: scores_of(outcomes, engine) for engine in engines})
    lines = [*table(listed, engines)]
    for engine in engines:
        lines += summary(engine, sum((o.tally for o in outcomes if o.share.engine == engine), Tally()))
    lines += failures(listed, asked.failures)
    lines.append(f"\n{time.perf_counter() - began_s:.0f} s with {asked.processes} processes, {_told(asked.seeds)}")
    print("\n".join(lines))  # noqa: T201 - the scorecard is for people
    return 0 if all(row.holds for row in listed) else 1


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--engine", choices=(*ENGINES, "both"), default="both")
    parser.add_argument("--pairs", default="", help="how many, or names with commas between; all by default")
    parser.add_argument("--personas", default="", help="names with commas between; all by default")
    parser.add_argument("--gates", default="", help="names with commas between; all by default")
    parser.add_argument("--failures", type=int, default=6, help="how many of each gate are told in full")
    parser.add_argument("--seeds", type=_seeds, default=[1], help="numbers with commas between, or first-last")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    return parser.parse_args(arguments)


def _shares(asked: argparse.Namespace) -> list[Share]:
    """One for each engine and pair, the slower engine's first.

    Raises:
        SystemExit: A name is unknown.
    """
    engines = ENGINES if asked.engine == "both" else (asked.engine,)
    pairs = [pair.id for pair in load()]
    chosen = pairs[: int(asked.pairs)] if asked.pairs.isdecimal() else _named(asked.pairs, pairs)
    personas = _named(asked.personas, list(BY_NAME) or [persona.name for persona in PERSONAS])
    gates = _named(asked.gates, [gate.name for gate in GATES])
    return [
        Share(engine, pair, tuple(personas), seed, tuple(gates), is_first=pair == chosen[0])
        for engine in reversed(engines)
        for seed in asked.seeds
        for pair in chosen
    ]


def _seeds(text: str) -> list[int]:
    """`1,4` or `1-5`.

    Raises:
        ValueError: It is neither; argparse says so.
    """
    first, dash, last = text.partition("-")
    seeds = list(range(int(first), int(last) + 1)) if dash else [int(seed) for seed in text.split(",")]
    if not seeds:
        raise ValueError(text)
    return seeds


def _told(seeds: Sequence[int]) -> str:
    return f"seed {seeds[0]}" if len(seeds) == 1 else f"seeds {', '.join(map(str, seeds))}"


def _named(names: str, known: list[str]) -> list[str]:
    listed = [name.strip() for name in names.split(",") if name.strip()] or known
    if unknown := set(listed) - set(known):
        raise SystemExit(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    return listed


def _held(shares: list[Share], processes: int) -> Iterator[Outcome]:
    """Does the shares and tells how far it is."""
    for count, outcome in enumerate(hold_shares(shares, processes=processes), start=1):
        share = outcome.share
        _tell(f"{count} of {len(shares)}: {share.engine} {share.pair_id} seed {share.seed} {outcome.took_s:.0f} s")
        yield outcome
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")


def _tell(text: str) -> None:
    sys.stderr.write(f"\r\x1b[K{text}" if sys.stderr.isatty() else f"{text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
