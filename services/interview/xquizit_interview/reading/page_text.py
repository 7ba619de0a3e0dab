"""Text as a page has it, made whole: words divided at the end of a line, and what every page repeats."""

import re
from functools import cache

from xquizit_interview.lexicon import load
from xquizit_interview.verbs import BASE, ing

_PAGE_NUMBER = re.compile(
    r"\W*(?:\d{1,3}|\d{1,3}\s*(?:/|of)\s*\d{1,3})\W*|(?:.*\W)?page\s*:?\s*\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?\W*"
    r"|page\s+\d{1,3}\s*(?:of|/)\s*\d{1,3}\b.*",
    re.I,
)
_MOST_WORDS = 12
"""A line with a page number and more words than this is a sentence."""
_DIVIDED = re.compile(r"\b(?P<left>[^\W\d_]+)-[ \t]*\n[ \t]*(?P<right>[^\W\d_]+)")
_IN_A_LINE = re.compile(r"\b(?P<left>[^\W\d_]{3,})-(?P<right>[a-z]{4,})\b")
_FIRST_PARTS = frozenset(
    """all back cross double early end ex face fast five follow four front full good half hand hands hard high in
    large late left long low mid multi new no non off on one open over part people place point post pre problem real
    right second self semi short side single six small step team ten third three time top two up user well
    white wide work world year""".split()
)
"""What is written with a hyphen before most words."""
_LAST_PARTS = frozenset(
    """aware based bearing building centred centered class critical deep depth driven edge effective end ended facing
    first focused free friendly functional going hand in increasing intensive led level line long looking made making
    minded off old on oriented orientated out owned paced party proof quality ready related rich room running
    saving scale sector sensitive setting sharing side sized skilled solving specific speed standing start style
    taking term thinking time to touch up use value volume wide winning year""".split()
)
"""What is written with a hyphen behind most words."""


def whole_text(text: str) -> str:
    """`text` without page numbers and the lines that carry them, words divided by the margin joined.

    Of `trouble-` above `shooting` the hyphen goes, of `cost-` above `effective` it stays.
    """
    text = "\n".join(_without_page_numbers(text.split("\n")))
    written = text.lower()
    text = _DIVIDED.sub(lambda match: _joined(match["left"], match["right"], written), text)
    return _IN_A_LINE.sub(lambda match: _known(match["left"], match["right"]) or match.group(), text)


def _without_page_numbers(lines: list[str]) -> list[str]:
    """The lines without headers and footers; a sentence that went on below one goes on in the next line."""
    kept: list[str] = []
    is_cut = False
    for line in lines:
        if len(line.split()) <= _MOST_WORDS and _PAGE_NUMBER.fullmatch(line.strip()):
            is_cut = True
        elif line.strip() or not is_cut:
            if is_cut and kept and line[:1].islower():
                while kept and not kept[-1].strip():
                    kept.pop()
            elif is_cut and kept:
                kept.append("")
            is_cut = False
            kept.append(line)
    return kept


def _joined(left: str, right: str, written: str) -> str:
    if right.lower() in {"and", "or", "to"}:
        return f"{left}- {right}"  # `pre- and post-natal`
    with_hyphen = f"{left}-{right}"
    if known := _known(left, right):
        return known
    if not right[0].islower() or with_hyphen.lower() in written:
        return with_hyphen
    if f"{left}{right}".lower() in written:
        return f"{left}{right}"
    is_compound = left.lower() in _FIRST_PARTS or right.lower() in _LAST_PARTS
    return with_hyphen if is_compound else f"{left}{right}"


def _known(left: str, right: str) -> str:
    """The word without its hyphen, where that is known and no part is a word that goes before or behind many."""
    is_compound = left.lower() in _FIRST_PARTS or right.lower() in _LAST_PARTS
    return f"{left}{right}" if not is_compound and f"{left}{right}".lower() in _vocabulary() else ""


@cache
def _vocabulary() -> frozenset[str]:
    """Long words that certainly have no hyphen: those of the lexicon's names, and verbs."""
    names = " ".join(name for entry in load().entries for name in entry.names).lower()
    words = {word for word in re.findall(r"[^\W\d_]+", names) if len(word) > 6}
    return frozenset(words | {ing(verb) for verb in BASE} | set(BASE))
