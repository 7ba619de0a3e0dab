"""What the emulated model makes of a request before any of it is sent: tokens, thoughts, and how it ends."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from tests.emulators.gemini import convention, structured, tokens
from tests.emulators.gemini.errors import invalid
from tests.emulators.gemini.faults import Fault, FaultKind, pick
from tests.emulators.gemini.persona import Persona
from tests.emulators.gemini.wire import GenerateRequest

_BUDGETS = {"pro": (128, 32768), "flash-lite": (512, 24576), "flash": (0, 24576)}
_LEVELS = {"MINIMAL": 0, "LOW": 60, "MEDIUM": 200, "HIGH": 400}


@dataclass(frozen=True, slots=True)
class Draft:
    """One answer, ready to be sent."""

    pieces: tuple[str, ...]
    """Its visible tokens."""
    finish_reason: str = "STOP"
    thoughts: int = 0
    """Tokens of thinking that come first."""
    thoughts_text: str = ""
    """A summary of them; empty unless it was asked for."""
    block_reason: str = ""
    """The prompt is refused for this; nothing else is sent."""
    has_candidates: bool = True
    has_content: bool = True

    @property
    def text(self) -> str:
        """All that will be said."""
        return "".join(self.pieces)


def make(request: GenerateRequest, model: str, persona: Persona, faults: Iterable[Fault]) -> Draft:
    """Answers a request in character.

    Raises:
        ApiError: The model does not do what its configuration asks.
    """
    faults = tuple(faults)
    thoughts = _thoughts(request, model)
    if pick(faults, FaultKind.BLOCKED_PROMPT):
        return Draft((), block_reason="PROHIBITED_CONTENT", has_candidates=False)
    if pick(faults, FaultKind.EMPTY_CANDIDATES):
        return Draft((), has_candidates=False)
    if pick(faults, FaultKind.NO_TEXT):
        return Draft((), thoughts=thoughts, has_content=False)
    text = _text(request, persona, frozenset(fault.kind for fault in faults))
    summary = (
        "I weigh which of the moves fits the answer best."
        if request.thinking.get("includeThoughts") and thoughts
        else ""
    )
    draft = _limited(Draft(tuple(tokens.pieces(text)), thoughts=thoughts, thoughts_text=summary), request)
    return _broken_off(draft, faults)


def _text(request: GenerateRequest, persona: Persona, kinds: frozenset[FaultKind]) -> str:
    reading = convention.read(request)
    if request.schema is None:
        return persona.reply(reading, kinds)
    if request.schema.get("enum"):
        return str(structured.fill_in(reading, request.schema, kinds))
    value = structured.fill_in(reading, request.schema, kinds)
    text = json.dumps(value, ensure_ascii=False, indent=2)
    if FaultKind.NON_JSON in kinds:
        return f"Here is what you asked for:\n```json\n{text[: len(text) // 2]}\n…and so on."
    return text


def _limited(draft: Draft, request: GenerateRequest) -> Draft:
    """Ends it at a stop sequence and at maxOutputTokens, of which thoughts use up their share."""
    pieces, reason, thoughts = draft.pieces, draft.finish_reason, draft.thoughts
    named: list[str] = request.config.get("stopSequences") or []
    stops = [stop for stop in named if stop in draft.text]
    if stops:
        end = min(draft.text.index(stop) for stop in stops)
        pieces = tuple(tokens.pieces(draft.text[:end]))
    most = request.config.get("maxOutputTokens")
    if most is not None and thoughts + len(pieces) > most:
        thoughts = min(thoughts, most)
        pieces, reason = pieces[: most - thoughts], "MAX_TOKENS"
    return Draft(pieces, reason, thoughts, draft.thoughts_text, has_content=bool(pieces) or reason == "STOP")


def _broken_off(draft: Draft, faults: tuple[Fault, ...]) -> Draft:
    """Ends it early where a fault says so: after its tokens, at its reason."""
    reasons = {
        FaultKind.MAX_TOKENS: "MAX_TOKENS",
        FaultKind.BLOCKED_ANSWER: "SAFETY",
        FaultKind.RECITATION: "RECITATION",
    }
    fault = pick(faults, *reasons)
    if fault is None:
        return draft
    pieces = draft.pieces[: fault.after_tokens]
    return Draft(pieces, reasons[fault.kind], draft.thoughts, draft.thoughts_text, has_content=bool(pieces))


def _thoughts(request: GenerateRequest, model: str) -> int:
    """How many tokens the model thinks: by default 2.5 and later think, flash-lite and 2.0 do not."""
    budget, level = request.thinking.get("thinkingBudget"), request.thinking.get("thinkingLevel")
    if budget is not None and level is not None:
        raise invalid("You can only set only one of thinking budget and thinking level.")
    of_itself = min(400, 100 + request.prompt_tokens // 20)
    if re.search(r"gemini-(?:1|2\.0)", model):
        if budget or level:
            raise invalid("Unable to submit request because Thinking is not supported by this model.")
        return 0
    if level is not None:
        return _LEVELS.get(str(level).upper(), of_itself)
    family = next((name for name in _BUDGETS if name in model), "flash")
    if budget is None:
        return 0 if family == "flash-lite" else of_itself
    least, most = _BUDGETS[family]
    if budget == 0 and family == "pro":
        raise invalid("Budget 0 is invalid. This model only works in thinking mode.")
    if budget not in {-1, 0} and not least <= budget <= most:
        raise invalid(f"The thinking budget {budget} is invalid. Please choose a value between {least} and {most}.")
    return of_itself if budget == -1 else min(budget, of_itself)
