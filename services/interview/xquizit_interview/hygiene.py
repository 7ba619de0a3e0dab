"""What must not reach a question: text aimed at machines, and matters nobody may be asked about."""

import re
from collections.abc import Iterator

from xquizit_interview.orders import is_order, places_of_orders, places_of_orders_in_pieces

_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]|[\x00-\x08\x0b-\x1f\x7f]"
)
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+")

_SENTENCE_END = re.compile(r"(?<=[.!?\u3002\uff0e\uff01\uff1f])\s+|(?<=[>}=])\s+(?=[A-Z])|(?<=INST\])\s+")
"""Ends of sentences, and of what stands in brackets of markup."""
_LONG_WORDS = 30
"""In more words without a full stop, as recognizers write them, an order is cut out; a shorter sentence is dropped."""
_SHORT_LINE_WORDS = 25
_OPENERS = frozenset("and so please just by the way um uh yeah like now then also okay oh well".split())
"""Words before an order that belong to it …"""
_CLOSERS = frozenset("now here immediately please thanks".split())
"""… and after it."""
_PIECES = 4
"""An order in pieces is in so many neighbouring lines or sentences at most."""

_PROTECTED = re.compile(
    r"\b(?:i am|i'm|aged?|age of)\s+\d{2}\b|\bdate of birth\b|\bborn (?:in|on)\b|\b(?:my|his|her) (?:wife|husband"
    r"|spouse|partner|mother|father|mum|mom|dad|son|daughter|kids?|children|child|family|baby|parents|girlfriend"
    r"|boyfriend|fianc\w+|health|illness|disability|religion|faith|debts?|mortgage|divorce)\b"
    r"|\bpregnan\w*|\b(?:maternity|paternity|parental|sick) leave\b|\b(?:marital|family) status\b|\b(?:married"
    r"|divorced|widowed|engaged to)\b|\breligio\w*|\b(?:church|mosque|synagogue|catholic|protestant|muslim|islam\w*"
    r"|jewish|hindu\w*|buddhis\w*|atheis\w*|christian)\b"
    r"|\b(?:nationality|citizenship|citizen|immigrant|refugee|asylum|visa|ethnic\w*|race|skin colou?r"
    r"|native country|place of birth)\b|\b(?:gay|lesbian|bisexual|transgender|sexual orientation|pronouns)\b"
    r"|\b(?:disabled|disabilit\w*|depress(?:ed|ion)|burn-?out|cancer|diabet\w*|epilep\w*|autis\w*|adhd"
    r"|therapy for my|my (?:medical|mental))\b.{0,0}|\b(?:arrest\w*|convict\w*|criminal record|prison)\b"
    r"|\b(?:trade union|union (?:member|rep)\w*)\b|\b(?:bankrupt\w*|my (?:finances|credit score))\b"
    r"|\bpolitical (?:party|views?)\b"
    # Times without work.
    r"|\bcareer (?:break|gap)|\bgap year\b|\bbetween jobs\b|\bunemployed (?:from|since)\b"
    r"|(?:^|[:;,\u2013\u2014-]\s*|\b(?:was|am|been|currently) )(?:out of work|unemployed)\b|\bcaring for (?:(?:a|an|my)"
    r" (?:\w+ )?(?:relative|parent)|my|an elderly)\b",
    re.I,
)
"""Matters that a question may not touch, in the first person or as personal data."""
_NAMES = re.compile(
    r"\b(?:Catholic|Christian|Church|Methodist|Islamic|Muslim|Jewish|Hindu|Protestant|Visa)\s+(?:[A-Z][\w'\u2019-]*\s+){0,3}?"
    r"(?:University|College|School|Academy|Hospital|Institute|Seminary|Street|Road|Lane|Aid|Trust|Centre|Press|Card)\b"
    r"|^\W*(?:Christian|CHRISTIAN)\s+[A-Z][\w'\u2019-]+|^\W*(?:[A-Z][\w'\u2019-]+\s+){1,2}(?:Gay|GAY|Christian|CHRISTIAN|Church|CHURCH)\b"
)
"""Names of people (who stand first in a resume), schools and streets that are words for such matters, too."""


