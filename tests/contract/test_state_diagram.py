"""The drawn state machine is the one that runs."""

from pathlib import Path

from xquizit_interview.diagram import mermaid, page
from xquizit_interview.policy import TRANSITIONS
from xquizit_interview.state import Phase

PAGE = Path(__file__).resolve().parents[2] / "docs" / "interview-states.md"


def test_the_page_is_what_the_table_says() -> None:
    made = "python -m xquizit_interview.diagram > docs/interview-states.md"
    assert PAGE.read_text(encoding="utf-8") == page(), f"run: {made}"


def test_the_picture_has_every_way_and_no_other() -> None:
    drawn = {
        (before, after)
        for line in mermaid(TRANSITIONS).splitlines()
        if ": " in line
        for before, _, after in [line.partition(":")[0].split()]
    }
    leads = {(phase, after) for (phase, _), row in TRANSITIONS.items() for after in row.leads_to if after is not phase}
    assert drawn == {(str(before), str(after)) for before, after in leads}
    assert {str(phase) for phase in Phase} == {phase for way in drawn for phase in way}
