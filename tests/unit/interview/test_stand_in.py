"""When the chosen engine fails, the substitute's words come instead, and every choice says whose they are."""

import pytest

from tests.unit.interview.conversation import planned
from tests.unit.interview.material import NURSE
from tests.unit.interview.scripted_engine import FAIL, ILLEGAL, ScriptedEngine
from xquizit_interview import events, policy
from xquizit_interview.moves import allowed_moves
from xquizit_interview.port import Choice, Mended, ReplyRequest
from xquizit_interview.stand_in import StandIn


def request() -> ReplyRequest:
    interview, _ = policy.step(planned(), events.Start(), 0.0)
    return ReplyRequest(interview, allowed_moves(interview, 0.0))


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (["Well", " said"], ["chosen", "Well", " said"]),
        ([FAIL], [Mended("engine_failed"), "substitute", "instead"]),
        ([], ["chosen", Mended("no_text"), "substitute", "instead"]),
        (["Half a", FAIL], ["chosen", "Half a", Mended("engine_failed"), "substitute", "instead"]),
        ([ILLEGAL, "Never heard"], [Mended("illegal_move"), "substitute", "instead"]),
    ],
)
async def test_who_speaks(script: list[str], expected: list[str | Mended]) -> None:
    chosen, substitute = ScriptedEngine(script, name="chosen"), ScriptedEngine(["instead"], name="substitute")
    engine = StandIn(chosen, substitute)
    parts = [part async for part in engine.reply(request())]
    assert [part.engine if isinstance(part, Choice) else part for part in parts] == expected
    assert chosen.closed == 1


async def test_the_substitute_plans_when_the_chosen_cannot() -> None:
    chosen, substitute = ScriptedEngine(name="chosen"), ScriptedEngine(name="substitute")
    engine = StandIn(chosen, substitute)
    assert (await engine.plan(NURSE)).engine == "chosen"
    chosen.plan_fails = True
    assert (await engine.plan(NURSE)).engine == "substitute"
    assert engine.info.name == "chosen"
