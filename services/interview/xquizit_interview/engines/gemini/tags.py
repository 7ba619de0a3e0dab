"""The tag that a model's reply begins with, `[[<kind of turn> | <MOVE>]]`, read off a stream in any pieces.

Pure: no I/O, no clock.
"""

import re
from dataclasses import dataclass

from xquizit_interview.state import CandidateKind

MAX_TAG_CHARS = 120
"""What has not closed by then is no tag."""
_START = re.compile(r"^[\s`*_]*\[{1,2}")
_MAY_START = re.compile(r"^[\s`*_]*\[?$")
_TAG = re.compile(r"^[\s`*_]*\[{1,2}([^\[\]\n]*)\]{1,2}[`*_]*\s*")
_PARTS = re.compile(r"[|/;,\u2502]")
_KINDS = {kind.value: kind for kind in CandidateKind}


@dataclass(frozen=True, slots=True)
class Tag:
    """What the model says before it speaks."""

    kind: CandidateKind | None
    """What it takes the candidate's turn for; None when it does not say so in a word we know."""
    move: str
    """The move as it labels it, in capitals with single spaces: `FOLLOW_UP`, `QUESTION T2P1`; empty: none."""


class TagReader:
    """Takes a reply's text as it comes; knows the tag as soon as that is over, or that there is none."""

    def __init__(self) -> None:
        self.is_decided = False
        """Whether `tag` is final."""
        self.tag: Tag | None = None
        """The tag; None: the reply has none, or a broken one."""
        self._held = ""

    def feed(self, text: str) -> str:
        """Takes the next piece; returns what of the text so far stands after the tag (nothing before it is decided)."""
        if self.is_decided:
            return text
        self._held += text
        return self._decide(is_over=False)

    def finish(self) -> str:
        """The stream is over; returns what was still held back."""
        return "" if self.is_decided else self._decide(is_over=True)

    def _decide(self, *, is_over: bool) -> str:
        held = self._held
        if match := _TAG.match(held):
            # One more character tells whether `]` is the first of two, and whether blanks follow.
            if match.end() == len(held) and not is_over:
                return ""
            self.tag = parse_tag(match.group(1))
            return self._end(held[match.end() :])
        is_open = bool(_START.match(held)) and "\n" not in held.strip() and len(held) <= MAX_TAG_CHARS
        if not is_over and (is_open or _MAY_START.match(held)):
            return ""
        return self._end(held)

    def _end(self, rest: str) -> str:
        self.is_decided = True
        self._held = ""
        return rest


def parse_tag(inside: str) -> Tag | None:
    """What stands between the brackets; None when it names neither a kind nor a move."""
    kind: CandidateKind | None = None
    move = ""
    for part in _PARTS.split(inside):
        word = " ".join(part.split()).strip("`*\"' :")
        named = re.sub(r"^(?:kind|move|turn)\s*[:=]\s*", "", word, flags=re.I)
        if known := _KINDS.get(named.lower().replace(" ", "_").replace("-", "_")):
            kind = known
        elif named:
            move = move or named.partition(":")[0].upper().strip()
    return Tag(kind, move) if kind or move else None
