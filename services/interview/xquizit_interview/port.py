"""What an engine of the interviewer must do: plan an interview, and word the reply to a turn."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Protocol

from xquizit_interview.state import Assessment, CandidateKind, Documents, Interview, Move, Plan, Span
from xquizit_kit.engine_info import EngineInfo


@dataclass(frozen=True, slots=True)
class ReplyRequest:
    """All an engine may know when it words the reply to the last turn of `interview`."""

    interview: Interview
    moves: tuple[Move, ...]
    """What it may do, the policy's own choice first; never empty."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The move that an engine makes; always before its text. A later one voids all that came before it."""

    move: Move
    engine: str
    """Who words it."""
    quote: Span | None = None
    """The words of the last answer that a follow-up builds on."""
    candidate_kind: CandidateKind | None = None
    """What the engine takes the last turn for; None: it leaves that to the rules."""


@dataclass(frozen=True, slots=True)
class Mended:
    """Something that had to be mended or replaced in making the reply; anywhere in the stream."""

    what: str
    """The reason, as a machine's word, e.g. `two_questions`, `gemini_timeout`."""


ReplyPart = Choice | Mended | str
"""A choice, then the next words of the text (which may split words)."""


@dataclass(frozen=True, slots=True)
class AssessmentRequest:
    """An answer that has been replied to, to be held against the scale of the topic it is on."""

    interview: Interview
    turn: int
    """Its turn, 1 or more."""


class InterviewEngine(Protocol):
    """Plans and words interviews. One instance serves all sessions of a process, concurrently."""

    @property
    def info(self) -> EngineInfo:
        """What it is and why it was chosen."""
        ...

    @property
    def prompt_version(self) -> str:
        """The version of its prompts, for the report; empty when it has none."""
        ...

    async def warm_up(self) -> None:
        """Makes the first call as quick as the later ones.

        Raises:
            EngineFailed: It cannot work.
        """
        ...

    async def plan(self, documents: Documents) -> Plan:
        """Plans an interview: 3 to 6 topics.

        Raises:
            EngineFailed: It could not.
        """
        ...

    def reply(self, request: ReplyRequest) -> AsyncGenerator[ReplyPart]:
        """Chooses one of the request's moves and words it. Closing the generator stops the work behind it.

        Raises:
            EngineFailed: It could not begin, or broke off.
        """
        ...

    @property
    def assesses(self) -> bool:
        """Whether it rates answers; if not, `assess` is never called."""
        ...

    async def assess(self, request: AssessmentRequest) -> Assessment:
        """Rates one answer by what it shows, with the words that show it. Cancelling stops the work behind it.

        Raises:
            EngineFailed: It could not; trying later may help.
        """
        ...

    async def aclose(self) -> None:
        """Gives back what it holds."""
        ...
