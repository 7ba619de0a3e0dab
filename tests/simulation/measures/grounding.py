"""Whether follow-ups rest on what was said, and no number or name is made up."""

import re
from collections.abc import Iterator

from tests.simulation.gates import Record, Score, score
from tests.simulation.measures.reading import Exchange, at, exchanges, rare, stem, words
from xquizit_interview.state import MoveKind

_OWN = re.compile(r"\b(?:up to )?forty-five minutes\b|\b(?:CV|Goodbye)\b", re.I)
"""What the interviewer says of itself."""
_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True))
_NUMBERS = {word: str(number) for number, word in enumerate(_UNITS)} | {word: str(ten) for word, ten in _TENS.items()}
_ORDINARY = frozenset({"zero", "one", "two", "three"})
"""Number words that any sentence may have, `one occasion`."""
_WORTH_TAKING_UP = 2
_NAME = re.compile(r"(?<=[a-z,;] )([A-Z][\w&'\u2019-]*|[a-z]+[A-Z]\w*)")
_NO_NAMES = frozenset({"i", "i'm", "i'd", "i've", "i'll", "english"})


def grounded_follow_ups(record: Record) -> Score:
    """A follow-up shares a rare word, or the span stored with it, with the answer before it.

    An answer with fewer than two rare words leaves nothing to take up and does not count.
    """
    checks: list[str | None] = []
    for exchange in exchanges(record):
        if exchange.reply.move.kind is not MoveKind.FOLLOW_UP or len(rare(exchange.answer)) < _WORTH_TAKING_UP:
            continue
        asked = rare(exchange.reply.text)
        is_grounded = bool(asked & rare(exchange.answer)) or _says_span(exchange)
        checks.append(None if is_grounded else at(record, exchange, f"takes up nothing of {exchange.answer[:160]!r}"))
    return score(checks)


def nothing_invented(record: Record) -> Score:
    """Every number and name stands in the answers so far, the resume or the job description."""
    documents = record.held.documents
    told = f"{documents.resume}\n{documents.job_description}\n{documents.custom_instructions}"
    told += "\n" + "\n".join(documents.questions)
    checks: list[str | None] = []
    for exchange in exchanges(record):
        told += f"\n{exchange.answer}"
        made_up = [*_numbers_beyond(exchange.reply.text, told), *_names_beyond(exchange.reply.text, told)]
        checks.append(at(record, exchange, f"nobody said {made_up}") if made_up else None)
    return score(checks)


def _says_span(exchange: Exchange) -> bool:
    """Whether the words that are stored as the follow-up's ground are said in it: most of them, turned round."""
    if exchange.reply.quote is None:
        return False
    quoted = [stem(word) for word in words(exchange.reply.quote.of(exchange.answer))]
    said = {stem(word) for word in words(exchange.reply.text)}
    return bool(quoted) and sum(word in said for word in quoted) >= 0.6 * len(quoted)


def _numbers_beyond(text: str, told: str) -> Iterator[str]:
    known = set(re.findall(r"\d+", told)) | set(words(told.replace("-", " ")))
    known |= {_NUMBERS[word] for word in known & _NUMBERS.keys()}
    spoken = _OWN.sub("", text)
    for number in re.findall(r"\d+", spoken):
        if number not in known:
            yield number
    for word in words(spoken.replace("-", " ")):
        if word in _NUMBERS and word not in _ORDINARY and word not in known and _NUMBERS[word] not in known:
            yield word


def _names_beyond(text: str, told: str) -> Iterator[str]:
    known = set(re.findall(r"[\w&'-]+", told.casefold().replace("\u2019", "'")))
    known |= {part for word in known for part in re.split(r"[-'&]", word)}
    for name in _NAME.findall(_OWN.sub("", text)):
        plain = name.casefold().replace("\u2019", "'").removesuffix("'s").strip("'-")
        if plain not in known and plain not in _NO_NAMES and not all(part in known for part in plain.split("-")):
            yield name
