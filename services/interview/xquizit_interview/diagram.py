"""Draws the state machine out of its table; `python -m xquizit_interview.diagram` prints docs/interview-states.md."""

import inspect
import re
from collections.abc import Mapping

from xquizit_interview.events import Event
from xquizit_interview.policy import TRANSITIONS, Transition
from xquizit_interview.state import Phase

_HEAD = """\
# The states of an interview

Made from `TRANSITIONS` in `services/interview/xquizit_interview/policy.py` by `python -m xquizit_interview.diagram`; a
test compares. Which reply may be given in a turn is decided in `moves.py`, the numbers stand in `limits.py`.

An arrow is an event that leads from one phase to another. Before any other event the time that has passed is reckoned
with.
"""
Table = Mapping[tuple[Phase, type[Event]], Transition]


def page(table: Table = TRANSITIONS) -> str:
    """The whole page: the picture, and every row in words."""
    return f"{_HEAD}\n```mermaid\n{mermaid(table)}\n```\n\n{rows(table)}\n"


def mermaid(table: Table) -> str:
    """The picture: every way from one phase to another, events that share one side by side."""
    ways: dict[tuple[Phase, Phase], list[str]] = {}
    for (phase, event), transition in table.items():
        for after in transition.leads_to - {phase}:
            ways.setdefault((phase, after), []).append(_words(event.__name__))
    order = list(Phase)
    lines = ["stateDiagram-v2", f"    [*] --> {Phase.READY}"]
    for (phase, after), events in sorted(ways.items(), key=lambda way: [order.index(one) for one in way[0]]):
        lines.append(f"    {phase} --> {after}: {', '.join(events)}")
    lines.append(f"    {Phase.CONCLUDED} --> [*]")
    return "\n".join(lines)


def rows(table: Table) -> str:
    """Every row: phase, event, what is done, where it can lead."""
    lines = ["| phase | event | what is done | leads to |", "|---|---|---|---|"]
    for (phase, event), transition in table.items():
        leads = ", ".join(str(after) for after in Phase if after in transition.leads_to)
        done = (inspect.getdoc(transition.action) or "").partition("\n\n")[0].replace("\n", " ")
        lines.append(f"| {phase} | {_words(event.__name__)} | {done} | {leads} |")
    return "\n".join(lines)


def _words(name: str) -> str:
    """`ReplyMade` as `reply made`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


if __name__ == "__main__":
    print(page(), end="")  # noqa: T201 - what this module is run for
