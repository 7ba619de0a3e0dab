"""How the scorecard is printed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.simulation.gates import GEMINI, Gate, Score
from tests.simulation.shares import HELD, Tally


@dataclass(frozen=True, slots=True)
class Row:
    """One gate and its scores by engine."""

    name: str
    definition: str
    threshold: float
    scores: Mapping[str, Score]

    @property
    def holds(self) -> bool:
        """Whether it does with every engine."""
        return not self.failing

    @property
    def failing(self) -> list[str]:
        """The engines with which it does not hold."""
        return [engine for engine, score in self.scores.items() if score.share < self.threshold]


def rows(gates: Sequence[Gate], scores: Mapping[str, Mapping[str, Score]]) -> list[Row]:
    """A row for each gate that was run.

    Args:
        gates: In the order in which they are shown.
        scores: By engine and name of the gate.
    """
    found = [Row(HELD, "no interview breaks off", 1.0, {engine: by[HELD] for engine, by in scores.items()})]
    for gate in gates:
        of_gate = {engine: by[gate.name] for engine, by in scores.items() if gate.name in by}
        if of_gate:
            found.append(Row(gate.name, gate.definition, gate.threshold, of_gate))
    return found


def table(listed: Sequence[Row], engines: Sequence[str]) -> Iterator[str]:
    """The lines of the table."""
    shown = "".join(f"{engine:>10}" for engine in engines)
    yield f"{'measure':22}{'gate':>8}{shown}  {'':7}{'checks':>14}  definition"
    for row in listed:
        values = "".join(f"{_percent(row.scores.get(engine)):>10}" for engine in engines)
        checks = " ".join(str(score.total) for score in row.scores.values())
        verdict = "ok" if row.holds else "FAILED"
        yield f"{row.name:22}{_gate(row.threshold):>8}{values}  {verdict:7}{checks:>14}  {row.definition}"


def failures(listed: Sequence[Row], most: int) -> Iterator[str]:
    """What did not hold, gate by gate: `most` failures in full, of the others the number."""
    for row in listed:
        for engine, score in row.scores.items():
            if not score.failures:
                continue
            state = "FAILED" if engine in row.failing else "within the gate"
            yield f"\n{row.name} · {engine}: {len(score.failures)} of {score.total} checks, {state}"
            yield from (f"    - {failure}" for failure in score.failures[:most])
            if len(score.failures) > most:
                yield f"    … and {len(score.failures) - most} more"


def summary(engine: str, tally: Tally) -> Iterator[str]:
    """What an engine's interviews took."""
    held = max(1, tally.interviews)
    yield f"\n{engine}: {tally.interviews} interviews, {tally.questions} questions, {tally.answers} answers"
    if engine == GEMINI:
        answers = max(1, tally.answers)
        beside = (tally.plans + tally.assessments) / held
        yield (
            f"    calls per answer before the reply: {tally.replies_by_model / answers:.2f}; beside, per interview: "
            f"{tally.plans / held:.1f} plan, {tally.assessments / held:.1f} assessments ({beside:.1f} in all)"
        )
        prompt, reply = tally.prompt_tokens / held, tally.reply_tokens / held
        yield f"    tokens per interview: {prompt:,.0f} prompt, {reply:,.0f} reply"
        yield f"    replies mended or stopped: {_counted(tally.mended)}; worded by the stand-in: {tally.fallbacks}"
    if tally.unseen:
        yield f"    answers of cooperative candidates that count as no evidence: {_counted(tally.unseen)}"


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items(), key=lambda one: -one[1])) or "none"


def _percent(score: Score | None) -> str:
    if score is None or not score.total:
        return "-"
    return f"{100 * score.share:.1f} %" if score.share < 1 else "100 %"


def _gate(threshold: float) -> str:
    return "100 %" if threshold == 1 else f">= {100 * threshold:.0f} %"
