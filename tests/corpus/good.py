"""The good documents with their expected texts and labels, as `tests.corpus.making` has made them."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.corpus import measure
from tests.corpus.make import PRODUCERS

FOLDER = Path(__file__).parent / "good"
LEAST_RECALL = 0.99
LEAST_ORDER = 0.97

EXCEPTIONS = {
    "ghostscript_resume.pdf": "Ghostscript makes other letters of the ligatures in fonts that it embeds: fi is ü; "
    "poppler reads the same",
    "chromium_sidebar_on_the_right.pdf": "the column that is continued on page 2 is read page by page: what stands "
    "beside it on page 1 comes between",
}
"""Documents that miss a gate, and why that is accepted."""


@dataclass(frozen=True)
class Case:
    """One good document."""

    path: Path
    producer: str
    expected: str
    hidden: tuple[str, ...]
    """What must be reported as hidden, and nothing else."""
    profile: dict[str, list[str]]
    """What its text tells about a person; empty where it is not labelled."""

    @property
    def name(self) -> str:
        """Of the file; those of the roles with their folder."""
        return self.path.name if self.path.parent == FOLDER else f"{self.path.parent.name}/{self.path.name}"

    def misses(self, text: str) -> list[str]:
        """The gates that `text`, read from the document, does not pass."""
        score = measure.score(self.expected, text)
        found: list[str] = []
        if score.recall < LEAST_RECALL:
            lost = " ".join(measure.missing(self.expected, text)[:12])
            found.append(f"recall {score.recall:.4f} (without: {lost})")
        if score.order < LEAST_ORDER:
            found.append(f"order {score.order:.4f}")
        return found


def cases() -> Iterator[Case]:
    """All good documents: those of the roles first, then by name."""
    for source in sorted(FOLDER.parent.glob("*/resume.md")) + sorted(FOLDER.parent.glob("*/job_description.md")):
        path = source.with_suffix(".pdf" if source.stem == "resume" else ".docx")
        producer = PRODUCERS[f"{path.parent.name}/{path.name}"].__name__.removeprefix("by_")
        text = re.sub(r"^(?:#+|-|\|[-:| ]+$) ?|\*\*", "", source.read_text(encoding="utf-8"), flags=re.MULTILINE)
        yield Case(path, producer, text, (), {})
    for labels in sorted(FOLDER.glob("*.json")):
        told = json.loads(labels.read_text(encoding="utf-8"))
        path = labels.with_suffix("")
        yield Case(
            path,
            told["producer"],
            labels.with_suffix(".txt").read_text(encoding="utf-8"),
            tuple(told["hidden"]),
            told.get("profile", {}),
        )


def hidden_found(case: Case, reported: list[str]) -> tuple[int, int]:
    """How many hidden pieces of `case` were reported, and how many pieces beyond them."""
    left = [_plain(text) for text in reported]
    found = 0
    for wanted in map(_plain, case.hidden):
        place = next((index for index, text in enumerate(left) if wanted in text), None)
        if place is not None:
            found += 1
            left[place] = left[place].replace(wanted, "", 1)
            if not any(char.isalnum() for char in left[place]):
                left.pop(place)
    return found, len(left)


def _plain(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())
