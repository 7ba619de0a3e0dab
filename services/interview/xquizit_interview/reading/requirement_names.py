"""What a requirement is called aloud: its own words where they are a name, the lexicon's where they are a sentence."""

import re

from xquizit_interview.lexicon import Entry
from xquizit_interview.reading.demanded import core_of
from xquizit_interview.reading.job_titles import TITLE
from xquizit_interview.reading.personal_qualities import as_thing
from xquizit_interview.reading.phrase_ends import ends_open, whole_name
from xquizit_interview.reading.plain_items import plain
from xquizit_interview.reading.skills import entries_in
from xquizit_interview.verbs import ing, is_gerund
from xquizit_interview.words import content_stems, joined, words

_SENTENCE = re.compile(
    r"\b(?:is|are|was|were|has|do|does|can|will|would|must|should|we|you|they|she|he|it|who|i|someone|somebody|this"
    r"|because|if|not|us)\b|,\s+(?:in|with|at|on|to)\b|\b(?:and|or|of|the|an?)$|^(?:in|from|for|to|with|at|on|by|of"
    r"|be|been|very|some|most|keep|there)\b",
    re.I,
)
_MAX_WORDS = 8
_LISTED_NAMES = 2
_HEADED = re.compile(r"^(?P<head>[^:;]{3,70}?)\s*:\s+\S")
"""`Security monitoring with a SIEM: you have read alerts` is about what stands before the colon."""
_LABEL = re.compile(
    r"(?:(?:minimum|required|other|technical|it|computer|key|core|general|additional|professional|work"
    r"|academic) )*(?:education|experience|qualifications?|skills?|knowledge|abilit(?:y|ies)|languages?"
    r"|certifications?|certificates?|licen[cs]es?|training|requirements?|software|tools?|programming|background"
    r"|competenc\w+|attributes|credentials)(?: (?:and|&|/|or) (?:education|experience|training|qualifications?|skills"
    r"|certifications?))?",
    re.I,
)
"""What stands before a colon and only says what sort of thing follows."""
_PRAISE = re.compile(
    r"^(?:(?:flawless|careful|confident|absolute|sound|solid|strong|regular|friendly(?! (?:manner|attitude|nature))"
    r"|current|firm|proven|own(?! (?:tools|transport|car|van|vehicle|kit)\b)|serious|completed|possession of"
    r"|evidence of|(?:a |an )?(?:natural|expert|star|dab hand"
    r"|specialist) (?:at|in|with)|(?:a |an )?(?:deep |firm |good |strong )?(?:habit|grip|command|sense) (?:of|for)"
    r"|some|a (?:little|bit of)"
    r"|(?:confident |daily )?use of),?\s+)+",
    re.I,
)
_EYE = re.compile(r"(?:an? )?(?:(?:good|sharp|keen) )?eye for ", re.I)
_ENDS_OPEN = re.compile(r"\b(?:and|or|of|the|an?|to|with)$", re.I)
_TRAILING = re.compile(
    r"\s+(?:handled|done(?: by the book)?|carried out|every time|from (?:the|a) first \w+|at any time|with proof"
    r"|before|previously|inside out|so (?:clear|good|well)|or (?:an? |another |of )?(?:comparable|equivalent|similar"
    r"|closely related|related|any other|something\b.*)(?: [\w-]+){0,3})$",
    re.I,
)
_FACING = re.compile(
    r"\b(customer|client|patient|public|student|guest|supplier|vendor|user|passenger)[- ]facing (?:work|roles?"
    r"|positions?|jobs?|experience)\b",
    re.I,
)
_FACED = {"public": "the public"}
_GENERIC = re.compile(
    r"(?:an? |the |various |modern |relevant |related )*(?:\w+ )?(?:tools?|platforms?|systems?|languages?|frameworks?"
    r"|technolog(?:y|ies)|software|stack|packages?)",
    re.I,
)
"""Without the examples that follow it says nothing."""
_EMPTY = re.compile(
    r"(?:an? )?(?:(?:speciali[sz]ed|relevant|similar|related|previous|prior|professional|formal|work|working|general"
    r"|equivalent|comparable|practical|recent|additional|required|minimum|demonstrated|other) )*(?:experience|skills"
    r"|knowledge|background|qualifications?|requirements|training|education)?(?: (?:equivalent )?(?:at|to) .*(?:level"
    r"|grade))?",
    re.I,
)
_COUNTED = re.compile(
    r"^(?!(?:an?|the|my|your|our|his|her|their|one|two|three)\b)(?:[\w'-]+ ){0,3}(?:licen[cs]e|certificate|degree"
    r"|platform|diploma|machine|programme|program|system|car|card|permit|qualification|track record|tool|mindset"
    r"|(?:degree|diploma|certificate|licen[cs]e|qualification) (?:in|for) .+)$",
    re.I,
)
_A_NOUN = re.compile(
    r"(?:an?|the|\d+|at least|experience|knowledge|you|good|strong|excellent|proven|[A-Z]{2,})\b|\w+ing\b(?! to\b)",
    re.I,
)
"""What begins an item that stands on its own whatever leads into the list."""
_KNOWING = (
    r"(?:an? |the )?(?:[\w-]+ ){0,2}(?:experience|knowledge|understanding|awareness|familiarity|command) (?:of|in"
    r"|with)\b"
)
_MEMBERS = re.compile(rf",\s+(?:and\s+)?(?=an?\s|{_KNOWING})|\s+and\s+(?=an?\s|{_KNOWING})", re.I)
_A_THING = re.compile(rf"{_KNOWING}|an?\s(?!\w+ (?:of|for|to)\b)", re.I)


