"""The items of a line: a bullet is one, a list of short names several, running text one per sentence or clause."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from xquizit_interview.reading.demands import PERSON, demands, prefers
from xquizit_interview.words import sentence_spans, words

_NO_NAME = re.compile(r"\b(?:is|are|including|for example|such as|with|of|to|in)\b", re.I)
_MAX_ITEM_WORDS = 45
_MAX_SENTENCE_CHARS = 900
"""A longer sentence is not looked into."""
_MAX_LIST_CHARS = 2500
_MAX_MEMBER_WORDS = 9
_MAX_NAME_WORDS = 3
_NO_MEMBER = re.compile(
    r"(?:including|such|e\.g|for|with|to|in|not|so|or|but|ideally|preferably|especially|at least|both|who|which"
    r"|that)\b",
    re.I,
)
_CLAUSES = re.compile(
    r",\s+(?:and|but|while)\s+|;\s+(?:and\s+)?|\s+and\s+(?=you(?:['\u2019](?:d|ll)| will| would)? (?:also )?(?:need"
    r"|must|should)\b)"
)
_PREDICATES = re.compile(
    r"\s*,?\s+and (?:also )?(?:to )?(?=(?:(?:will|must|should|can) )?(?:be (?:able|proficient|fluent|confident"
    r"|familiar|comfortable|willing|experienced|skilled|good|used"
    r"|flexible|available|prepared|ready|happy)|have|hold|possess|know(?! (?:when|how|what|where"
    r"|that|why)\b)|demonstrate|speak|understand|enjoy)\b)",
    re.I,
)
_SUBJECT = re.compile(
    rf"^(?:.*?\b(?:you|{PERSON}) |(?=must |should ))"
    r"(?:(?:also|will|would|must|should|can|need(?:s)?|have|has) )+?(?:to )?(?=(?:be|have"
    rf"|hold|know|possess|understand"
    r"|demonstrate|enjoy|speak)\b)",
    re.I,
)
_WHO = re.compile(
    r"(?P<head>[^,]*?\b(?:someone|somebody|people|an? [\w -]{3,40}?))\s+who\s+(?P<rest>.+?(?:,"
    r"|\sand)\s+(?:and\s+)?who\s.+)$",
    re.I,
)
_AS_IS = re.compile(
    r",? (?:as|and so) (?:is|are|would(?: be)?|will(?: be)?|does|do) (?P<other>(?!well\b|the case\b|usual\b)[^,]+).*$",
    re.I,
)
"""`Dealer training is an advantage, as is experience of guidance systems`."""
_ASIDE = re.compile(
    r"(?<=\w),? (?:or|and|ideally|preferably) (?:be|are|is|about|nearing|close|expect|working)\b[^,]{3,50},", re.I
)
_AFTER_A_LETTER = re.compile(r"(?<=[a-z] [A-Z]\.)\s+(?=[A-Z])")
"""`Proficient in R. You have` is no initial."""
_REFERS_BACK = re.compile(r"\b(?:it|them|its|their|this|these|one)\b", re.I)


_LISTED = re.compile(r"^(?P<head>[^;]{0,300}?)(?::\s+(?:\(?[1ai]\)\s*)?|\s\(?[1ai]\)\s+)(?P<members>[^;]+;\s.*)$")
"""`Experience that includes: (1) drawing up loans; (2) …; and (3) …`."""
_GOES_ON = re.compile(r"\b(?:in|of|with|to|at|on|for|must|can)$", re.I)
_MEMBER_MARK = re.compile(r"^(?:and |or )?(?:\(?(?:\d|[a-z]|[ivx]+)\)\s*)?(?:and |or )?", re.I)


@dataclass(frozen=True, slots=True)
class Item:
    """What may be one requirement."""

    text: str
    is_first: bool
    """Whether it stands in the first sentence of its line."""


def items_of(text: str, *, is_bullet: bool, is_rest: bool) -> list[Item]:
    """The items of a line.

    Args:
        text: The line without its bullet.
        is_bullet: Whether it is an item of a list, or stands behind a heading.
        is_rest: Whether it stands behind a heading's colon, where semicolons and commas part the items.
    """
    if not text.endswith(".") and len(names := _names(text, least=2 if is_rest else 3)) > 1:
        return [Item(name, is_first=True) for name in names]
    sentences = [part for span in sentence_spans(text) for part in _AFTER_A_LETTER.split(span.of(text))]
    if any(_within(sentence) for sentence in sentences):
        return [
            item
            for sentence in sentences
            for item in (_within(sentence) or items_of(sentence, is_bullet=is_bullet, is_rest=is_rest))
        ]
    if is_bullet and not is_rest and len(sentences) == 1:
        return [Item(text, is_first=True)] if len(words(text)) <= _MAX_ITEM_WORDS else []
    return [
        Item(part, is_first=number == 0)
        for number, sentence in enumerate(sentences)
        for part in (_members(sentence) if is_rest else clauses(sentence))
        if len(words(part)) <= _MAX_ITEM_WORDS
    ]


def _within(sentence: str) -> list[Item]:
    """The items of a list within a sentence; none where it has none."""
    match = _LISTED.match(sentence) if len(sentence) <= _MAX_LIST_CHARS else None
    if match is None:
        return []
    head = match["head"].strip()
    members = [_MEMBER_MARK.sub("", part).strip(" .,") for part in re.split(r";\s+", match["members"])]
    least = 2 if _GOES_ON.search(head) else 3
    if len(members) < least or not all(0 < len(words(member)) <= _MAX_ITEM_WORDS for member in members):
        return []
    if _GOES_ON.search(head):
        return [Item(f"{head} {member}", is_first=True) for member in members]
    said = " is a plus" if prefers(head) else " is required" if demands(head) else ""
    return [Item(f"{member}{said}", is_first=True) for member in members]


def listed(text: str, separators: str = r"[;\u2022]|,(?=\s)", least: int = 3) -> list[str]:
    """The members of `a, b, and c`; one member where some are too long for a list."""
    parts = [re.sub(r"^(?:and|or)\s+", "", part.strip(" .")) for part in re.split(separators, text)]
    return parts if len(parts) >= least and all(0 < len(words(part)) <= _MAX_MEMBER_WORDS for part in parts) else [text]


def _names(text: str, least: int = 3) -> list[str]:
    """`Docker, Kubernetes, Terraform` as three, anything longer as it is."""
    parts = listed(text, separators=r"[,;\u2022]", least=least)
    return (
        parts
        if all(0 < len(words(part)) <= _MAX_NAME_WORDS and not _NO_NAME.search(part) for part in parts)
        else [text]
    )


def clauses(sentence: str) -> list[str]:
    """The parts of a sentence that each demand something: `must hold a licence and be fluent in Welsh` has two."""
    if len(sentence) > _MAX_SENTENCE_CHARS:
        return [sentence]
    sentence = _ASIDE.sub("", sentence)
    if match := _WHO.match(sentence):
        return [
            f"{match['head']} who {part.strip(' ,.')}" for part in re.split(r",?\s+(?:and\s+)?who\s+", match["rest"])
        ]
    return [predicate for clause in _parted(sentence) for predicate in _predicates(clause)]


def _parted(sentence: str) -> Iterator[str]:
    if (match := _AS_IS.search(sentence)) and (demands(sentence) or prefers(sentence)):
        yield sentence[: match.start()]
        sentence = f"{match['other'].strip(' .')} is {'an advantage' if prefers(sentence) else 'essential'}"
    start = 0
    for match in _CLAUSES.finditer(sentence):
        before, after = sentence[start : match.start()], sentence[match.end() :]
        if all(demands(part) or prefers(part) for part in (before, after)) and not _REFERS_BACK.match(after):
            yield before
            start = match.end()
    yield sentence[start:]


def _predicates(clause: str) -> list[str]:
    subject = _SUBJECT.match(clause)
    parts = _PREDICATES.split(clause)
    if subject is None or len(parts) == 1 or any(_REFERS_BACK.search(part) for part in parts[1:]):
        return [clause]
    rest = (re.sub(r"^(?:will|must|should|can) ", "", part) for part in parts[1:])
    return [parts[0], *(f"{subject.group()}{part}" for part in rest)]


def _members(sentence: str) -> list[str]:
    """`NVQ Level 2; experience of personal care`: what semicolons part, or at least three parts of commas."""
    parts = [part.strip(" .") for part in re.split(r";\s+|\s[\u2022\u00b7]\s", sentence) if part.strip(" .")]
    if len(parts) > 1:
        return [name for part in parts for name in _names(re.sub(r"^(?:and|or)\s+", "", part))]
    members = listed(sentence, separators=r",\s+(?:and\s+)?|\s+and\s+(?=an?\s)")
    return members if not any(_NO_MEMBER.match(member) for member in members) else clauses(sentence)
