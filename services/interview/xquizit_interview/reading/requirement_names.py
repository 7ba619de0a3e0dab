"""What a requirement is called aloud: its own words where they are a name, the lexicon's where they are a sentence."""

import re

from xquizit_interview.lexicon import Entry
from xquizit_interview.reading.demands import core_of
from xquizit_interview.reading.skills import entries_in
from xquizit_interview.wording.spoken import name_of
from xquizit_interview.words import content_stems, joined, words

_SENTENCE = re.compile(
    r"\b(?:is|are|was|were|has|do|does|can|will|would|must|should|we|you|they|she|he|it|who|i|someone|somebody|this"
    r"|because|if|not|us)\b"
    r"|,\s+(?:in|with|at|on|to)\b|\b(?:and|or|of|the|an?)$"
    r"|^(?:in|from|for|to|with|at|on|by|of|be|been|very|some|most|keep|there)\b",
    re.I,
)
_MAX_WORDS = 8
_LISTED_NAMES = 2
_HEADED = re.compile(r"^(?P<head>[^:;]{3,70}?)\s*:\s+\S")
"""`Security monitoring with a SIEM: you have read alerts` is about what stands before the colon."""
_PRAISE = re.compile(
    r"^(?:(?:flawless|careful|confident|absolute|sound|solid|strong|regular|friendly|current|firm|proven|own|serious"
    r"|completed"
    r"|(?:a |an )?(?:deep |firm |good )?(?:habit|grip|command|eye|sense) (?:of|for)|(?:confident "
    r"|daily )?use of),?\s+)+",
    re.I,
)
_ENDS_OPEN = re.compile(r"\b(?:and|or|of|the|an?|to|with)$", re.I)
_TRAILING = re.compile(
    r"\s+(?:handled|done|carried out|every time|from (?:the|a) first \w+|at any time|with proof"
    r"|or (?:comparable|equivalent|similar|any other|something\b.*))$",
    re.I,
)
_COUNTED = re.compile(
    r"^(?!(?:an?|the|my|your|our|his|her|their|one|two|three)\b)(?:[\w'-]+ ){0,3}(?:licen[cs]e|certificate|degree"
    r"|platform|diploma|machine|programme|program|system|car|card|qualification|track record|tool|mindset)$",
    re.I,
)


def spoken_name(item: str, *, is_prose: bool) -> str:
    """A short noun phrase for the requirement; empty for a sentence of running text that names nothing.

    Args:
        item: One item of a list, or one sentence.
        is_prose: Whether it is a sentence among others, where not every sentence is a requirement.
    """
    headed = None if is_prose else _HEADED.match(item)
    head = core_of(headed["head"]) if headed else ""
    core = head if content_stems(head) else core_of(item)
    if not content_stems(core):
        core = core_of(re.split(r"[:;,]\s", item)[0])
    name = _without_asides(name_of(core))
    named, around = entries_in(name), entries_in(core) or entries_in(item)
    if _is_name(name) and (named or not around or not is_prose or len(words(name)) > 1):
        return _with_article(name, core)
    if around:
        return joined(_as_said(entry, said) for entry, said in list(around.values())[:_LISTED_NAMES])
    return "" if _SENTENCE.search(name) and (is_prose or _ENDS_OPEN.search(name)) else _with_article(name, core)


def _as_said(entry: Entry, said: str) -> str:
    """The document's own word for a named thing, e.g. `WCAG`, otherwise what the lexicon says aloud."""
    is_named = any(letter.isupper() for letter in said[1:]) or (said[:1].isupper() and entry.name[:1].isupper())
    return said if is_named else entry.spoken


def _is_name(name: str) -> bool:
    return 0 < len(words(name)) <= _MAX_WORDS and not _SENTENCE.search(name)


def _without_asides(name: str) -> str:
    """`flawless automated testing as a habit, not a chore` without praise and what follows the thing itself."""
    name = _PRAISE.sub("", name)
    head, comma, tail = name.partition(", ")
    if comma and not re.search(r"\b(?:and|or)\b", tail):
        name = head
    name = re.sub(r"\s+as (?:a|an)\s+(?:habit|craft|matter)\b.*$", "", name)
    name = re.sub(r"^([A-Z]\w+) speaker$", r"speaking \1", name)
    return _TRAILING.sub("", name)


def _with_article(name: str, core: str) -> str:
    """A counted thing with its article, as the document has it: `a cloud platform`."""
    if match := re.search(rf"\b(an?) {re.escape(name)}\b", core, re.I):
        return f"{match[1].lower()} {name}"
    if _COUNTED.match(name):
        return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"
    return name
