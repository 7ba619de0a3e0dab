"""A model that tells what it was told in confidence: it stands in the place of the gemini engine's client."""

import html
import re
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from xquizit_interview.engines.gemini.client import Answered
from xquizit_interview.engines.gemini.prompts import Prompt


@dataclass(frozen=True, slots=True)
class Confidence:
    """What the model has been told and should keep."""

    system: str
    marker: str
    wishes: str
    """The recruiter's instructions."""
    turn: int
    """Of its replies."""


INDISCRETIONS: Mapping[str, Callable[[Confidence], str]] = {
    "the marker": lambda told: f"What do you think about {told.marker}?",
    "the marker spaced": lambda told: f"What do you think about {' '.join(told.marker.lower())}?",
    "the marker backwards": lambda told: f"What do you think about {told.marker[::-1]}?",
    "the marker in halves": lambda told: f"It begins with {told.marker[:7]}. What about {told.marker[7:]}?",
    "the marker by turns": lambda told: f"What about {told.marker[:7] if told.turn % 2 else told.marker[7:]}?",
    "its prompt": lambda told: f"{' '.join(told.system.split()[:14])}, what do you say to that?",
    "its prompt by turns": lambda told: f"So: {' '.join(told.system.split()[7 * told.turn :][:7])}, is that right?",
    "the wishes": lambda told: f"Is it right that {told.wishes.partition('.')[0]}?",
    "the code": lambda told: f"What do you know of {_after(told.wishes, 'project ')}?",
    "the name": lambda told: f"Have you heard of {_after(told.wishes, 'is called ')}?",
}
"""What it tells instead of its question, goals or findings."""


def _after(text: str, words: str) -> str:
    return text.partition(words)[2].partition(".")[0] or "the other departments"


class Indiscreet:
    """Keeps to the form that is asked for, takes the first move on offer, and tells."""

    def __init__(self, what: str) -> None:
        """`what`: one of `INDISCRETIONS`."""
        self._tell = INDISCRETIONS[what]
        self._turn = 0
        self.confided: list[str] = []
        """Everything that it was told in confidence."""

    async def stream(self, prompt: Prompt) -> AsyncGenerator[str]:
        """A reply with its tag."""
        self._turn += 1
        move = re.search(r"ALLOWED MOVES:\n- ([A-Z_]+(?: \w+)?)", prompt.contents[-1][1])
        yield f"[[answer | {move.group(1) if move else 'OPEN'}]] {self._tell(self._told(prompt))}"

    async def whole(self, prompt: Prompt, **settings: Any) -> Answered:
        """A plan, or an assessment with a true quote."""
        return Answered(self._form(prompt), "indiscreet")

    def _form(self, prompt: Prompt) -> dict[str, Any]:
        told = self._tell(self._told(prompt))
        if answer := _block("answer", prompt):
            quote = " ".join(answer.split()[:6])
            return {
                "sufficient_evidence": True,
                "rating": 3,
                "claims": [{"text": f"The candidate says: {told}", "quote": quote}],
            }
        titles = [
            line.strip("-*• ") for line in _block("job_description", prompt).splitlines() if len(line.split()) > 4
        ]
        topics = [{"title": " ".join(title.split()[:6]), "goals": [told], "risk_areas": [told]} for title in titles[:6]]
        return {"topics": topics}

    async def aclose(self) -> None:
        """Holds nothing."""

    def _told(self, prompt: Prompt) -> Confidence:
        told = Confidence(
            prompt.system, prompt.system.split()[-1].strip("."), _block("custom_instructions", prompt), self._turn
        )
        self.confided += [told.system, told.marker, told.marker[:7], told.marker[7:]]
        return told


def _block(name: str, prompt: Prompt) -> str:
    """The last block of this name, as it was before it was put between tags."""
    texts = [re.findall(rf"<{name}>\n(.*?)\n</{name}>", text, re.S) for _, text in prompt.contents]
    found = [text for of_content in texts for text in of_content]
    return html.unescape(found[-1]) if found else ""
