"""The scorecard adds up what the shares found, and says which gate fails with which engine."""

from dataclasses import dataclass

import pytest

from tests.simulation.__main__ import main
from tests.simulation.gates import EMBEDDED, ENGINES, GEMINI, EngineContext, Score, score
from tests.simulation.scorecard import GATES, MEASURES
from tests.simulation.shares import HELD, Outcome, Share, Tally, scores_of
from tests.simulation.table import failures, rows, summary, table


@dataclass(frozen=True)
class Even:
    name: str = "even"
    definition: str = "half of it holds"
    threshold: float = 0.5

    async def run(self, context: EngineContext) -> Score:
        return score([None, "odd"])


def outcome(engine: str, passed: int, total: int) -> Outcome:
    share = Share(engine, "backend_engineer", ("silent",), 1, ("even",))
    failed = tuple(f"failure {number}" for number in range(total - passed))
    return Outcome(share, {HELD: Score(1, 1), "even": Score(passed, total, failed)}, Tally(interviews=1), 0.1)


def test_scores_of_shares_are_added_by_engine() -> None:
    outcomes = [outcome(EMBEDDED, 1, 2), outcome(EMBEDDED, 3, 4), outcome(GEMINI, 1, 4)]
    assert scores_of(outcomes, EMBEDDED)["even"] == Score(4, 6, ("failure 0", "failure 0"))
    assert scores_of(outcomes, GEMINI)["even"].share == 0.25


def test_a_gate_below_its_threshold_fails_with_that_engine_only() -> None:
    outcomes = [outcome(EMBEDDED, 1, 2), outcome(GEMINI, 1, 4)]
    listed = rows([Even()], {engine: scores_of(outcomes, engine) for engine in ENGINES})
    held, even = listed
    assert held.holds
    assert not even.holds
    assert even.failing == [GEMINI]
    shown = "\n".join(table(listed, ENGINES))
    assert "50.0 %    25.0 %  FAILED" in shown
    told = "\n".join(failures(listed, most=2))
    assert "even · gemini: 3 of 4 checks, FAILED" in told
    assert "even · embedded: 1 of 2 checks, within the gate" in told
    assert "… and 1 more" in told


def test_nothing_checked_is_nothing_failed() -> None:
    assert Score().share == 1.0
    assert rows([Even()], {EMBEDDED: {HELD: Score(1, 1)}})[-1].name == HELD


def test_calls_and_tokens_are_told_per_interview() -> None:
    tally = Tally(
        interviews=2, answers=20, questions=22, replies_by_model=19, plans=2, assessments=16, prompt_tokens=9000
    )
    tally += Tally(mended=tally.mended, fallbacks=1)
    told = "\n".join(summary(GEMINI, tally))
    assert (
        "calls per answer before the reply: 0.95; beside, per interview: 1.0 plan, 8.0 assessments (9.0 in all)" in told
    )
    assert "4,500 prompt" in told
    assert "worded by the stand-in: 1" in told


def test_every_gate_has_a_name_of_its_own() -> None:
    assert len({gate.name for gate in GATES}) == len(GATES) >= len(MEASURES)
    assert all(0 < gate.threshold <= 1 for gate in GATES)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(SystemExit, match="unknown: nobody"):
        main(["--personas", "nobody"])


def test_the_command_holds_interviews_and_prints_the_table(capfd: pytest.CaptureFixture[str]) -> None:
    arguments = ["--engine", EMBEDDED, "--pairs", "1", "--personas", "silent,empty", "--processes", "1"]
    assert main([*arguments, "--gates", "termination,degenerate"]) == 0
    shown = capfd.readouterr()
    assert "degenerate" in shown.out
    assert "embedded: 2 interviews, 2 questions, 0 answers" in shown.out
    assert "1 of 1: embedded account_manager_sales" in shown.err
