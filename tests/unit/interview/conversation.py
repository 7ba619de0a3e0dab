"""Holds interviews in memory: the policy and the embedded engine's words against a clock that the test moves."""

from functools import cache

from tests.unit.interview.material import ALL
from xquizit_interview import events, policy
from xquizit_interview.engines.embedded import NAME, word_reply
from xquizit_interview.moves import allowed_moves
from xquizit_interview.planning import make_plan
from xquizit_interview.port import ReplyRequest
from xquizit_interview.state import EngineRecord, Interview, Phase, Plan

LONG_ANSWER = (
    "I led a small group that changed the way we handed work over. We met each morning, wrote down what was open, "
    "and after three months complaints had fallen by half."
)


@cache
def plan_of(role: str) -> Plan:
    return make_plan(ALL[role], engine=NAME)


def planned(role: str = "nurse") -> Interview:
    engine = EngineRecord(name=NAME, model="rules", prompt_version="")
    return Interview(version=1, session_id="s", documents=ALL[role], engine=engine, plan=plan_of(role))


def reply(interview: Interview, now_s: float) -> Interview:
    """The engine's reply to the last turn, stored."""
    choice, text = word_reply(ReplyRequest(interview, allowed_moves(interview, now_s)))
    turn = interview.turns[-1].number
    made = events.ReplyMade(turn, choice.move, text, choice.quote, choice.engine, now_s)
    return policy.step(interview, made, now_s)[0]


def started(role: str = "nurse", now_s: float = 0.0) -> Interview:
    return reply(policy.step(planned(role), events.Start(), now_s)[0], now_s)


def say(interview: Interview, answer: str, now_s: float) -> Interview:
    """The candidate's answer and the reply to it."""
    return reply(policy.step(interview, events.Answer(answer), now_s)[0], now_s)


def held(role: str, answers: list[str], *, pace_s: float = 60.0) -> Interview:
    """A whole interview; the last answer is given again and again until it is over."""
    interview, now_s, index = started(role), 0.0, 0
    while interview.phase is not Phase.CONCLUDED:
        now_s += pace_s
        interview = say(interview, answers[min(index, len(answers) - 1)], now_s)
        index += 1
    return interview
