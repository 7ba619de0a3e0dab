"""How measures read an interview: its exchanges, and the words of a text; nothing of the product's own judgement."""

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from tests.simulation.gates import Record
from xquizit_interview.state import MoveKind, Reply

NEW_QUESTIONS = frozenset({MoveKind.OPEN, MoveKind.QUESTION, MoveKind.FOLLOW_UP})
ASIDES = frozenset({MoveKind.REPEAT, MoveKind.CLARIFY, MoveKind.WAIT, MoveKind.CHAT})
_WORD = re.compile(r"[^\W_]+(?:['\u2019.+#/-][^\W_]+)*[+#]*")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")
_ENDING = re.compile(r"(?:ations?|ments?|ingly|ings?|ions?|ies|ers?|ed|es|ly|s|e|y)$")
COMMON = frozenset(
    """a about above actually after afterwards again against ago all almost alone along already also always am among an
    and another any anybody anyone anything are around as ask asked at away back be became because become been
    before began begin being best better between big both bring brought but by called came can cannot case check
    checked come content could course day days decide decided did different differently do does doing done down
    during each early either else end enough even ever every everybody everyone everything example fact far few
    find fine first five for found four from full further gave get gets getting give given gives go goes going
    gone good got great guess had half happened hard has have having he hear heard help her here herself him his
    hold home honestly hour hours how i if important in inside into is it its itself job just keep kept kind
    knew know known large last late later least left less let like liked little long longer look looked lot made
    mainly make makes making many may maybe me mean mention mentioned might mind minute minutes moment month
    months more most mostly much must my myself need needed never new next nice no nobody none nor not nothing
    now of off often old on once one only open or other others otherwise our ours out over own part parts people
    perhaps person piece place please point possible probably put questions quite rather really reason remember
    resume right room roughly run said same saw say says second see seem seen several shall she short should
    show shown side since situation small so some somebody somehow someone something sometimes somewhere soon
    start started still stop such suppose sure take taken takes talk tell ten than thank that the their them
    themselves then there these they thing things think third this those though thought three through time times
    to today together told tomorrow too took toward tried try turn two under understood until up upon us use
    used using usually very want wanted was way ways we week weeks well went were what whatever when where
    whether which while who whole whom whose why will with within without word words work worked working world
    would year years yes yesterday yet you young your yours yourself""".split()
)
"""Words that say nothing about what is talked of."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """An answer and the reply to it; turn 0 has no answer."""

    turn: int
    answer: str
    reply: Reply

    @property
    def is_question(self) -> bool:
        """Whether the reply asks something new."""
        return self.reply.move.kind in NEW_QUESTIONS


def exchanges(record: Record) -> list[Exchange]:
    """All of them in order, with the words that the candidate really said."""
    said = ("", *record.held.said)
    return [
        Exchange(turn.number, said[turn.number] if turn.number < len(said) else turn.answer, turn.reply)
        for turn in record.held.interview.turns
        if turn.reply is not None
    ]


def questions(record: Record) -> list[Exchange]:
    """Those whose reply asks something new."""
    return [exchange for exchange in exchanges(record) if exchange.is_question]


def at(record: Record, exchange: Exchange, what: str) -> str:
    """A failure in words that lead to it."""
    return f"{record} turn {exchange.turn}: {what}\n        asked: {exchange.reply.text}"


def words(text: str) -> list[str]:
    """The words of a text in lower case."""
    return [word.casefold().replace("\u2019", "'") for word in _WORD.findall(text)]


def sentences(text: str) -> list[str]:
    """The sentences of a text."""
    return [sentence for sentence in _SENTENCE.split(text.strip()) if sentence]


def stem(word: str) -> str:
    """A word without its ending, roughly."""
    word = word.removesuffix("'s")
    bare = _ENDING.sub("", word) if len(word) > 4 else word
    return bare if len(bare) >= 3 else word


def rare(text: str) -> frozenset[str]:
    """The stems of the words that say what a text is about."""
    apart = words(re.sub(r"[-\u2013/]", " ", text))
    return frozenset(stem(word) for word in apart if word not in COMMON and (len(word) > 2 or word.isdigit()))


def without_lead(text: str) -> str:
    """A question without the words that took the answer before it and are about nothing, `I see. All right.`."""
    parts = sentences(text)
    while len(parts) > 1 and "?" not in parts[0] and not rare(parts[0]):
        parts.pop(0)
    return " ".join(parts)


def says_back(sentence: str, answer: str) -> bool:
    """Whether a sentence gives an answer's own words back, the persons turned round."""
    said, theirs = words(sentence), frozenset(words(answer))
    return len(said) >= 5 and sum(word in theirs for word in said) >= 0.6 * len(said)


def jaccard(one: str, other: str) -> float:
    """The share of common words among all words of both."""
    ours, theirs = frozenset(words(one)), frozenset(words(other))
    return len(ours & theirs) / len(ours | theirs) if ours | theirs else 1.0


def trigram_cosine(one: str, other: str) -> float:
    """The cosine of the counts of three words in a row."""
    ours, theirs = _trigrams(one), _trigrams(other)
    length = math.sqrt(sum(n * n for n in ours.values())) * math.sqrt(sum(n * n for n in theirs.values()))
    return sum(count * theirs[gram] for gram, count in ours.items()) / length if length else 0.0


def _trigrams(text: str) -> Counter[tuple[str, ...]]:
    return Counter(_in_threes(words(text)))


def _in_threes(listed: list[str]) -> Iterator[tuple[str, ...]]:
    for start in range(len(listed) - 2):
        yield tuple(listed[start : start + 3])
