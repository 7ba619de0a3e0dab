"""Sentences without a verb, as short advertisements have them: `CSCS card essential, van an advantage`."""

import re

from xquizit_interview.lexicon import Kind
from xquizit_interview.reading.roles import names_work
from xquizit_interview.reading.skills import entries_in
from xquizit_interview.reading.working_conditions import is_no_skill

_VERB = re.compile(
    r"\b(?:is|are|was|were|be|has|have|had|do|does|did|can|could|will|would|(?<!a )must|shall|should|may|might|needs?"
    r"|we|you"
    r"|they|he|she|it|i|who|which|that|wants?|seeks?|offers?|invites?|join|not?|if|apply|call|ring|phone|send|email"
    r"|contact|bring|ask)\b(?!/)|'(?:s|ll|re|ve|d)\b(?! (?:multi|exp))|[!?]$",
    re.I,
)
_PARTS = re.compile(
    r",\s+(?:and\s+)?|;\s+|\s+and\s+(?=(?:able|willing|good|happy|confident|experienced?|own|used|a good)\b)", re.I
)
_MARK = re.compile(
    r"\s+(?:(?:an? )?(?P<must>(?:absolutely )?(?:essential|required|needed|necessary|mandatory|compulsory|vital|must))"
    r"|(?:highly |very |would be )?(?P<nice>preferred|desirable|useful|handy|helpful|beneficial|welcome|ideal"
    r"|advantageous|preferable|(?:an? |added |real |big |definite )+(?:advantage|bonus|plus|asset)))$",
    re.I,
)
_HAD = re.compile(
    r"\b(?:experience|licen[cs]e(?: holder)?|(?<!fuel )(?<!discount )(?:card|ticket)|certificates?|qualifications?"
    r"|knowledge|skills|time[- ]served|NVQ|own (?:\w+ )?(?:tools|transport|car|van|vehicle|kit))\b|^(?:good (?:on|at"
    r"|with)|able to|willing to|happy to|used to|experienced (?:in|with|on)|confident (?:in|with|on)|fluent)\b",
    re.I,
)
"""What somebody has or is."""
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_GIVEN = re.compile(r"\b(?:provided|given|offered|supplied|paid|available|company|free|depending|according)\b", re.I)


def is_statement(sentence: str) -> bool:
    """Whether a sentence has a verb or one of the words that stand only beside one."""
    return _VERB.search(sentence) is not None


def fragments_of(sentence: str) -> list[tuple[str, bool]] | None:
    """What a sentence without a verb names, each with whether it must be there; None for one that has a verb.

    A mark counts for what stands before it too, back to the mark before: `card, own tools and licence essential`.
    """
    sentence = _BRACKETS.sub("", sentence).strip(" .")
    if is_statement(sentence):
        return None
    found: list[tuple[str, bool]] = []
    waiting: list[str] = []
    for part in _PARTS.split(sentence):
        mark = _MARK.search(part)
        bare = part[: mark.start()].strip() if mark else part.strip()
        if not bare or _announces(part) or _GIVEN.search(bare) or is_no_skill(bare, is_item=False):
            continue
        if mark is None:
            waiting += [bare] if _HAD.search(bare) or _names_paper(bare) else []
            continue
        found += [(name, bool(mark["must"])) for name in (*waiting, bare)]
        waiting = []
    return found + [(name, True) for name in waiting]


def _announces(part: str) -> bool:
    """Whether a part says whom the advertisement is for: `Qualified nurse required for a busy practice`."""
    match = re.search(r"(\S+)(?:$| (?:wanted|required|needed|sought)\b)", part, re.I)
    return match is not None and names_work(match[1])


def _names_paper(part: str) -> bool:
    return not names_work(part) and any(entry.kind is Kind.CERTIFICATE for entry, _ in entries_in(part).values())
