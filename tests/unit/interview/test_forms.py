"""What the planner finds in job descriptions of many forms: those it was mended on, and those it never saw."""

import pytest

from tests.simulation.labelled import Pair, load
from tests.simulation.labels import covers
from xquizit_interview.planning import make_plan
from xquizit_interview.state import Documents


def figures(pairs: tuple[Pair, ...]) -> dict[str, float]:
    """Shares of what is labelled that the plans have, and of planned must-haves that nobody asked for."""
    found: dict[str, list[bool]] = {"must_haves": [], "critical": [], "nice_to_haves": [], "extra": []}
    for pair in pairs:
        plan = make_plan(Documents(resume=pair.resume, job_description=pair.job_description), engine="embedded")
        asked = {point.requirement_id for topic in plan.topics for point in topic.points if point.is_must_have}
        musts = [one for one in plan.requirements if one.requirement_id in asked]
        for label in pair.must_haves:
            is_found = any(covers(one, label) for one in musts)
            found["must_haves"].append(is_found)
            if label.critical:
                found["critical"].append(is_found)
        for wish in pair.nice_to_haves:
            found["nice_to_haves"].append(any(covers(one, wish) for one in plan.requirements))
        labels = (*pair.must_haves, *pair.nice_to_haves)
        found["extra"] += [not any(covers(one, label) for label in labels) for one in musts]
    return {name: sum(values) / len(values) for name, values in found.items()}


@pytest.mark.parametrize(
    ("folder", "least", "most_extra"),
    [
        ("forms", {"must_haves": 0.95, "critical": 0.95, "nice_to_haves": 0.9}, 0.05),
        ("held_out", {"must_haves": 0.85, "critical": 0.8, "nice_to_haves": 0.85}, 0.1),
    ],
)
def test_hardly_anything_is_missed_or_made_up(folder: str, least: dict[str, float], most_extra: float) -> None:
    shares = figures(load(folder))
    print(f"\n{folder}:", " ".join(f"{name} {share:.2f}" for name, share in shares.items()), end=" ")  # noqa: T201 - shown with -s
    assert shares["extra"] <= most_extra
    assert all(shares[name] >= share for name, share in least.items())
