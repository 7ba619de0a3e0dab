"""Words, stems and sentences of a text, with their places in it."""

import re
from collections.abc import Iterable

from xquizit_interview.state import Span

_WORD = re.compile(r"[^\W_](?:[\w'\u2019+#&/.-]*[\w+#])?")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”\u2019)]*\s+|\n+")
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|etc|vs|mr|mrs|ms|dr|prof|st|no|inc|ltd|approx|dept)|\b[A-Z])\.$", re.I)

_LONGEST_ABBREVIATION = 9
"""Characters: `approx.` and what must stand before it."""

STOPWORDS = frozenset(
    """a about above after again against all also am an and any are as at be because been before being below
    between both but by can could did do does doing down during each either else etc few for from further get
    got had has have having he her here hers him his how i i'm i've i'd i'll if in into is it it's its itself
    just let like many me might more most much must my no nor not now of off on once one only or other our out
    over own per quite really same shall she should so some such than that that's the their them then there
    these they thing things this those through to too under until up upon us use used uses using very via was
    we well were what when where whether which while who whom why will with within without would yes you your
    yours""".split()
)
"""Words that say nothing about a subject."""
GENERIC = frozenset(
    """ability able abilities advantage applicant background bonus candidate candidates capable certain clear
    closely company competence competencies confident day days demonstrable demonstrated desirable duties
    effectively ensure environment essential excellent experience experienced expertise familiar familiarity
    field full good great hands-on high ideal ideally including important job key knowledge level long minimum
    month months necessary needed new nice one plus position practical preferred previous professional
    proficiency proficient proven qualification qualifications range relevant require required requirement
    requirements requires responsibilities responsibility role similar skill skills solid sound strong
    successful support team time track understanding various week weeks wide willing willingness work worked
    working years year""".split()
)
"""Words that job descriptions use for everything."""
_KEEP_AS_THEY_ARE = frozenset(
    "business process access address analysis diagnosis basis is was has this sales news".split()
)


def words(text: str) -> list[str]:
    """The words of `text`, in order, as written."""
    return [match.group() for match in _WORD.finditer(text)]


def word_spans(text: str) -> list[Span]:
    """Where the words of `text` are."""
    return [Span(start=match.start(), end=match.end()) for match in _WORD.finditer(text)]


def stem(word: str) -> str:
    """A word without the endings that English adds; good enough to see that two texts speak of one thing."""
    word = word.lower().replace("\u2019", "'").removesuffix("'s").removesuffix("'")
    if len(word) <= 3 or word in _KEEP_AS_THEY_ARE or not word.isalpha():
        return word
    for ending, least, put in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= least:
            word = word[: -len(ending)] + put
            break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "sl":
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 4 else word


_ENDINGS = (
    ("isation", 3, "iz"),
    ("ization", 3, "iz"),
    ("ications", 2, "y"),
    ("ication", 2, "y"),
    ("ations", 3, ""),
    ("ation", 3, ""),
    ("ments", 3, ""),
    ("ment", 3, ""),
    ("ings", 3, ""),
    ("ing", 3, ""),
    ("ising", 3, "iz"),
    ("ions", 4, ""),
    ("ion", 4, ""),
    ("ies", 2, "y"),
    ("ied", 2, "y"),
    ("ers", 4, ""),
    ("er", 4, ""),
    ("ed", 3, ""),
    ("es", 4, ""),
    ("s", 3, ""),
)
"""Ending, letters that must remain, what takes its place; the first that fits is taken off."""


def content_stems(text: str) -> frozenset[str]:
    """The stems of the words in `text` that say what it is about."""
    lowered = (word.lower() for word in words(text))
    return frozenset(
        stem(word)
        for word in lowered
        if word not in STOPWORDS and word not in GENERIC and (len(word) > 1 or word in "cr")
    )


def sentence_spans(text: str) -> list[Span]:
    """Where the sentences of `text` are, without the space around them; lines end sentences too."""
    spans: list[Span] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        # An abbreviation is short: looking back no further keeps this linear where many follow each other.
        before = text[max(start, match.start() - _LONGEST_ABBREVIATION) : match.start()]
        if "\n" not in match.group() and _ABBREVIATION.search(before):
            continue
        _append(spans, text, start, match.start())
        start = match.end()
    _append(spans, text, start, len(text))
    return spans


def _append(spans: list[Span], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end -= len(piece) - len(piece.rstrip())
    if start < end:
        spans.append(Span(start=start, end=end))


def joined(items: Iterable[str]) -> str:
    """`a`, `a and b`, or `a, b and c`."""
    parts = list(items)
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""
