"""Which planned requirement a label means."""

from tests.simulation.labelled import Requirement
from xquizit_interview.lexicon import load
from xquizit_interview.state import Requirement as Planned
from xquizit_interview.words import content_stems


def named(text: str) -> set[str]:
    """The canonical names of the lexicon entries that a text names."""
    return {match.entry.name for match in load().find(text)}


def covers(planned: Planned, label: Requirement) -> bool:
    """By the lexicon's name for it, or by half of the label's own words."""
    text = f"{planned.name}. {planned.text}"
    wanted = content_stems(label.name)
    return label.entry in named(text) or len(wanted & content_stems(text)) >= 0.5 * len(wanted)
