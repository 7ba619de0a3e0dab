"""Reads the whole corpus and prints how well: `python -m tests.corpus [words…] [--good]`, or `make corpus`.

Of each good document: word recall and precision, order (see `measure`), hidden pieces found of those there are (and
those reported beyond them), seconds, and the parser's peak memory. Then how well profiles were found, and what became
of each hostile document. Ends with 1 if a document misses a gate and is no named exception.
"""

import argparse
import subprocess
import sys
from collections.abc import Sequence

from tests.corpus import measure, profiles
from tests.corpus.good import EXCEPTIONS, LEAST_ORDER, LEAST_RECALL, cases, hidden_found
from tests.corpus.reading import MIB, Reading, read


def main(names: Sequence[str], *, hostile: bool) -> int:
    """Prints both tables; returns what the process ends with."""
    chosen = [case for case in cases() if not names or any(name in case.name for name in names)]
    sys.stdout.write(
        f"{'document':42} {'producer':26} {'recall':>6} {'precis':>6} {'order':>6} {'hidden':>8} {'s':>6} {'MB':>5}\n"
    )
    readings: list[Reading] = []
    wrong = 0
    for reading in read(chosen):
        readings.append(reading)
        missed = reading.case.misses(reading.extract.text)
        reason = EXCEPTIONS.get(reading.case.name)
        wrong += bool(missed) and reason is None
        told = f"  {'; '.join(missed)}{f' [excepted: {reason}]' if reason else ''}" if missed else ""
        sys.stdout.write(f"{_row(reading)}{told}\n")
        sys.stdout.flush()
    if readings:
        _print_totals(readings)
    sys.stdout.write(f"gates: recall {LEAST_RECALL}, order {LEAST_ORDER}; {wrong} missed beside the exceptions\n")
    failed = False
    if hostile:
        sys.stdout.write("\n")
        sys.stdout.flush()
        failed = subprocess.run([sys.executable, "-m", "tests.corpus.hostile_run"], check=False).returncode != 0
    return 1 if wrong or failed else 0


def _row(reading: Reading) -> str:
    case = reading.case
    score = measure.score(case.expected, reading.extract.text)
    found, more = hidden_found(case, [piece.text for piece in reading.extract.hidden])
    hidden = f"{found}/{len(case.hidden)}{f'+{more}' if more else ''}" if case.hidden or more else ""
    return (
        f"{case.name:42} {case.producer:26} {score.recall:6.4f} {score.precision:6.4f} {score.order:6.4f} {hidden:>8}"
        f" {reading.seconds:6.3f} {reading.peak_bytes / MIB:5.0f}"
    )


def _print_totals(readings: Sequence[Reading]) -> None:
    scores = [measure.score(reading.case.expected, reading.extract.text) for reading in readings]
    mean = [
        sum(values) / len(scores) for values in zip(*((s.recall, s.precision, s.order) for s in scores), strict=True)
    ]
    worst = [min(values) for values in zip(*((s.recall, s.precision, s.order) for s in scores), strict=True)]
    seconds = [reading.seconds for reading in readings]
    peak = max(reading.peak_bytes for reading in readings) / MIB
    for name, (recall, precision, order), time_s in (
        ("mean", mean, sum(seconds) / len(seconds)),
        ("worst", worst, max(seconds)),
    ):
        label = f"{name} of {len(readings)}"
        sys.stdout.write(f"{label:69} {recall:6.4f} {precision:6.4f} {order:6.4f} {'':8} {time_s:6.3f} {peak:5.0f}\n")
    totals = dict.fromkeys(profiles.FIELDS, (0, 0, 0))
    for reading in readings:
        if reading.case.profile:
            for field, counts in profiles.compare(reading.case.profile, profiles.found(reading.extract)).items():
                right, wanted, told = totals[field]
                totals[field] = right + counts[0], wanted + counts[1], told + counts[2]
    for field, (right, wanted, told) in totals.items():
        if wanted or told:
            recall, precision = right / wanted if wanted else 1.0, right / told if told else 1.0
            sys.stdout.write(f"profile: {field:10} recall {recall:.3f} precision {precision:.3f} ({wanted} labelled)\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.corpus", description=__doc__)
    parser.add_argument("names", nargs="*", help="only good documents with one of these in their names")
    parser.add_argument("--good", action="store_true", help="leave the hostile documents out")
    given = parser.parse_args()
    sys.exit(main(given.names, hostile=not given.good and not given.names))
