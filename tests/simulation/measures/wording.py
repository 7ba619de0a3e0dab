"""Whether every sentence can be said and is one question, and no question comes twice."""

import re

from tests.simulation.gates import Record, Score, score
from tests.simulation.measures.reading import (
    Exchange,
    at,
    exchanges,
    jaccard,
    questions,
    trigram_cosine,
    without_lead,
)

SAME = 0.8
MOST_WORDS = 45
_ASKING = r"(?:what|how|why|when|where|who|whom|whose|which)"
_HELPING = r"(?:did|do|does|was|were|is|are|will|would|can|could|should|have|has|had)"
_JOINED = re.compile(
    rf"(?:^|[.,:;]\s+)(?:\w+\s+)?(?:{_ASKING}|{_HELPING})\b[^.?!]*?[,;]?\s+(?:and|or|but)\s+"
    rf"(?:also\s+|then\s+|if so,?\s+)?(?:{_ASKING}\s+(?:\w+\s+){{0,2}}{_HELPING}\b"
    rf"|{_HELPING}\s+(?:you|it|they|that|he|she|your)\b)",
    re.I,
)
_UNSPEAKABLE = (
    ("markup", re.compile(r"[*_`~|<>{}\[\]\\]|(?<![A-Z])#|^\s*(?:[-•]|\d+[.)])\s|\n")),
    ("a label", re.compile(r"^\W*(?:next |first )?(?:question|interviewer|answer|follow-?up|topic|q)\s*\d*\s*:", re.I)),
    ("an address", re.compile(r"https?:|www\.|\w@\w|\b[\w-]+\.(?:com|org|net|io|co\.uk|de|ai)\b", re.I)),
)  # fmt: skip


def one_speakable_question(record: Record) -> Score:
    """At most one question mark, no second question joined on, 45 words, nothing that a voice cannot say."""
    return score([_fault(record, exchange) for exchange in exchanges(record)])


def no_repeats(record: Record) -> Score:
    """No question is like an earlier one by more than 0.8, in its words or in three words in a row."""
    checks: list[str | None] = []
    earlier: list[str] = []
    for exchange in questions(record):
        asked = without_lead(exchange.reply.text)
        like = [(likeness(asked, before), before) for before in earlier]
        most, before = max(like, default=(0.0, ""))
        checks.append(at(record, exchange, f"{most:.2f} like {before!r}") if most > SAME else None)
        earlier.append(asked)
    return score(checks)


def likeness(one: str, other: str) -> float:
    """How much two questions are alike, 0..1."""
    return max(jaccard(one, other), trigram_cosine(one, other))


def _fault(record: Record, exchange: Exchange) -> str | None:
    text = exchange.reply.text
    if text.count("?") > 1:
        return at(record, exchange, "two question marks")
    asked = next((sentence for sentence in re.split(r"(?<=[.!:])\s", text) if "?" in sentence), "")
    if _JOINED.search(asked):
        return at(record, exchange, "two questions joined")
    if len(text.split()) > MOST_WORDS:
        return at(record, exchange, f"{len(text.split())} words")
    return next((at(record, exchange, name) for name, pattern in _UNSPEAKABLE if pattern.search(text)), None)