def clean(text: str) -> str:
    """A text without invisible characters and without what gives orders to machines, line by line."""
    text = _SPACES.sub(" ", _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    lines = [_harmless_parts(line) for line in text.split("\n")]
    for line, place in _in_pieces(lines):
        lines[line][place] = ""
    were_empty = [not line.strip() for line in text.split("\n")]
    joined = [" ".join(part for part in parts if part) for parts in lines]
    return "\n".join(line for line, was_empty in zip(joined, were_empty, strict=True) if line or was_empty)


def is_for_machines(text: str) -> bool:
    """Whether `text` tries to instruct the reader's software."""
    return is_order(_INVISIBLE.sub("", text))


_OF_THE_WORK = re.compile(
    r"\b(?:pregnan\w*|religious (?:education|studies)|race conditions?|disabled|disabilit\w*|depress(?:ed|ion)"
    r"|burn-?out|cancer|diabet\w*|epilep\w*|autis\w*|adhd|arrest\w*|convict\w*|prisons?|refugees?|asylum|immigrants?|ethnic\w*"
    r"|bankrupt\w*|trade unions?|union (?:member|rep)\w*|visa (?:payments?|applications?|processing|cards?))\b",
    re.I,
)
"""Matters that are somebody's work: patients with diabetes, autistic pupils, race conditions, cardiac arrests."""
_OWN = re.compile(
    r"\b(?:i|i'm|i've|my|me|myself|own)\b"
    r"|\b(?:be|been|being) (?:\w+ )?(?:pregnant|disabled|autistic|diabetic|epileptic|depressed|bankrupt|arrested"
    r"|convicted)\b"
    r"|^\W*(?:health|disabilit\w+|race|ethnic\w*|pregnan\w*|convictions?|criminal record|trade union)\s*[:\u2013-]",
    re.I,
)
"""Said of oneself or of the applicant, or as a line of personal data."""


def is_private(text: str) -> bool:
    """Whether a line of a document is about the candidate's private matters; those of patients or pupils are work."""
    return is_protected(text if _OWN.search(text) else _OF_THE_WORK.sub(" ", text))


def is_protected(text: str) -> bool:
    """Whether `text` touches a matter that nobody may be asked about."""
    return _PROTECTED.search(_NAMES.sub(" ", text)) is not None


def _harmless_parts(line: str) -> list[str]:
    """Its sentences without their orders; nothing of a short line that begins with one."""
    if not line or line.isspace():
        return []
    first, *rest = _SENTENCE_END.split(line)
    parts = [_harmless(first), *map(_harmless, rest)]
    if not parts[0] and line.count(" ") < _SHORT_LINE_WORDS:
        return []
    return [part for part in parts if part]


def _harmless(sentence: str) -> str:
    """What is left of a sentence without its orders; what stood before and after one are sentences of their own."""
    found = sentence.split()
    if len(found) <= _LONG_WORDS:
        return "" if is_order(sentence) else sentence.strip()
    places = [*places_of_orders(sentence), *places_of_orders_in_pieces(sentence)]
    if not places:
        return sentence.strip()
    for first, last in places:
        while first > 0 and found[first - 1].lower() in _OPENERS:
            first -= 1
        while last + 1 < len(found) and found[last + 1].lower() in _CLOSERS:
            last += 1
        found[first : last + 1] = ["", *[""] * (last - first)]
        if first > 0 and found[first - 1]:
            found[first - 1] = found[first - 1].rstrip(",;:") + "."
    rest = " ".join(word for word in found if word)
    return rest if any(letter.isalnum() for letter in rest) else ""


def _in_pieces(lines: list[list[str]]) -> Iterator[tuple[int, int]]:
    """Line and place of the sentences that make up an order together."""
    parts = [(line, place) for line, sentences in enumerate(lines) for place in range(len(sentences))]
    owners = [part for part in parts for _ in lines[part[0]][part[1]].split()]
    text = " ".join(lines[line][place] for line, place in parts)
    for first, last in places_of_orders_in_pieces(text):
        found = list(dict.fromkeys(owners[first : last + 1]))
        if len(found) <= _PIECES:
            yield from ((line, place) for line, place in found if lines[line][place].count(" ") < _LONG_WORDS)