def spoken_names(item: str, *, lead: str = "", is_prose: bool) -> list[tuple[str, str]]:
    """The requirements that an item joins, `a licence, a card and a certificate`, each with its name.

    Args:
        item: One item of a list, or one sentence.
        lead: The words above a list that each item goes on with, `Ability to`.
        is_prose: Whether it is a sentence among others, where not every sentence is a requirement.
    """
    said = plain(f"{lead} {item[:1].lower()}{item[1:]}" if lead and not _A_NOUN.match(item) else item)
    members = _MEMBERS.split(core_of(said))
    if len(members) > 1 and all(_A_THING.match(member) and len(words(member)) <= _MAX_WORDS for member in members):
        return [(member, spoken_name(member, is_prose=False)) for member in members]
    return [(item, spoken_name(said, is_prose=is_prose))]


def spoken_name(item: str, *, is_prose: bool) -> str:
    """A short noun phrase for the requirement; empty for a sentence of running text that names nothing.

    Args:
        item: One item of a list, or one sentence.
        is_prose: Whether it is a sentence among others, where not every sentence is a requirement.
    """
    headed = None if is_prose else _HEADED.match(item)
    if headed and _LABEL.fullmatch(headed["head"]):
        item, headed = item[headed.end("head") :].lstrip(" :"), None
    head = core_of(headed["head"]) if headed else ""
    core = head if content_stems(head) else core_of(item)
    if not content_stems(core):
        core = core_of(re.split(r"[:;,]\s", item)[0])
    name = _without_asides(whole_name(core))
    name = _FACING.sub(lambda match: f"work with {_FACED.get(match[1].lower(), f'{match[1]}s')}", name)
    if not entries_in(name) and (said := re.search(rf"\b{re.escape(name)} (skills|abilities|manner)\b", core, re.I)):
        name = f"{name} {said[1]}"
    if TITLE.search(name.rpartition(" ")[2]) and re.search(rf"\bas (?:an? )?{re.escape(name)}\b", core):
        name = f"working as {_with_article(name, core)}"
    if _says_nothing(name) and not entries_in(item):
        return ""
    named, around = entries_in(name), entries_in(core) or entries_in(item)
    if around and not named and _GENERIC.fullmatch(name) and not is_gerund(name.partition(" ")[0]):
        return joined(_as_said(entry, said) for entry, said in list(around.values())[:_LISTED_NAMES])
    if _is_name(name) and (named or not around or not is_prose or len(words(name)) > 1):
        return _with_article(name, core)
    if around:
        return joined(_as_said(entry, said) for entry, said in list(around.values())[:_LISTED_NAMES])
    return "" if _SENTENCE.search(name) and (is_prose or _ENDS_OPEN.search(name)) else _with_article(name, core)


def _says_nothing(name: str) -> bool:
    """Whether a name is only experience of some sort."""
    return _EMPTY.fullmatch(name) is not None


def _as_said(entry: Entry, said: str) -> str:
    """The document's own word for a named thing, e.g. `WCAG`, otherwise what the lexicon says aloud."""
    is_named = any(letter.isupper() for letter in said[1:]) or (said[:1].isupper() and entry.name[:1].isupper())
    return said if is_named else entry.spoken


def _is_name(name: str) -> bool:
    return 0 < len(words(name)) <= _MAX_WORDS and not _SENTENCE.search(name)


def _without_asides(name: str) -> str:
    """`flawless automated testing as a habit, not a chore` without praise and what follows the thing itself."""
    name = re.sub(r"^(?:and|or|but)\s+", "", _PRAISE.sub("", name))
    if len(words(name)) > 2 and not name.partition(" ")[0].endswith("ing"):
        name = re.sub(r"(?<! and)(?<! or)\s+(?!family|supply|assembly)\w+ly$", "", name)
    if (match := _EYE.match(name)) and entries_in(name[match.end() :]):
        name = name[match.end() :]
    head, comma, tail = name.partition(", ")
    if (
        comma
        and not re.search(r"\b(?:and|or)\b", tail)
        and (entries_in(head) or (len(words(head)) > 1 and not ends_open(head)))
    ):
        name = head
    name = re.sub(r"\s+as (?:a|an)\s+(?:habit|craft|matter)\b.*$", "", name)
    name = re.sub(r"^([A-Z]\w+) speaker$", r"speaking \1", name)
    name = re.sub(
        r"^(?:fully )?qualified,? (?:to )?((?:NVQ |SVQ )?level \d)\b.*$", r"a \1 qualification", name, flags=re.I
    )
    name = _TRAILING.sub("", _TRAILING.sub("", name)).strip(" ,")
    name = re.sub(r"^as (?=an? |[A-Z])", "working as ", name)
    name = re.sub(r"^(.+ (?:licen[cs]e|card|certificate|ticket)) holder$", r"\1", name)
    name = re.sub(r"\b(and|or) (?:of|in|with|at) (?=\w)", r"\1 ", name)
    name = re.sub(r"\b(and|or) to ([a-z]+)\b", lambda match: f"{match[1]} {ing(match[2])}", name)
    return as_thing(re.sub(r"^(?:in|of|within|with)\s+(?=\w)", "", name, flags=re.I))


def _with_article(name: str, core: str) -> str:
    """A counted thing with its article, as the document has it: `a cloud platform`."""
    if match := re.search(rf"\b(an?) {re.escape(name)}\b", core, re.I):
        return f"{match[1].lower()} {name}"
    if _COUNTED.match(name) and not is_gerund(name.partition(" ")[0]):
        is_open = re.match(r"[aeio]|u(?!ni|se|k\b)|hono", name, re.I) is not None
        return f"{'an' if is_open else 'a'} {name}"
    return name
